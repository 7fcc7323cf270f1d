"""What every request passes before its address is looked at. Pure ASGI: streams stay streams.

Rules here read the path of the scope, never a URL put together from headers: `Host: a/?x=` would
forge that one (CVE-2026-48710).
"""

from __future__ import annotations

import re
import secrets
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub import settings
from hub.language import LANGUAGES, preferred, using
from hub.settings import Settings
from hub.web import cookies, headers
from hub.web.routes import JSON_METHODS, Answers, door_of

METHOD = re.compile(r"[A-Z]+(-[A-Z]+)*")
HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
OUTSIDE_DAV = JSON_METHODS | {"HEAD"}


class Envelope:
    """Gives each request a number for the log, and each answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        number = scope["request_id"] = secrets.token_hex(6)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                _tell_htmx(scope, message, out)
                headers.dress(out, settings.current.get())
                out["X-Request-ID"] = number
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number):
            await self.app(scope, receive, dressed)


class Language:
    """Answers in the language of the cookie or of the browser, until the account is known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["language"] = _guess(HTTPConnection(scope))
        with using(scope["language"]):
            await self.app(scope, receive, send)


class Gate:
    """Lets pass only requests that say plainly what they want, and want it from us."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not METHOD.fullmatch(scope["method"]):
            raise HTTPException(400)
        if not scope["path"].startswith("/") or CONTROL.search(scope["path"]):
            raise HTTPException(400)
        if not _is_for_us(scope, settings.current.get()):
            raise HTTPException(400)
        await self.app(scope, receive, send)


class Methods:
    """Refuses, at all addresses alike, the methods that no page or script of ours uses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = door_of(scope)
        is_dav = door is not None and door.answers is Answers.DAV
        if scope["type"] == "http" and not is_dav and scope["method"] not in OUTSIDE_DAV:
            raise HTTPException(405, headers={"Allow": "GET, HEAD, POST"})
        await self.app(scope, receive, send)


class BodyLimit:
    """Stops reading a body that is longer than its door takes; nothing is kept of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        door = door_of(scope)
        most = door.limits.body if door else 0
        if door and _announced(scope) > most:
            raise HTTPException(413)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _tell_htmx(scope: Scope, message: Message, out: MutableHeaders) -> None:
    """A redirect is for the page, not for the part of it that asked (htmx follows it itself)."""
    if message["status"] == 303 and Headers(scope=scope).get("hx-request") == "true":
        message["status"] = 204
        out["HX-Redirect"] = out["Location"]
        for name in ("Location", "Content-Length"):
            del out[name]


def _guess(connection: HTTPConnection) -> str:
    chosen = cookies.read(connection, "language")
    if chosen in LANGUAGES:
        return chosen
    accepted = connection.headers.get("accept-language", "")
    return preferred(accepted, settings.current.get().language)


def _is_for_us(scope: Scope, now: Settings) -> bool:
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or not (match := HOST.fullmatch(hosts[0].lower())):
        return False
    if match[1] in LOOPBACK:
        # A health check inside a container calls loopback while the hub listens beyond it.
        return now.is_loopback or now.demo or _is_local(scope)
    return match[1] == _public_host(now.public_url)


@cache
def _public_host(public_url: str) -> str:
    name = urlsplit(public_url).hostname or ""
    return f"[{name}]" if ":" in name else name.encode("idna").decode()


def _is_local(scope: Scope) -> bool:
    client: Any = scope.get("client")
    try:
        return bool(client) and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _announced(scope: Scope) -> int:
    """`Content-Length`, 0 when the body says its length as it comes."""
    lengths = Headers(scope=scope).getlist("content-length")
    if not lengths:
        return 0
    if len(lengths) > 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        raise HTTPException(400)
    return int(lengths[0][:19])
