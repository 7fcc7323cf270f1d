"""What publishing would change, for whom: two timetables compared lesson by lesson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub_extranet.schools.timetable import Lesson, Timetable


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


Shape = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The same change on some days."""

    kind: Kind
    before: Lesson | None
    """Of the first of the days."""
    after: Lesson | None
    days: tuple[date, ...]
    """Those on which it takes place afterwards; of what is removed, took place before."""

    @property
    def lesson(self) -> Lesson:
        found = self.after or self.before
        assert found is not None, "a difference has a side"
        return found

    @property
    def people(self) -> frozenset[int]:
        """Whom it concerns, by key: who comes, and who no longer does."""
        sides = [it for it in (self.before, self.after) if it is not None]
        return frozenset(it.person_id for it in sides if it.person_id is not None)

    @property
    def classes(self) -> frozenset[int]:
        sides = [it for it in (self.before, self.after) if it is not None]
        return frozenset(it.line.class_id for it in sides if it.line.class_id is not None)


def differences(before: Timetable, after: Timetable, first: date, last: date) -> list[Difference]:
    """What is not the same on the days from `first` to `last`, by the first day of each change."""
    old = {(it.line.id, it.due_on): it for it in before.lessons(first, last)}
    new = {(it.line.id, it.due_on): it for it in after.lessons(first, last)}
    pairs = [(old.get(key), new.get(key)) for key in old.keys() | new.keys()]
    different = [pair for pair in pairs if _shape(pair[0]) != _shape(pair[1])]
    return _gathered(_paired(different))


def _paired(
    pairs: list[tuple[Lesson | None, Lesson | None]],
) -> Iterable[tuple[Lesson | None, Lesson | None]]:
    """What one line no longer says and another says of the same class and activity on that day is
    one change: nobody sees that there are two lines."""
    gone: dict[Shape, list[Lesson]] = defaultdict(list)
    for lesson in sorted((b for b, a in pairs if b and not a), key=lambda it: it.starts):
        gone[_subject(lesson)].append(lesson)
    for before, after in sorted(pairs, key=lambda it: it[1].starts if it[1] else 0):
        if before and after:
            yield before, after
        elif after:
            same = gone[_subject(after)]
            earlier = same.pop(0) if same else None
            if earlier is None or _shape(earlier) != _shape(after):
                yield earlier, after
    for left in gone.values():
        for lesson in left:
            yield lesson, None


def _gathered(pairs: Iterable[tuple[Lesson | None, Lesson | None]]) -> list[Difference]:
    found: dict[Shape, list[tuple[Lesson | None, Lesson | None]]] = defaultdict(list)
    for before, after in pairs:
        found[_weekly(before), _weekly(after)].append((before, after))
    made = [_difference(same) for same in found.values()]
    return sorted(made, key=lambda it: (it.days[0], it.lesson.starts, it.lesson.line.id))


def _difference(pairs: list[tuple[Lesson | None, Lesson | None]]) -> Difference:
    def when(pair: tuple[Lesson | None, Lesson | None]) -> date:
        lesson = pair[1] or pair[0]
        assert lesson is not None, "a pair has a side"
        return lesson.on

    ordered = sorted(pairs, key=when)
    before, after = ordered[0]
    kind = Kind.CHANGED if before and after else Kind.ADDED if after else Kind.REMOVED
    return Difference(kind, before, after, tuple(when(pair) for pair in ordered))


def _subject(lesson: Lesson) -> Shape:
    return (lesson.due_on, lesson.line.activity, lesson.line.class_id)


def _shape(lesson: Lesson | None) -> Shape:
    """All that a reader sees of it."""
    if lesson is None:
        return ()
    line = lesson.line
    return (
        lesson.on, lesson.starts, lesson.ends, lesson.person_id, lesson.place, line.who,
        line.activity, line.class_id, line.is_by_bus, lesson.is_cancelled, lesson.reason,
    )  # fmt: skip


def _weekly(lesson: Lesson | None) -> Shape:
    """The same but for the day, so that a year of Tuesdays is one change."""
    if lesson is None:
        return ()
    moved = lesson.on - lesson.due_on
    return (lesson.due_on.weekday(), moved.days, *_shape(lesson)[1:])
