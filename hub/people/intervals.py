"""Sets of civil days as sorted intervals, both ends included, that neither touch nor overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hub.people.days import EARLIEST, LATEST

Interval = tuple[date, date]
Days = tuple[Interval, ...]

ALWAYS: Days = ((EARLIEST, LATEST),)
_DAY = timedelta(days=1)


def span(starts_on: date, ends_on: date | None) -> Days:
    """The days from one to the other; no end is `LATEST`."""
    last = LATEST if ends_on is None else ends_on
    return ((starts_on, last),) if starts_on <= last else ()


def union(intervals: Iterable[Interval]) -> Days:
    """The days that are in any of the intervals, which may come in any order."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1] + _DAY:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def intersection(one: Days, other: Days) -> Days:
    """The days that are in both."""
    return union(
        (max(start, first), min(end, last))
        for start, end in one
        for first, last in other
        if max(start, first) <= min(end, last)
    )
