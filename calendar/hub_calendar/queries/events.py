"""One event, whole; and events by their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.access.queries import require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.language import _
from hub.people.folding import search_words
from hub_calendar import policy
from hub_calendar.ics import edits
from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.objects import Invited, Parsed, invited, read_object
from hub_calendar.ics.replying import invited_as
from hub_calendar.models import CalendarKind
from hub_calendar.policy import Sight
from hub_calendar.queries.addresses import addresses_of, whose
from hub_calendar.queries.calendars import calendars, entered
from hub_calendar.queries.invitations import Invitation, invitation


@dataclass(frozen=True, slots=True)
class Event:
    """An event, or one time of a series."""

    id: int
    calendar_id: int
    calendar_name: str
    colour: int
    href: str
    uid: str
    version: int
    draft: EventDraft
    """What a form shows of it: of the time that was asked for."""
    recurrence_id: str
    is_recurring: bool
    repeat: Repeat | None
    """The rule, if a form can say it; else `draft.rule` is kept as it is."""
    starts_at: datetime
    ends_at: datetime
    status: str
    url: str
    organizer: str
    attendees: tuple[Invited, ...]
    invitation: Invitation | None
    """What its calendar's owner is asked."""
    is_copy: bool
    """Somebody else decides when, where and for whom it is."""
    is_organizers: bool
    """Whoever changes it may say whom it invites."""
    abilities: frozenset[str]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EventHit:
    id: int
    calendar_id: int
    summary: str
    starts_at: datetime | None


async def event(event_id: int, *, by: Actor, recurrence_id: str = "", to: str = "read") -> Event:
    """An event that the actor is shown; with a recurrence id, that time of it.

    Raises:
        NotFound: there is none, or the actor is shown of it only that it takes time.
        Forbidden: it is shown, but the actor may not do that with it.
    """
    rows = await read(
        "SELECT o.id, o.calendar_id, o.href, o.uid, o.version, o.ics, o.is_private, o.changed_at,"
        " o.is_recurring, o.schedule_tag, c.name, c.colour, c.timezone, c.kind, p.id AS person_id,"
        " p.email, p.given_name, p.family_name FROM calendar_object o"
        " JOIN calendar c ON c.id = o.calendar_id LEFT JOIN person p ON p.id = c.owner_id"
        " WHERE o.id = :id AND o.component = 'VEVENT'",
        id=event_id,
    )
    if not rows:
        raise NotFound(_("There is no such event."))
    row = rows[0]
    place = await require(by, row["calendar_id"], "read")
    if policy.sight(place.role, is_private=bool(row["is_private"])) is not Sight.ALL:
        raise NotFound(_("There is no such event."))
    if to != "read":
        await entered(row["calendar_id"], by=by, to=to)
    parsed = read_object(row["ics"], ZoneInfo(row["timezone"]))
    facts = {name: row[name] for name in ("id", "calendar_id", "href", "uid", "version")}
    return Event(
        **facts, **_of(parsed, recurrence_id), calendar_name=row["name"], colour=row["colour"],
        is_recurring=bool(row["is_recurring"]), recurrence_id=recurrence_id,
        organizer=parsed.organizer, is_copy=await _is_copy(parsed, row),
        is_organizers=policy.invites(
            parsed.organizer, addresses_of(row["person_id"], row["email"])
        ),
        invitation=invitation(parsed, recurrence_id, row, by=by), changed_at=row["changed_at"],
        abilities=policy.able(CalendarKind(row["kind"]), place.abilities),
    )  # fmt: skip


async def search(words: str, *, by: Actor, limit: int = 20) -> list[EventHit]:
    """Events in whose titles each word begins one, the latest first."""
    wanted = search_words(words)
    if not wanted:
        return []
    able = await calendars(by=by)
    whole = [it.id for it in able if policy.sight(it.role, is_private=True) is Sight.ALL]
    likes = " AND ".join(f"o.summary_key LIKE :word{n}" for n in range(len(wanted)))
    rows = await read(
        "SELECT o.id, o.calendar_id, o.summary, o.starts_at FROM calendar_object o"  # noqa: S608
        " WHERE o.calendar_id IN :calendars AND o.component = 'VEVENT'"
        f" AND (NOT o.is_private OR o.calendar_id IN :whole) AND {likes}"
        " ORDER BY o.starts_at DESC, o.id LIMIT :limit",
        calendars=[it.id for it in able], whole=whole, limit=limit,
        **{f"word{n}": f"%{word}%" for n, word in enumerate(wanted)},
    )  # fmt: skip
    return [EventHit(**row) for row in rows]


def _of(parsed: Parsed, recurrence_id: str) -> dict[str, Any]:
    """What is of the time that was asked for."""
    try:
        draft = edits.draft_of(parsed, recurrence_id)
        starts_at, ends_at = edits.instants(parsed, draft, recurrence_id)
    except Malformed as error:
        raise NotFound(_("There is no such event.")) from error
    part = parsed.series.overrides.get(recurrence_id, parsed.main)
    return {
        "draft": draft, "starts_at": starts_at, "ends_at": ends_at,
        "repeat": Repeat.parse(draft.rule) if draft.rule else None,
        "status": part.value("STATUS"), "url": part.text("URL"),
        "attendees": tuple(invited(part)),
    }  # fmt: skip


async def _is_copy(parsed: Parsed, row: Row) -> bool:
    """What somebody here organizes, whose changes the hub brings."""
    addresses = addresses_of(row["person_id"], row["email"])
    is_guests = bool(invited_as(parsed, addresses)) and parsed.organizer not in addresses
    return is_guests and bool(row["schedule_tag"]) and bool(await whose({parsed.organizer}))
