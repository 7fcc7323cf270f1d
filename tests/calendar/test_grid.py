"""Where things stand in a week, a day and a month: no two on the same spot, none forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_calendar.pages.gaps import USUAL, gaps, off
from hub_calendar.pages.grid import Grid, Plan, bars, grid
from hub_calendar.pages.items import Item, midnight
from hub_calendar.pages.lanes import Span, lanes, rows
from hub_calendar.pages.months import MOST_LINES, mondays, month, shifted

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 12, 7)
WEEK = [MONDAY + timedelta(it) for it in range(7)]
spans = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 40)).map(lambda it: Span(it[0], it[0] + it[1])),
    max_size=40,
)


def item(start: datetime, minutes: int = 60, **more: object) -> Item:
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(PARIS)
    return Item(f"e{start.timestamp()}", 1, "c1", "Titre", start, end, **more)  # type: ignore[arg-type]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


def whole(first: date, last: date) -> Item:
    start, end = midnight(first, PARIS), midnight(last + timedelta(1), PARIS)
    return Item(f"w{first}", 1, "c1", "Titre", start, end, has_hours=False)


def drawn(items: list[Item], days: list[date] | None = None, most: int = 3) -> Grid:
    plans = [Plan(str(day), str(day), day, items) for day in days or WEEK]
    return grid(plans, bars(items, days or WEEK, chosen=MONDAY), now=at(MONDAY, 9), most=most)


@given(spans, st.integers(2, 6))
def test_lanes_never_overlap_and_forget_nothing(found: list[Span], most: int) -> None:
    placed, crowds = lanes(found, most)
    assert len(placed) == len(found)
    assert sum(it.is_over for it in placed) == sum(it.number for it in crowds)
    seen = [(span, lane) for span, lane in zip(found, placed, strict=True) if not lane.is_over]
    seen += [(Span(it.start, it.end), it.lane) for it in crowds]
    for index, (span, lane) in enumerate(seen):
        assert 0 <= lane.number < lane.number + lane.width <= lane.of <= most
        for other, beside in seen[:index]:
            if span.start < other.end and other.start < span.end:
                assert lane.of == beside.of, "those that overlap are of one width"
                lanes_of = set(range(lane.number, lane.number + lane.width))
                assert lanes_of.isdisjoint(range(beside.number, beside.number + beside.width))


@given(spans)
def test_lanes_are_no_more_than_are_needed(found: list[Span]) -> None:
    """The most at one time is what a group needs (an interval graph is perfect)."""
    placed, _crowds = lanes(found, 1000)
    edges = {it.start for it in found}
    most = max((sum(it.start <= edge < it.end for it in found) for edge in edges), default=0)
    assert max((it.of for it in placed), default=0) == most


@given(spans)
def test_rows_never_overlap(found: list[Span]) -> None:
    placed = rows(found)
    taken = {(row, at) for span, row in zip(found, placed, strict=True)
             for at in range(int(span.start), int(span.end))}  # fmt: skip
    assert len(taken) == sum(int(it.end - it.start) for it in found)


moments = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 2)).map(
    lambda it: it.replace(tzinfo=UTC).astimezone(PARIS)
)


@given(st.lists(st.builds(item, moments, st.integers(0, 4000)), max_size=12))
def test_every_item_is_drawn_on_each_of_its_days_and_on_no_other(items: list[Item]) -> None:
    days = [date(2026, 10, 19) + timedelta(it) for it in range(14)]
    made = drawn(items, days, most=20)
    for index, day in enumerate(days):
        there = [it.item for it in made.columns[index].blocks]
        there += [it.item for it in made.bars if it.start <= index + 1 < it.end]
        begin, end = midnight(day, PARIS), midnight(day + timedelta(1), PARIS)
        expected = [
            it for it in items
            if it.starts_at.timestamp() < end.timestamp()
            and (it.ends_at.timestamp() > begin.timestamp() or it.starts_at >= begin)
        ]  # fmt: skip
        assert sorted(map(id, there)) == sorted(map(id, expected))


@given(st.lists(st.builds(item, moments, st.integers(0, 1300)), max_size=12))
def test_nothing_is_drawn_outside_the_hours_and_all_has_a_height(items: list[Item]) -> None:
    made = drawn(items, [date(2026, 10, 19) + timedelta(it) for it in range(14)], most=20)
    for block in (block for column in made.columns for block in column.blocks):
        assert 0 <= block.start < block.end <= made.hours.quarters
        assert round(block.end - block.start, 2) >= 2


def test_what_crosses_midnight_is_on_both_days() -> None:
    made = drawn([item(at(MONDAY, 22), 4 * 60)])
    # 22 to 24 h and 0 to 2 h are drawn by the hour, but for the hours that it only passes through.
    assert made.hours.edges == (0, 1, 2, *range(8, 20), 22, 23, 24)
    one, two = made.columns[0].blocks[0], made.columns[1].blocks[0]
    assert (one.start, one.end, two.start, two.end) == (60, 68, 0, 8)
    assert made.columns[2].blocks == []


def test_the_hours_grow_only_as_far_as_something_is_there() -> None:
    assert drawn([]).hours.edges == tuple(range(8, 20))
    late = drawn([item(at(MONDAY, 19, 30), 60), item(at(MONDAY, 7, 45), 15)])
    assert late.hours.edges == tuple(range(7, 22))


def test_a_night_takes_the_room_of_an_hour_and_the_morning_stays_near() -> None:
    made = drawn([item(at(MONDAY, 20), 10 * 60)])
    assert made.hours.edges == (0, 5, 6, *range(8, 22), 24)
    assert made.hours.place(8 * 4) == 3 * 4
    assert [it for it, _place in made.hours.lines][:3] == [5, 6, 8]
    evening, morning = made.columns[0].blocks[0], made.columns[1].blocks[0]
    assert (evening.start, morning.end) == (made.hours.place(80), made.hours.place(24))


@given(st.lists(st.builds(item, moments, st.integers(0, 1300)), max_size=12))
def test_whatever_is_folded_the_later_stands_lower_and_rows_have_whole_hours(
    items: list[Item],
) -> None:
    made = drawn(items, [date(2026, 10, 19) + timedelta(it) for it in range(14)], most=20).hours
    places = [made.place(it / 2) for it in range(made.first * 8, made.last * 8 + 1)]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, made.quarters)
    assert all(made.place(hour * 4) == place for hour, place in made.lines)
    assert set(range(8, 20)) <= set(made.edges)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_the_days_when_clocks_change_things_stand_beside_their_hour(day: date) -> None:
    made = drawn([item(at(day, 4), 60), item(at(day, 0, 30), 60)], [day])
    first, second = made.columns[0].blocks
    hours = made.hours
    assert (first.start, first.end) == (2, 6)
    assert (second.start, second.end) == (hours.place(16), hours.place(20)) == (12, 16)


def test_the_hour_that_is_struck_twice_has_a_height() -> None:
    day = date(2026, 10, 25)
    twice = item(datetime.combine(day, time(2, 30), PARIS), 45)  # until 2:15, for the second time
    made = drawn([twice], [day])
    block = made.columns[0].blocks[0]
    assert (made.hours.first, block.start, block.end) == (2, 2, 4)


def test_forty_at_once_leave_a_number() -> None:
    made = drawn([item(at(MONDAY, 10), 60 + it) for it in range(40)])
    column = made.columns[0]
    assert len(column.blocks) == 40
    assert sum(not it.lane.is_over for it in column.blocks) == 2
    assert [it.number for it in column.crowds] == [38]


def test_a_day_and_more_is_a_bar_with_its_hours() -> None:
    long = item(at(MONDAY, 18), 40 * 60)
    made = drawn([long])
    assert made.columns[0].blocks == []
    assert [(it.start, it.end) for it in made.bars] == [(1, 4)]


def test_bars_are_clipped_to_the_week_and_stacked() -> None:
    made = drawn([whole(MONDAY - timedelta(9), MONDAY + timedelta(1)),
                  whole(MONDAY, MONDAY), whole(WEEK[5], WEEK[5] + timedelta(9))])  # fmt: skip
    assert [(it.start, it.end, it.row) for it in made.bars] == [(1, 3, 0), (1, 2, 1), (6, 8, 0)]
    assert [it.is_chosen for it in made.bars] == [True, True, False]
    crowd = drawn([whole(MONDAY, MONDAY) for _it in range(9)])
    assert (crowd.rows, crowd.over(1), crowd.over(2)) == (5, 4, 0)


def test_free_time_is_what_is_left_of_the_usual_hours() -> None:
    items = [item(at(MONDAY, 8), 90), item(at(MONDAY, 10), 60), item(at(MONDAY, 13), 30)]
    items += [whole(MONDAY, MONDAY), item(at(MONDAY, 14), 60, is_cancelled=True)]
    left = gaps(items, USUAL, MONDAY, PARIS, at(MONDAY, 6))
    assert [(it.start.time(), it.end.time()) for it in left] == [
        (time(9, 30), time(10)), (time(11), time(12)), (time(13, 30), time(17, 30))
    ]  # fmt: skip
    late = gaps(items, USUAL, MONDAY, PARIS, at(MONDAY, 17, 10))
    assert late == []


def test_outside_the_hours() -> None:
    assert off(USUAL) == [
        (time(0), time(8, 30)), (time(12), time(13, 30)), (time(17, 30), time(0))
    ]  # fmt: skip
    assert off(()) == [(time(0), time(0))]
    shades = grid([Plan("a", "a", MONDAY, [], off=off(USUAL))], [], now=at(MONDAY, 9), most=3)
    assert shades.columns[0].shades == [Span(0, 2), Span(16, 22), Span(38, 44)]


def test_a_month_has_all_its_days_and_no_more_weeks() -> None:
    assert mondays(date(2026, 12, 8))[0] == date(2026, 11, 30)
    assert [it.number for it in month(date(2026, 12, 8), [], {})] == [49, 50, 51, 52, 53]
    assert len(month(date(2027, 2, 1), [], {})) == 4
    assert shifted(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert shifted(date(2026, 1, 31), -1) == date(2025, 12, 1)


@given(st.lists(st.builds(item, moments, st.integers(0, 9000)), max_size=25))
def test_a_month_counts_everything(items: list[Item]) -> None:
    for cell in (cell for week in month(date(2026, 10, 20), items, {}) for cell in week.cells):
        shown = [it.item for it in cell.marks if it]
        assert len(shown) <= MOST_LINES
        assert all(it.is_on(cell.day) for it in shown)
        assert len(set(map(id, shown))) == len(shown)
        assert len(shown) + cell.left == sum(it.is_on(cell.day) for it in items)


@pytest.mark.parametrize(
    ("first", "last", "on", "cells"),
    [
        ("2026-12-08", "2026-12-08", "2026-12-08", 1),
        ("2026-12-08", "2026-12-09", "2026-12-08", 2),
        ("2026-12-10", "2026-12-12", "2026-12-10", 2.5),
        ("2026-12-10", "2026-12-20", "2026-12-10", 3),
        ("2026-12-10", "2026-12-20", "2026-12-14", 6),
        ("2026-12-12", "2026-12-20", "2026-12-12", 2),
    ],
)
def test_the_words_of_a_bar_end_where_it_ends(first: str, last: str, on: str, cells: float) -> None:
    long, day = whole(date.fromisoformat(first), date.fromisoformat(last)), date.fromisoformat(on)
    shown = {it.day: it for week in month(day, [long], {}) for it in week.cells}
    (mark,) = [it for it in shown[day].marks if it]
    assert mark.width(day) == cells


def test_a_bar_of_the_month_keeps_its_row_and_says_its_title_each_week() -> None:
    long = whole(date(2026, 12, 4), date(2026, 12, 15))
    weeks = month(MONDAY, [long, item(at(date(2026, 12, 4), 8)), item(at(WEEK[1], 8))], {})
    marks = {cell.day: cell.marks for week in weeks for cell in week.cells if cell.marks}
    firsts = [day for day, it in marks.items() if it[0] and it[0].is_bar and it[0].is_first]
    assert firsts == [date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 14)]
    assert all(it[0] and it[0].is_bar for it in marks.values())
