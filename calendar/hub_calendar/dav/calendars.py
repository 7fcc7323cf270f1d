"""The `dav` port: each question one of our queries, each change one of our actions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from hub.actor import Actor
from hub.database import LARGEST
from hub.dav.addresses import INBOX, OUTBOX
from hub.dav.changes import StaleToken, Token
from hub.dav.xml import caldav, dav
from hub.domain.dav import (
    Changes,
    Collection,
    Entry,
    Match,
    Period,
    Proxies,
    Proxy,
    Put,
    Sort,
    Text,
    Unmet,
)
from hub.errors import Conflict, Invalid
from hub_calendar import actions, policy, queries
from hub_calendar.dav import properties, reports, shaping
from hub_calendar.dav.scheduling import Scheduling
from hub_calendar.errors import NotTaken, NotTheirs, Outdated, UidTaken
from hub_calendar.ics.objects import MOST_BYTES
from hub_calendar.models import Component
from hub_calendar.queries import CalendarRow, ObjectRow
from hub_calendar.queries.delegates import Delegate, delegates, served
from hub_calendar.queries.times import LONGEST

SORT = Sort(
    segment="calendars",
    scope="caldav",
    tag="VCALENDAR",
    media_type="text/calendar",
    compliance="calendar-access, calendar-auto-schedule, calendar-availability, calendar-proxy",
    resource_type=caldav("calendar"),
    home_set=caldav("calendar-home-set"),
    data=caldav("calendar-data"),
    multiget=caldav("calendar-multiget"),
    reports=(reports.QUERY, reports.FREE_BUSY),
    make="MKCALENDAR",
    largest=MOST_BYTES,
)
SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~@-]{0,59}")
"""What a client may call a new calendar in its address; all of them take a UUID."""
AT_ONCE = 5000
"""Names in one statement; SQLite takes 32,766 values."""
BATCH = 250
"""Names told at a time: about one chunk of an answer."""


class Calendars:
    """What of a private event its reader is not shown is in no answer: the queries see to it."""

    sort = SORT
    scheduling = Scheduling(SORT)

    async def collections(self, *, by: Actor) -> Sequence[Collection]:
        found = await queries.calendars(by=by)
        if by.person_id and policy.has_personal(by.principals) and not any(map(_is_own, found)):
            # A field agent may have a telephone and never have seen our pages.
            await actions.personal_calendar(by.person_id, by=by)
            found = await queries.calendars(by=by)
        return [_collection(it) for it in found]

    async def proxies(self, *, by: Actor) -> Proxies:
        return Proxies(_proxies(await delegates(by=by)), _proxies(await served(by=by)))

    async def collection(self, segment: str, *, by: Actor, to: str = "read") -> Collection:
        return _collection(await queries.calendar(await _key(segment, by), by=by, to=to))

    async def entries(self, segment: str, *, by: Actor) -> AsyncIterator[Sequence[Entry]]:
        found = await queries.etags(await _key(segment, by), by=by)
        for start in range(0, len(found), BATCH):
            yield [
                Entry(href, f'"{etag}"', component, schedule_tag=_quoted(tag))
                for href, etag, component, tag in found[start : start + BATCH]
            ]

    async def objects(self, segment: str, hrefs: Sequence[str], *, by: Actor) -> Sequence[Entry]:
        calendar_id = await _key(segment, by)
        found: list[Entry] = []
        for start in range(0, len(hrefs) or 1, AT_ONCE):
            some = hrefs[start : start + AT_ONCE]
            found += map(_entry, await queries.objects(calendar_id, some, by=by))
        return found

    async def exported(self, segment: str, *, by: Actor) -> AsyncIterator[str]:
        row = await queries.calendar(await _key(segment, by), by=by)
        async for part in queries.exported(row.id, row.name, by=by):
            yield part

    async def changes(
        self, segment: str, token: str, *, by: Actor, limit: int | None, with_data: bool
    ) -> Changes:
        calendar_id = await _key(segment, by)
        try:
            since = Token.parse(token) if token else None
            delta = await queries.delta(calendar_id, since, by=by, limit=limit, with_text=with_data)
        except StaleToken:
            await queries.calendar(calendar_id, by=by)  # who may not read it is told nothing else
            raise Unmet(dav("valid-sync-token")) from None
        written = [_entry(it) for it in delta.written]
        return Changes(str(delta.token), written, delta.deleted, not delta.is_complete)

    async def candidates(
        self, segment: str, component: str, within: Period, *, by: Actor
    ) -> Sequence[Entry]:
        return await _candidates(await _key(segment, by), component, within, by, with_text=True)

    async def report(
        self, asked: Element, segment: str, *, by: Actor, with_data: bool
    ) -> Sequence[Entry] | Text | None:
        key = await _key(segment, by)
        if asked.tag == reports.FREE_BUSY:
            await queries.calendar(key, by=by, to="see_busy")
            return await reports.free_busy(asked, key, by=by)
        try:
            wanted = reports.shape(asked)
        except Unmet:
            await queries.calendar(key, by=by)  # who may not read it is told nothing else
            raise
        if wanted is None:
            await queries.calendar(key, by=by)
            return None
        return await _candidates(key, *wanted, by, with_text=with_data)

    async def shaped(
        self, asked: Element, segment: str, entries: Sequence[Entry], *, by: Actor
    ) -> Sequence[Entry]:
        data = asked.find(shaping.DATA)
        if data is None or not len(data):
            return entries
        calendar = await queries.calendar(await _key(segment, by), by=by)
        return await shaping.shaped(asked, entries, ZoneInfo(calendar.timezone))

    async def put(self, segment: str, href: str, body: bytes, *, by: Actor, match: Match) -> Put:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Unmet(caldav("valid-calendar-data")) from None
        key = await _key(segment, by)
        with _refusing():
            stored = await actions.put_object(
                key, href, text, by=by, if_match=_if_match(match),
                if_none_match=match.is_new,
            )  # fmt: skip
        etag = f'"{stored.etag}"' if stored.is_as_sent else ""
        return Put(etag, stored.is_new, _quoted(stored.schedule_tag))

    async def delete(
        self, segment: str, href: str, *, by: Actor, match: Match, is_silent: bool = False
    ) -> None:
        key = await _key(segment, by)
        with _refusing():
            await actions.delete_object(
                key, href, by=by, if_match=_if_match(match), answers=not is_silent
            )

    async def move(
        self,
        segment: str,
        href: str,
        to: str,
        to_href: str,
        *,
        by: Actor,
        overwrites: bool,
        match: Match,
    ) -> bool:
        key, to_key = await _key(segment, by), await _key(to, by)
        with _refusing():
            stored = await actions.move_object(
                key, href, by=by, to=to_key, to_href=to_href, overwrite=overwrites,
                if_match=_if_match(match),
            )  # fmt: skip
        return stored.is_new

    async def copy(
        self,
        segment: str,
        href: str,
        to: str,
        to_href: str,
        *,
        by: Actor,
        overwrites: bool,
        match: Match,
    ) -> bool:
        key, to_key = await _key(segment, by), await _key(to, by)
        with _refusing():
            stored = await actions.copy_object(
                key, href, by=by, to=to_key, to_href=to_href, overwrite=overwrites,
                if_match=_if_match(match),
            )  # fmt: skip
        return stored.is_new

    async def create(self, segment: str, values: Mapping[str, Element], *, by: Actor) -> None:
        if segment.isdigit() or not SEGMENT.fullmatch(segment):
            # A number would be taken for a key.
            raise Unmet(caldav("calendar-collection-location-ok"))
        fields, _refused = properties.read(values)
        fields.setdefault("name", segment)
        try:
            await actions.create_calendar(by=by, slug=segment, **fields)
        except Conflict as error:
            raise Unmet(dav("resource-must-be-null"), 405, message=error.message) from error

    async def change(
        self, segment: str, values: Mapping[str, Element | None], *, by: Actor
    ) -> Mapping[str, int]:
        key = await _key(segment, by)
        await queries.calendar(key, by=by, to="manage")
        fields, refused = properties.read(values)
        if refused:
            # All or nothing: the others fail because of these (RFC 4918 §9.2.1).
            return {name: 403 if name in refused else 424 for name in values}
        # Protected (RFC 4791 §5.2.3); some clients send all that they know.
        fields.pop("components", None)
        try:
            await actions.change_calendar(key, by=by, **fields)
        except Invalid:
            return dict.fromkeys(values, 409)
        return dict.fromkeys(values, 200)

    async def remove(self, segment: str, *, by: Actor) -> None:
        await actions.delete_calendar(await _key(segment, by), by=by)


def _proxies(found: Sequence[Delegate]) -> list[Proxy]:
    return [Proxy(it.id, it.writes) for it in found]


async def _key(segment: str, by: Actor) -> int:
    """The calendar's: said in the address, or, of the actor's own, found by the name that a client
    gave it. What may be done with it, whoever uses the key asks."""
    if segment.isascii() and segment.isdigit() and len(segment) < 20:
        return min(int(segment), LARGEST)
    return await queries.own_calendar(segment, by=by)


async def _candidates(
    key: int, component: str, within: Period, by: Actor, *, with_text: bool
) -> Sequence[Entry]:
    start, end = within.start, within.end
    if component not in {Component.EVENT, Component.TODO} or not (start or end):
        found = await queries.objects(key, by=by, with_text=with_text)
        return [_entry(it) for it in found if component in {"", it.component}]
    kind = Component(component)
    if start and end and end - start <= LONGEST:
        found = await queries.objects_between(
            key, start, end, by=by, component=kind, with_text=with_text
        )
    else:
        found = await queries.objects_meeting(
            key, start, end, by=by, component=kind, with_text=with_text
        )
    return [_entry(it) for it in found]


def _collection(it: CalendarRow) -> Collection:
    has_name = it.is_own and not it.slug.isdigit() and it.slug not in {OUTBOX, INBOX}
    segment = it.slug if has_name else str(it.id)
    name = properties.name_of(it)
    return Collection(
        it.id, segment, name, it.owner_id, it.abilities, str(it.token), properties.of(it)
    )


def _is_own(it: CalendarRow) -> bool:
    return it.is_own


def _entry(it: ObjectRow) -> Entry:
    return Entry(it.href, f'"{it.etag}"', it.component, it.ics, _quoted(it.schedule_tag))


def _quoted(tag: str) -> str:
    return f'"{tag}"' if tag else ""


def _if_match(match: Match) -> str | None:
    """Without its marks. A weak one, which nothing matches strongly, keeps its own."""
    if not match.etag:
        return None
    return match.etag[1:-1] if match.etag.startswith('"') else match.etag


@contextmanager
def _refusing() -> Iterator[None]:
    """Our refusals, under the names that RFC 4791 §5.3.2.1 has for them."""
    try:
        yield
    except Outdated as error:
        raise Unmet("", 412, message=error.message) from error
    except UidTaken as error:
        raise Unmet(
            caldav("no-uid-conflict"), 409, href=error.href, message=error.message
        ) from error
    except NotTheirs as error:
        raise Unmet(
            caldav("allowed-attendee-scheduling-object-change"), message=error.message
        ) from error
    except NotTaken as error:
        raise Unmet(caldav("supported-calendar-component"), message=error.message) from error
    except Invalid as error:
        raise Unmet(caldav("valid-calendar-data"), message=error.message) from error
