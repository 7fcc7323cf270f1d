"""A month: the weeks that it touches, a few lines a day, and bars of what lasts several days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub_calendar.pages.items import Item, ordered
from hub_calendar.pages.lanes import Span, rows

FRIDAY = 4
NARROW = 0.5  # of a day of the week, a little less than the style sheet has it
MOST_LINES = 3
"""Of a day; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a day: an item, and for a bar how it goes on."""

    item: Item
    is_bar: bool = False
    is_first: bool = False
    """The bar has its words here: its first day, or the first of a week."""
    goes_on: bool = False
    came_on: bool = False

    def width(self, day: date) -> float:
        """How far its words may go from this day on, in cells: those of a weekend are narrow."""
        days = [day + timedelta(it) for it in range(7 - day.weekday())]
        shown = [it for it in days if it <= self.item.last]
        if day.weekday() > FRIDAY:
            return len(shown)
        return sum(1 if it.weekday() <= FRIDAY else NARROW for it in shown)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `marks` has gaps (None) where a bar of another row passes below nothing."""

    day: date
    marks: Sequence[Mark | None]
    number: int
    """Of all that is on that day."""
    is_out: bool
    holiday: str

    @property
    def left(self) -> int:
        """How many have no line."""
        return self.number - sum(mark is not None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    cells: Sequence[Cell]


def month(day: date, items: Iterable[Item], holidays: Mapping[date, str]) -> list[Week]:
    """The month of a day, by weeks that begin on Monday."""
    shown = ordered(items)
    return [_week(monday, day, shown, holidays) for monday in mondays(day)]


def mondays(day: date) -> list[date]:
    """Of the weeks that its month touches."""
    first = day.replace(day=1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    start = first - timedelta(first.weekday())
    return [start + timedelta(7 * it) for it in range(((last - start).days // 7) + 1)]


def shifted(day: date, months: int) -> date:
    """The first day of the month that many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _week(monday: date, day: date, items: Sequence[Item], holidays: Mapping[date, str]) -> Week:
    days = [monday + timedelta(it) for it in range(7)]
    here = [it for it in items if it.first <= days[-1] and it.last >= monday]
    long = [it for it in here if it.is_bar]
    numbers = rows([_span(it, monday) for it in long])
    places = list(zip(long, numbers, strict=True))
    cells = [_cell(it, places, here, holidays.get(it, ""), it.month != day.month) for it in days]
    return Week(monday.isocalendar().week, cells)


def _cell(
    day: date,
    bars: Sequence[tuple[Item, int]],
    items: Sequence[Item],
    holiday: str,
    is_out: bool,
) -> Cell:
    today = [it for it in items if it.is_on(day)]
    rows_here = {row: _bar(it, day) for it, row in bars if it.is_on(day)}
    timed = [Mark(it) for it in today if not it.is_bar]
    marks = _stacked(rows_here, timed)
    return Cell(day, marks, len(today), is_out, holiday)


def _stacked(bars: Mapping[int, Mark], timed: Sequence[Mark]) -> list[Mark | None]:
    """Bars keep their row all week long; the others fill the lines between and below."""
    waiting = list(timed)
    marks: list[Mark | None] = []
    for row in range(MOST_LINES):
        marks.append(bars[row] if row in bars else (waiting.pop(0) if waiting else None))
    while marks and marks[-1] is None:
        marks.pop()
    return marks


def _bar(item: Item, day: date) -> Mark:
    is_monday = day.weekday() == 0
    return Mark(
        item, True, is_first=is_monday or day == item.first,
        goes_on=day != item.last, came_on=day != item.first,
    )  # fmt: skip


def _span(item: Item, monday: date) -> Span:
    return Span(max(0, (item.first - monday).days), min(7, (item.last - monday).days + 1))
