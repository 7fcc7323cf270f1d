"""The demo's calendars: a function of its arguments, whose rows are such as the actions write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.access import actors
from hub.accounts import clock
from hub.actor import Actor, Via
from hub.app import Hub
from hub.database import read
from hub.demo import load
from hub.people.days import today
from hub.people.queries import principals_of
from hub.settings import Settings
from hub_calendar import actions, queries
from hub_calendar.demo import demo
from hub_calendar.models import CalendarObject

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TABLES = ("scope", "access_grant", "calendar", "dav_collection", "calendar_object", "occurrence",
          "dav_change")  # fmt: skip


async def actor(login: str) -> Actor:
    rows = await read("SELECT person_id FROM account WHERE login = :login", login=login)
    person_id = rows[0]["person_id"]
    principals = await principals_of(person_id, today())
    return Actor(principals, Via.SESSION, login, person_id=person_id)


async def test_it_is_the_same_each_time(new_settings: Callable[[], Settings]) -> None:
    seen: list[dict[str, Any]] = []
    for _time in range(2):
        async with Hub(new_settings()).running():
            counts = await load.load("s", TODAY, demos=[demo], by=await actors.of_job("demo"))
            seen.append({it: await read(f"SELECT * FROM {it} ORDER BY id") for it in TABLES})
            assert {it: len(seen[-1][it]) for it in TABLES} == {it: counts[it] for it in TABLES}
            await _check_what_each_sees()
            await _check_rows()
    assert seen[0] == seen[1]


async def _check_what_each_sees() -> None:
    weeks = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 2, 15, tzinfo=UTC)
    agent, school, official = [await actor(it) for it in ("agent", "school", "official")]
    seen = await queries.calendars(by=agent)
    assert seen[0].is_own
    assert seen[0].role == "manage"
    colleagues = [it for it in seen if it.kind == "personal" and not it.is_own]
    assert colleagues
    blocks = await queries.occurrences([it.id for it in seen], *weeks, by=agent)
    assert {it.calendar_id for it in blocks} >= {seen[0].id}
    assert any(it.is_masked for it in blocks)
    assert await queries.calendars(by=school, to="see_busy") == []
    assert {it.kind for it in await queries.calendars(by=official)} == {"personal", "body"}
    assert await queries.busy([official.person_id or 0], *weeks, by=agent)


async def _check_rows() -> None:
    """One event in a hundred, put once more by the action, has the same rows."""
    every = await CalendarObject.all().order_by("id")
    with clock.using(lambda: NOW):
        for row in every[::100]:
            before = await _rows(row.id)
            owner = await read("SELECT principal_id FROM access WHERE scope_id = :id AND"
                               " role = 'manage'", id=row.calendar_id)  # fmt: skip
            by = Actor(frozenset({owner[0]["principal_id"]}), Via.JOB, "test")
            text = row.ics.replace("END:VEVENT", "X-A:1\r\nEND:VEVENT")
            await actions.put_object(row.calendar_id, row.href, text, by=by)
            await actions.put_object(row.calendar_id, row.href, row.ics, by=by)
            assert await _rows(row.id) == before


async def _rows(object_id: int) -> list[Any]:
    found = [dict(row) for row in await CalendarObject.filter(id=object_id).values()]
    times = await read("SELECT * FROM occurrence WHERE object_id = :id", id=object_id)
    times.sort(key=lambda it: it["starts_at"])
    for row in (*found, *times):
        del row["id"]
        row.pop("version", None)
    return [found, times]
