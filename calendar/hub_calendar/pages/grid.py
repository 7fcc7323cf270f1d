"""The hours of some columns, in quarter hours: days of a week, or calendars of one day.

Pure: items in, positions out. Where something stands is told by the clock on the wall, so on the
days when it is put forward or back everything is still beside its hour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hub_calendar.pages.gaps import Gap
from hub_calendar.pages.items import Item, ordered
from hub_calendar.pages.lanes import Crowd, Lane, Span, lanes, rows

FIRST, LAST = 8, 19
"""The hours that are always drawn; others when something is there."""
QUARTERS = 4  # an hour
LEAST = 2  # quarters; what is shorter is drawn as long, to be read and hit
MOST_ROWS = 5  # of the all-day lane


@dataclass(frozen=True, slots=True)
class Block:
    """An item, or the part of it that is on one day."""

    item: Item
    start: float
    """Quarters after the first hour drawn."""
    end: float
    lane: Lane

    @property
    def classes(self) -> str:
        height, is_narrow = self.end - self.start, self.lane.width < self.lane.of
        told = {
            "is-over": self.lane.is_over,
            "is-narrow": is_narrow,
            "is-short": height < 3,
            "is-tight": is_narrow and 3 <= height < 4,
            "is-inline": not is_narrow and 3 <= height < 4,
        }
        return " ".join(name for name, holds in told.items() if holds)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a column's list, in the order of the day: a block, a gap, or the present."""

    block: Block | None = None
    gap: Gap | None = None

    @property
    def at(self) -> float:
        if self.block:
            return self.block.item.starts_at.timestamp()
        return self.gap.start.timestamp() if self.gap else 0


@dataclass(frozen=True, slots=True)
class Column:
    """One day, or one calendar on a day."""

    id: str
    title: str
    day: date
    entries: Sequence[Entry]
    crowds: Sequence[Crowd]
    shades: Sequence[Span]
    is_chosen: bool = False
    holiday: str = ""

    @property
    def blocks(self) -> list[Block]:
        return [it.block for it in self.entries if it.block]


@dataclass(frozen=True, slots=True)
class Bar:
    """An item drawn across columns, from `start` on and before `end`, both counted from 1."""

    item: Item
    start: int
    end: int
    row: int
    is_chosen: bool

    @property
    def is_over(self) -> bool:
        return self.row >= MOST_ROWS


@dataclass(frozen=True, slots=True)
class Plan:
    """What a column is made of."""

    id: str
    title: str
    day: date
    items: Sequence[Item]
    gaps: Sequence[Gap] = ()
    off: Sequence[tuple[time, time]] = ()
    """Stretches outside the usual hours."""
    is_chosen: bool = False
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    columns: Sequence[Column]
    bars: Sequence[Bar]
    first: int
    last: int
    """The hours at its top and bottom."""
    now: float | None
    """The present, in quarters after the top, if it is within."""

    @property
    def quarters(self) -> int:
        return (self.last - self.first) * QUARTERS

    @property
    def hours(self) -> list[tuple[int, int]]:
        """Each line with a number beside it, and its place; the edges have none."""
        return [(it, (it - self.first) * QUARTERS) for it in range(self.first + 1, self.last)]

    @property
    def rows(self) -> int:
        return min(MOST_ROWS, max((bar.row + 1 for bar in self.bars), default=0))

    def over(self, column: int) -> int:
        """How many bars of a column, counted from 1, had no room."""
        return sum(bar.is_over and bar.start <= column < bar.end for bar in self.bars)


def grid(plans: Sequence[Plan], bars: Sequence[Bar], *, now: datetime, most: int) -> Grid:
    """At most `most` lanes a column; hours enough for everything that is there."""
    parts = [[(it, _part(it, plan.day)) for it in _timed(plan)] for plan in plans]
    first, last = _hours(span for column in parts for _item, span in column)
    columns = [
        _column(plan, column, first, last, most) for plan, column in zip(plans, parts, strict=True)
    ]
    present = _quarter(now) - first * QUARTERS
    is_within = 0 <= present <= (last - first) * QUARTERS
    return Grid(columns, bars, first, last, round(present, 2) if is_within else None)


def bars(items: Iterable[Item], days: Sequence[date], *, chosen: date) -> list[Bar]:
    """What is drawn across these days, which follow one another."""
    shown = [it for it in ordered(items) if it.is_bar and it.last >= days[0]]
    shown = [it for it in shown if it.first <= days[-1]]
    spans = [
        Span(max(0, (it.first - days[0]).days), min(len(days), (it.last - days[0]).days + 1))
        for it in shown
    ]
    return [
        Bar(it, int(span.start) + 1, int(span.end) + 1, row, it.is_on(chosen))
        for it, span, row in zip(shown, spans, rows(spans), strict=True)
    ]


def _timed(plan: Plan) -> list[Item]:
    return [it for it in ordered(plan.items) if not it.is_bar and it.is_on(plan.day)]


def _part(item: Item, day: date) -> Span:
    """The quarters of the day, from midnight on, that an item covers or is drawn on."""
    start = 0 if item.first < day else _quarter(item.starts_at)
    end = 24 * QUARTERS if item.last > day else _ending(item, day)
    if item.last == day == item.first and end < start:
        end = start  # the hour that is struck twice, in October
    if end - start < LEAST:
        start = min(start, 24 * QUARTERS - LEAST)
        end = start + LEAST
    return Span(start, end)


def _ending(item: Item, day: date) -> float:
    return 24 * QUARTERS if item.ends_at.date() > day else _quarter(item.ends_at)


def _hours(spans: Iterable[Span]) -> tuple[int, int]:
    found = list(spans)
    starts = [int(it.start // QUARTERS) for it in found]
    ends = [math.ceil(it.end / QUARTERS) for it in found]
    return min([FIRST, *starts]), max([LAST, *ends])


def _column(
    plan: Plan, parts: Sequence[tuple[Item, Span]], first: int, last: int, most: int
) -> Column:
    top = first * QUARTERS
    placed, crowds = lanes([span for _item, span in parts], most)
    blocks = [
        Block(item, round(span.start - top, 2), round(span.end - top, 2), lane)
        for (item, span), lane in zip(parts, placed, strict=True)
    ]
    entries = [*map(Entry, blocks), *(Entry(gap=gap) for gap in plan.gaps)]
    crowds = [Crowd(it.start - top, it.end - top, it.number, it.lane) for it in crowds]
    return Column(
        plan.id, plan.title, plan.day, sorted(entries, key=lambda it: it.at), crowds,
        _shades(plan.off, first, last), plan.is_chosen, plan.holiday,
    )  # fmt: skip


def _shades(off: Sequence[tuple[time, time]], first: int, last: int) -> list[Span]:
    """Clipped to the hours that are drawn; midnight as an end is the day's."""
    top, bottom = first * QUARTERS, last * QUARTERS
    spans = [(_clock(start), _clock(end) or 24 * QUARTERS) for start, end in off]
    clipped = [(max(start, top), min(end, bottom)) for start, end in spans]
    return [Span(start - top, end - top) for start, end in clipped if start < end]


def _quarter(moment: datetime) -> float:
    return _clock(moment.time())


def _clock(at: time) -> float:
    since = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return since / timedelta(minutes=15)
