"""What is published is in the school's calendar, as telephones read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from icalendar import Calendar

from hub.actor import Actor
from hub.errors import Forbidden
from hub_calendar import actions as calendars
from hub_calendar import queries as calendar_queries
from hub_extranet.schools import actions, queries
from hub_extranet.schools.drafting import OverrideDraft
from hub_extranet.schools.events import Stamp, href, series_of, text
from hub_extranet.schools.queries import Names
from hub_extranet.schools.timetable import Lesson, Timetable, at
from tests.extranet.schools.conftest import World, music, pool
from tests.extranet.schools.test_drafting import DAY, TUESDAY, publish
from tests.extranet.schools.test_timetable import POOL, TABLES, line, timetable

PARIS = "Europe/Paris"
STAMP = Stamp(3, datetime(2026, 11, 25, 12, tzinfo=UTC), PARIS)
FIRST, LAST = date(2026, 8, 1), date(2027, 8, 1)

Time = tuple[datetime, datetime, bool]


def told(table: Timetable) -> list[Time]:
    """The times of the objects of a timetable, as another library expands them."""
    found = []
    for series in series_of(table, Names()).values():
        calendar = Calendar.from_ical(text(series, STAMP))
        for it in recurring_ical_events.of(calendar).between(FIRST, LAST):
            times = (it["DTSTART"].dt.astimezone(UTC), it["DTEND"].dt.astimezone(UTC))
            found.append((*times, str(it["STATUS"]) == "CANCELLED"))
    return sorted(found)


def meant(table: Timetable) -> list[Time]:
    return sorted(map(_time, table.lessons(FIRST, LAST - DAY)))


def _time(lesson: Lesson) -> Time:
    start, end = at(lesson.on, lesson.starts, PARIS), at(lesson.on, lesson.ends, PARIS)
    return start.astimezone(UTC), end.astimezone(UTC), lesson.is_cancelled


@settings(deadline=None, max_examples=40)
@given(TABLES)
def test_an_object_has_the_times_of_its_line(table: Timetable) -> None:
    assert told(table) == meant(table)


def test_an_object_says_what_the_line_says() -> None:
    table = timetable(line(1, activity="Musique; chœur, flûte", who="École\nde musique"))
    (series,) = series_of(table, Names()).values()
    written = text(series, STAMP)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Musique; chœur, flûte"
    assert str(event["DESCRIPTION"]) == "École\nde musique"
    assert event["SEQUENCE"] == 3
    assert "INTERVAL" not in written
    assert [str(it["TZID"]) for it in Calendar.from_ical(written).walk("VTIMEZONE")] == [PARIS]


def test_one_day_alone_is_no_series() -> None:
    alone = line(1, starts_on=TUESDAY, ends_on=TUESDAY)
    (series,) = series_of(timetable(alone), Names()).values()
    assert "RRULE" not in text(series, STAMP)
    assert told(timetable(alone)) == meant(timetable(alone))


def test_a_line_without_a_day_has_no_object() -> None:
    christmas = line(1, starts_on=date(2026, 12, 20), ends_on=date(2026, 12, 30))
    assert series_of(timetable(christmas, POOL), Names()).keys() == {POOL.id}


async def shown(world: World, day: date, *, by: Actor) -> list[tuple[str, int, str]]:
    view = await queries.school(world.school, by=await world.alice.actor())
    assert view.calendar_id is not None
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(PARIS))
    found = await calendar_queries.occurrences(
        [view.calendar_id], midnight, midnight + timedelta(1), by=by
    )
    local = ZoneInfo(PARIS)
    return [(it.summary, it.starts_at.astimezone(local).hour, it.status) for it in found]


@pytest.mark.anyio
async def test_the_school_s_calendar_has_what_is_published(world: World) -> None:
    alice, bob = await world.alice.actor(), await world.bob.actor()
    line_id = await actions.add_line(world.school, by=alice, draft=pool(world))
    assert await shown(world, TUESDAY, by=bob) == []
    await publish(world)
    assert await shown(world, TUESDAY, by=bob) == [("Piscine, CM1", 9, "CONFIRMED")]
    assert await shown(world, TUESDAY + 7 * DAY, by=bob) == []  # of a week B
    for who in (world.charlie, world.guest):
        assert await shown(world, TUESDAY, by=await who.actor()) == []
    moved = OverrideDraft(starts=480, reason="Car")
    await actions.override_day(line_id, TUESDAY, by=alice, draft=moved)
    assert await shown(world, TUESDAY, by=bob) == [("Piscine, CM1", 9, "CONFIRMED")]
    await publish(world)
    assert await shown(world, TUESDAY, by=bob) == [("Piscine, CM1", 8, "CONFIRMED")]
    cancelled = OverrideDraft(is_cancelled=True, reason="Panne")
    await actions.override_day(line_id, TUESDAY, by=alice, draft=cancelled)
    await publish(world)
    assert await shown(world, TUESDAY, by=bob) == [("Piscine, CM1", 9, "CANCELLED")]


@pytest.mark.anyio
async def test_only_what_changes_is_written_and_stays_the_same_event(world: World) -> None:
    alice, bob = await world.alice.actor(), await world.bob.actor()
    swimming = await actions.add_line(world.school, by=alice, draft=pool(world))
    singing = await actions.add_line(world.school, by=alice, draft=music())
    await publish(world)
    before = {it: await _object(world, it, bob) for it in (swimming, singing)}
    late = OverrideDraft(starts=550)
    await actions.override_day(swimming, TUESDAY, by=alice, draft=late)
    await publish(world)
    after = {it: await _object(world, it, bob) for it in (swimming, singing)}
    assert after[singing] == before[singing]
    old, new = [Calendar.from_ical(it[swimming]).walk("VEVENT")[0] for it in (before, after)]
    assert old["UID"] == new["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]


@pytest.mark.anyio
async def test_a_line_that_goes_takes_its_object_along(world: World) -> None:
    alice = await world.alice.actor()
    line_id = await actions.add_line(world.school, by=alice, draft=music())
    await publish(world)
    thursday = TUESDAY + 2 * DAY
    assert await shown(world, thursday, by=alice)
    await actions.end_line(line_id, by=alice, on=date(2026, 8, 31))
    await publish(world)
    assert await shown(world, thursday, by=alice) == []


@pytest.mark.anyio
async def test_what_was_done_in_the_calendar_itself_holds_nothing_up(world: World) -> None:
    alice = await world.alice.actor()
    view = await queries.school(world.school, by=alice)
    assert view.calendar_id is not None
    line_id = await actions.add_line(world.school, by=alice, draft=music())
    await publish(world)
    await calendars.delete_object(view.calendar_id, href(line_id), by=alice)
    await actions.add_line(world.school, by=alice, draft=music(weekday=5))
    await publish(world)
    assert await shown(world, TUESDAY + 2 * DAY, by=alice)
    await calendars.delete_object(view.calendar_id, href(line_id), by=alice)
    await actions.end_line(line_id, by=alice, on=date(2026, 8, 31))
    await publish(world)
    await calendars.delete_calendar(view.calendar_id, by=alice)
    await actions.add_line(world.school, by=alice, draft=music())
    assert await publish(world) == 4
    edition = await queries.edition(world.school, by=await world.bob.actor())
    assert edition is not None
    assert [it.weekday for it in edition.timetable.lines] == [4, 5]


@pytest.mark.anyio
async def test_the_school_cannot_write_into_its_calendar(world: World) -> None:
    bob = await world.bob.actor()
    view = await queries.school(world.school, by=bob)
    assert view.calendar_id is not None
    (series,) = series_of(timetable(POOL), Names()).values()
    with pytest.raises(Forbidden):
        await calendars.put_object(view.calendar_id, "own.ics", text(series, STAMP), by=bob)


async def _object(world: World, line_id: int, by: Actor) -> str:
    view = await queries.school(world.school, by=by)
    assert view.calendar_id is not None
    found = await calendar_queries.object_at(view.calendar_id, href(line_id), by=by)
    return found.ics
