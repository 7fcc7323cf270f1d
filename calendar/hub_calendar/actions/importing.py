"""Many objects at once, of a file that was read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.action import action, on_behalf_of, unchanged
from hub.actor import Actor
from hub.database import Row, new_key, read
from hub.dav import changes
from hub.language import N_
from hub_calendar.actions import storing
from hub_calendar.actions.objects import told
from hub_calendar.errors import NOT_TAKEN
from hub_calendar.ics.files import says_the_same
from hub_calendar.ics.objects import Parsed
from hub_calendar.models import Attendee, CalendarObject, Occurrence
from hub_calendar.policy import Sight, sight
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import acting


class Outcome(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to one object of a file."""

    parsed: Parsed
    outcome: Outcome
    object_id: int | None = None
    href: str = ""
    reason: str = ""
    """Of an error; marked with `N_`."""


async def verdicts(calendar_id: int, objects: Sequence[Parsed], *, by: Actor) -> list[Verdict]:
    """What an import of these would do, and does; they are found again by their UID.

    Raises:
        NotFound, Forbidden: the actor may not write in the calendar.
    """
    place = await entered(calendar_id, by=by, to="write")
    return await judged(calendar_id, objects, place.role)


async def judged(calendar_id: int, objects: Sequence[Parsed], role: str) -> list[Verdict]:
    """The same for whoever has that role, when what they may do was asked before."""
    rows = await read(
        "SELECT id, href, uid, ics, is_private FROM calendar_object"
        " WHERE calendar_id = :calendar AND uid IN :uids",
        calendar=calendar_id, uids=[it.uid for it in objects],
    )  # fmt: skip
    there = {row["uid"]: row for row in rows}
    calendar = await storing.held(calendar_id)
    return [
        _verdict(it, there.get(it.uid), role)
        if calendar.takes(it.kind)
        else Verdict(
            it,
            Outcome.ERROR,
            reason=NOT_TAKEN,
        )
        for it in objects
    ]


@action("calendar.event.imported")
async def import_objects(
    calendar_id: int, objects: Sequence[Parsed], *, by: Actor
) -> dict[Outcome, int]:
    """Writes objects of a file, all of them or none; how many had which outcome.

    What is in the calendar already and says the same stays as it is, so a file can be brought
    again. What an editor is not shown is left alone.
    """
    place = await entered(calendar_id, by=by, to="write")
    on_behalf_of(await acting(place, by))
    return await write_objects(calendar_id, objects, place.role)


async def write_objects(
    calendar_id: int, objects: Sequence[Parsed], role: str
) -> dict[Outcome, int]:
    """The writing itself, of an action that has asked what may be done."""
    seq = await changes.lock(calendar_id)
    found = await judged(calendar_id, objects, role)
    calendar = await storing.held(calendar_id)
    hrefs = await _create(calendar, [it for it in found if it.outcome is Outcome.CREATE])
    for it in found:
        if it.outcome is Outcome.CHANGE:
            await asyncio.sleep(0)
            new = await storing.prepare(calendar, it.href, it.parsed, it.object_id)
            await storing.store(new, it.object_id)
            told(it.object_id or 0, calendar_id)
            hrefs.append(it.href)
    if hrefs:
        await changes.record(calendar_id, seq, written=hrefs)
    else:
        unchanged()
    return {outcome: sum(it.outcome is outcome for it in found) for outcome in Outcome}


async def _create(calendar: storing.Held, new: Sequence[Verdict]) -> list[str]:
    rows, times, attendees = list[CalendarObject](), list[Occurrence](), list[Attendee]()
    for it in new:
        await asyncio.sleep(0)  # rules can be such that two hundred take seconds: readers first
        key = new_key()
        row, of_row = storing.rows_of(calendar, f"{key}.ics", it.parsed, key)
        rows.append(row)
        times += of_row
        attendees += await storing.attendees_of(key, it.parsed)
        told(key, calendar.id)
    await CalendarObject.bulk_create(rows, batch_size=storing.BATCH)
    await Occurrence.bulk_create(times, batch_size=storing.BATCH)
    await Attendee.bulk_create(attendees, batch_size=storing.BATCH)
    return [row.href for row in rows]


def _verdict(it: Parsed, row: Row | None, role: str) -> Verdict:
    if row is None:
        return Verdict(it, Outcome.CREATE)
    if sight(role, is_private=bool(row["is_private"])) is not Sight.ALL:
        reason = N_("You see of this event only that it takes time.")
        return Verdict(it, Outcome.ERROR, reason=reason)
    outcome = Outcome.UNCHANGED if says_the_same(row["ics"], it) else Outcome.CHANGE
    return Verdict(it, outcome, row["id"], row["href"])
