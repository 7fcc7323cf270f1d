"""The year: how much is on each day, as far as its reader may know, and no title."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest

from hub.app import Hub
from hub_calendar import actions, queries
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.pages import years
from tests.access.asking import Visitor
from tests.calendar.test_event_pages import MOST_READS, alice, world
from tests.calendar.test_page_access import shows
from tests.calendar.worlds import PARIS, SECRET, World, draft
from tests.home.counting import counting

__all__ = ["alice", "world"]
pytestmark = pytest.mark.anyio

YEAR = 2027
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)


async def page_of(who: Visitor, year: int = YEAR) -> str:
    answer = await who.get("/calendars/year", f"day={year}-05-01")
    assert answer.status == 200
    return unescape(answer.body.decode())


def told(page: str, day: date) -> str:
    found = re.search(rf'<a class="([^"]*)" href="/calendars/day\?day={day}"[^>]*>(.*?)</a>', page)
    assert found is not None, day
    return found[1] + ":" + re.sub("<[^>]+>", "", found[2])


async def add(world: World, *made: EventDraft) -> None:
    by = await world.alice.actor()
    for it in made:
        await actions.create_event(world.calendar, by=by, draft=it)


async def test_each_day_says_how_much_there_is(alice: Visitor, world: World) -> None:
    await add(
        world,
        draft("Inventaire", date(YEAR, 3, 2), 22, 180),
        draft("Relevé", date(YEAR, 3, 3), rule="FREQ=DAILY;COUNT=2"),
        EventDraft("Congrès", date(YEAR, 3, 3), date(YEAR, 3, 5)),
        EventDraft("Séminaire long", date(YEAR, 7, 1), date(YEAR, 7, 20)),
    )  # fmt: skip
    page = await page_of(alice)
    for day, number in ((1, 0), (2, 1), (3, 3), (4, 2), (5, 0)):
        at = date(YEAR, 3, day)
        words = f"{number} événement{'s' if number > 1 else ''}"
        assert told(page, at).endswith(f"{day} mars, {words}"), at
    assert told(page, date(YEAR, 3, 3)).startswith("level-2")
    assert told(page, date(YEAR, 7, 19)).endswith("1 événement")
    for title in ("Inventaire", "Relevé", "Congrès"):
        assert title not in page


async def test_holidays_are_said_in_words(alice: Visitor) -> None:
    page = await page_of(alice)
    assert "Armistice" in told(page, date(YEAR, 11, 11))
    assert page.count('title="Armistice') == 1
    assert page.count('<table class="year-days"') == 12


async def test_who_sees_busy_times_counts_those_and_no_free_one(hub: Hub, world: World) -> None:
    day = date(YEAR, 3, 2)
    await add(world, draft("Occupée", day), draft("Anniversaire", day, is_free=True))
    await add(world, draft(SECRET, day, is_private=True))
    for name, number in (("denise", 2), ("bob", 3), ("charlie", 0)):
        page = await page_of(await shows(hub, world, name))
        assert f", {number} événement" in told(page, day), name
        assert SECRET not in page


async def test_it_is_what_the_days_themselves_have(world: World) -> None:
    """Also beyond what is worked out ahead, and over both changes of clocks."""
    await add(
        world, draft("Chaque semaine", FIRST, 23, 120, rule="FREQ=WEEKLY;INTERVAL=3"),
        draft("Minuit", FIRST, 0, 0), draft("Jusqu’à minuit", FIRST, 23, 60),
    )  # fmt: skip
    by = await world.alice.actor()
    for first in (FIRST, date(2199, 1, 1)):
        last = first.replace(month=12, day=31)
        found = await queries.numbers([world.calendar], first, last, PARIS, by=by)
        for day in (first + timedelta(it) for it in range(365)):
            start = datetime.combine(day, datetime.min.time(), PARIS)
            end = datetime.combine(day + timedelta(1), datetime.min.time(), PARIS)
            blocks = await queries.occurrences([world.calendar], start, end, by=by) if (
                day.month in {1, 3, 10}
            ) else None  # fmt: skip
            assert blocks is None or found[day] == len(blocks), day


async def test_the_year_costs_no_more_reads_than_the_week(alice: Visitor, world: World) -> None:
    await page_of(alice)
    sent = {}
    for path in ("/calendars", "/calendars/year"):
        with counting() as statements:
            await alice.get(path, f"day={YEAR}-05-01")
        sent[path] = len(statements)
    assert sent["/calendars/year"] <= sent["/calendars"] <= MOST_READS


def test_every_day_is_in_its_month_and_column() -> None:
    for year in (2024, 2026, 2027):
        made = years.months(year, {date(year, 2, 28): 6}, {})
        days = [it for month in made for week in month.weeks for it in week if it]
        start = date(year, 1, 1)
        assert [it.day for it in days] == [
            start + timedelta(n) for n in range((date(year + 1, 1, 1) - start).days)
        ]
        for week in (week for month in made for week in month.weeks):
            assert all(it is None or it.day.weekday() == at for at, it in enumerate(week))
        assert [it.level for it in days if it.number] == [3]
