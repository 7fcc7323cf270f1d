"""When somebody works, and when not: told by themselves, or by an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, NotRequired, TypedDict, Unpack

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Conflict, Invalid
from hub.language import _
from hub.people import policy, values
from hub.people.actions import found
from hub.people.models import Absence, Person, Weeks, WorkingHours

DAY_MINUTES = 24 * 60


class AbsenceDetails(TypedDict):
    """Both days are included, but for the half before or after noon."""

    starts_on: date
    ends_on: date
    starts_at_noon: NotRequired[bool]
    ends_at_noon: NotRequired[bool]
    replacement_id: NotRequired[int | None]
    message: NotRequired[str]


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Usual working hours, in minutes after midnight, on an ISO weekday of some ISO weeks."""

    weekday: int
    starts_minute: int
    ends_minute: int
    weeks: Weeks = Weeks.ALL


@action("people.absence.declared")
async def declare_absence(
    person_id: int, *, by: Actor, **details: Unpack[AbsenceDetails]
) -> Absence:
    policy.check_writes(by, person_id)
    fields = values.cleaned(_RULES, details)
    await _one_at_a_time(person_id)
    await found.active_person(person_id)
    absence = Absence(person_id=person_id, **fields)
    await _check(absence, by)
    await absence.save(force_create=True)
    happened("absence", absence.id, tells=[f"person:{person_id}"], detail=_detail(absence))
    return absence


@action("people.absence.changed")
async def change_absence(absence_id: int, *, by: Actor, **details: Unpack[AbsenceDetails]) -> None:
    absence = await found.absence(absence_id)
    policy.check_writes(by, absence.person_id)
    fields = values.cleaned(_RULES, details)
    await _one_at_a_time(absence.person_id)
    if not found.different(absence, fields):
        return unchanged()
    absence.update_from_dict(fields)
    await _check(absence, by)
    await absence.save(update_fields=list(fields))
    happened("absence", absence.id, tells=[f"person:{absence.person_id}"], detail=_detail(absence))


@action("people.absence.cancelled")
async def cancel_absence(absence_id: int, *, by: Actor) -> None:
    absence = await found.absence(absence_id)
    policy.check_writes(by, absence.person_id)
    await Absence.filter(id=absence_id).delete()
    happened("absence", absence_id, tells=[f"person:{absence.person_id}"], detail=_detail(absence))


@action("people.working_hours.set")
async def set_working_hours(person_id: int, *, by: Actor, stretches: Sequence[Stretch]) -> None:
    """Replaces the whole usual week; none at all means that nothing is known."""
    policy.check_tells_hours(by, person_id)
    check_stretches(stretches)
    await _one_at_a_time(person_id)
    await found.person(person_id)
    rows = await WorkingHours.filter(person_id=person_id)
    before = sorted(Stretch(r.weekday, r.starts_minute, r.ends_minute, r.weeks) for r in rows)
    if before == sorted(stretches):
        return unchanged()
    await WorkingHours.filter(person_id=person_id).delete()
    await WorkingHours.bulk_create(
        [WorkingHours(person_id=person_id, **_row(stretch)) for stretch in sorted(stretches)]
    )
    happened("person", person_id, tells=[f"person:{person_id}"], detail={"rows": len(stretches)})


def check_stretches(stretches: Sequence[Stretch]) -> None:
    """Raises `Invalid` for hours that are none, or that are told twice."""
    for stretch in stretches:
        if not 1 <= stretch.weekday <= 7:
            raise Invalid(weekday=_("There is no such day of the week."))
        if not 0 <= stretch.starts_minute < stretch.ends_minute <= DAY_MINUTES:
            raise Invalid(ends_minute=_("The end is before the beginning."))
    for one, other in combinations(stretches, 2):
        if one.weekday == other.weekday and _share_weeks(one, other) and _share_minutes(one, other):
            raise Invalid(starts_minute=_("Two of these working hours overlap."))


async def _one_at_a_time(person_id: int) -> None:
    # Two absences that overlap are two rows, so on PostgreSQL only a lock keeps the second out.
    await Person.filter(id=person_id).select_for_update(no_key=True).first()


async def _check(absence: Absence, by: Actor) -> None:
    values.stretch(absence.starts_on, absence.ends_on)
    if _first(absence) >= _last(absence):
        raise Invalid(ends_on=_("The end is before the beginning."))
    if absence.replacement_id is not None:
        if absence.replacement_id == absence.person_id:
            raise Invalid(replacement_id=_("Nobody replaces oneself."))
        policy.check_reads(by, absence.replacement_id)
        await found.active_person(absence.replacement_id)
    others = await Absence.filter(
        person_id=absence.person_id, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on
    ).exclude(id=absence.id)
    if any(_first(a) < _last(absence) and _first(absence) < _last(a) for a in others):
        raise Conflict(_("An absence is already declared on some of these days."))


def _first(absence: Absence) -> int:
    """The half day an absence begins with, counted from the beginning of the calendar."""
    return 2 * absence.starts_on.toordinal() + absence.starts_at_noon


def _last(absence: Absence) -> int:
    """The half day after an absence."""
    return 2 * absence.ends_on.toordinal() + (1 if absence.ends_at_noon else 2)


def _share_weeks(one: Stretch, other: Stretch) -> bool:
    return one.weeks == other.weeks or Weeks.ALL in {one.weeks, other.weeks}


def _share_minutes(one: Stretch, other: Stretch) -> bool:
    return one.starts_minute < other.ends_minute and other.starts_minute < one.ends_minute


def _row(stretch: Stretch) -> dict[str, Any]:
    return {
        "weekday": stretch.weekday,
        "weeks": stretch.weeks,
        "starts_minute": stretch.starts_minute,
        "ends_minute": stretch.ends_minute,
    }


def _detail(absence: Absence) -> dict[str, object]:
    return {
        "person": absence.person_id,
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
    }


_RULES: values.Rules = {
    "starts_on": values.day,
    "ends_on": values.day,
    "starts_at_noon": bool,
    "ends_at_noon": bool,
    "replacement_id": values.as_it_is,
    "message": values.message,
}
