"""What a timetable means: its lessons on each day, as pure values.

A lesson's time is a wall time in minutes after midnight, so that nine o’clock is nine o’clock on
both sides of the change to summer time; `at` gives the instant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from hub_extranet.schools import clock
from hub_extranet.schools.clock import DAY, Counting, Stretch, Zone


class Weeks(StrEnum):
    """In which weeks a line takes place."""

    EVERY = "every"
    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that takes place each week, or each week of a letter."""

    id: int
    school_id: int
    weekday: int
    """ISO 8601: Monday is 1."""
    weeks: Weeks
    starts: int
    ends: int
    activity: str
    class_id: int | None = None
    person_id: int | None = None
    who: str = ""
    """Who comes, where it is no one person: a team, a firm."""
    place: str = ""
    is_by_bus: bool = False
    """The place is outside the school, and others may need it too."""
    starts_on: date = date.min
    ends_on: date = date.max


@dataclass(frozen=True, slots=True)
class Override:
    """What is different on one day of a line; None is as always."""

    line_id: int
    due_on: date
    is_cancelled: bool = False
    on: date | None = None
    starts: int | None = None
    ends: int | None = None
    person_id: int | None = None
    place: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line on one day, as it takes place or would have."""

    line: Line
    due_on: date
    """The day of the week that the line says."""
    on: date
    starts: int
    ends: int
    person_id: int | None
    place: str
    is_cancelled: bool = False
    reason: str = ""

    @property
    def is_moved(self) -> bool:
        return (self.on, self.starts, self.ends) != (self.due_on, self.line.starts, self.line.ends)

    @property
    def is_replaced(self) -> bool:
        return self.person_id != self.line.person_id

    @property
    def is_elsewhere(self) -> bool:
        return self.place != self.line.place

    @property
    def is_changed(self) -> bool:
        """Whether it is not as every week."""
        return self.is_cancelled or self.is_moved or self.is_replaced or self.is_elsewhere


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that one school's lessons follow from."""

    zone: Zone
    counting: Counting
    lines: tuple[Line, ...] = ()
    overrides: tuple[Override, ...] = ()
    closings: tuple[Stretch, ...] = ()
    _by_day: dict[tuple[int, date], Override] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_day = {(it.line_id, it.due_on): it for it in self.overrides}
        object.__setattr__(self, "_by_day", by_day)

    def lessons_on(self, day: date) -> list[Lesson]:
        return self.lessons(day, day)

    def lessons(self, first: date, last: date) -> list[Lesson]:
        """What takes place on these days, or was to, by day and hour."""
        found = [it for line in self.lines for it in self._lessons_of(line, first, last)]
        return sorted(found, key=lambda it: (it.on, it.starts, it.line.activity, it.line.id))

    def moved_away(self, day: date) -> list[Lesson]:
        """What was to take place that day, and does on another one."""
        due = (self._lesson(line, day) for line in self.lines if self.is_due(line, day))
        return [it for it in due if it.on != day]

    def is_due(self, line: Line, on: date) -> bool:
        """Whether the line says that day, and there is school."""
        if on.isoweekday() != line.weekday or not line.starts_on <= on <= line.ends_on:
            return False
        letter = clock.letter(on, self.zone, self.counting)
        if letter is None or clock.holiday(on, self.zone):
            return False
        return line.weeks is Weeks.EVERY or line.weeks.value == letter.value

    def due_days(self, line: Line) -> list[date]:
        """Every day of the line, of all its known school years."""
        return list(self._due_days(line, line.starts_on, line.ends_on))

    def lesson(self, line: Line, due_on: date) -> Lesson | None:
        return self._lesson(line, due_on) if self.is_due(line, due_on) else None

    def closing(self, on: date) -> Stretch | None:
        return next((it for it in self.closings if on in it), None)

    def _lessons_of(self, line: Line, first: date, last: date) -> Iterator[Lesson]:
        for due_on in self._due_days(line, first, last):
            lesson = self._lesson(line, due_on)
            if first <= lesson.on <= last:
                yield lesson
        for override in self.overrides:  # those that come from outside of these days
            if override.line_id != line.id or first <= override.due_on <= last:
                continue
            if (override.on or override.due_on) < first or (override.on or override.due_on) > last:
                continue
            if self.is_due(line, override.due_on):
                yield self._lesson(line, override.due_on)

    def _due_days(self, line: Line, first: date, last: date) -> Iterator[date]:
        last = min(last, line.ends_on, clock.last_known())
        first = max(first, line.starts_on)
        if first > last:
            return
        on = first + (line.weekday - first.isoweekday()) % 7 * DAY
        while on <= last:
            if self.is_due(line, on):
                yield on
            on += clock.WEEK

    def _lesson(self, line: Line, due_on: date) -> Lesson:
        found = self._by_day.get((line.id, due_on), Override(line.id, due_on))
        lesson = Lesson(
            line, due_on, found.on or due_on,
            line.starts if found.starts is None else found.starts,
            line.ends if found.ends is None else found.ends,
            line.person_id if found.person_id is None else found.person_id,
            line.place if found.place is None else found.place,
            found.is_cancelled, found.reason,
        )  # fmt: skip
        closed = self.closing(lesson.on)
        if closed is None or lesson.is_cancelled:
            return lesson
        return replace(lesson, is_cancelled=True, reason=closed.name)


def at(on: date, minute: int, timezone: str) -> datetime:
    """The instant of a wall time. A time that the change to summer time skips is the one after."""
    wall = datetime.combine(on, time(minute // 60, minute % 60), ZoneInfo(timezone))
    # A skipped time has no instant of its own: through UTC it becomes that of the clocks after.
    return wall.astimezone(UTC).astimezone(ZoneInfo(timezone))


def monday_of(on: date) -> date:
    return on - on.weekday() * DAY
