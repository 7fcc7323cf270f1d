"""Units hang in a tree, positions are held in them, and both refuse what contradicts itself."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from hub.actor import ADMINISTRATORS
from hub.app import Hub
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people import actions, queries
from hub.people.models import Commune, Group, GroupKind, Position, Principal, Site, Unit
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit

pytestmark = pytest.mark.anyio

BY: Any = {"by": ADMINISTRATOR}
DAY = date(2026, 9, 1)


async def names() -> list[tuple[int, str]]:
    return [(place.depth, place.name) for place in await queries.chart(**BY)]


async def test_the_chart_is_listed_from_the_top_by_rank_then_name(hub: Hub) -> None:
    technique = await new_unit("Services techniques")
    ecoles = await new_unit("Éducation", rank=-1)
    await new_unit("Eau", technique)
    voirie = await new_unit("Voirie", technique, rank=-1)
    await new_unit("Écoles", ecoles)
    await new_unit("Atelier", voirie)
    assert await names() == [
        (0, "Éducation"), (1, "Écoles"),
        (0, "Services techniques"), (1, "Voirie"), (2, "Atelier"), (1, "Eau"),
    ]  # fmt: skip
    last = (await queries.chart(**BY))[4]
    assert last.path == ("Services techniques", "Voirie", "Atelier")
    assert last.parent_id == voirie.id


async def test_a_unit_is_its_group(hub: Hub) -> None:
    unit = await new_unit("Voirie", email="VOIRIE@orbelle.example", phone="0199001200")
    group = await Group.get(id=unit.id)
    assert (group.name, group.kind) == ("Voirie", GroupKind.UNIT)
    assert await Principal.exists(id=unit.id)
    await actions.rename_group(unit.id, **BY, name="Voirie et réseaux")
    await actions.change_unit(unit.id, **BY, rank=2, email=None)
    found = await Unit.get(id=unit.id)
    assert (found.rank, found.email, found.phone) == (2, None, "+33199001200")
    assert await names() == [(0, "Voirie et réseaux")]


async def test_two_units_of_one_name_are_not_in_one_place(hub: Hub) -> None:
    north, south = await new_unit("Nord"), await new_unit("Sud")
    await new_unit("Accueil", north)
    other = await new_unit("Accueil", south)
    with pytest.raises(Conflict):
        await new_unit("ACCUEIL", north)
    with pytest.raises(Conflict):
        await actions.move_unit(other.id, **BY, parent_id=north.id)
    with pytest.raises(Conflict):
        await actions.rename_group(south.id, **BY, name="nord")
    await actions.rename_group(south.id, **BY, name="SUD")


async def test_two_units_of_one_name_made_at_once_are_one(hub: Hub) -> None:
    asked = [new_unit("Voirie") for _ in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 4


async def test_a_unit_hangs_under_a_unit_only(hub: Hub) -> None:
    unit, group = await new_unit(), await new_group()
    for parent_id in (group.id, 5):
        with pytest.raises(NotFound):
            await actions.create_unit(**BY, name="Eau", parent_id=parent_id)
        with pytest.raises(NotFound):
            await actions.move_unit(unit.id, **BY, parent_id=parent_id)
    with pytest.raises(Invalid):
        await actions.move_unit(unit.id, **BY, parent_id=unit.id)


async def test_a_unit_is_closed_when_nothing_is_left_in_it(hub: Hub) -> None:
    top = await new_unit("Direction")
    low = await new_unit("Service", top)
    ines = await new_person()
    held = await actions.start_position(ines.id, low.id, **BY, starts_on=DAY)
    with pytest.raises(Conflict):
        await actions.close_group(top.id, **BY)
    with pytest.raises(Conflict):
        await actions.close_group(low.id, **BY)
    await actions.end_position(held.id, **BY, on=date(2026, 9, 30))
    await actions.close_group(low.id, **BY, on=date(2026, 9, 30))
    assert await names() == [(0, "Direction")]
    with pytest.raises(Conflict):
        await actions.start_position(ines.id, low.id, **BY, starts_on=DAY)
    with pytest.raises(Conflict):
        await new_unit("Bureau", low)
    await new_unit("Service", top)
    await actions.close_group((await new_group()).id, **BY)


async def test_the_hubs_own_group_is_neither_renamed_nor_closed(hub: Hub) -> None:
    with pytest.raises(Forbidden):
        await actions.rename_group(ADMINISTRATORS, **BY, name="Rois")
    with pytest.raises(Forbidden):
        await actions.close_group(ADMINISTRATORS, **BY)


async def test_somebody_holds_several_positions(hub: Hub) -> None:
    ines, chief, voirie = await new_person(), await new_person(), await new_unit("Voirie")
    commune = await actions.create_commune(**BY, name="Ambierle", insee_code="42003")
    await actions.start_position(
        ines.id, voirie.id, **BY, title="Agente", starts_on=DAY, manager_id=chief.id
    )
    await actions.start_position(ines.id, commune.id, **BY, title="Maire", starts_on=DAY)
    held = await queries.positions_of(ines.id, **BY)
    assert {(row.title, row.group.name) for row in held} == {
        ("Agente", "Voirie"),
        ("Maire", "Ambierle"),
    }
    await actions.start_position(chief.id, voirie.id, **BY, is_head=True, starts_on=DAY)
    there = await queries.positions_in([voirie.id], DAY, **BY)
    assert [row.person_id for row in there] == [chief.id, ines.id]
    assert await queries.positions_in([voirie.id], DAY - timedelta(days=1), **BY) == []


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"starts_on": DAY, "ends_on": DAY - timedelta(days=1)},
        {"starts_on": date(1899, 12, 31)},
        {"starts_on": DAY, "ends_on": date(2999, 12, 31)},
        {"starts_on": DAY, "title": "x" * 201},
        {"starts_on": DAY, "manager_id": "self"},
    ],
)
async def test_a_position_that_contradicts_itself_is_refused(
    hub: Hub, details: dict[str, Any]
) -> None:
    ines, unit = await new_person(), await new_unit()
    if "manager_id" in details:
        details = {**details, "manager_id": ines.id}
    with pytest.raises(Invalid):
        await actions.start_position(ines.id, unit.id, **BY, **details)
    assert await Position.all().count() == 0


async def test_a_position_is_held_once_and_where_there_are_posts(hub: Hub) -> None:
    ines, unit, group = await new_person(), await new_unit(), await new_group()
    held = await actions.start_position(
        ines.id, unit.id, **BY, title="Agente", starts_on=DAY, ends_on=date(2026, 12, 31)
    )
    with pytest.raises(Conflict):
        await actions.start_position(
            ines.id, unit.id, **BY, title="AGENTE", starts_on=date(2026, 12, 31)
        )
    later = await actions.start_position(
        ines.id, unit.id, **BY, title="Agente", starts_on=date(2027, 1, 1)
    )
    with pytest.raises(Conflict):
        await actions.change_position(held.id, **BY, ends_on=None)
    with pytest.raises(Conflict):
        await actions.change_position(later.id, **BY, starts_on=DAY)
    with pytest.raises(Invalid):
        await actions.start_position(ines.id, group.id, **BY, starts_on=DAY)
    with pytest.raises(NotFound):
        await actions.start_position(ines.id, unit.id, **BY, starts_on=DAY, manager_id=5)


async def test_a_position_ends_once(hub: Hub) -> None:
    ines, unit = await new_person(), await new_unit()
    held = await actions.start_position(ines.id, unit.id, **BY, starts_on=DAY)
    await actions.end_position(held.id, **BY, on=date(2026, 10, 1))
    await actions.end_position(held.id, **BY, on=date(2026, 11, 1))
    assert (await Position.get(id=held.id)).ends_on == date(2026, 10, 1)
    with pytest.raises(Invalid):
        await actions.end_position(held.id, **BY, on=DAY - timedelta(days=1))


async def test_communes_and_sites(hub: Hub) -> None:
    commune = await actions.create_commune(
        **BY, name="Ambierle", insee_code="2a004", postcode="42820"
    )
    with pytest.raises(Conflict):
        await actions.create_commune(**BY, name="Autre", insee_code="2A004")
    for wrong in ({"insee_code": "4200"}, {"insee_code": "42003", "postcode": "428"}):
        with pytest.raises(Invalid):
            await actions.create_commune(**BY, name="Ambierle", **wrong)
    assert [(row.insee_code, group.name) for row, group in await queries.communes(**BY)] == [
        ("2A004", "Ambierle")
    ]
    assert await Commune.all().count() == 1
    site = await actions.create_site(**BY, name="Mairie", commune_id=commune.id, town="Ambierle")
    await actions.change_site(site.id, **BY, address="1, place de l’Église", phone="0477001122")
    found = await Site.get(id=site.id)
    assert (found.town, found.address, found.phone) == (
        "Ambierle",
        "1, place de l’Église",
        "+33477001122",
    )
    with pytest.raises(Invalid):
        await actions.create_site(**BY, town="Ambierle")
    with pytest.raises(NotFound):
        await actions.change_site(site.id, **BY, commune_id=5)
    await new_unit(site_id=site.id)
    with pytest.raises(NotFound):
        await new_unit(site_id=5)
