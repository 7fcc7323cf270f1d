"""A day and a week of a school, as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.actor import Actor
from hub_extranet.schools import clock, queries
from hub_extranet.schools.clock import DAY
from hub_extranet.schools.pages import wording
from hub_extranet.schools.queries import Edition, Names, SchoolView
from hub_extranet.schools.timetable import Lesson, monday_of

SATURDAY = 5
LONGEST_HOLIDAY = 80  # days
NEXT_DAYS = 5
AHEAD = 7 * DAY
"""How far the page of a day looks: five days and the weekend between."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes, or something takes place."""

    hour: str
    who: str
    """Empty where nobody is named; the title then stands in its place."""
    title: str
    place: str
    until: str
    swap: str
    """Who else would have come."""
    change: str
    is_cancelled: bool
    is_by_bus: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Something of the day is not as every week."""

    title: str
    was: str
    reason: str
    is_by_bus: bool


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    why_not: str
    """Why there is no school; empty when there is."""
    visits: Sequence[Visit]
    moved: Sequence[Moved]

    @property
    def is_workday(self) -> bool:
        return self.on.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class Shown:
    """What a school reads: the days asked for, of its last edition."""

    school: SchoolView
    edition: Edition | None
    days: Sequence[Day]

    @property
    def first(self) -> Day:
        return self.days[0]

    @property
    def next_ones(self) -> Sequence[Day]:
        """The days after the first on which somebody comes or something is not as every week."""
        told = [it for it in self.days[1:] if it.visits or it.moved or it.is_workday]
        return told[:NEXT_DAYS]


async def days(school_id: int, first: date, last: date, *, by: Actor) -> Shown:
    """Raises `NotFound`."""
    view = await queries.school(school_id, by=by)
    edition = (await queries.editions(by=by, of=[school_id])).get(school_id)
    if edition is None:
        empty = [Day(on, wording.no_school(view, on), [], []) for on in _each(first, last)]
        return Shown(view, None, empty)
    names = await queries.names(school_id, edition.timetable)
    return Shown(view, edition, [_day(view, edition, on, names) for on in _each(first, last)])


async def week(school_id: int, day: date, *, by: Actor) -> Shown:
    """From Monday to Friday; Saturday too where something takes place then."""
    monday = monday_of(day)
    shown = await days(school_id, monday, monday + SATURDAY * DAY, by=by)
    if shown.days[SATURDAY].visits:
        return shown
    return Shown(shown.school, shown.edition, shown.days[:SATURDAY])


def school_day(on: date, view: SchoolView, step: int) -> date:
    """The next day with school, or the one before; the very next if none is known."""
    nearest = (on + step * number * DAY for number in range(1, LONGEST_HOLIDAY))
    return next((it for it in nearest if clock.has_school(it, view.zone)), on + step * DAY)


def _visit(lesson: Lesson, names: Names) -> Visit:
    return Visit(
        wording.hour(lesson.starts), names.who(lesson), names.title(lesson), lesson.place,
        wording.until(lesson.ends), wording.replacing(lesson, names),
        wording.change(lesson, names), lesson.is_cancelled, lesson.line.is_by_bus,
    )  # fmt: skip


def _day(view: SchoolView, edition: Edition, on: date, names: Names) -> Day:
    table = edition.timetable
    here, closing = table.lessons_on(on), table.closing(on)
    changed = [it for it in here if it.is_cancelled or it.is_moved or it.is_elsewhere]
    told = [] if closing else [_moved(it, on, names) for it in [*changed, *table.moved_away(on)]]
    why_not = wording.closed(closing) if closing else wording.no_school(view, on)
    return Day(on, why_not, [_visit(it, names) for it in here], told)


def _moved(lesson: Lesson, on: date, names: Names) -> Moved:
    return Moved(*wording.moved(lesson, on, names), is_by_bus=lesson.line.is_by_bus)


def _each(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]
