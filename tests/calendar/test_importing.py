"""A calendar file by page, and by command: from the file to the report."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC
from typing import Any

import pytest

from hub.app import Hub
from hub.console import perform
from hub.errors import NotFound
from hub_calendar.actions import storing
from hub_calendar.actions.importing import import_objects
from hub_calendar.ics.objects import read_object
from hub_calendar.models import CalendarObject
from tests.calendar.conftest import Stage, ics
from tests.calendar.test_files import BROKEN, GOOGLE, ZIMBRA
from tests.directory.conftest import browsing, demo, words
from tests.imports.conftest import work

pytestmark = pytest.mark.anyio

HOME = "/calendars/import"
__all__ = ["demo"]


async def test_from_the_file_to_the_report(demo: Hub) -> None:
    async with browsing(demo, "agent") as browser:
        await browser.get("/calendars")  # opens her calendar
        assert "Mon agenda" in await browser.words(HOME)
        calendar = (await browser.get(HOME)).partition('<option value="')[2].partition('"')[0]
        files = {"file": ("maud.ics", (GOOGLE + ZIMBRA + BROKEN).encode(), "text/calendar")}
        sent = await browser.send(HOME, files=files, calendar=calendar)
        await work()
        place = sent.headers["location"]
        plan = await browser.words(place)
        assert "Rien n’est encore écrit" in plan
        assert "Atlantide" in plan
        assert await CalendarObject.all().count() == 0
        await browser.send(f"{place}/start", version="1")
        await work()
        assert "Le fichier est importé" in await browser.words(place)
        assert await CalendarObject.all().count() == 4
        text = await browser.get(f"/calendars/{calendar}.ics")
        assert text.count("BEGIN:VEVENT") == 4
        await browser.send(f"{place}/discard")
        await browser.get(place, status=404)


async def test_no_file_and_a_calendar_of_somebody_else(demo: Hub) -> None:
    async with browsing(demo, "secretary") as browser:
        await browser.get("/calendars")
        theirs = (await browser.get(HOME)).partition('<option value="')[2].partition('"')[0]
    async with browsing(demo, "agent") as browser:
        await browser.get("/calendars")
        refused = await browser.send(HOME, status=422, calendar="1")
        assert "Choisissez un fichier" in words(refused.text)
        files = {"file": ("maud.ics", GOOGLE.encode(), "text/calendar")}
        await browser.send(HOME, files=files, calendar=theirs, status=404)
    async with browsing(demo, "school") as browser:
        await browser.get(HOME, status=404)
        await browser.get(f"/calendars/{theirs}.ics", status=404)


async def test_the_command(demo: Hub) -> None:
    async def bring(calendar: str, *, dry_run: bool = False) -> dict[str, int]:
        content = base64.b64encode((GOOGLE + BROKEN).encode()).decode()
        answer = await perform(
            "import.ics", {"content": content, "calendar": calendar, "dry_run": dry_run}
        )
        assert [it["line"] for it in answer["faults"]] == sorted(
            it["line"] for it in answer["faults"]
        )
        counts: dict[str, int] = answer["counts"]
        return counts

    assert await bring("agent/personal", dry_run=True) == {
        "create": 2, "change": 0, "unchanged": 0, "error": 4,
    }  # fmt: skip
    assert await CalendarObject.all().count() == 0
    assert (await bring("agent/personal"))["create"] == 2
    assert (await bring("agent/personal"))["unchanged"] == 2
    for nobody in ("nobody/personal", "agent/nothing", "agent", "school/personal"):
        with pytest.raises(NotFound):
            await bring(nobody)


async def test_a_file_of_costly_rules_lets_readers_go_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = [
        read_object(ics("DTSTART:20261125T090000Z", "RRULE:FREQ=DAILY", uid=str(number)), UTC)
        for number in range(5)
    ]
    turns, seen, rows_of = 0, list[int](), storing.rows_of

    async def readers() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def noted(*args: Any) -> Any:
        seen.append(turns)
        return rows_of(*args)

    monkeypatch.setattr(storing, "rows_of", noted)
    reading = asyncio.create_task(readers())
    await import_objects(stage.id, objects, by=stage.alice)
    reading.cancel()
    assert len(set(seen)) == len(objects)
