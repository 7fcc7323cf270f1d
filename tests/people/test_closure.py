"""The closure is what the facts say on each day, after whatever happened, at a bounded cost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.action import action, happened
from hub.actor import ADMINISTRATORS, Actor
from hub.app import Hub
from hub.database import transaction, write
from hub.errors import Conflict, Invalid
from hub.people import actions, closure
from hub.people.days import LATEST, today
from hub.people.intervals import intersection, span, union
from hub.people.models import (
    Group,
    GroupPerson,
    Membership,
    Person,
    Position,
    Principal,
    PrincipalKind,
    Unit,
)
from hub.people.queries import principals_of
from tests.people import oracle
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit

pytestmark = pytest.mark.anyio

START = date(2026, 3, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


async def join(group: Group | Unit, member: Any, first: int, last: int | None) -> Membership:
    ends_on = None if last is None else on(last)
    return await actions.add_member(
        group.id, member.id, by=ADMINISTRATOR, starts_on=on(first), ends_on=ends_on
    )


async def rows(group: Group | Unit, person: Person) -> list[tuple[date, date]]:
    found = await GroupPerson.filter(group_id=group.id, person_id=person.id).order_by("starts_on")
    return [(row.starts_on, row.ends_on) for row in found]


async def assert_true() -> None:
    days = await oracle.telling_days()
    assert await oracle.actual(days) == await oracle.expected(days)
    stretches: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for row in await GroupPerson.all().order_by("starts_on"):
        assert row.starts_on <= row.ends_on
        stretches.setdefault((row.group_id, row.person_id), []).append((row.starts_on, row.ends_on))
    for one in stretches.values():
        assert all(end + timedelta(days=1) < start for (_, end), (start, _last) in pairwise(one))


async def test_a_path_holds_on_the_days_that_all_of_it_holds(hub: Hub) -> None:
    top, middle, low = await new_group(), await new_group(), await new_group()
    ines = await new_person("Inès")
    await join(top, middle, 0, 20)
    await join(middle, low, 10, 40)
    await join(low, ines, 5, 15)
    assert await rows(low, ines) == [(on(5), on(15))]
    assert await rows(middle, ines) == [(on(10), on(15))]
    assert await rows(top, ines) == [(on(10), on(15))]


async def test_two_paths_of_a_diamond_are_one_stretch_where_they_meet(hub: Hub) -> None:
    top, left, right, low = [await new_group() for _ in range(4)]
    ines = await new_person("Inès")
    await join(low, ines, 0, None)
    await join(left, low, 0, 9)
    await join(right, low, 10, 20)
    await join(top, left, 0, None)
    await join(top, right, 0, None)
    assert await rows(top, ines) == [(on(0), on(20))]
    apart = await join(right, low, 30, 40)
    assert await rows(top, ines) == [(on(0), on(20)), (on(30), on(40))]
    await actions.remove_member(apart.id, by=ADMINISTRATOR, on=on(29))
    assert await rows(top, ines) == [(on(0), on(20))]


async def test_one_path_that_ends_leaves_the_other(hub: Hub) -> None:
    top, left, right = [await new_group() for _ in range(3)]
    ines = await new_person("Inès")
    await join(top, left, 0, None)
    await join(top, right, 0, None)
    await join(left, ines, 0, None)
    second = await join(right, ines, 0, None)
    await actions.remove_member(second.id, by=ADMINISTRATOR, on=on(3))
    assert await rows(top, ines) == [(on(0), LATEST)]
    assert await rows(right, ines) == [(on(0), on(3))]


async def test_a_group_cannot_contain_itself(hub: Hub) -> None:
    first, second, third = [await new_group() for _ in range(3)]
    with pytest.raises(Invalid):
        await join(first, first, 0, None)
    await join(first, second, 0, None)
    await join(second, third, 0, 5)
    with pytest.raises(Invalid):
        await join(third, first, 10, None)
    assert await Membership.all().count() == 2
    await assert_true()


async def test_units_contain_the_units_below_and_follow_a_move(hub: Hub) -> None:
    direction, other = await new_unit("Direction"), await new_unit("Autre direction")
    service = await new_unit("Service", direction)
    office = await new_unit("Bureau", service)
    ines = await new_person("Inès")
    await actions.start_position(ines.id, office.id, by=ADMINISTRATOR, starts_on=on(0))
    for unit in (office, service, direction):
        assert await rows(unit, ines) == [(on(0), LATEST)]
    with pytest.raises(Invalid):
        await actions.move_unit(direction.id, by=ADMINISTRATOR, parent_id=office.id)
    await actions.move_unit(service.id, by=ADMINISTRATOR, parent_id=other.id)
    assert await rows(direction, ines) == []
    assert await rows(other, ines) == [(on(0), LATEST)]
    await actions.move_unit(service.id, by=ADMINISTRATOR, parent_id=None)
    assert await rows(other, ines) == []
    await assert_true()


async def test_rights_end_on_their_last_day_with_nothing_running(hub: Hub) -> None:
    group, ines = await new_group(), await new_person("Inès")
    await join(group, ines, 0, 10)
    assert group.id not in await principals_of(ines.id, on(-1))
    assert group.id in await principals_of(ines.id, on(0))
    assert group.id in await principals_of(ines.id, on(10))
    assert group.id not in await principals_of(ines.id, on(11))


async def test_a_change_inside_a_larger_one_is_worked_out_once(
    hub: Hub, statements: list[str]
) -> None:
    group = await new_group()
    people = [await new_person() for _ in range(4)]
    statements.clear()
    await enrol(group.id, [person.id for person in people], by=ADMINISTRATOR)
    assert sum("FROM unit" in text or "JOIN unit" in text for text in statements) == 1
    await assert_true()


async def test_a_change_that_fails_leaves_the_closure_as_it_was(hub: Hub) -> None:
    group, ines = await new_group(), await new_person("Inès")
    await join(group, ines, 0, 5)
    with pytest.raises(Conflict):
        await enrol(group.id, [(await new_person()).id, ines.id], by=ADMINISTRATOR)
    assert await GroupPerson.all().count() == 1
    await assert_true()


@action("test.people.enrolled")
async def enrol(group_id: int, person_ids: list[int], *, by: Actor) -> None:
    async with closure.keeping():
        for person_id in person_ids:
            await actions.add_member(group_id, person_id, by=by, starts_on=START)
    happened("group", group_id)


async def test_two_halves_of_a_path_made_at_once_meet(hub: Hub) -> None:
    for _round in range(10):
        top, low, ines = await new_group(), await new_group(), await new_person("Inès")
        await asyncio.gather(join(top, low, 0, None), join(low, ines, 0, None))
        assert await rows(top, ines) == [(on(0), LATEST)]


async def test_the_hub_keeps_an_administrator(hub: Hub) -> None:
    nadia, remi = await new_person("Nadia"), await new_person("Rémi")
    first = await actions.add_member(ADMINISTRATORS, nadia.id, by=ADMINISTRATOR)
    with pytest.raises(Invalid):
        await actions.remove_member(first.id, by=ADMINISTRATOR)
    with pytest.raises(Invalid):
        await actions.leave_person(nadia.id, by=ADMINISTRATOR)
    await actions.add_member(ADMINISTRATORS, remi.id, by=ADMINISTRATOR)
    await actions.leave_person(nadia.id, by=ADMINISTRATOR)
    assert ADMINISTRATORS in await principals_of(nadia.id, today())
    assert ADMINISTRATORS not in await principals_of(nadia.id, today() + timedelta(days=1))


async def test_rebuilding_mends_whatever_is_wrong(hub: Hub) -> None:
    top, low, ines = await new_group(), await new_group(), await new_person("Inès")
    await join(top, low, 0, None)
    await join(low, ines, 0, None)
    async with transaction():
        assert await closure.rebuild() == (0, 0)
        await write("DELETE FROM group_person WHERE group_id = :group", group=top.id)
        await GroupPerson.filter(group_id=low.id).update(ends_on=on(9))
    async with transaction():
        assert await closure.rebuild() == (2, 1)
    await assert_true()


async def test_the_closure_is_not_kept_outside_a_change(hub: Hub) -> None:
    with pytest.raises(RuntimeError):
        async with closure.keeping():
            pass


async def large_tree(people_each: int) -> list[Unit]:
    """60 units in three levels, with people in each."""
    directions = [await new_unit() for _ in range(6)]
    services = [await new_unit(parent=directions[at % 6]) for at in range(24)]
    offices = [await new_unit(parent=services[at % 24]) for at in range(30)]
    units = [*directions, *services, *offices]
    people = [Principal(kind=PrincipalKind.PERSON) for _ in range(60 * people_each)]
    persons = [
        Person(id=p.id, given_name="Inès", family_name="Charpin", name_key="", sort_key="")
        for p in people
    ]
    positions = [
        Position(person_id=p.id, group_id=units[at % 60].id, title_key="", starts_on=START)
        for at, p in enumerate(people)
    ]
    async with transaction():
        await Principal.bulk_create(people)
        await Person.bulk_create(persons)
        await Position.bulk_create(positions)
        await closure.rebuild()
    return units


@pytest.mark.parametrize("people_each", [1, 14])
async def test_one_position_costs_as_many_statements_in_a_large_tree(
    hub: Hub, statements: list[str], people_each: int
) -> None:
    units = await large_tree(people_each)
    ines = await new_person("Inès")
    statements.clear()
    held = await actions.start_position(ines.id, units[-1].id, by=ADMINISTRATOR, starts_on=START)
    assert len(statements) == 14
    statements.clear()
    await actions.change_position(held.id, by=ADMINISTRATOR, ends_on=on(9))
    assert len(statements) == 14
    statements.clear()
    await actions.move_unit(units[6].id, by=ADMINISTRATOR, parent_id=units[1].id)
    assert len(statements) == 19
    await assert_true()


# A world of a few groups and people, in which whatever the actions allow may happen.
GROUPS, UNITS, PEOPLE = 4, 4, 3
days_of_march = st.integers(0, 12)
stretches = st.tuples(days_of_march, st.one_of(st.none(), days_of_march)).filter(
    lambda stretch: stretch[1] is None or stretch[0] <= stretch[1]
)
joins = st.tuples(
    st.just("join"),
    st.integers(0, GROUPS - 1),
    st.integers(0, GROUPS + UNITS + PEOPLE - 1),
    stretches,
)
holds = st.tuples(st.just("hold"), st.integers(0, UNITS - 1), st.integers(0, PEOPLE - 1), stretches)
moves = st.tuples(st.just("move"), st.integers(0, UNITS - 1), st.integers(-1, UNITS - 1), stretches)
changes = st.tuples(
    st.sampled_from(["redate", "rehold", "remove"]), st.integers(0, 9), days_of_march, stretches
)
endings = st.tuples(
    st.sampled_from(["leave", "close"]),
    st.integers(0, GROUPS + UNITS - 1),
    days_of_march,
    stretches,
)
# Most often something begins: who has left and what is closed takes part no more.
often = [joins, joins, joins, holds, holds, holds, moves, moves, moves, changes, changes]
steps = st.one_of(*often, endings)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=st.lists(steps, min_size=25, max_size=40))
async def test_the_closure_is_what_a_search_of_each_day_finds(hub: Hub, played: list[Any]) -> None:
    await empty()
    groups = [await new_group() for _ in range(GROUPS)]
    units = [await new_unit() for _ in range(UNITS)]
    people = [await new_person() for _ in range(PEOPLE)]
    for step in played:
        with suppress(Invalid, Conflict):
            await play(step, groups, units, people)
        await assert_true()
    async with transaction():
        assert await closure.rebuild() == (0, 0)


async def play(step: Any, groups: list[Group], units: list[Unit], people: list[Person]) -> None:
    verb, one, other, (first, last) = step
    everyone = [*groups, *units, *people]
    ends_on = None if last is None else on(last)
    days: Any = {"starts_on": on(first), "ends_on": ends_on}
    memberships, positions = await Membership.all(), await Position.all()
    if verb == "join":
        await join(groups[one], everyone[other], first, last)
    elif verb == "hold":
        await actions.start_position(people[other].id, units[one].id, by=ADMINISTRATOR, **days)
    elif verb == "move":
        parent = None if other < 0 else units[other].id
        await actions.move_unit(units[one].id, by=ADMINISTRATOR, parent_id=parent)
    elif verb == "redate" and memberships:
        await actions.redate_member(
            memberships[one % len(memberships)].id, by=ADMINISTRATOR, **days
        )
    elif verb == "rehold" and positions:
        await actions.change_position(positions[one % len(positions)].id, by=ADMINISTRATOR, **days)
    elif verb == "remove" and memberships:
        await actions.remove_member(
            memberships[one % len(memberships)].id, by=ADMINISTRATOR, on=on(other)
        )
    elif verb == "leave":
        await actions.leave_person(people[one % PEOPLE].id, by=ADMINISTRATOR, on=on(first))
    elif verb == "close":
        await actions.close_group([*groups, *units][one].id, by=ADMINISTRATOR, on=on(other))


async def empty() -> None:
    async with transaction():
        for table in ("group_person", "membership", "position"):
            await write(f"DELETE FROM {table}")
        await write("UPDATE unit SET parent_id = NULL")
        for table in ("unit", "person"):
            await write(f"DELETE FROM {table}")
        await write("DELETE FROM people_group WHERE id > 8")


@given(
    st.lists(st.tuples(days_of_march, days_of_march)),
    st.lists(st.tuples(days_of_march, days_of_march)),
)
async def test_intervals_are_sets_of_days(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    sides = [union(i for a, b in side for i in span(on(a), on(b))) for side in (one, other)]
    sets = [{on(d) for a, b in side for d in range(a, b + 1)} for side in (one, other)]
    for side, whole in zip(sides, sets, strict=True):
        assert {on(d) for d in range(14) if any(a <= on(d) <= b for a, b in side)} == whole
        assert all(b + timedelta(days=1) < c for (_a, b), (c, _d) in pairwise(side))
    common = intersection(*sides)
    assert {on(d) for d in range(14) if any(a <= on(d) <= b for a, b in common)} == sets[0] & sets[
        1
    ]
