"""`/feeds/{token}.ics`: a calendar for programs that cannot sign in, by a secret address.

Of an address that never was, was closed or answers no more, nothing is told apart: the same 404
after the same look-up. The log keeps no path (`hub.audit.logging`), the journal no secret.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Mapping

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.accounts import afterwards, throttle
from hub.accounts.models import Door
from hub.accounts.visitor import Visitor
from hub.errors import NotFound
from hub.people.days import today
from hub.web.routes import json
from hub_calendar.queries import feeds
from hub_calendar.queries.feeds import Opened

SUBJECT = "feed"
GZIP = 31  # of zlib's window: with the head and foot of a gzip file


async def feed(request: Request) -> Response:
    found = await _opened(request.path_params["token"], Visitor.of(request.scope))
    if found.used_on != today():
        afterwards.run(feeds.note_use(found.id))
    headers = _headers(found)
    if _is_known(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    text = feeds.told(found, by=found.reader)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return StreamingResponse(_squeezed(text), headers=headers)
    return StreamingResponse(_encoded(text), headers=headers)


async def _opened(token: str, visitor: Visitor) -> Opened:
    """Raises `NotFound`, or `Unavailable` for whoever guesses.

    A secret of 256 bits needs no guard; the database does, and whoever reads the operator's charts.
    A program that goes on asking for a feed that was closed is no guess, and stops nobody.
    """
    if found := await feeds.opened(token):
        return found
    if not await throttle.is_repeat(Door.FEED, SUBJECT, visitor.address, token):
        await throttle.admit(Door.FEED, SUBJECT, visitor.address)
        await throttle.remember(Door.FEED, SUBJECT, visitor.address, token)
    raise NotFound


def _headers(found: Opened) -> dict[str, str]:
    return {
        # Weak: with gzip and without it is one text in two forms (RFC 9110 §8.8.1).
        "ETag": f'W/"{found.etag}"',
        "Vary": "Accept-Encoding",
        # Kept by its reader, but asked for each time: a feed that is closed is closed at once.
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'attachment; filename="calendar.ics"',
    }


def _is_known(asked: Mapping[str, str], etag: str) -> bool:
    """RFC 9110 §13.1.2: compared weakly."""
    plain = etag.removeprefix("W/")
    known = [it.strip().removeprefix("W/") for it in asked.get("if-none-match", "").split(",")]
    return plain in known or "*" in known


async def _encoded(text: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for part in text:
        yield part.encode()


async def _squeezed(text: AsyncIterator[str]) -> AsyncIterator[bytes]:
    squeeze = zlib.compressobj(wbits=GZIP)
    async for part in text:
        if squeezed := squeeze.compress(part.encode()):
            yield squeezed
    yield squeeze.flush()


routes = (json("/feeds/{token}.ics", feed, "GET", name="feeds.feed", open=True, cookies=False),)
