"""What goes back: a status with headers, an error that names its condition, a multistatus."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import chain

from starlette.types import Send

from hub.dav import xml

XML = "application/xml; charset=utf-8"
CHUNK = 64 * 1024

Chunks = Iterable[str] | AsyncIterable[str]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | Chunks = ""
    """Text is sent at once with its length; a stream as it is made, in chunks worth a packet."""

    async def send(self, send: Send, *, is_head: bool = False) -> None:
        if isinstance(self.body, str):
            await self._whole(send, self.body, is_head)
            return
        if is_head:
            await self._start(send)
            await _send(send, "")
            return
        waiting: list[str] = []
        size, has_started = 0, False
        async for piece in _each(self.body):
            waiting.append(piece)
            size += len(piece)
            if size >= CHUNK:
                # Until here nothing is out, and what fails is still refused with its own status.
                has_started = has_started or await self._start(send)
                await _send(send, "".join(waiting), is_last=False)
                await sleep(0)  # a long list is written between the requests of others
                waiting, size = [], 0
        if not has_started:
            await self._whole(send, "".join(waiting), is_head)
            return
        await _send(send, "".join(waiting))

    async def _whole(self, send: Send, text: str, is_head: bool) -> None:
        body = text.encode()
        # Neither 204 nor 304 has a body to say the length of (RFC 9110 §8.6).
        await self._start(send, None if self.status in {204, 304} else len(body))
        await send({"type": "http.response.body", "body": b"" if is_head else body})

    async def _start(self, send: Send, length: int | None = None) -> bool:
        headers = dict(self.headers)
        if length is not None:
            headers["Content-Length"] = str(length)
        raw = [(key.lower().encode(), value.encode("latin-1")) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        return True


async def _send(send: Send, text: str, *, is_last: bool = True) -> None:
    message = {"type": "http.response.body", "body": text.encode(), "more_body": not is_last}
    await send(message)


async def _each(chunks: Chunks) -> AsyncIterator[str]:
    if isinstance(chunks, AsyncIterable):
        async for piece in chunks:
            yield piece
        return
    for piece in chunks:
        yield piece


def refused(condition: str, status: int, *, href: str = "", message: str = "") -> Answer:
    """An error that names the condition which was not met (RFC 4918 §16)."""
    opened, closed = xml.root(xml.dav("error"))
    told = xml.element(condition, xml.href(href) if href else "") if condition else ""
    if message:
        told += xml.element(xml.dav("responsedescription"), xml.text(message))
    return Answer(status, {"Content-Type": XML}, opened + told + closed)


def preferred(answer: Answer, preference: str) -> Answer:
    """Said to be told as briefly as it was asked for (RFC 8144 §2)."""
    if preference != "minimal" or answer.status != 207:
        return answer
    return replace(answer, headers={**answer.headers, "Preference-Applied": "return=minimal"})


def multistatus(responses: Iterable[str], *, end: str = "") -> Answer:
    """`end` follows the responses: the sync token. They may be written while they are sent."""
    opened, closed = xml.root(xml.dav("multistatus"))
    return Answer(207, {"Content-Type": XML}, chain([opened], responses, [end, closed]))


def streamed(responses: AsyncIterable[str]) -> Answer:
    """A multistatus that may be long, sent as it is made."""

    async def pieces() -> AsyncIterator[str]:
        opened, closed = xml.root(xml.dav("multistatus"))
        yield opened
        async for piece in responses:
            yield piece
        yield closed

    return Answer(207, {"Content-Type": XML}, pieces())


def gone(path: str, status: int = 404, inside: str = "") -> str:
    """A response about something that has no properties to tell."""
    return (
        f"<D:response>{xml.href(path)}<D:status>{status_line(status)}</D:status>{inside}"
        "</D:response>"
    )


def response(path: str, found: str, missing: str) -> str:
    """A response with properties, both kinds written already."""
    return f"<D:response>{xml.href(path)}{propstats(found, missing)}</D:response>"


def propstats(found: str, missing: str) -> str:
    # With nothing asked for, an empty propstat: a response needs one (RFC 4918 §14.24).
    told = propstat(200, found) if found or not missing else ""
    return told + (propstat(404, missing) if missing else "")


def propstat(status: int, properties: str, inside: str = "") -> str:
    return (
        f"<D:propstat><D:prop>{properties}</D:prop>"
        f"<D:status>{status_line(status)}</D:status>{inside}</D:propstat>"
    )


def status_line(status: int) -> str:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
