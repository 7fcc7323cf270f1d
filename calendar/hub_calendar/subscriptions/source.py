"""What is at the other end: asked for as little as possible, and believed only if it is whole."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hub import outbound
from hub.errors import Invalid, Unavailable
from hub.language import _
from hub.outbound import Answer, Oversized
from hub_calendar.ics.files import MOST_BYTES, Found, TooMany, read_file
from hub_calendar.subscriptions.models import Reason

LONGEST = 2000
DEADLINE = timedelta(minutes=1)
_HEADERS = {"Accept": "text/calendar, */*;q=0.5", "User-Agent": "Parvis"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_REASONS = {401: Reason.SIGN_IN, 403: Reason.SIGN_IN, 404: Reason.MISSING, 410: Reason.MISSING}


class Fault(Exception):
    """The calendar cannot be had now."""

    def __init__(self, reason: Reason, status: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.status = reason, status


@dataclass(frozen=True, slots=True)
class Known:
    """What was taken the last time: it need not be sent again."""

    etag: str = ""
    modified: str = ""
    content_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What is there; nothing is `found` if it is what was known."""

    known: Known
    found: Found | None


def tidy(address: str) -> str:
    """An address as people copy it, made one that can be asked. Raises `Invalid`."""
    text = address.strip()
    if not _SCHEME.match(text):
        text = f"https://{text}"
    scheme, _colon, rest = text.partition(":")
    if scheme.lower() in {"webcal", "webcals"}:
        text = f"https:{rest}"
    text = text.partition("#")[0]
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good or len(text) > LONGEST:
        raise Invalid(address=_("This is no address of a calendar."))
    if parts.username is not None or parts.password is not None:
        raise Invalid(address=_("Calendars that ask for a password cannot be subscribed to."))
    return text


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "")[:255]


async def bring(address: str, known: Known, zone: ZoneInfo) -> Brought:
    """What is at the address.

    Args:
        address: as `tidy` makes it.
        known: what was taken the last time.
        zone: of the calendar, for times without one.

    Raises:
        Fault: it is nothing that can be taken.
    """
    answer = await _asked(address, known)
    if answer.status == 304 and (known.etag or known.modified):
        return Brought(known, None)
    if answer.status != 200:
        raise Fault(_REASONS.get(answer.status, Reason.STATUS), answer.status)
    now = _known(answer)
    if now.content_sha256 == known.content_sha256:
        return Brought(now, None)
    return Brought(now, await asyncio.to_thread(_read, answer.content, zone))


async def _asked(address: str, known: Known) -> Answer:
    headers = dict(_HEADERS)
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    try:
        return await outbound.fetch(
            address, headers=headers, limit=MOST_BYTES, deadline=DEADLINE.total_seconds()
        )
    except Oversized:
        raise Fault(Reason.TOO_LARGE) from None
    except Invalid:
        raise Fault(Reason.REFUSED) from None
    except Unavailable:
        raise Fault(Reason.SILENT) from None


def _known(answer: Answer) -> Known:
    digest = hashlib.sha256(answer.content).hexdigest()
    etag, modified = (_short(answer.headers.get(it, "")) for it in ("etag", "last-modified"))
    return Known(etag, modified, digest)


def _short(header: str) -> str:
    """Sent back as it is, or not at all."""
    return header if len(header) <= 64 and header.isascii() and header.isprintable() else ""


def _read(content: bytes, zone: ZoneInfo) -> Found:
    try:
        found = read_file(content, zone)
    except TooMany:
        raise Fault(Reason.TOO_MANY) from None
    except Invalid:
        raise Fault(Reason.NO_CALENDAR) from None
    if not found.is_whole:
        raise Fault(Reason.CUT)
    return found
