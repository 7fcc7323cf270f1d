"""Somebody of the demo, signed in, in front of the whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from starlette.types import ASGIApp

from hub.accounts import actions as accounts
from hub.accounts.visitor import Visitor
from hub.actor import NOBODY
from hub.app import App, Hub
from hub.demo.load import PASSWORD


async def signed_in(login: str) -> str:
    """The cookie's token of a new session."""
    visitor = Visitor("127.0.0.1", "Firefox")
    opened = await accounts.sign_in(login, PASSWORD, by=NOBODY, visitor=visitor)
    return opened.token


@asynccontextmanager
async def browser(hub: Hub, app: ASGIApp, token: str) -> AsyncIterator[httpx2.AsyncClient]:
    """In the bound hub, without a socket between."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url=hub.settings.public_url,
        headers={"accept": "text/html", "accept-language": "fr"}, cookies={"hub": token},
    ) as client:  # fmt: skip
        yield client


@asynccontextmanager
async def reader(hub: Hub, login: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of one sign-in of the demo."""
    async with browser(hub, App(hub), await signed_in(login)) as client:
        yield client
