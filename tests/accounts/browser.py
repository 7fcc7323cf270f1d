"""A browser on the pages of accounts: keeps cookies, says where it comes from, fills in forms."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any, Self

import httpx2

from hub import identify
from hub.accounts.pages import routes
from hub.accounts.relying_party import pages as sign_on
from hub.app import Hub
from hub.web.site import Site


class Browser:
    def __init__(self, hub: Hub, address: str = "203.0.113.7", **headers: str) -> None:
        transport = httpx2.ASGITransport(_site(), client=(address, 5000))
        own = {"sec-fetch-site": "same-origin", "accept": "text/html", "accept-language": "en"}
        self.client = httpx2.AsyncClient(
            transport=transport, base_url=hub.settings.public_url, headers=own | headers
        )

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.get(path, headers=headers)

    async def send(self, path: str, *, page: str = "", **fields: Any) -> httpx2.Response:
        """Sends a form to `path` with the token of the form on `page` (by default the same)."""
        token = await self.token(page or path)
        return await self.client.post(path, data={"csrf": token} | fields)

    async def token(self, page: str) -> str:
        text = (await self.get(page)).text
        found = re.search(r'name="csrf(?:" value|-token" content)="([\w-]+)"', text)
        return found[1] if found else ""

    async def signed_in(self, login: str, password: str) -> Self:
        answer = await self.send("/sign-in", login=login, password=password)
        assert answer.status_code == 303, words(answer)
        return self

    @property
    def cookie(self) -> str | None:
        return self.client.cookies.get("hub") or self.client.cookies.get("__Host-hub")


@cache
def _site() -> Site:
    """One for all: it holds no state, and compiling its templates takes a while."""
    packages = ("hub.accounts", "hub.accounts.relying_party")
    return Site([*routes, *sign_on.routes], packages=packages, identify=identify.of_request)


def words(answer: httpx2.Response) -> str:
    """What a reader reads."""
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())
