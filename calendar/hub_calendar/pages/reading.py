"""What the views draw: occurrences and absences, read in few statements, as items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub import settings
from hub.actor import Actor
from hub.language import _
from hub.people import queries as people
from hub.people.models import Absence, WorkingHours
from hub.people.presence import minutes_worked, time_away
from hub_calendar import queries
from hub_calendar.models import BusyKind, CalendarKind
from hub_calendar.pages.gaps import USUAL, Hours
from hub_calendar.pages.items import Hold, Item, midnight
from hub_calendar.pages.shown import Shown
from hub_calendar.queries import Block, occurrences


def zone() -> ZoneInfo:
    """The clocks that all pages go by."""
    return settings.current.get().zone


async def items(shown: Sequence[Shown], first: date, last: date, *, by: Actor) -> list[Item]:
    """What is in these calendars from one day to another, and who of their owners is away."""
    start, end = midnight(first, zone()), midnight(last + timedelta(1), zone())
    calendars = {it.id: it for it in shown}
    blocks = await occurrences(list(calendars), start, end, by=by)
    found = [_item(it, calendars[it.calendar_id]) for it in blocks]
    return found + await _absences(shown, first, last, by)


async def numbers(
    shown: Sequence[Shown], first: date, last: date, *, by: Actor
) -> Mapping[date, int]:
    """How many events these calendars have on each day."""
    return await queries.numbers([it.id for it in shown], first, last, zone(), by=by)


async def usual_hours(
    days: Sequence[date], off: Mapping[date, str], by: Actor
) -> dict[date, Hours]:
    """When the reader usually works on each day; never on a public holiday."""
    told: list[WorkingHours] = []
    if by.person_id is not None:
        told = (await people.working_hours([by.person_id], by=by)).get(by.person_id, [])
    return {day: () if day in off else _hours(told, day) for day in days}


def _item(block: Block, calendar: Shown) -> Item:
    starts_at, ends_at = _span(block)
    return Item(
        f"e{calendar.id}-{block.event_id or int(starts_at.timestamp())}-{block.recurrence_id}",
        calendar.id, calendar.colour, _title(block, calendar), starts_at, ends_at,
        url=_url(block), place=block.location, has_hours=not block.is_all_day,
        is_busy=block.is_masked, is_cancelled=block.status == "CANCELLED",
        is_tentative=block.busy == BusyKind.TENTATIVE or block.status == "TENTATIVE",
        icon="lock" if block.is_private else "", hold=_hold(block, calendar),
    )  # fmt: skip


def _hold(block: Block, calendar: Shown) -> Hold | None:
    if block.event_id is None or not calendar.takes_events:
        return None
    return Hold(block.event_id, block.version, block.recurrence_id, block.is_recurring)


def _span(block: Block) -> tuple[datetime, datetime]:
    """Days are days wherever they are read (RFC 5545 §3.3.4); instants are shown by our clocks."""
    if block.starts_on is not None:
        ends_on = block.ends_on or block.starts_on + timedelta(1)
        return midnight(block.starts_on, zone()), midnight(ends_on, zone())
    return block.starts_at.astimezone(zone()), block.ends_at.astimezone(zone())


def _title(block: Block, calendar: Shown) -> str:
    if block.is_masked:
        return _("{name}: busy", name=calendar.name)
    return block.summary or _("(without a title)")


def _url(block: Block) -> str:
    if block.event_id is None:
        return ""
    at = f"?at={block.recurrence_id}" if block.recurrence_id else ""
    return f"/events/{block.event_id}{at}"


async def _absences(shown: Sequence[Shown], first: date, last: date, by: Actor) -> list[Item]:
    """A line for everybody whose calendar is drawn; only those inside are told."""
    owned = {it.row.owner_id: it for it in shown if it.row.kind == CalendarKind.PERSONAL}
    if not owned or not by.is_inside:
        return []
    rows = await people.absences(list(owned), first, last, by=by)
    replacing = {row.replacement_id for row in rows if row.replacement_id}
    known = await people.people(replacing, by=by) if replacing else {}
    names = {key: person.name for key, person in known.items()}
    return [_absence(row, owned[row.person_id], names.get(row.replacement_id or 0)) for row in rows]


def _absence(row: Absence, calendar: Shown, instead: str | None) -> Item:
    told = [_("Away: {name}", name=calendar.row.owner_name)]
    told += [_("See {name}.", name=instead)] if instead else []
    starts_at, ends_at = time_away(row, zone())
    return Item(
        f"a{row.id}", calendar.id, "c0", ". ".join(told), starts_at, ends_at, has_hours=False,
        icon="umbrella", is_away=True,
    )  # fmt: skip


def _hours(told: Sequence[WorkingHours], day: date) -> Hours:
    if not told:
        return USUAL if day.isoweekday() <= 5 else ()
    return [(_clock(start), _clock(end)) for start, end in minutes_worked(told, day)]


def _clock(minute: int) -> time:
    """Midnight at the end of a day is written as that of its beginning."""
    return time(minute // 60 % 24, minute % 60)
