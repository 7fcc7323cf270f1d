"""What stands side by side: lanes of things that overlap in a day, rows of the all-day lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch, in any unit."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one span stands, beside those that it overlaps."""

    number: int
    of: int
    width: int = 1
    """How many lanes it may fill, as nothing is beside it there."""
    is_over: bool = False
    """There is no room for it: it is counted in a `Crowd` instead."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What had no room: the stretch that it fills in the last lane, and how much it is."""

    start: float
    end: float
    number: int
    lane: Lane


def lanes(spans: Sequence[Span], most: int) -> tuple[list[Lane], list[Crowd]]:
    """A lane for each span, in the order given, so that no two in one lane overlap.

    Of a group that needs more than `most` lanes, the last lane is left to the crowd of the others.
    """
    placed: dict[int, Lane] = {}
    crowds: list[Crowd] = []
    for group in _groups(spans):
        numbers = _numbers([spans[it] for it in group])
        needed = max(numbers) + 1
        of, room = min(needed, most), needed if needed <= most else most - 1
        for index, number in zip(group, numbers, strict=True):
            is_over = number >= room
            placed[index] = Lane(room if is_over else number, of, is_over=is_over)
        if over := [spans[it] for it in group if placed[it].is_over]:
            start, end = min(it.start for it in over), max(it.end for it in over)
            crowds.append(Crowd(start, end, len(over), Lane(room, of)))
        taken = [(spans[it], placed[it].number) for it in group if not placed[it].is_over]
        taken += [(Span(it.start, it.end), room) for it in crowds[-1:] if over]
        for index in group:
            placed[index] = replace(placed[index], width=_width(spans[index], placed[index], taken))
    return [placed[it] for it in range(len(spans))], crowds


def rows(spans: Sequence[Span]) -> list[int]:
    """A row for each span, in the order given, the highest that is free."""
    order = sorted(range(len(spans)), key=lambda it: _first(spans[it]))
    numbers = _numbers([spans[it] for it in order])
    placed = dict(zip(order, numbers, strict=True))
    return [placed[it] for it in range(len(spans))]


def _width(span: Span, lane: Lane, taken: Sequence[tuple[Span, int]]) -> int:
    """Up to the next lane in which something overlaps it."""
    beside = [
        number
        for other, number in taken
        if number > lane.number and other.start < span.end and span.start < other.end
    ]
    return min(beside, default=lane.of) - lane.number


def _groups(spans: Sequence[Span]) -> list[list[int]]:
    """Indexes of the spans, those together that overlap, directly or through others."""
    groups: list[list[int]] = []
    end = float("-inf")
    for index in sorted(range(len(spans)), key=lambda it: _first(spans[it])):
        if spans[index].start >= end:
            groups.append([])
        groups[-1].append(index)
        end = max(end, spans[index].end)
    return groups


def _numbers(spans: Sequence[Span]) -> list[int]:
    """The first free lane of each, for spans in the order of their starts."""
    ends: list[float] = []
    numbers = []
    for span in spans:
        free = (number for number, end in enumerate(ends) if end <= span.start)
        number = next(free, len(ends))
        ends[number:] = [span.end, *ends[number + 1 :]]
        numbers.append(number)
    return numbers


def _first(span: Span) -> tuple[float, float]:
    """Of two that start together the longer comes first."""
    return span.start, -span.end
