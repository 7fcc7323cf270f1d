"""Events as pages write them: what is said is written, what is not said stays."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.errors import Forbidden, Invalid, NotFound
from hub_calendar import actions, queries
from hub_calendar.actions import Reach
from hub_calendar.errors import Outdated
from hub_calendar.ics.drafts import EventDraft, Repeat
from tests.calendar.conftest import Stage, at, ics

pytestmark = pytest.mark.anyio

DRAFT = EventDraft(
    "Point d’équipe ; suite, fin", datetime(2026, 11, 26, 9, 30), datetime(2026, 11, 26, 10, 30),
    location="Salle 1", description="Ordre du jour :\n- un\n- deux \\ trois",
)  # fmt: skip
WEEKLY = replace(DRAFT, rule=Repeat("WEEKLY", days=("TH",)).text)
MONTH = at("2026-11-25 00:00"), at("2026-12-25 00:00")


async def starts(stage: Stage) -> list[str]:
    found = await queries.occurrences([stage.id], *MONTH, by=stage.alice)
    return [f"{it.starts_at:%m-%d %H:%M} {it.summary[:5]}" for it in found]


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        replace(DRAFT, is_private=True, is_free=True, is_tentative=True),
        replace(DRAFT, starts=date(2026, 11, 26), ends=date(2026, 11, 28)),
        replace(DRAFT, timezone="UTC"),
        replace(DRAFT, timezone="Indian/Reunion"),
        replace(WEEKLY, rule=Repeat("MONTHLY", 2, ("-1FR",), count=3).text),
        replace(DRAFT, starts=date(2026, 11, 26), ends=date(2026, 11, 27), rule="FREQ=YEARLY"),
    ],
)
async def test_what_was_filled_in_is_shown_again(stage: Stage, draft: EventDraft) -> None:
    made = await actions.create_event(stage.id, by=stage.alice, draft=draft)
    found = await queries.event(made.object_id, by=stage.alice)
    assert replace(found.draft, timezone=draft.timezone) == draft
    if not draft.is_all_day:
        assert found.draft.timezone == draft.timezone


async def test_the_last_day_is_shown_as_it_was_filled_in(stage: Stage) -> None:
    repeat = Repeat("WEEKLY", days=("TH",), until=date(2026, 12, 10))
    made = await actions.create_event(
        stage.id, by=stage.alice, draft=replace(DRAFT, rule=repeat.text)
    )
    assert await starts(stage) == ["11-26 08:30 Point", "12-03 08:30 Point", "12-10 08:30 Point"]
    assert (await queries.event(made.object_id, by=stage.bob)).repeat == repeat


async def test_the_text_is_one_that_others_read(stage: Stage) -> None:
    import icalendar
    import recurring_ical_events

    made = await actions.create_event(stage.id, by=stage.alice, draft=WEEKLY)
    text = (await queries.object_at(stage.id, made.href, by=stage.alice)).ics
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = icalendar.Calendar.from_ical(text)
    (event,) = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == DRAFT.summary
    assert str(event["DESCRIPTION"]) == DRAFT.description
    (zone,) = read.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    theirs = recurring_ical_events.of(read).between(*MONTH)
    ours = await queries.occurrences([stage.id], *MONTH, by=stage.alice)
    assert [it["DTSTART"].dt.astimezone(UTC) for it in theirs] == [it.starts_at for it in ours]


async def test_what_a_form_cannot_say_survives_it(stage: Stage) -> None:
    odd = (
        "DTSTART;TZID=Europe/Paris:20261126T093000", "DURATION:PT1H", "X-ODD;P=1:rien",
        "CATEGORIES:Un,Deux", "SUMMARY;LANGUAGE=fr:Réunion", "SEQUENCE:4",
        "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:Bob@orbelle.example",
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:x", "END:VALARM",
    )  # fmt: skip
    put = await actions.put_object(stage.id, "a.ics", ics(*odd), by=stage.alice)
    event = await queries.event(put.object_id, by=stage.alice)
    assert event.attendees[0].address == "bob@orbelle.example"
    draft = replace(event.draft, starts=datetime(2026, 11, 27, 9), ends=datetime(2026, 11, 27, 10))
    changed = await actions.change_event(
        event.id, by=stage.alice, draft=draft, version=event.version
    )
    text = (await queries.object_at(stage.id, "a.ics", by=stage.alice)).ics
    for kept in (
        "X-ODD;P=1:rien", "CATEGORIES:Un,Deux", "SUMMARY;LANGUAGE=fr:Réunion", "TRIGGER:-PT15M",
        "SEQUENCE:5", "DTEND;TZID=Europe/Paris:20261127T100000",
    ):  # fmt: skip
        assert f"{kept}\r\n" in text
    assert changed.version == put.version + 1
    assert await starts(stage) == ["11-27 08:00 Réuni"]


async def test_one_time_of_a_series(stage: Stage) -> None:
    made = await actions.create_event(stage.id, by=stage.alice, draft=WEEKLY)
    key = "20261203T083000Z"
    event = await queries.event(made.object_id, by=stage.alice, recurrence_id=key)
    assert event.draft.starts == datetime(2026, 12, 3, 9, 30)
    draft = replace(event.draft, summary="Autre", starts=datetime(2026, 12, 4, 11),
                    ends=datetime(2026, 12, 4, 12))  # fmt: skip
    await actions.change_event(
        event.id, by=stage.alice, draft=draft, version=1, recurrence_id=key, reach=Reach.THIS
    )
    assert await starts(stage) == [
        "11-26 08:30 Point", "12-04 10:00 Autre", "12-10 08:30 Point", "12-17 08:30 Point",
        "12-24 08:30 Point",
    ]  # fmt: skip
    again = await queries.event(event.id, by=stage.alice, recurrence_id=key)
    assert (again.draft.summary, again.draft.starts) == ("Autre", draft.starts)
    await actions.delete_event(
        event.id, by=stage.alice, version=2, recurrence_id=key, reach=Reach.THIS
    )
    assert "12-04 10:00 Autre" not in await starts(stage)
    assert "12-03 08:30 Point" not in await starts(stage)


async def test_a_time_and_all_that_follow(stage: Stage) -> None:
    made = await actions.create_event(
        stage.id, by=stage.alice, draft=replace(WEEKLY, rule="FREQ=WEEKLY;COUNT=4")
    )
    key = "20261210T083000Z"
    event = await queries.event(made.object_id, by=stage.alice, recurrence_id=key)
    draft = replace(event.draft, summary="Suite", starts=datetime(2026, 12, 11, 9),
                    ends=datetime(2026, 12, 11, 10))  # fmt: skip
    rest = await actions.change_event(
        event.id, by=stage.alice, draft=draft, version=1, recurrence_id=key, reach=Reach.FOLLOWING
    )
    assert rest.is_new
    assert await starts(stage) == [
        "11-26 08:30 Point", "12-03 08:30 Point", "12-11 08:00 Suite", "12-18 08:00 Suite",
    ]  # fmt: skip
    await actions.delete_event(
        rest.object_id, by=stage.alice, version=1, recurrence_id="20261218T080000Z",
        reach=Reach.FOLLOWING,
    )  # fmt: skip
    assert (await starts(stage))[2:] == ["12-11 08:00 Suite"]


async def test_all_of_a_series_moves_with_its_exceptions(stage: Stage) -> None:
    made = await actions.create_event(stage.id, by=stage.alice, draft=WEEKLY)
    out, key = "20261203T083000Z", "20261210T083000Z"
    await actions.delete_event(
        made.object_id, by=stage.alice, version=1, recurrence_id=out, reach=Reach.THIS
    )
    event = await queries.event(made.object_id, by=stage.alice, recurrence_id=key)
    draft = replace(event.draft, starts=datetime(2026, 12, 10, 14), ends=datetime(2026, 12, 10, 15))
    await actions.change_event(
        event.id, by=stage.alice, draft=draft, version=event.version, recurrence_id=key
    )
    assert await starts(stage) == [
        "11-26 13:00 Point", "12-10 13:00 Point", "12-17 13:00 Point", "12-24 13:00 Point",
    ]  # fmt: skip


async def test_who_may(stage: Stage) -> None:
    made = await actions.create_event(stage.id, by=stage.edgar, draft=DRAFT)
    with pytest.raises(Forbidden):
        await actions.create_event(stage.id, by=stage.bob, draft=DRAFT)
    with pytest.raises(Forbidden):
        await actions.change_event(made.object_id, by=stage.bob, draft=DRAFT, version=1)
    with pytest.raises(Forbidden):
        await queries.event(made.object_id, by=stage.bob, to="write")
    for nobody in (stage.denise, stage.charlie):
        with pytest.raises(NotFound):
            await queries.event(made.object_id, by=nobody)
        with pytest.raises(NotFound):
            await actions.change_event(made.object_id, by=nobody, draft=DRAFT, version=1)
        with pytest.raises(NotFound):
            await actions.delete_event(made.object_id, by=nobody, version=1)
        with pytest.raises(NotFound):
            await actions.create_event(stage.id, by=nobody, draft=DRAFT)


@pytest.mark.parametrize(
    "bad",
    [
        {"summary": " "}, {"summary": "x" * 301}, {"description": "x" * 20_001},
        {"ends": DRAFT.starts - timedelta(hours=1)}, {"ends": date(2026, 11, 27)},
        {"rule": "FREQ=SECONDLY"}, {"rule": "nonsense"}, {"timezone": "Atlantide"},
    ],
)  # fmt: skip
async def test_a_draft_that_cannot_be(stage: Stage, bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await actions.create_event(stage.id, by=stage.alice, draft=replace(DRAFT, **bad))
    assert await queries.etags(stage.id, by=stage.alice) == []


async def test_of_two_who_change_the_same_version_one_is_told(stage: Stage) -> None:
    made = await actions.create_event(stage.id, by=stage.alice, draft=DRAFT)
    ends = await asyncio.gather(
        *(
            actions.change_event(
                made.object_id, by=stage.alice, version=1, draft=replace(DRAFT, summary=f"V {it}")
            )
            for it in range(4)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(it, Outdated) for it in ends) == 3
    with pytest.raises(Outdated):
        await actions.delete_event(made.object_id, by=stage.alice, version=1)
