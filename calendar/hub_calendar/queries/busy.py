"""When people have no time: the `busy` port."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from hub.actor import Actor
from hub.database import Row
from hub.domain import ports
from hub.domain.ports import Certainty
from hub_calendar import policy
from hub_calendar.models import BusyKind, CalendarKind
from hub_calendar.queries.times import check_window, times

_CERTAINTY = {BusyKind.BUSY: Certainty.BUSY, BusyKind.TENTATIVE: Certainty.TENTATIVE}


async def busy(
    people: Collection[int], start: datetime, end: datetime, /, *, by: Actor
) -> list[ports.Busy]:
    """Of those whose busy time the actor may see. What touches is one: how many events there are
    is not said. Three statements."""
    check_window(start, end)
    owners = await _owners(people, by)
    found: dict[tuple[int, Certainty], list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in await times(list(owners), start, end):
        if (certainty := _CERTAINTY.get(BusyKind(row["busy"]))) is not None:
            span = max(row["starts_at"], start), min(row["ends_at"], end)
            found[owners[row["calendar_id"]], certainty].append(span)
    return sorted(
        (
            ports.Busy(person, starts_at, ends_at, certainty)
            for (person, certainty), spans in found.items()
            for starts_at, ends_at in joined(spans)
        ),
        key=lambda it: (it.person_id, it.starts_at, it.certainty),
    )


def joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """The spans with those that touch or overlap as one, in their order; what takes no time is
    left out."""
    start = end = None
    for starts_at, ends_at in sorted(it for it in spans if it[0] < it[1]):
        if end is not None and starts_at <= end:
            end = max(end, ends_at)
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = starts_at, ends_at
    if start is not None and end is not None:
        yield start, end


async def _owners(people: Collection[int], by: Actor) -> dict[int, int]:
    """The calendars that say when these people are busy, with whose they are."""
    rows = await policy.CALENDAR.readable(by, "see_busy").read(
        "SELECT c.id, c.owner_id FROM calendar c WHERE c.owner_id IN :people"
        " AND c.kind = :personal AND NOT c.is_transparent AND c.scope_id IN :readable",
        people=people, personal=CalendarKind.PERSONAL.value,
    )  # fmt: skip
    return {row["id"]: row["owner_id"] for row in rows}


async def appointments(start: datetime, end: datetime, /, *, by: Actor) -> list[ports.Appointment]:
    """What is in the actor's own calendars then: the `today` port."""
    if by.person_id is None:
        return []
    rows = await policy.CALENDAR.readable(by).read(
        "SELECT c.id FROM calendar c WHERE c.owner_id = :person AND c.scope_id IN :readable",
        person=by.person_id,
    )
    found = [
        it
        for it in await times([row["id"] for row in rows], start, end)
        if it["status"] != "CANCELLED"
    ]
    found.sort(key=lambda it: (it["starts_at"], it["ends_at"], it["summary"]))
    return [
        ports.Appointment(
            it["starts_at"], it["ends_at"], it["summary"], _address(it),
            it["location"], it["busy"] == BusyKind.TENTATIVE,
        )
        for it in found
    ]  # fmt: skip


def _address(row: Row) -> str:
    """Of the one time of a series that is meant."""
    at = f"?at={row['recurrence_id']}" if row["recurrence_id"] else ""
    return f"/events/{row['object_id']}{at}"
