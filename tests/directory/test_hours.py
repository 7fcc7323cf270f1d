"""One says one's usual week, day by day; nobody else says it, but who keeps the directory."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hub.app import Hub
from hub.people import actions
from hub.people.actions import Stretch
from hub.people.models import Weeks, WorkingHours
from tests.directory.conftest import Browser, browsing, person_of, words
from tests.people.conftest import ADMINISTRATOR

pytestmark = pytest.mark.anyio

MONDAY = {"start-1-1": "08:30", "end-1-1": "12:00", "start-1-2": "13:30", "end-1-2": "17:00"}


@pytest.fixture
async def path(demo: Hub) -> str:
    return f"/people/{(await person_of('agent')).id}/hours"


async def kept() -> list[tuple[int, int, int, Weeks]]:
    rows = await WorkingHours.filter(person_id=(await person_of("agent")).id)
    return sorted((it.weekday, it.starts_minute, it.ends_minute, it.weeks) for it in rows)


def filled(page: str) -> dict[str, str]:
    """What the fields show, but the empty ones."""
    found = re.findall(r'name="((?:start|end)-\d-\d)" value="([\d:]+)"', page)
    return dict(found)


async def send(browser: Browser, path: str, status: int = 303, **more: Any) -> str:
    fields: dict[str, Any] = MONDAY | more
    answer = await browser.send(path, status=status, **fields)
    return answer.text


async def test_a_week_is_kept_shown_and_emptied(demo: Hub, path: str) -> None:
    async with browsing(demo, "agent") as browser:
        evening: dict[str, Any] = {"start-3-2": "20 h 00", "end-3-2": "00:00"}
        await send(browser, path, **evening)
        assert await kept() == [
            (1, 510, 720, Weeks.ALL), (1, 810, 1020, Weeks.ALL), (3, 1200, 1440, Weeks.ALL),
        ]  # fmt: skip
        card = await browser.words(path.removesuffix("/hours"))
        assert "Lundi 8 h 30 à 12 h 00, 13 h 30 à 17 h 00 Mercredi 20 h 00 à 0 h 00" in card
        first = {"start-3-1": "20:00", "end-3-1": "00:00"}
        assert filled(await browser.get(path)) == MONDAY | first
        await browser.send(path)
        assert await kept() == []


async def test_monday_is_repeated_in_the_form_and_not_kept(demo: Hub, path: str) -> None:
    async with browsing(demo, "agent") as browser:
        sunday: dict[str, Any] = {"start-7-1": "10:00", "end-7-1": "11:00"}
        other: dict[str, Any] = {"start-2-1": "06:00", "end-2-1": "07:00"}
        page = await send(browser, f"{path}/repeat", 200, **sunday, **other)
    week = {
        name.replace("-1-", f"-{day}-"): at for day in range(1, 6) for name, at in MONDAY.items()
    }
    assert filled(page) == week | sunday
    assert await kept() == []


BAD: list[tuple[dict[str, str], str, str]] = [
    ({"end-1-1": "08:00"}, "end-1-1", "La fin précède le début"),
    ({"start-1-2": "11:00"}, "start-1-2", "se chevauchent"),
    ({"end-1-2": ""}, "end-1-2", "Indiquez les deux heures"),
    ({"start-5-1": "25:00", "end-5-1": "26:00"}, "start-5-1", "heure"),
    ({"start-5-1": "midi"}, "start-5-1", "heure"),
]


@pytest.mark.parametrize("door", ["", "/repeat"])
async def test_bad_input_is_told_beside_its_field(demo: Hub, path: str, door: str) -> None:
    async with browsing(demo, "agent") as browser:
        for fields, name, told in BAD:
            more: dict[str, Any] = dict(fields)
            page = await send(browser, path + door, 422, **more)
            beside = re.findall(rf'<p[^>]* id="f-{name}-error">(.*?)</p>', page, re.S)
            assert len(beside) == 1
            assert told in words(beside[0])
            assert f'aria-describedby="f-{name}-error"' in page
            assert f'href="#f-{name}"' in page
    assert await kept() == []


async def test_hours_of_some_weeks_are_said_before_they_are_written_over(
    demo: Hub, path: str
) -> None:
    maud = await person_of("agent")
    week = [Stretch(1, 480, 720, Weeks.EVEN), Stretch(2, 480, 720)]
    await actions.set_working_hours(maud.id, by=ADMINISTRATOR, stretches=week)
    async with browsing(demo, "agent") as browser:
        page = await browser.words(path)
        assert "disent plus que ce formulaire" in page
        assert "Lundi 8 h 00 à 12 h 00 les semaines paires" in page
        await send(browser, path)
        assert "disent plus" not in await browser.words(path)
    assert {it[3] for it in await kept()} == {Weeks.ALL}


@pytest.mark.parametrize(("login", "status"), [("manager", 403), ("school", 404), ("admin", 303)])
async def test_of_somebody_else(demo: Hub, path: str, login: str, status: int) -> None:
    async with browsing(demo, login) as browser:
        await browser.get(path, 200 if status == 303 else status)
        await send(browser, f"{path}/repeat", 200 if status == 303 else status)
        assert await kept() == []
        await send(browser, path, status)
    assert bool(await kept()) == (status == 303)


async def test_who_may_not_change_them_reads_none_of_them_on_the_card(demo: Hub, path: str) -> None:
    maud = await person_of("agent")
    await actions.set_working_hours(maud.id, by=ADMINISTRATOR, stretches=[Stretch(1, 480, 720)])
    async with browsing(demo, "manager") as browser:
        assert "8 h 00" not in await browser.words(path.removesuffix("/hours"))
