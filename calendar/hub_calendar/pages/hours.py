"""Which hours a grid draws, and where: hours of a night in which nothing happens share one row."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from hub_calendar.pages.lanes import Span

FIRST, LAST = 8, 19
"""The hours that are always drawn, each in its own row; others when something is there."""
QUARTERS = 4  # an hour, and every row
MIDNIGHT = 24 * QUARTERS


@dataclass(frozen=True, slots=True)
class Hours:
    """Rows of equal height. A row is one hour, or several in which nothing begins or ends."""

    edges: tuple[int, ...]
    """Where each row begins, and where the last one ends."""

    @property
    def first(self) -> int:
        return self.edges[0]

    @property
    def last(self) -> int:
        return self.edges[-1]

    @property
    def quarters(self) -> int:
        """How high it is."""
        return (len(self.edges) - 1) * QUARTERS

    @property
    def lines(self) -> list[tuple[int, int]]:
        """Each line with a number beside it, and its place; the outer edges have none."""
        return [(it, row * QUARTERS) for row, it in enumerate(self.edges)][1:-1]

    def place(self, quarter: float) -> float:
        """Where a quarter of the day, counted from midnight, stands below the top."""
        hour = quarter / QUARTERS
        for row, (start, end) in enumerate(pairwise(self.edges)):
            if hour <= end:
                return (row + (hour - start) / (end - start)) * QUARTERS
        return self.quarters + quarter - self.last * QUARTERS

    def span(self, of: Span) -> Span:
        return Span(self.place(of.start), self.place(of.end))


def hours(spans: Iterable[Span]) -> Hours:
    """Hours enough for these stretches, given in quarters from midnight on."""
    found = list(spans)
    # At midnight a column ends, and nothing that goes on in the next one.
    begun = {int(it.start // QUARTERS) for it in found if it.start > 0}
    ended = {math.ceil(it.end / QUARTERS) - 1 for it in found if it.end < MIDNIGHT}
    first = min([FIRST, *(int(it.start // QUARTERS) for it in found)])
    last = max([LAST, *(math.ceil(it.end / QUARTERS) for it in found)])
    kept = begun | ended | set(range(FIRST, LAST))
    edges = {first, last} | {it for hour in kept for it in (hour, hour + 1)}
    return Hours(tuple(sorted(edges)))
