"""The door: one request, one layer. Hot shapes are answered here, from indexed reads; the long
tail of filters by Radicale, on a storage that reads and changes through the same domain.

What comes in has been through `hub.web`: it is signed in with an app password, has no cookie, and
its body is limited. What is refused rises to the handler there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from hub import settings
from hub.dav import (
    answers,
    conditions,
    methods,
    policy,
    proxies,
    reading,
    reports,
    scheduling,
    writing,
)
from hub.dav.addresses import (
    Address,
    Addresses,
    CollectionPath,
    HomePath,
    HomesPath,
    ObjectPath,
    OutboxPath,
)
from hub.dav.answers import Answer
from hub.dav.fallback import Fallback
from hub.dav.requests import Request, check_plain
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
    "COPY": writing.copy,
    "POST": scheduling.post,
    "MKCOL": writing.make,
    "PROPPATCH": writing.proppatch,
})  # fmt: skip
"""By method; nothing is found by a name that a client can make up."""
CHANGES = frozenset({"PUT", "DELETE", "MOVE", "COPY", "PROPPATCH"})


class Gateway:
    """The ASGI application below `/dav`, for what these domains serve."""

    def __init__(self, served: Sequence[Dav]) -> None:
        self.addresses = Addresses({it.sort.segment: it for it in served})
        self.fallback = Fallback()
        makes = {it.sort.make: writing.make for it in served if it.sort.make}
        self.handlers: Mapping[str, Handler] = {**HANDLERS, **makes}
        compliance = sorted({it.sort.compliance for it in served})
        self.compliance = ", ".join(["1", "3", "extended-mkcol", *compliance])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        answer = await self._answer(scope, receive)
        headers = {"DAV": self.compliance, **answer.headers}
        answer = Answer(answer.status, headers, answer.body)
        await answer.send(send, is_head=method == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        request = await self._request(scope, receive)
        answered = methods.answered_at(request.at)
        if request.method == "OPTIONS":
            return Answer(200, methods.told(answered))
        if request.method not in answered:
            raise HTTPException(405, headers=methods.told(answered))
        check_plain(request.headers)
        try:
            return await self._handled(self.handlers[request.method], request)
        except Unmet as unmet:
            href = _href(request.at, unmet.href)
            return answers.refused(unmet.condition, unmet.status, href=href, message=unmet.message)

    async def _handled(self, handler: Handler, request: Request) -> Answer:
        if request.method in CHANGES:
            request = replace(request, match=await conditions.match(request))
        is_native = settings.current.get().dav_native
        if not is_native and self.fallback.takes(request):
            return await self.fallback.answer(request)
        if (answer := await handler(request)) is None:
            return await self._filtered(request)
        return answers.preferred(answer, request.preference)

    async def _filtered(self, request: Request) -> Answer:
        if (names := reports.for_names(request)) is None:
            return await self.fallback.answer(request)
        return await reports.of_names(request, await self.fallback.answer(names))

    async def _request(self, scope: Scope, receive: Receive) -> Request:
        by = scope["actor"]
        addresses = await proxies.opening(self.addresses, scope["path"], by=by)
        at = addresses.read(scope["path"], by=by)
        if served := _served(at):
            policy.check_enters(by, served.sort)
        await proxies.check_owner(at, by)
        body, headers = await _body(receive), Headers(scope=scope)
        return Request(scope["method"], at, by, headers, body, addresses)


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
        case CollectionPath() | OutboxPath():
            return at.home.dav
        case ObjectPath():
            return at.collection.home.dav
    return None


def _href(at: Address, href: str) -> str:
    """Of an object beside what was asked for."""
    collection = at.collection if isinstance(at, ObjectPath) else at
    return collection.path + href if href else ""
