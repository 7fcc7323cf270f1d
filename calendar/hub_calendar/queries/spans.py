"""Stretches of time, as instants: what of them is one, and what is left of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

Span = tuple[datetime, datetime]
"""Half-open."""


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with those that touch or overlap as one, in their order; what takes no time is
    left out."""
    start = end = None
    for starts_at, ends_at in sorted(it for it in spans if it[0] < it[1]):
        if end is not None and starts_at <= end:
            end = max(end, ends_at)
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = starts_at, ends_at
    if start is not None and end is not None:
        yield start, end


def without(spans: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """What of the spans is in none of those taken, joined."""
    holes = list(joined(taken))
    starts, ends = [it[0] for it in holes], [it[1] for it in holes]
    for start, end in joined(spans):
        met = holes[bisect_right(ends, start) : bisect_left(starts, end)]
        edges = [start, *chain.from_iterable(met), end]
        yield from (it for it in zip(edges[::2], edges[1::2], strict=True) if it[0] < it[1])
