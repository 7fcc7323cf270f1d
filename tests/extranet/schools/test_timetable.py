"""What a timetable means: lessons of days, whatever was moved, cancelled or closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub_extranet.schools import snapshot
from hub_extranet.schools.clock import Counting, Stretch, Zone
from hub_extranet.schools.timetable import Line, Override, Timetable, Weeks, at, monday_of
from tests.extranet.schools import oracle

DAY = timedelta(days=1)
TUESDAY = date(2026, 12, 8)  # of a week A
POOL = Line(
    1, 9, 2, Weeks.EVERY, 540, 600, "Piscine", class_id=5, person_id=7, place="Bassin 2",
    is_by_bus=True, starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 2),
)  # fmt: skip


def timetable(*lines: Line, **more: object) -> Timetable:
    return Timetable(Zone.A, Counting.SCHOOL, lines, **more)  # type: ignore[arg-type]


def line(number: int, **more: object) -> Line:
    values = {
        "weekday": 2, "weeks": Weeks.EVERY, "starts": 540, "ends": 600, "activity": "Musique",
        "starts_on": date(2026, 9, 1), "ends_on": date(2027, 7, 2),
    }  # fmt: skip
    return Line(number, 9, **(values | more))  # type: ignore[arg-type]


LINES = st.builds(
    line,
    st.integers(1, 3),
    weekday=st.integers(1, 6),
    weeks=st.sampled_from(Weeks),
    starts_on=st.dates(date(2026, 9, 1), date(2026, 12, 31)),
    ends_on=st.dates(date(2026, 11, 1), date(2027, 12, 31)),
)
OVERRIDES = st.builds(
    Override,
    st.integers(1, 3),
    st.dates(date(2026, 9, 1), date(2027, 7, 1)),
    st.booleans(),
    st.none() | st.dates(date(2026, 9, 1), date(2027, 7, 1)),
)
CLOSINGS = st.builds(
    lambda on, days: Stretch(on, on + days * DAY, "Grève"),
    st.dates(date(2026, 9, 1), date(2027, 7, 1)),
    st.integers(0, 3),
)
TABLES = st.builds(
    Timetable,
    st.sampled_from(Zone),
    st.sampled_from(Counting),
    st.lists(LINES, max_size=3, unique_by=lambda it: it.id).map(tuple),
    st.lists(OVERRIDES, max_size=6, unique_by=lambda it: (it.line_id, it.due_on)).map(tuple),
    st.lists(CLOSINGS, max_size=2).map(tuple),
)


def expected(table: Timetable, day: date) -> set[tuple[int, date, bool]]:
    """(line, due day, cancelled) of the lessons of a day, by looking at each day of the line."""
    found = set()
    for it in table.lines:
        for number in range((it.ends_on - it.starts_on).days + 1):
            due = it.starts_on + number * DAY
            if due.isoweekday() != it.weekday or not _is_due(table, it, due):
                continue
            different = [o for o in table.overrides if (o.line_id, o.due_on) == (it.id, due)]
            on = (different[0].on if different else None) or due
            if on == day:
                closed = any(c.starts_on <= on <= c.ends_on for c in table.closings)
                cancelled = bool(different and different[0].is_cancelled) or closed
                found.add((it.id, due, cancelled))
    return found


def _is_due(table: Timetable, it: Line, due: date) -> bool:
    zone = table.zone.value
    if due in oracle.off(zone) or oracle.is_public_holiday(due):
        return False
    count = oracle.weeks_since_summer(due, zone)
    if count is None:
        return False
    odd = due.isocalendar().week % 2 == 1
    letter = ("A" if odd else "B") if table.counting == "iso" else "AB"[count % 2]
    return it.weeks.value in {"every", letter}


@settings(deadline=None)
@given(TABLES, st.dates(date(2026, 9, 1), date(2027, 7, 10)))
def test_the_lessons_of_a_day(table: Timetable, day: date) -> None:
    lessons = table.lessons_on(day)
    assert {(it.line.id, it.due_on, it.is_cancelled) for it in lessons} == expected(table, day)
    assert len(lessons) == len({(it.line.id, it.due_on) for it in lessons})


@settings(deadline=None)
@given(TABLES, st.dates(date(2026, 9, 1), date(2027, 7, 1)), st.integers(0, 40))
def test_a_stretch_is_its_days_one_by_one(table: Timetable, first: date, length: int) -> None:
    days = [first + number * DAY for number in range(length + 1)]
    one_by_one = [it for day in days for it in table.lessons_on(day)]
    assert table.lessons(first, days[-1]) == one_by_one


@settings(deadline=None)
@given(TABLES)
def test_an_edition_says_the_same_as_its_draft(table: Timetable) -> None:
    text = snapshot.dump(table)
    assert snapshot.load(text) == table
    assert snapshot.dump(snapshot.load(text)) == text


def test_what_is_moved_to_another_day_is_there_and_no_longer_here() -> None:
    friday = TUESDAY + 3 * DAY
    table = timetable(POOL, overrides=(Override(1, TUESDAY, on=friday, starts=520, ends=580),))
    assert table.lessons_on(TUESDAY) == []
    (away,) = table.moved_away(TUESDAY)
    (there,) = table.lessons_on(friday)
    assert away == there
    assert (there.on, there.starts, there.ends, there.due_on) == (friday, 520, 580, TUESDAY)
    assert there.is_moved
    assert not there.is_replaced


def test_a_closed_school_has_its_lessons_cancelled_with_the_reason() -> None:
    table = timetable(POOL, closings=(Stretch(TUESDAY, TUESDAY, "Grève"),))
    (lesson,) = table.lessons_on(TUESDAY)
    assert lesson.is_cancelled
    assert lesson.reason == "Grève"
    (next_week,) = table.lessons_on(TUESDAY + 7 * DAY)
    assert not next_week.is_changed


def test_somebody_else_comes_on_one_day() -> None:
    table = timetable(POOL, overrides=(Override(1, TUESDAY, person_id=8, place="Bassin 1"),))
    (lesson,) = table.lessons_on(TUESDAY)
    assert (lesson.person_id, lesson.place) == (8, "Bassin 1")
    assert lesson.is_replaced
    assert lesson.is_elsewhere
    assert not lesson.is_moved


def test_an_override_of_a_day_without_lesson_does_nothing() -> None:
    christmas = date(2026, 12, 22)
    table = timetable(POOL, overrides=(Override(1, christmas, on=TUESDAY + DAY),))
    assert table.lessons_on(TUESDAY + DAY) == []


def test_lessons_of_a_day_are_in_the_order_of_the_day() -> None:
    table = timetable(line(2, starts=600, ends=660), line(3, starts=500, ends=520), POOL)
    assert [it.starts for it in table.lessons_on(TUESDAY)] == [500, 540, 600]


@pytest.mark.parametrize(
    ("on", "minute", "instant"),
    [
        (date(2026, 10, 23), 540, datetime(2026, 10, 23, 7, tzinfo=UTC)),
        (date(2026, 10, 26), 540, datetime(2026, 10, 26, 8, tzinfo=UTC)),
        (date(2027, 3, 26), 540, datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (date(2027, 3, 29), 540, datetime(2027, 3, 29, 7, tzinfo=UTC)),
        # 2.30 a.m. of the night on which the clocks go on does not exist: it is 3.30.
        (date(2027, 3, 28), 150, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_on_both_sides_of_summer_time(
    on: date, minute: int, instant: datetime
) -> None:
    assert at(on, minute, "Europe/Paris") == instant


def test_monday_of_a_week() -> None:
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)
