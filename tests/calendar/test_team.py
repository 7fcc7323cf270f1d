"""The team: people and things side by side on one day, and when nobody has anything."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from hub.app import Hub
from hub.people.actions import declare_absence
from hub_calendar import actions
from tests.access.asking import Visitor
from tests.access.conftest import ADMINISTRATOR
from tests.calendar.test_event_pages import MOST_READS, alice, world
from tests.calendar.worlds import SECRET, World, draft, monday, visitor
from tests.home.counting import counting

__all__ = ["alice", "world"]
pytestmark = pytest.mark.anyio

DAY = monday() + timedelta(7)


async def page_of(who: Visitor) -> str:
    answer = await who.get("/calendars/team", f"day={DAY}")
    assert answer.status == 200
    return unescape(answer.body.decode())


async def beside(hub: Hub, world: World) -> Visitor:
    """Bob, who has drawn Alice's calendar and Charlie's personal one beside his own."""
    bob = await visitor(hub, world, "bob")
    charlie = await visitor(hub, world, "charlie")
    for it in (bob, charlie):
        await it.get("/calendars")
    theirs = await actions.personal_calendar(world.charlie.id, by=await world.charlie.actor())
    await actions.create_event(
        theirs.id, by=await world.charlie.actor(), draft=draft("Chez le notaire", DAY, 9, 120)
    )
    for key in (world.calendar, theirs.id):
        await bob.post("/calendars/shown", {"listed": str(key), "shown": str(key)})
    return bob


def columns(page: str) -> list[str]:
    return re.findall(r'<section class="week-day.*?</section>', page, re.DOTALL)


async def test_each_calendar_has_a_column_and_tells_what_its_reader_may_know(
    hub: Hub, world: World
) -> None:
    page = await page_of(await beside(hub, world))
    assert len(columns(page)) == 3, "his own, Alice's and Charlie's"
    assert "Chez le notaire" not in page
    assert SECRET not in page
    assert [("Charlie Martin, occupé" in it) for it in columns(page)].count(True) == 1
    assert [("Point" in it) for it in columns(page)].count(True) == 1


async def test_it_says_when_nobody_has_anything(hub: Hub, world: World) -> None:
    bob = await beside(hub, world)
    page = (await page_of(bob)).replace("\N{NO-BREAK SPACE}", " ")
    free = re.findall(r"hour=(\d\d:\d\d)\">", page)
    assert free == ["08:30", "11:00", "13:30", "15:00"], "nine to eleven is Charlie's, two Alice's"
    assert f"/events/new?day={DAY}&hour=11:00" in page


async def test_whoever_is_away_is_not_free(hub: Hub, world: World) -> None:
    bob = await beside(hub, world)
    await declare_absence(
        world.charlie.id, by=ADMINISTRATOR, starts_on=DAY, ends_on=DAY, starts_at_noon=True
    )
    assert re.findall(r"hour=(\d\d:\d\d)\">", await page_of(bob)) == ["08:30", "11:00"]


async def test_the_team_costs_as_many_reads_as_the_week(hub: Hub, world: World) -> None:
    bob = await beside(hub, world)
    sent = {}
    for path in ("/calendars", "/calendars/team"):
        with counting() as statements:
            await bob.get(path, f"day={DAY}")
        sent[path] = len(statements)
    assert sent["/calendars/team"] <= sent["/calendars"] <= MOST_READS


async def test_whoever_looks_alone_is_told_how_to_see_others(alice: Visitor) -> None:
    page = await page_of(alice)
    assert "Cochez des collègues" in page
    assert 'href="/calendars/find"' in page
