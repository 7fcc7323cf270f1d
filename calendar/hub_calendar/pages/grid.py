"""The hours of some columns, in quarter hours: days of a week, or calendars of one day.

Pure: items in, positions out. Where something stands is told by the clock on the wall, so on the
days when it is put forward or back everything is still beside its hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hub_calendar.pages.gaps import Gap
from hub_calendar.pages.hours import QUARTERS, Hours, hours
from hub_calendar.pages.items import Item, ordered
from hub_calendar.pages.lanes import Crowd, Lane, Span, lanes, rows

LEAST = 2  # quarters; what is shorter is drawn as long, to be read and hit
MOST_ROWS = 5  # of the all-day lane


@dataclass(frozen=True, slots=True)
class Block:
    """An item, or the part of it that is on one day."""

    item: Item
    start: float
    """Quarters below the top, as `Hours` places them."""
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
    hours: Hours
    now: float | None
    """The present, in quarters below the top, if it is within."""

    @property
    def rows(self) -> int:
        return min(MOST_ROWS, max((bar.row + 1 for bar in self.bars), default=0))

    def over(self, column: int) -> int:
        """How many bars of a column, counted from 1, had no room."""
        return sum(bar.is_over and bar.start <= column < bar.end for bar in self.bars)


def grid(plans: Sequence[Plan], bars: Sequence[Bar], *, now: datetime, most: int) -> Grid:
    """At most `most` lanes a column; hours enough for everything that is there."""
    parts = [[(it, _part(it, plan.day)) for it in _timed(plan)] for plan in plans]
    drawn = hours(span for column in parts for _item, span in column)
    columns = [_column(plan, part, drawn, most) for plan, part in zip(plans, parts, strict=True)]
    present = _quarter(now)
    is_within = drawn.first * QUARTERS <= present <= drawn.last * QUARTERS
    return Grid(columns, bars, drawn, round(drawn.place(present), 2) if is_within else None)


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


def _column(plan: Plan, parts: Sequence[tuple[Item, Span]], drawn: Hours, most: int) -> Column:
    spans = [drawn.span(span) for _item, span in parts]
    placed, crowds = lanes(spans, most)
    blocks = [
        Block(item, round(span.start, 2), round(span.end, 2), lane)
        for (item, _span), span, lane in zip(parts, spans, placed, strict=True)
    ]
    entries = [*map(Entry, blocks), *(Entry(gap=gap) for gap in plan.gaps)]
    return Column(
        plan.id, plan.title, plan.day, sorted(entries, key=lambda it: it.at), crowds,
        _shades(plan.off, drawn), plan.is_chosen, plan.holiday,
    )  # fmt: skip


def _shades(off: Sequence[tuple[time, time]], drawn: Hours) -> list[Span]:
    """Clipped to the hours that are drawn; midnight as an end is the day's."""
    top, bottom = drawn.first * QUARTERS, drawn.last * QUARTERS
    spans = [(_clock(start), _clock(end) or 24 * QUARTERS) for start, end in off]
    clipped = [(max(start, top), min(end, bottom)) for start, end in spans]
    return [drawn.span(Span(start, end)) for start, end in clipped if start < end]


def _quarter(moment: datetime) -> float:
    return _clock(moment.time())


def _clock(at: time) -> float:
    since = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return since / timedelta(minutes=15)
