"""What takes long to read and to work out is done before the one writer is held."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.database import is_in_transaction
from hub_calendar import actions, queries
from hub_calendar.actions import Reach, calendars, events, objects, storing
from hub_calendar.errors import Outdated
from tests.calendar.conftest import Stage, at, ics
from tests.calendar.test_events import WEEKLY

pytestmark = pytest.mark.anyio

SERIES = ics("DTSTART;VALUE=DATE:20261125", "RRULE:FREQ=WEEKLY;COUNT=4")
MONTH = at("2026-11-23 00:00"), at("2026-12-31 00:00")


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each text that was read, and each series worked out, was inside a transaction."""
    found: list[bool] = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            found.append(is_in_transaction())
            return function(*args)

        return call

    for module in (calendars, events, objects):
        monkeypatch.setattr(module, "read_object", watched(module.read_object))
    monkeypatch.setattr(storing, "expanded", watched(storing.expanded))
    return found


async def test_nothing_is_worked_out_while_the_writer_is_held(
    stage: Stage, places: list[bool]
) -> None:
    by, other = stage.alice, await actions.create_calendar(by=stage.alice, name="Autre")
    await actions.put_object(stage.id, "a.ics", SERIES, by=by)
    await actions.put_object(stage.id, "a.ics", SERIES.replace("Réunion", "Point"), by=by)
    await actions.move_object(stage.id, "a.ics", by=by, to=other.id, to_href="b.ics")
    await actions.change_calendar(other.id, by=by, timezone="Indian/Reunion")
    made = await actions.create_event(stage.id, by=by, draft=WEEKLY)
    third = "20261210T083000Z"
    at_third = (await queries.event(made.object_id, by=by, recurrence_id=third)).draft
    changed = await actions.change_event(
        made.object_id, by=by, draft=replace(at_third, summary="Suite"), version=made.version,
        recurrence_id=third, reach=Reach.FOLLOWING,
    )  # fmt: skip
    await actions.delete_event(
        changed.object_id, by=by, version=changed.version, recurrence_id="20261217T083000Z",
        reach=Reach.THIS,
    )  # fmt: skip
    assert len(places) > 12
    assert not any(places)


async def test_what_was_written_meanwhile_is_what_is_moved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await actions.put_object(stage.id, "a.ics", SERIES, by=stage.alice)
    other = await actions.create_calendar(by=stage.alice, name="Autre")
    newer = SERIES.replace("Réunion", "Point")
    prepared = storing.prepare

    async def slow(*args: Any) -> storing.Prepared:
        found = await prepared(*args)
        monkeypatch.setattr(storing, "prepare", prepared)
        await actions.put_object(stage.id, "a.ics", newer, by=stage.alice)
        return found

    monkeypatch.setattr(storing, "prepare", slow)
    await actions.move_object(stage.id, "a.ics", by=stage.alice, to=other.id, to_href="b.ics")
    assert (await queries.object_at(other.id, "b.ics", by=stage.alice)).ics == newer
    found = await queries.occurrences([other.id], *MONTH, by=stage.alice)
    assert {it.summary for it in found} == {"Point"}
    assert await queries.etags(stage.id, by=stage.alice) == []


async def test_of_two_who_put_a_new_one_at_once_the_second_replaces_it(stage: Stage) -> None:
    texts = [SERIES, SERIES.replace("Réunion", "Point")]
    await asyncio.gather(
        *(actions.put_object(stage.id, "a.ics", it, by=stage.alice) for it in texts)
    )
    found = await queries.occurrences([stage.id], *MONTH, by=stage.alice)
    assert len(found) == 4
    ((_href, etag, _kind, _tag),) = await queries.etags(stage.id, by=stage.alice)
    there = await queries.object_at(stage.id, "a.ics", by=stage.alice)
    assert (there.etag, there.ics in texts) == (etag, True)


async def test_of_two_who_change_the_same_version_one_is_outdated(stage: Stage) -> None:
    made = await actions.create_event(stage.id, by=stage.alice, draft=WEEKLY)
    changes = (
        actions.change_event(
            made.object_id, by=stage.alice, draft=replace(WEEKLY, summary=title),
            version=made.version,
        )
        for title in ("Un", "Deux")
    )  # fmt: skip
    results = await asyncio.gather(*changes, return_exceptions=True)
    assert sorted(isinstance(it, Outdated) for it in results) == [False, True]


async def test_days_move_with_the_clock_of_the_calendar_also_when_written_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await actions.put_object(stage.id, "a.ics", SERIES, by=stage.alice)
    prepared = calendars._prepared

    async def slow(*args: Any) -> Any:
        found = await prepared(*args)
        newer = SERIES.replace("UID:one", "UID:two")
        await actions.put_object(stage.id, "b.ics", newer, by=stage.alice)
        return found

    monkeypatch.setattr(calendars, "_prepared", slow)
    await actions.change_calendar(stage.id, by=stage.alice, timezone="Indian/Reunion")
    found = await queries.occurrences([stage.id], *MONTH, by=stage.alice)
    assert {f"{it.starts_at:%H:%M}" for it in found} == {"20:00"}
    assert len(found) == 8


async def test_days_are_by_the_clock_that_the_calendar_was_given_while_they_were_prepared(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = storing.prepare

    async def slow(*args: Any) -> storing.Prepared:
        found = await prepared(*args)
        monkeypatch.setattr(storing, "prepare", prepared)
        await actions.change_calendar(stage.id, by=stage.alice, timezone="Indian/Reunion")
        return found

    monkeypatch.setattr(storing, "prepare", slow)
    await actions.put_object(stage.id, "a.ics", SERIES, by=stage.alice)
    found = await queries.occurrences([stage.id], *MONTH, by=stage.alice)
    assert [f"{it.starts_at:%H:%M}" for it in found] == ["20:00"] * 4
