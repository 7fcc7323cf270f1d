"""What is put is kept as it is, and read off rightly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.errors import Forbidden, Invalid, NotFound
from hub_calendar import actions, queries
from hub_calendar.errors import Outdated, UidTaken
from tests.calendar.conftest import Stage, at, ics

pytestmark = pytest.mark.anyio

MEETING = ics("DTSTART:20261125T090000Z", "DTEND:20261125T100000Z", "LOCATION:Salle 1")
WEEK = at("2026-11-23 00:00"), at("2026-11-30 00:00")


async def test_what_was_put_is_got_octet_for_octet(stage: Stage) -> None:
    odd = MEETING.replace("LOCATION:Salle 1", 'X-Odd;P="a;b":  v\\,\r\n  folded é')
    put = await actions.put_object(stage.id, "a.ics", odd, by=stage.alice)
    found = await queries.object_at(stage.id, "a.ics", by=stage.bob)
    assert (found.ics, found.etag, found.id) == (odd, put.etag, put.object_id)
    assert put.is_new
    again = await actions.put_object(stage.id, "a.ics", odd, by=stage.alice)
    assert (again.is_new, again.etag, again.version) == (False, put.etag, put.version)


async def test_a_week_is_told_as_far_as_each_may_see(stage: Stage) -> None:
    await actions.put_object(stage.id, "a.ics", MEETING, by=stage.alice)
    (whole,) = await queries.occurrences([stage.id], *WEEK, by=stage.bob)
    assert (whole.summary, whole.location) == ("Réunion", "Salle 1")
    assert whole.starts_at == at("2026-11-25 09:00")
    (block,) = await queries.occurrences([stage.id], *WEEK, by=stage.denise)
    assert block.is_masked
    assert (block.summary, block.location, block.event_id) == ("", "", None)
    assert await queries.occurrences([stage.id], *WEEK, by=stage.charlie) == []


async def test_conditions(stage: Stage) -> None:
    put = await actions.put_object(stage.id, "a.ics", MEETING, by=stage.alice, if_none_match=True)
    with pytest.raises(Outdated):
        await actions.put_object(stage.id, "a.ics", MEETING, by=stage.alice, if_none_match=True)
    with pytest.raises(Outdated):
        await actions.put_object(stage.id, "a.ics", MEETING, by=stage.alice, if_match="other")
    with pytest.raises(Outdated):
        await actions.put_object(stage.id, "b.ics", MEETING, by=stage.alice, if_match="*")
    with pytest.raises(UidTaken) as taken:
        await actions.put_object(stage.id, "b.ics", MEETING, by=stage.alice)
    assert taken.value.href == "a.ics"
    with pytest.raises(Outdated):
        await actions.delete_object(stage.id, "a.ics", by=stage.alice, if_match="other")
    await actions.delete_object(stage.id, "a.ics", by=stage.alice, if_match=put.etag)
    with pytest.raises(NotFound):
        await queries.object_at(stage.id, "a.ics", by=stage.alice)


async def test_who_may_write(stage: Stage) -> None:
    await actions.put_object(stage.id, "a.ics", MEETING, by=stage.edgar)
    with pytest.raises(Forbidden):
        await actions.put_object(stage.id, "a.ics", MEETING, by=stage.bob)
    for nobody in (stage.denise, stage.charlie):
        with pytest.raises(NotFound):
            await actions.put_object(stage.id, "a.ics", MEETING, by=nobody)


async def test_a_series_far_off_is_worked_out(stage: Stage) -> None:
    weekly = ics("DTSTART;TZID=Europe/Paris:20261125T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    await actions.put_object(stage.id, "a.ics", weekly, by=stage.alice)
    start = at("2040-07-01 00:00")
    far = await queries.occurrences([stage.id], start, start + timedelta(7), by=stage.bob)
    assert [it.starts_at for it in far] == [at("2040-07-04 07:00")]
    near = await queries.occurrences([stage.id], *WEEK, by=stage.bob)
    assert [it.starts_at for it in near] == [at("2026-11-25 08:00")]


async def test_nothing_changes_by_a_text_that_is_none(stage: Stage) -> None:
    for bad in ("", "BEGIN:VCALENDAR", MEETING.replace("UID:one@example\r\n", "")):
        with pytest.raises(Invalid):
            await actions.put_object(stage.id, "a.ics", bad, by=stage.alice)
    assert await queries.etags(stage.id, by=stage.alice) == []
