"""Requests as browsers and as nobody sends them, answered by the application in this very loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message

from hub.access import actors
from hub.accounts import sessions
from hub.action import action, happened
from hub.actor import Actor
from hub.web import cookies, csrf

Raw = tuple[bytes, bytes]


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: list[Raw] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        found = [value for key, value in self.headers if key.lower() == name.encode()]
        return found[0].decode() if found else ""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser, signed in or out."""

    name: str
    app: ASGIApp
    cookie: str = ""
    token: str = ""
    """What forms of this session carry against forgery."""

    async def get(self, path: str, query: str = "", **headers: str) -> Answer:
        return await self.ask("GET", path, query=query, headers=headers)

    async def post(self, path: str, sends: Mapping[str, str] | None = None) -> Answer:
        return await self.ask("POST", path, sends=sends or {})

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        sends: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request as our own pages send it; `sends` is a form."""
        body = urlencode(sends).encode() if sends is not None else b""
        sent = {"host": "127.0.0.1:8000", "accept": "text/html", "accept-language": "fr"}
        if method not in {"GET", "HEAD"}:
            sent |= {"sec-fetch-site": "same-origin", "x-csrf-token": self.token}
            sent |= {"content-type": "application/x-www-form-urlencoded"}
            sent |= {"content-length": str(len(body))}
        if self.cookie:
            sent["cookie"] = self.cookie
        sent |= headers or {}
        raw = [(key.encode(), value.encode()) for key, value in sent.items()]
        return await call(self.app, method, path, raw, body, query=query)


async def call(
    app: ASGIApp,
    method: str,
    path: str,
    headers: Iterable[Raw],
    body: bytes = b"",
    *,
    query: str = "",
    **more: Any,
) -> Answer:
    """One request with nothing added; `more` is of its scope."""
    answer, waiting = Answer(), [body]

    async def receive() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(bytes(key), bytes(value)) for key, value in message["headers"]]
        answer.body += message.get("body", b"")

    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": method, "path": path, "raw_path": quote(path).encode(),
        "query_string": query.encode(), "headers": list(headers), "scheme": "http",
        "root_path": "", "http_version": "1.1", "client": ("192.0.2.7", 5000),
        "server": ("127.0.0.1", 8000), **more,
    }  # fmt: skip
    await app(scope, receive, send)
    return answer


@action("test.access.signed_in")
async def session(account_id: int, *, by: Actor) -> str:
    """The token of a new session of the account."""
    session_id, token = await sessions.start(account_id, agent="test", address="192.0.2.7")
    happened("session", session_id)
    return token


async def signed_in(app: ASGIApp, name: str, token: str) -> Visitor:
    """Whoever holds the session of that token."""
    found = await actors.of_session(token)
    assert found is not None
    connection = HTTPConnection({"type": "http", "headers": [], "session": found[1]})
    return Visitor(name, app, f"{cookies.name()}={token}", csrf.token(connection))


Probe = Callable[[Visitor], Awaitable[object]]
"""One more way of asking, such as a method of DAV; what it gives is compared."""
