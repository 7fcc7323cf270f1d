"""What the first page shows, in a bounded number of reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.actor import Actor
from hub.people import queries as people
from hub.people.models import Absence, Person


@dataclass(frozen=True, slots=True)
class Away:
    """A colleague who is absent today, and whom to see instead."""

    person: Person
    absence: Absence
    replacement: Person | None


async def colleagues_away(on: date, *, by: Actor) -> list[Away]:
    """Those of the reader's own units who are absent that day, in the order of a list."""
    if by.person_id is None or not by.is_inside:
        return []
    held = await people.positions_of(by.person_id, by=by)
    units = {row.group_id for row in held if row.starts_on <= on <= (row.ends_on or on)}
    if not units:
        return []
    colleagues = {row.person_id for row in await people.positions_in(units, on, by=by)}
    absences = await people.absences(colleagues - {by.person_id}, on, on, by=by)
    replacing = {row.replacement_id for row in absences if row.replacement_id}
    known = await people.people(replacing | {row.person_id for row in absences}, by=by)
    away = [Away(known[row.person_id], row, known.get(row.replacement_id or 0)) for row in absences]
    return sorted(away, key=lambda it: it.person.sort_key)
