"""The rows of one object, written inside an action that holds the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.accounts import clock
from hub.database import new_key, read, write
from hub.errors import Invalid, NotFound
from hub.people.folding import search_key
from hub.people.models import PersonStatus
from hub_calendar.errors import NotTaken
from hub_calendar.ics.answers import Answer
from hub_calendar.ics.horizon import horizon
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.masking import busy_text
from hub_calendar.ics.objects import Parsed, busy_kind, etag_of, explained, read_object
from hub_calendar.ics.series import FOREVER, MOST, Expansion
from hub_calendar.ics.spans import Instance
from hub_calendar.models import (
    Attendee,
    CalendarObject,
    Component,
    Message,
    Occurrence,
    Reply,
    takes,
)
from hub_calendar.queries.addresses import addresses_of

RECENT = timedelta(31)
LONG = timedelta(7)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A calendar, as far as its objects depend on it."""

    id: int
    timezone: str
    owner_id: int
    addresses: frozenset[str]
    """Of its owner, if that is a person."""
    components: str = ""
    """As in its row."""
    person_id: int | None = None
    """Its owner, if that is a person."""

    def takes(self, kind: Component) -> bool:
        return takes(self.components, kind)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


async def held(calendar_id: int) -> Held:
    """Whatever the actor may do with it; the caller has required that. Raises `NotFound`."""
    rows = await read(
        "SELECT c.id, c.timezone, c.owner_id, c.components, p.email, p.id AS person_id"
        " FROM calendar c LEFT JOIN person p ON p.id = c.owner_id WHERE c.id = :id",
        id=calendar_id,
    )
    if not rows:
        raise NotFound
    row = rows[0]
    return Held(
        row["id"], row["timezone"], row["owner_id"],
        addresses_of(row["person_id"], row["email"]),
        row["components"], row["person_id"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arranged:
    """What others are to be told of a change, to be written with it."""

    version: int | None
    """Of what was there when this was worked out; None: nothing was."""
    schedule_tag: str | None = None
    """The new one."""
    known: str | None = None
    """What the guests know of it, where the organizer tells them; None: it is not for that."""
    timezone: str = ""
    """By which that is read."""
    uid: str = ""
    answers: Sequence[Answer] = ()
    """The guest's, to an organizer here."""
    messages: Sequence[Message] = ()
    """To people outside."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An object with all its rows, worked out and not yet written."""

    calendar: Held
    href: str
    parsed: Parsed
    object_id: int | None
    """Which it was prepared to replace; None: it was to be new."""
    row: CalendarObject
    times: list[Occurrence]
    attendees: list[Attendee]
    arranged: Arranged | None = None


async def prepare(
    calendar: Held,
    href: str,
    parsed: Parsed,
    object_id: int | None,
    arranged: Arranged | None = None,
) -> Prepared:
    """To be called before the transaction begins: a rule may take long to work out, and on SQLite
    every other writer would wait for it.

    Raises:
        Invalid: its times cannot be worked out. NotTaken: the calendar is for something else.
    """
    if not calendar.takes(parsed.kind):
        raise NotTaken
    try:
        row, times = rows_of(calendar, href, parsed, object_id or new_key())
    except Malformed as error:
        raise Invalid(explained(error)) from error
    attendees = await attendees_of(row.id, parsed)
    return Prepared(calendar, href, parsed, object_id, row, times, attendees, arranged)


async def current(it: Prepared) -> Prepared:
    """As it is by the calendar that is held now: its clock may have been changed meanwhile."""
    calendar = await held(it.calendar.id)
    if calendar == it.calendar:
        return it
    parsed = read_object(it.parsed.ics, calendar.zone)
    return await prepare(calendar, it.href, parsed, it.object_id, it.arranged)


async def store(it: Prepared, object_id: int | None) -> CalendarObject:
    """Writes an object, new or over the one of that key, and all that is read off it.

    What was prepared for another one, because somebody was faster, is prepared again.
    """
    if it.object_id != object_id:
        it = await prepare(it.calendar, it.href, it.parsed, object_id, it.arranged)
    if object_id is None:
        await it.row.save(force_create=True)
    else:
        await _replace(it.row)
    await Occurrence.bulk_create(it.times, batch_size=BATCH)
    await Attendee.bulk_create(it.attendees, batch_size=BATCH)
    if it.arranged:
        await arrange(it.arranged, it.row.id)
    return it.row


async def arrange(it: Arranged, object_id: int) -> None:
    """Notes what is to be told, for the job that tells it after the commit."""
    if it.schedule_tag:
        await write(
            "UPDATE calendar_object SET schedule_tag = :tag WHERE id = :id",
            tag=it.schedule_tag, id=object_id,
        )  # fmt: skip
    if it.known is not None:
        await write(
            "INSERT INTO invitation (id, timezone, ics) VALUES (:id, :timezone, :ics)"
            " ON CONFLICT (id) DO NOTHING",
            id=object_id, timezone=it.timezone, ics=it.known,
        )  # fmt: skip
    await Reply.bulk_create([_reply(answer, it.uid, object_id) for answer in it.answers])
    await Message.bulk_create(it.messages)


def _reply(it: Answer, uid: str, object_id: int) -> Reply:
    return Reply(
        object_id=object_id, uid=uid, address=it.address, partstat=it.partstat,
        comment=it.comment, sequence=it.sequence, stamp=it.stamp,
        recurrence=it.recurrence.line if it.recurrence else "",
    )  # fmt: skip


def rows_of(
    calendar: Held, href: str, parsed: Parsed, object_id: int
) -> tuple[CalendarObject, list[Occurrence]]:
    """The object's row and those of its times. Raises `Malformed`."""
    expansion = expanded(parsed)
    busy = busy_text(parsed, object_id) if parsed.is_private else None
    summary = parsed.main.text("SUMMARY")
    row = CalendarObject(
        id=object_id, calendar_id=calendar.id, href=href, uid=parsed.uid, component=parsed.kind,
        etag=parsed.etag, ics=parsed.ics, busy_ics=busy, busy_etag=etag_of(busy) if busy else None,
        is_private=parsed.is_private, summary=summary, summary_key=search_key(summary),
        location=parsed.main.text("LOCATION"), status=parsed.main.value("STATUS")[:20],
        organizer=parsed.organizer, timezone=parsed.timezone, sequence=parsed.sequence,
        is_all_day=bool(parsed.series.span and parsed.series.span.is_all_day),
        is_recurring=parsed.series.is_recurring, starts_at=parsed.series.first_start,
        ends_at=parsed.series.last_end(expansion), expanded_from=expansion.complete_from,
        expanded_until=expansion.complete_until, changed_at=clock.now(),
    )  # fmt: skip
    times = [
        occurrence(it, calendar, parsed, object_id)
        for it in expansion.instances
        if it.starts_at < FOREVER
    ]
    return row, times


def expanded(parsed: Parsed) -> Expansion:
    """The times on the rolling horizon: all of what happens once, of a series those near now."""
    start, end = horizon()
    parsed.series.check(start, end)
    found = parsed.series.expand(start, end)
    if len(found.instances) == MOST and found.complete_until < clock.now() + RECENT:
        return parsed.series.expand(clock.now() - RECENT, end)
    return found


def occurrence(it: Instance, calendar: Held, parsed: Parsed, object_id: int) -> Occurrence:
    own = {} if it.part is parsed.main else _own(it, parsed)
    return Occurrence(
        calendar_id=calendar.id, object_id=object_id, recurrence_id=it.recurrence_id,
        starts_at=it.starts_at, ends_at=it.ends_at, starts_on=it.starts_on, ends_on=it.ends_on,
        is_long=it.ends_at - it.starts_at > LONG, busy=busy_kind(it.part, calendar.addresses),
        **own,
    )  # fmt: skip


def _own(it: Instance, parsed: Parsed) -> dict[str, str | None]:
    """What the repetition says otherwise than its series."""
    texts = {
        name.lower(): (it.part.text(name), parsed.main.text(name))
        for name in ("SUMMARY", "LOCATION", "STATUS")
    }
    return {name: own if own != usual else None for name, (own, usual) in texts.items()}


_REPLACED = (
    "href", "component", "etag", "ics", "busy_etag", "busy_ics", "is_private", "summary",
    "summary_key", "location", "status", "organizer", "timezone", "sequence", "is_all_day",
    "is_recurring", "starts_at", "ends_at", "expanded_from", "expanded_until", "changed_at",
    "calendar_id",
)  # fmt: skip


async def _replace(row: CalendarObject) -> None:
    values: dict[str, Any] = {name: getattr(row, name) for name in _REPLACED}
    sets = ", ".join(f"{name} = :{name}" for name in _REPLACED)
    rows = await write(
        f"UPDATE calendar_object SET {sets}, version = version + 1"  # noqa: S608  # our own names
        " WHERE id = :id RETURNING version",
        id=row.id, **values | {"component": row.component.value},
    )  # fmt: skip
    row.version = rows[0]["version"]
    for table in ("occurrence", "attendee"):
        await write(f"DELETE FROM {table} WHERE object_id = :id", id=row.id)  # noqa: S608


async def attendees_of(object_id: int, parsed: Parsed) -> list[Attendee]:
    """Those invited; a person is found by an address that is nobody else's."""
    found = parsed.attendees
    if not found:
        return []
    rows = await read(
        "SELECT email, MIN(id) AS id FROM person WHERE email IN :addresses AND status = :active"
        " GROUP BY email HAVING COUNT(*) = 1",
        addresses=[it.address for it in found], active=PersonStatus.ACTIVE.value,
    )  # fmt: skip
    people = {row["email"]: row["id"] for row in rows}
    return [
        Attendee(
            object_id=object_id, address=it.address, name=it.name, role=it.role,
            partstat=it.partstat, person_id=people.get(it.address),
        )
        for it in found
    ]  # fmt: skip
