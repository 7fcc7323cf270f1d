"""Those inside read the directory, administrators keep it; of oneself one changes little, and
nobody else's anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial
from inspect import iscoroutinefunction
from itertools import count
from typing import Any

import pytest

from hub.actor import (
    ADMINISTRATORS,
    ANYONE,
    NOBODY,
    OFFICIALS,
    SCHOOLS,
    SECRETARIES,
    SIGNED_IN,
    STAFF,
    Actor,
    Via,
)
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Forbidden, NotFound
from hub.people import actions, policy, queries
from hub.people.actions import Appointment, Stretch
from hub.people.models import GroupKind
from tests.people.conftest import (
    ADMINISTRATOR,
    new_group,
    new_person,
    new_unit,
    outsider,
    somebody,
)

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 23)
EARLIER = date(2026, 1, 8)
LINK = Actor(principals=frozenset({ANYONE, 900}), via=Via.LINK, name="lien")
DEVICE = replace(ADMINISTRATOR, via=Via.APP_PASSWORD)
NARROWED = replace(ADMINISTRATOR, scope=frozenset({"caldav"}))
JOB = replace(ADMINISTRATOR, via=Via.JOB, name="import")

Call = Callable[[Actor, dict[str, int]], Awaitable[Any]]

MANAGED: dict[str, Call] = {
    "create_person": lambda by, w: actions.create_person(by=by, given_name="A", family_name="B"),
    "create_people": lambda by, w: actions.create_people(
        [{"given_name": "A", "family_name": "B"}], by=by
    ),
    "change_person": lambda by, w: actions.change_person(w["person"], by=by, phone="0199001234"),
    "leave_person": lambda by, w: actions.leave_person(w["person"], by=by),
    "return_person": lambda by, w: actions.return_person(w["person"], by=by),
    "create_unit": lambda by, w: actions.create_unit(by=by, name=f"Voirie {w['number']}"),
    "settle_system_group": lambda by, w: actions.settle_system_group(
        SECRETARIES, partial(_just, w["person"]), by=by
    ),
    "rename_group": lambda by, w: actions.rename_group(w["unit"], by=by, name=f"Eau {w['number']}"),
    "move_unit": lambda by, w: actions.move_unit(w["unit"], by=by, parent_id=None),
    "change_unit": lambda by, w: actions.change_unit(w["unit"], by=by, rank=4),
    "close_group": lambda by, w: actions.close_group(w["group"], by=by),
    "start_position": lambda by, w: actions.start_position(
        w["person"], w["unit"], by=by, starts_on=DAY
    ),
    "start_positions": lambda by, w: actions.start_positions(
        [Appointment(w["person"], w["unit"], {"starts_on": DAY})], by=by
    ),
    "change_position": lambda by, w: actions.change_position(w["position"], by=by, title="Agent"),
    "end_position": lambda by, w: actions.end_position(w["position"], by=by, on=DAY),
    "create_group": lambda by, w: actions.create_group(by=by, name="Projet"),
    "add_member": lambda by, w: actions.add_member(w["group"], w["person"], by=by),
    "add_members": lambda by, w: actions.add_members([(w["group"], w["person"])], by=by),
    "redate_member": lambda by, w: actions.redate_member(
        w["membership"], by=by, starts_on=DAY, ends_on=None
    ),
    "remove_member": lambda by, w: actions.remove_member(w["membership"], by=by),
    "create_commune": lambda by, w: actions.create_commune(
        by=by, name="Ambierle", insee_code=f"42{w['number']:03}"
    ),
    "create_site": lambda by, w: actions.create_site(by=by, name="Mairie"),
    "change_site": lambda by, w: actions.change_site(w["site"], by=by, town="Ambierle"),
}
OWN: dict[str, Call] = {
    "change_language": lambda by, w: actions.change_language(w["person"], by=by, language="en"),
    "declare_absence": lambda by, w: actions.declare_absence(
        w["person"], by=by, starts_on=DAY, ends_on=DAY
    ),
    "change_absence": lambda by, w: actions.change_absence(
        w["absence"], by=by, starts_on=EARLIER, ends_on=EARLIER
    ),
    "cancel_absence": lambda by, w: actions.cancel_absence(w["absence"], by=by),
    "set_working_hours": lambda by, w: actions.set_working_hours(
        w["person"], by=by, stretches=[Stretch(1, 480, 720)]
    ),
}


READS: dict[str, Callable[[Actor], Awaitable[Any]]] = {
    "person": lambda by: queries.person(1, by=by),
    "people": lambda by: queries.people([1], by=by),
    "find_people": lambda by: queries.find_people("a", by=by),
    "people_at": lambda by: queries.people_at("a@", by=by),
    "group": lambda by: queries.group(ADMINISTRATORS, by=by),
    "groups": lambda by: queries.groups(by=by, kinds=[GroupKind.SET]),
    "members_of": lambda by: queries.members_of(ADMINISTRATORS, DAY, by=by),
    "groups_of": lambda by: queries.groups_of(1, DAY, by=by),
    "memberships": lambda by: queries.memberships(ADMINISTRATORS, by=by),
    "chart": lambda by: queries.chart(by=by),
    "positions_of": lambda by: queries.positions_of(1, by=by),
    "positions_in": lambda by: queries.positions_in([1], DAY, by=by),
    "absences": lambda by: queries.absences([1], DAY, DAY, by=by),
    "colleagues_away": lambda by: queries.colleagues_away(1, DAY, by=by),
    "working_hours": lambda by: queries.working_hours([1], by=by),
    "sites": lambda by: queries.sites(by=by),
    "communes": lambda by: queries.communes(by=by),
}

_numbers = count(1)


async def _just(person_id: int) -> list[int]:
    return [person_id]


async def new_world() -> dict[str, int]:
    number = next(_numbers)
    person, unit, group = await new_person(), await new_unit(), await new_group()
    held = await actions.start_position(
        person.id, unit.id, by=ADMINISTRATOR, title="Chef", starts_on=date(2026, 1, 1)
    )
    member = await actions.add_member(group.id, (await new_person()).id, by=ADMINISTRATOR)
    away = await actions.declare_absence(
        person.id, by=ADMINISTRATOR, starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 6)
    )
    site = await actions.create_site(by=ADMINISTRATOR, name="Siège")
    return {
        "person": person.id, "unit": unit.id, "group": group.id, "position": held.id,
        "membership": member.id, "absence": away.id, "site": site.id, "number": number,
    }  # fmt: skip


def test_every_action_and_query_is_tried() -> None:
    named = {name for name in actions.__all__ if name[0].islower()}
    assert named == {*MANAGED, *OWN}
    reads = {
        name
        for name, found in vars(queries).items()
        if iscoroutinefunction(found) and found.__module__ == queries.__name__
    }
    assert reads == {*READS, "principals_of"}


async def test_who_may_not_is_refused_and_changes_nothing(hub: Hub) -> None:
    world = await new_world()
    charlie, school = [await new_person(name) for name in ("Charlie", "École")]
    before = await Entry.all().count()
    for call in [*MANAGED.values(), *OWN.values()]:
        for by in (somebody(charlie), DEVICE, NARROWED):
            with pytest.raises(Forbidden):
                await call(by, world)
        for by in (NOBODY, LINK, outsider(school)):
            with pytest.raises(NotFound):
                await call(by, world)
    assert await Entry.all().count() == before


async def test_nobody_manages_even_oneself(hub: Hub) -> None:
    world = await new_world()
    person = await queries.person(world["person"], by=ADMINISTRATOR)
    for call in MANAGED.values():
        with pytest.raises(Forbidden):
            await call(somebody(person), world)


@pytest.mark.parametrize("one", [somebody, outsider])
async def test_ones_own_in_a_session(hub: Hub, one: Callable[..., Actor]) -> None:
    world = await new_world()
    person = await queries.person(world["person"], by=ADMINISTRATOR)
    for call in OWN.values():
        with pytest.raises(Forbidden):
            await call(one(person, Via.APP_PASSWORD), world)
        await call(one(person), world)
        entry = await Entry.all().order_by("-id").first()
        assert entry is not None
        assert (entry.actor_id, entry.action.split(".")[0]) == (person.id, "people")


@pytest.mark.parametrize("by", [ADMINISTRATOR, JOB])
async def test_administrators_and_their_jobs_may(hub: Hub, by: Actor) -> None:
    for call in [*MANAGED.values(), *OWN.values()]:
        await call(by, await new_world())


async def test_whoever_is_not_inside_reads_nothing(hub: Hub) -> None:
    await new_world()
    school = outsider(await new_person("École"))
    for read in READS.values():
        for by in (
            NOBODY,
            LINK,
            school,
            replace(school, via=Via.JOB),
            replace(school, person_id=None),
        ):
            with pytest.raises(NotFound):
                await read(by)


async def test_whoever_is_inside_reads_everything(hub: Hub) -> None:
    person = await new_person("Alice")
    staff = somebody(person)
    official = replace(staff, principals=staff.principals - {STAFF} | {OFFICIALS})
    for name, read in READS.items():
        for by in (
            staff,
            official,
            replace(staff, via=Via.APP_PASSWORD),
            replace(staff, via=Via.JOB),
        ):
            if name == "person":
                assert await queries.person(person.id, by=by) == person
            else:
                await read(by)


async def test_a_school_reads_oneself_and_nobody_with_it(hub: Hub) -> None:
    school, ines = await new_person("École"), await new_person("Inès")
    by, own, both = outsider(school), [school.id], [school.id, ines.id]
    assert await queries.person(school.id, by=by) == school
    assert await queries.people(own, by=by) == {school.id: school}
    assert await queries.positions_of(school.id, by=by) == []
    assert await queries.groups_of(school.id, DAY, by=by) == []
    assert await queries.absences(own, DAY, DAY, by=by) == []
    assert await queries.working_hours(own, by=by) == {}
    for ids in (both, [ines.id], []):
        with pytest.raises(NotFound):
            await queries.people(ids, by=by)
        with pytest.raises(NotFound):
            await queries.absences(ids, DAY, DAY, by=by)
        with pytest.raises(NotFound):
            await queries.working_hours(ids, by=by)


async def test_a_school_does_not_learn_whom_it_could_name_as_replacement(hub: Hub) -> None:
    school, ines = await new_person("École"), await new_person("Inès")
    told = set()
    for other in (ines.id, 7):
        with pytest.raises(NotFound) as refused:
            await actions.declare_absence(
                school.id, by=outsider(school), starts_on=DAY, ends_on=DAY, replacement_id=other
            )
        told.add(refused.value.message)
    assert len(told) == 1
    assert await queries.absences([school.id], DAY, DAY, by=ADMINISTRATOR) == []


def test_abilities() -> None:
    alice = Actor(frozenset({7, SIGNED_IN, ANYONE, STAFF}), Via.SESSION, "Alice", person_id=7)
    school = Actor(frozenset({8, SIGNED_IN, ANYONE, SCHOOLS}), Via.SESSION, "École", person_id=8)
    assert policy.abilities(ADMINISTRATOR) == {"read", "write", "manage"}
    assert policy.abilities(alice, 7) == {"read", "write"}
    assert policy.abilities(alice, 8) == {"read"}
    assert policy.abilities(alice) == {"read"}
    assert policy.abilities(replace(alice, person_id=None)) == {"read"}
    assert policy.abilities(school, 8) == {"read", "write"}
    assert policy.abilities(replace(school, via=Via.FEED), 8) == {"read"}
    assert policy.abilities(school, 7) == policy.abilities(school) == frozenset()
    assert policy.abilities(NOBODY, 7) == frozenset()
