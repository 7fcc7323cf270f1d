"""Opening a school, and its classes."""

from __future__ import annotations

import re

from hub.access.actions import open_scope
from hub.action import action, happened
from hub.actor import Actor
from hub.database import one_only
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.people import queries as people
from hub.people import values
from hub.people.models import GroupKind
from hub_calendar.actions import CalendarKind, create_calendar
from hub_extranet.schools import policy
from hub_extranet.schools.actions.changing import changing
from hub_extranet.schools.actions.planners import settle_planners
from hub_extranet.schools.clock import Counting, Zone
from hub_extranet.schools.models import School, SchoolClass
from hub_extranet.schools.queries.drafts import school_of_class

_UAI = re.compile(r"[0-9]{7}[A-Z]")
MOST_PUPILS = 99


@action("schools.school.opened")
async def open_school(
    group_id: int,
    *,
    by: Actor,
    planned_by: int,
    zone: Zone,
    counting: Counting = Counting.SCHOOL,
    uai: str = "",
    site_id: int | None = None,
) -> School:
    """Gives a school a timetable, and a calendar that its lessons will be in: the school's group
    reads both, the unit or group `planned_by` plans.

    Raises:
        Conflict: it has one already, or another school has that number.
        Invalid: the group is no school's.
    """
    policy.check_opens(by)
    group = await people.group(group_id, by=by)
    if group.kind is not GroupKind.SCHOOL or group.closed_on is not None:
        raise Invalid(school=_("Choose a school that is open."))
    if await School.exists(id=group_id):
        raise Conflict(_("This school has a timetable already."))
    await people.group(planned_by, by=by)
    await open_scope("school", group_id, by=by, given={group_id: "member", planned_by: "head"})
    calendar = await create_calendar(
        by=by, name=group.name, owner_id=group_id, kind=CalendarKind.SCHOOL, slug="lessons",
        given={group_id: "read", planned_by: "manage"},
    )  # fmt: skip
    with one_only(_("Another school has this number.")):
        school = await School.create(
            id=group_id, scope_id=group_id, zone=zone, counting=counting, uai=_uai(uai),
            site_id=site_id, calendar_id=calendar.id,
        )  # fmt: skip
    await settle_planners(by=by)
    happened("school", school.id, tells=[f"school:{school.id}"], detail={"zone": zone})
    return school


@action("schools.class.added")
async def add_class(school_id: int, *, by: Actor, name: str, pupils: int | None = None) -> int:
    """The key of the class."""
    await changing(school_id, by=by)
    if pupils is not None and not 0 < pupils <= MOST_PUPILS:
        raise Invalid(pupils=_("This is a number between {least} and {most}.", least=1, most=99))
    made = await SchoolClass.create(school_id=school_id, name=values.name(name, 60), pupils=pupils)
    happened("school", school_id, tells=[f"school:{school_id}"], detail={"class": made.name})
    return int(made.id)


@action("schools.class.removed")
async def remove_class(class_id: int, *, by: Actor) -> None:
    """Its lines stay, without a class."""
    school_id = await school_of_class(class_id, by=by)
    await changing(school_id, by=by)
    found = await SchoolClass.get_or_none(id=class_id)
    if found is None:
        raise NotFound
    await found.delete()
    detail = {"class": found.name}
    happened("school", school_id, tells=[f"school:{school_id}"], detail=detail)


def _uai(text: str) -> str | None:
    tidy = values.line(text, 8).upper()
    if tidy and not _UAI.fullmatch(tidy):
        raise Invalid(uai=_("A school's number has seven digits and a letter, such as 0711234A."))
    return tidy or None
