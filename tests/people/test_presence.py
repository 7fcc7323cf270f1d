"""Absences and working hours: half days, other weeks, and nothing twice."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Invalid, NotFound
from hub.people import actions, queries
from hub.people.actions import Stretch
from hub.people.models import Absence, Weeks
from tests.people.conftest import ADMINISTRATOR, new_person, somebody

pytestmark = pytest.mark.anyio

BY: Any = {"by": ADMINISTRATOR}
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)


async def test_an_absence_with_a_replacement(hub: Hub) -> None:
    ines, luc = await new_person("Inès"), await new_person("Luc")
    made = await actions.declare_absence(
        ines.id, by=somebody(ines), starts_on=MONDAY, ends_on=TUESDAY, replacement_id=luc.id,
        message="Urgences : accueil, poste 4512",
    )  # fmt: skip
    found = await queries.absences([ines.id, luc.id], TUESDAY, FRIDAY, by=somebody(luc))
    assert [(row.id, row.replacement_id, row.message) for row in found] == [
        (made.id, luc.id, "Urgences : accueil, poste 4512")
    ]
    assert await queries.absences([ines.id], FRIDAY, FRIDAY, **BY) == []
    await actions.change_absence(made.id, by=somebody(ines), starts_on=MONDAY, ends_on=FRIDAY)
    assert len(await queries.absences([ines.id], FRIDAY, FRIDAY, **BY)) == 1
    await actions.cancel_absence(made.id, by=somebody(ines))
    with pytest.raises(NotFound):
        await actions.cancel_absence(made.id, by=somebody(ines))


async def test_half_days_may_meet_and_not_overlap(hub: Hub) -> None:
    ines = await new_person()
    await actions.declare_absence(
        ines.id, **BY, starts_on=MONDAY, ends_on=TUESDAY, ends_at_noon=True
    )
    afternoon = await actions.declare_absence(
        ines.id, **BY, starts_on=TUESDAY, starts_at_noon=True, ends_on=FRIDAY
    )
    with pytest.raises(Conflict):
        await actions.change_absence(
            afternoon.id, **BY, starts_on=TUESDAY, starts_at_noon=False, ends_on=FRIDAY
        )
    with pytest.raises(Conflict):
        await actions.declare_absence(ines.id, **BY, starts_on=FRIDAY, ends_on=FRIDAY)


@pytest.mark.parametrize(
    "details",
    [
        {"starts_on": TUESDAY, "ends_on": MONDAY},
        {"starts_on": MONDAY, "starts_at_noon": True, "ends_on": MONDAY, "ends_at_noon": True},
        {"starts_on": MONDAY, "ends_on": date(3000, 1, 1)},
        {"starts_on": MONDAY, "ends_on": MONDAY, "message": "x" * 301},
        {"starts_on": MONDAY, "ends_on": MONDAY, "replacement_id": "self"},
    ],
)
async def test_an_absence_that_contradicts_itself_is_refused(
    hub: Hub, details: dict[str, Any]
) -> None:
    ines = await new_person()
    if "replacement_id" in details:
        details = {**details, "replacement_id": ines.id}
    with pytest.raises(Invalid):
        await actions.declare_absence(ines.id, **BY, **details)
    assert await Absence.all().count() == 0


async def test_two_declarations_at_once_are_one_absence(hub: Hub) -> None:
    ines = await new_person()
    asked = [
        actions.declare_absence(ines.id, **BY, starts_on=MONDAY, ends_on=FRIDAY) for _ in range(6)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 5
    assert await Absence.all().count() == 1


async def test_nobody_who_left_replaces(hub: Hub) -> None:
    ines, luc = await new_person(), await new_person()
    await actions.leave_person(luc.id, **BY)
    with pytest.raises(Conflict):
        await actions.declare_absence(
            ines.id, **BY, starts_on=MONDAY, ends_on=MONDAY, replacement_id=luc.id
        )


async def test_a_week_is_replaced_as_a_whole(hub: Hub) -> None:
    ines = await new_person()
    week = [
        Stretch(1, 8 * 60, 12 * 60),
        Stretch(1, 13 * 60 + 30, 17 * 60),
        Stretch(3, 8 * 60, 12 * 60, Weeks.ODD),
        Stretch(3, 9 * 60, 13 * 60, Weeks.EVEN),
    ]
    await actions.set_working_hours(ines.id, by=somebody(ines), stretches=week)
    entries = await Entry.all().count()
    await actions.set_working_hours(ines.id, by=somebody(ines), stretches=week[::-1])
    assert await Entry.all().count() == entries
    rows = (await queries.working_hours([ines.id, 5], **BY))[ines.id]
    assert [(r.weekday, r.starts_minute, r.ends_minute, r.weeks) for r in rows] == [
        (1, 480, 720, Weeks.ALL),
        (1, 810, 1020, Weeks.ALL),
        (3, 480, 720, Weeks.ODD),
        (3, 540, 780, Weeks.EVEN),
    ]
    await actions.set_working_hours(ines.id, by=somebody(ines), stretches=[])
    assert await queries.working_hours([ines.id], **BY) == {}


@pytest.mark.parametrize(
    "week",
    [
        [Stretch(0, 480, 720)],
        [Stretch(8, 480, 720)],
        [Stretch(1, 720, 720)],
        [Stretch(1, -1, 720)],
        [Stretch(1, 480, 1441)],
        [Stretch(1, 480, 720), Stretch(1, 719, 800)],
        [Stretch(1, 480, 720), Stretch(1, 480, 720, Weeks.ODD)],
        [Stretch(1, 480, 720), Stretch(1, 480, 720)],
    ],
)
async def test_a_week_that_contradicts_itself_is_refused(hub: Hub, week: list[Stretch]) -> None:
    ines = await new_person()
    with pytest.raises(Invalid):
        await actions.set_working_hours(ines.id, **BY, stretches=week)


async def test_two_weeks_set_at_once_are_one_of_them(hub: Hub) -> None:
    ines = await new_person()
    weeks = [[Stretch(day, 480 + hour, 720) for day in range(1, 6)] for hour in range(6)]
    await asyncio.gather(
        *(actions.set_working_hours(ines.id, **BY, stretches=week) for week in weeks)
    )
    rows = (await queries.working_hours([ines.id], **BY))[ines.id]
    assert [Stretch(r.weekday, r.starts_minute, r.ends_minute, r.weeks) for r in rows] in weeks
