"""Two lessons that cannot both take place: one person, one class or one place twice at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.people.folding import fold
from hub_extranet.schools.timetable import Lesson


class Shared(StrEnum):
    """What the two would need at the same time."""

    PERSON = "person"
    CLASS = "class"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Clash:
    shared: Shared
    one: Lesson
    """Of the first of the days."""
    other: Lesson
    days: tuple[date, ...]


Held = tuple[Shared, int | str, int, date]


def clashes(lessons: Iterable[Lesson]) -> list[Clash]:
    """The clashes among these lessons, each pair of lines once for what they share.

    Two lessons of which one begins when the other ends do not clash.
    """
    together: dict[Held, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        if not lesson.is_cancelled:
            for held in _held(lesson):
                together[held].append(lesson)
    found: dict[tuple[Shared, int, int], list[tuple[Lesson, Lesson]]] = defaultdict(list)
    for (shared, *_what), same in together.items():
        for one, other in _overlapping(same):
            found[shared, one.line.id, other.line.id].append((one, other))
    made = [_clash(shared, pairs) for (shared, *_lines), pairs in found.items()]
    return sorted(made, key=lambda it: (it.days[0], it.one.starts, it.one.line.id, it.shared))


def _held(lesson: Lesson) -> Iterable[Held]:
    line = lesson.line
    if lesson.person_id is not None:
        yield Shared.PERSON, lesson.person_id, 0, lesson.on
    if line.class_id is not None:
        yield Shared.CLASS, line.class_id, 0, lesson.on
    if place := fold(lesson.place):
        # Each school has a hall of its own; the pool is one for all.
        yield Shared.PLACE, place, 0 if line.is_by_bus else line.school_id, lesson.on


def _overlapping(lessons: list[Lesson]) -> Iterable[tuple[Lesson, Lesson]]:
    ordered = sorted(lessons, key=lambda it: (it.starts, it.line.id))
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.starts >= one.ends:
                break
            # By key, so that a pair of which one is moved is still one pair.
            first, second = sorted((one, other), key=lambda it: it.line.id)
            yield first, second


def _clash(shared: Shared, pairs: list[tuple[Lesson, Lesson]]) -> Clash:
    ordered = sorted(pairs, key=lambda it: it[0].on)
    one, other = ordered[0]
    return Clash(shared, one, other, tuple(pair[0].on for pair in ordered))
