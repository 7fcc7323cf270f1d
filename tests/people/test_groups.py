"""Groups have members, people or groups, on the days that were said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Invalid, NotFound
from hub.people import actions, queries
from hub.people.days import today
from hub.people.models import GroupKind, Membership
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit

pytestmark = pytest.mark.anyio

BY: Any = {"by": ADMINISTRATOR}
DAY = date(2026, 9, 1)
NEXT = timedelta(days=1)


async def test_members_are_listed_as_a_french_list_is(hub: Hub) -> None:
    project, service = await new_group("Projet", kind=GroupKind.PROJECT), await new_unit("Voirie")
    zoe = await new_person("Zoé", "de Gaulle")
    ana = await new_person("Ana", "Élie")
    luc = await new_person("Luc", "Garnier")
    await actions.start_position(luc.id, service.id, **BY, starts_on=today())
    for member in (service, zoe, ana):
        await actions.add_member(project.id, member.id, **BY)
    found = await queries.members_of(project.id, today(), **BY)
    assert [person.id for person in found] == [ana.id, luc.id, zoe.id]
    assert [group.name for group in await queries.groups_of(luc.id, today(), **BY)] == [
        "Agents",
        "Projet",
        "Voirie",
    ]
    assert len(await queries.memberships(project.id, **BY)) == 3
    kinds = [GroupKind.PROJECT, GroupKind.UNIT]
    assert [group.name for group in await queries.groups(**BY, kinds=kinds)] == ["Projet", "Voirie"]


async def test_adding_again_changes_nothing_and_half_again_is_refused(hub: Hub) -> None:
    group, ines = await new_group(), await new_person()
    first = await actions.add_member(group.id, ines.id, **BY, starts_on=DAY, ends_on=DAY + 9 * NEXT)
    entries = await Entry.all().count()
    again = await actions.add_member(
        group.id, ines.id, **BY, starts_on=DAY + NEXT, ends_on=DAY + 9 * NEXT
    )
    assert again.id == first.id
    assert await Entry.all().count() == entries
    with pytest.raises(Conflict):
        await actions.add_member(group.id, ines.id, **BY, starts_on=DAY + 9 * NEXT)
    await actions.add_member(group.id, ines.id, **BY, starts_on=DAY + 10 * NEXT)
    with pytest.raises(Conflict):
        await actions.redate_member(first.id, **BY, starts_on=DAY, ends_on=None)


async def test_removing_takes_rights_away_at_once(hub: Hub) -> None:
    group, old, new = await new_group(), await new_person(), await new_person()
    held = await actions.add_member(group.id, old.id, **BY, starts_on=DAY)
    fresh = await actions.add_member(group.id, new.id, **BY)
    await actions.remove_member(held.id, **BY)
    await actions.remove_member(fresh.id, **BY)
    assert group.id not in await queries.principals_of(old.id, today())
    assert group.id not in await queries.principals_of(new.id, today())
    assert [row.ends_on for row in await Membership.all()] == [today() - NEXT]
    entries = await Entry.all().count()
    await actions.remove_member(held.id, **BY)
    assert await Entry.all().count() == entries
    with pytest.raises(NotFound):
        await actions.remove_member(fresh.id, **BY)


async def test_removing_on_a_day_to_come_and_prolonging(hub: Hub) -> None:
    group, ines = await new_group(), await new_person()
    held = await actions.add_member(group.id, ines.id, **BY)
    await actions.remove_member(held.id, **BY, on=today() + 3 * NEXT)
    assert group.id in await queries.principals_of(ines.id, today() + 3 * NEXT)
    assert group.id not in await queries.principals_of(ines.id, today() + 4 * NEXT)
    await actions.redate_member(held.id, **BY, starts_on=today(), ends_on=today() + 9 * NEXT)
    assert group.id in await queries.principals_of(ines.id, today() + 9 * NEXT)
    with pytest.raises(Invalid):
        await actions.redate_member(held.id, **BY, starts_on=today(), ends_on=today() - NEXT)


async def test_only_people_and_open_groups_are_members(hub: Hub) -> None:
    group, closed = await new_group(), await new_group()
    await actions.close_group(closed.id, **BY)
    for member_id in (1, 2, 777):
        with pytest.raises(NotFound):
            await actions.add_member(group.id, member_id, **BY)
    with pytest.raises(Conflict):
        await actions.add_member(group.id, closed.id, **BY)
    with pytest.raises(Conflict):
        await actions.add_member(closed.id, (await new_person()).id, **BY)
    with pytest.raises(NotFound):
        await actions.add_member(777, group.id, **BY)


@pytest.mark.parametrize("kind", [GroupKind.UNIT, GroupKind.COMMUNE, GroupKind.SYSTEM])
async def test_some_kinds_do_not_come_alone(hub: Hub, kind: GroupKind) -> None:
    with pytest.raises(Invalid):
        await new_group(kind=kind)


async def test_a_closed_group_has_nobody_any_more(hub: Hub) -> None:
    top, low, ines = await new_group("Haut"), await new_group("Bas"), await new_person()
    await actions.add_member(top.id, low.id, **BY, starts_on=DAY)
    await actions.add_member(low.id, ines.id, **BY, starts_on=DAY)
    await actions.close_group(low.id, **BY)
    assert {top.id, low.id} <= await queries.principals_of(ines.id, today())
    assert not {top.id, low.id} & await queries.principals_of(ines.id, today() + NEXT)
    assert [group.name for group in await queries.groups(**BY, kinds=[GroupKind.SET])] == ["Haut"]
    both = await queries.groups(**BY, kinds=[GroupKind.SET], with_closed=True)
    assert [group.name for group in both] == ["Bas", "Haut"]
