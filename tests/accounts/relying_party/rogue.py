"""A provider that says whatever a test tells it to say, over real sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from joserfc.jwk import RSAKey

DOCUMENT, KEYS, TOKEN, USER = "/.well-known/openid-configuration", "/keys", "/token", "/user"


@dataclass
class Said:
    """One answer."""

    body: Any
    status: int = 200
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Rogue:
    """What it answers by path, and what it was asked."""

    port: int
    key: RSAKey
    says: dict[str, Said] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    """Of the last request for tokens."""
    name: str = "rogue"
    algorithm: str = "RS256"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def toml(self) -> str:
        return f"""
            [[provider]]
            name = "rogue"
            label = "Ailleurs"
            issuer = "{self.issuer}"
            client_id = "parvis"
            secret = "a-secret-of-forty-characters-for-tests-1"
        """

    def behave(self, **document: Any) -> None:
        """Says what a good provider says, but for these members of its document."""
        own = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": self.issuer + TOKEN, "jwks_uri": self.issuer + KEYS,
            "userinfo_endpoint": self.issuer + USER,
        }  # fmt: skip
        told = {name: value for name, value in (own | document).items() if value is not None}
        self.says[DOCUMENT] = Said(told)
        self.says[KEYS] = Said({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def rogue() -> Iterator[Rogue]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    made = Rogue(server.server_address[1], RSAKey.generate_key(2048, auto_kid=True))
    server.rogue = made  # type: ignore[attr-defined]
    made.behave()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say()

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self._rogue.form = {name: values[0] for name, values in parse_qs(sent).items()}
        self._say()

    @property
    def _rogue(self) -> Rogue:
        made: Rogue = self.server.rogue  # type: ignore[attr-defined]
        return made

    def _say(self) -> None:
        self._rogue.asked.append(self.path)
        said = self._rogue.says.get(self.path, Said({}, 404))
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        self.send_response(said.status)
        headers = {"Content-Type": said.type, "Content-Length": str(len(body))} | said.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass
