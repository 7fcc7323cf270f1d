"""The chart and one unit's page."""

from __future__ import annotations

import pytest

from hub.app import Hub
from hub.errors import NotFound
from hub.people import actions as people
from hub.people.days import today
from hub_directory import queries
from hub_directory.queries import charts
from tests.directory.conftest import browsing, colleague, unit_of
from tests.people.conftest import ADMINISTRATOR, new_person, new_unit

pytestmark = pytest.mark.anyio


async def test_units_lie_below_one_another_with_heads_and_numbers(hub: Hub) -> None:
    top, closed = await new_unit("Pôle"), await new_unit("Ancien")
    second, first = await new_unit("B", parent=top), await new_unit("A", parent=top)
    head, agent = await new_person("Sylvie"), await new_person("Luc")
    await people.start_position(head.id, top.id, by=ADMINISTRATOR, is_head=True, starts_on=today())
    await people.start_position(agent.id, first.id, by=ADMINISTRATOR, starts_on=today())
    await people.close_group(closed.id, by=ADMINISTRATOR)
    (place,) = await queries.chart(by=ADMINISTRATOR)
    assert (place.id, place.heads, place.people) == (top.id, ((head.id, head.name),), 2)
    assert [(it.id, it.people) for it in place.children] == [(first.id, 1), (second.id, 0)]
    unit = await queries.unit(first.id, by=ADMINISTRATOR)
    assert (unit.trail, [it.name for it in unit.members]) == (((top.id, "Pôle"),), [agent.name])
    for gone in (closed.id, 7):
        with pytest.raises(NotFound):
            await queries.unit(gone, by=ADMINISTRATOR)


async def test_the_pages(demo: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = await unit_of("agent")
    await colleague("Inès", "agent")
    await people.change_unit(
        unit, by=ADMINISTRATOR, phone="0199001200", email="ecoles@orbelle.example"
    )
    async with browsing(demo, "agent") as browser:
        chart = await browser.get("/units")
        assert f'href="/units/{unit}"' in chart
        told = await browser.words(f"/units/{unit}")
        assert "01 99 00 12 00" in told
        assert "Inès d’Aubrac Gestionnaire des ATSEM" in told
        monkeypatch.setattr(charts, "MOST_MEMBERS", 1)
        assert f"/people?unit={unit}" in await browser.get(f"/units/{unit}")
        await browser.get(f"/people?unit={unit}")
        await browser.get("/units/7", 404)


async def test_an_empty_authority_says_so(hub: Hub) -> None:
    assert await queries.chart(by=ADMINISTRATOR) == ()
