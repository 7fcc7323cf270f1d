"""The door: one request, one layer. Hot shapes are answered here, from indexed reads; the long
tail of filters by Radicale, on a storage that reads and changes through the same domain.

What comes in has been through `hub.web`: it is signed in with an app password, has no cookie, and
its body is limited. What is refused rises to the handler there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from hub import settings
from hub.actor import Actor
from hub.dav import answers, policy, proxies, reading, reports, writing
from hub.dav.addresses import (
    Address,
    Addresses,
    CollectionPath,
    HomePath,
    HomesPath,
    ObjectPath,
)
from hub.dav.answers import Answer
from hub.dav.fallback import Fallback
from hub.dav.requests import Request
from hub.domain.dav import Dav, Unmet

Handler = Callable[[Request], Awaitable[Answer | None]]

HANDLERS: Mapping[str, Handler] = MappingProxyType({
    "GET": reading.get,
    "HEAD": reading.get,
    "PROPFIND": reading.propfind,
    "REPORT": reports.report,
    "PUT": writing.put,
    "DELETE": writing.delete,
    "MOVE": writing.move,
    "MKCOL": writing.make,
    "PROPPATCH": writing.proppatch,
})  # fmt: skip
"""By method; nothing is found by a name that a client can make up."""


class Gateway:
    """The ASGI application below `/dav`, for what these domains serve."""

    def __init__(self, served: Sequence[Dav]) -> None:
        self.addresses = Addresses({it.sort.segment: it for it in served})
        self.fallback = Fallback()
        makes = {it.sort.make: writing.make for it in served}
        self.handlers: Mapping[str, Handler] = {**HANDLERS, **makes}
        self.allowed = ", ".join(sorted({"OPTIONS", *self.handlers}))
        compliance = sorted({it.sort.compliance for it in served})
        self.compliance = ", ".join(["1", "3", "extended-mkcol", *compliance])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        answer = await self._answer(scope, receive)
        headers = {"DAV": self.compliance, **answer.headers}
        answer = Answer(answer.status, headers, answer.body)
        await answer.send(send, is_head=method == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        method = scope["method"]
        if method == "OPTIONS":
            return Answer(200, {"Allow": self.allowed})
        handler = self.handlers.get(method)
        if handler is None:
            raise HTTPException(405, headers={"Allow": self.allowed})
        request = await self._request(scope, receive)
        try:
            return await self._handled(handler, request)
        except Unmet as unmet:
            href = _href(request.at, unmet.href)
            return answers.refused(unmet.condition, unmet.status, href=href, message=unmet.message)

    async def _handled(self, handler: Handler, request: Request) -> Answer:
        is_native = settings.current.get().dav_native
        if not is_native and self.fallback.takes(request):
            return await self.fallback.answer(request)
        return await handler(request) or await self._filtered(request)

    async def _filtered(self, request: Request) -> Answer:
        if (names := reports.for_names(request)) is None:
            return await self.fallback.answer(request)
        return await reports.of_names(request, await self.fallback.answer(names))

    async def _request(self, scope: Scope, receive: Receive) -> Request:
        by = scope["actor"]
        addresses = await self._addresses(scope["path"], by)
        at = addresses.read(scope["path"], by=by)
        if served := _served(at):
            policy.check_enters(by, served.sort)
        await proxies.check_owner(at, by)
        body, headers = await _body(receive), Headers(scope=scope)
        return Request(scope["method"], at, by, headers, body, addresses)

    async def _addresses(self, path: str, by: Actor) -> Addresses:
        """Where another's home is asked for, with those open for whose owners the actor acts."""
        door = self.addresses.foreign(path, by=by)
        if door is None:
            return self.addresses
        found = await door.proxies(by=by)
        return self.addresses.opened(it.person_id for it in found.served)


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _served(at: Address) -> Dav | None:
    match at:
        case HomesPath() | HomePath():
            return at.dav
        case CollectionPath():
            return at.home.dav
        case ObjectPath():
            return at.collection.home.dav
    return None


def _href(at: Address, href: str) -> str:
    """Of an object beside what was asked for."""
    collection = at.collection if isinstance(at, ObjectPath) else at
    return collection.path + href if href else ""
