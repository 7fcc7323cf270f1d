"""When people have no time: the `busy` port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hub.actor import Actor
from hub.database import Row
from hub.domain import ports
from hub.domain.ports import Certainty
from hub_calendar import policy
from hub_calendar.models import BusyKind, CalendarKind
from hub_calendar.queries.spans import Span, joined
from hub_calendar.queries.times import check_window, times

_CERTAINTY = {BusyKind.BUSY: Certainty.BUSY, BusyKind.TENTATIVE: Certainty.TENTATIVE}


async def busy(
    people: Collection[int], start: datetime, end: datetime, /, *, by: Actor
) -> list[ports.Busy]:
    """Of those whose busy time the actor may see. What touches is one: how many events there are
    is not said. Three statements."""
    found = await busy_spans(people, start, end, by=by)
    return sorted(
        (
            ports.Busy(person, starts_at, ends_at, _CERTAINTY[kind])
            for person, kinds in found.items()
            for kind, spans in kinds.items()
            for starts_at, ends_at in joined(spans)
        ),
        key=lambda it: (it.person_id, it.starts_at, it.certainty),
    )


async def busy_spans(
    people: Collection[int], start: datetime, end: datetime, *, by: Actor
) -> dict[int, dict[BusyKind, list[Span]]]:
    """The same by person, not joined yet; whoever is not in it may not be asked about, or is
    nobody, which is not told apart."""
    check_window(start, end)
    owners = await _owners(people, by)
    found: dict[int, dict[BusyKind, list[Span]]] = {
        row["owner_id"]: {kind: [] for kind in _CERTAINTY} for row in owners.values()
    }
    counted = [key for key, row in owners.items() if not row["is_transparent"]]
    for row in await times(counted, start, end):
        if (kind := BusyKind(row["busy"])) in _CERTAINTY:
            span = max(row["starts_at"], start), min(row["ends_at"], end)
            found[owners[row["calendar_id"]]["owner_id"]][kind].append(span)
    return found


async def _owners(people: Collection[int], by: Actor) -> dict[int, Row]:
    """The calendars of these people whose times the actor may see, with whose they are."""
    rows = await policy.CALENDAR.readable(by, "see_busy").read(
        "SELECT c.id, c.owner_id, c.is_transparent FROM calendar c WHERE c.owner_id IN :people"
        " AND c.kind = :personal AND c.scope_id IN :readable",
        people=people, personal=CalendarKind.PERSONAL.value,
    )  # fmt: skip
    return {row["id"]: row for row in rows}


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
