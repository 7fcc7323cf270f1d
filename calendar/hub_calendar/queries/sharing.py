"""Who may do what with a calendar, for whoever shares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.access.queries import who_can_see, why
from hub.access.queries.readers import Reason
from hub.actor import Actor
from hub.people import queries as people
from hub.people.days import today
from hub_calendar import policy
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import DELEGATION


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person or group may do with a calendar now."""

    id: int
    name: str
    is_group: bool
    people: int
    """How many people that is today."""
    role: str | None
    """Given to them by name."""
    ends_at: datetime | None
    through: Sequence[Reason]
    """What reaches a person through groups or as a delegate, strongest first."""

    @property
    def other_role(self) -> str | None:
        """What stays if nothing is given by name."""
        return self.through[0].role if self.through else None


async def holding(calendar_id: int, principal_id: int, *, by: Actor) -> Holding:
    """Raises `NotFound` for somebody who is not there, `Forbidden` for who may not share it."""
    await entered(calendar_id, by=by, to="share")
    found = await people.people([principal_id], by=by)
    if principal_id in found:
        return await _of_person(calendar_id, principal_id, by)
    group = await people.group(principal_id, by=by)
    number = len(await people.members_of(group.id, today(), by=by))
    seen = await who_can_see(calendar_id, by=by)
    given = [it for row in seen.readers if row.principal_id == group.id for it in row.reasons]
    role, ends_at = _first(given)
    return Holding(group.id, group.name, True, number, role, ends_at, ())


async def _of_person(calendar_id: int, person_id: int, by: Actor) -> Holding:
    verdict = await why(person_id, calendar_id, by=by)
    given = [it for it in verdict.reasons if _is_by_name(it, person_id)]
    through = [it for it in verdict.reasons if not _is_by_name(it, person_id)]
    role, ends_at = _first(given)
    return Holding(person_id, verdict.name, False, 1, role, ends_at, _strongest(through))


def _is_by_name(it: Reason, person_id: int) -> bool:
    """Whether it is decided about when a calendar is shared; a delegation is not."""
    return it.principal_id == person_id and it.words != DELEGATION


def _first(given: list[Reason]) -> tuple[str | None, datetime | None]:
    for it in _strongest(given):
        return it.role, it.ends_at
    return None, None


def _strongest(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda it: -policy.CALENDAR.rank(it.role))
