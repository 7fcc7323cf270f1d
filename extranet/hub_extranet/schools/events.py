"""A weekly line as one object of the school's calendar (RFC 5545).

No rule can say the weeks A and B of a school: `INTERVAL=2` runs on through holidays of one week or
three. So the rule is each week, and every date on which there is no lesson is excluded by name
(EXDATE), which all calendar programs understand, unlike RDATE. What differs on one day is an
instance of its own (RECURRENCE-ID); what does not take place stays, as CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from hub_extranet.schools.clock import WEEK
from hub_extranet.schools.queries import Names
from hub_extranet.schools.timetable import Lesson, Line, Timetable, at

PRODUCT = "-//Parvis//Schools//FR"


@dataclass(frozen=True, slots=True)
class Series:
    """All that the object of a line says. Equal ones need not be written again."""

    line: Line
    title: str
    due: tuple[date, ...]
    changed: tuple[Lesson, ...]
    whos: tuple[str, ...]
    """Who comes as a rule, then at each of the changed lessons."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by which clock an object is written."""

    sequence: int
    """Grows with each edition."""
    now: datetime
    timezone: str

    def at(self, on: date, minute: int) -> datetime:
        return at(on, minute, self.timezone)


def series_of(timetable: Timetable, names: Names) -> dict[int, Series]:
    """By line; a line without a day has none."""
    made = (_series(line, timetable, names) for line in timetable.lines)
    return {it.line.id: it for it in made if it is not None}


def href(line_id: int) -> str:
    return f"lesson-{line_id}.ics"


def text(series: Series, stamp: Stamp) -> str:
    """The object. Its UID is the line's, for ever."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(_timezone(stamp.timezone))
    if len(series.due) > 1 or not series.changed:
        calendar.add_component(_usual(series, stamp))
    for lesson, who in zip(series.changed, series.whos[1:], strict=True):
        calendar.add_component(_instance(series, lesson, who, stamp))
    return str(calendar.to_ical().decode())


def _series(line: Line, timetable: Timetable, names: Names) -> Series | None:
    due = timetable.due_days(line)
    lessons = [it for day in due if (it := timetable.lesson(line, day)) and it.is_changed]
    if not due:
        return None
    usual = names.person(line.person_id) or line.who
    whos = (usual, *(names.who(it) for it in lessons))
    title = ", ".join(filter(None, (line.activity, names.school_class(line.class_id))))
    return Series(line, title, tuple(due), tuple(lessons), whos)


def _event(series: Series, on: date, stamp: Stamp) -> Event:
    line, event = series.line, Event()
    event.add("uid", f"lesson-{line.id}@parvis")
    event.add("dtstamp", stamp.now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", stamp.sequence)
    event.add("summary", series.title)
    event.add("dtstart", stamp.at(on, line.starts))
    event.add("dtend", stamp.at(on, line.ends))
    if line.place:
        event.add("location", line.place)
    if series.whos[0]:
        event.add("description", series.whos[0])
    return event


def _usual(series: Series, stamp: Stamp) -> Event:
    event = _event(series, series.due[0], stamp)
    event.add("status", "CONFIRMED")
    _repeat(event, series, stamp)
    return event


def _repeat(event: Event, series: Series, stamp: Stamp) -> None:
    first, last, starts = series.due[0], series.due[-1], series.line.starts
    if first == last:
        return
    until = stamp.at(last, starts).astimezone(UTC)
    event.add("rrule", {"freq": "weekly", "until": until})
    due = set(series.due)
    if missing := [stamp.at(on, starts) for on in _weekly(first, last) if on not in due]:
        event.add("exdate", missing)


def _instance(series: Series, lesson: Lesson, who: str, stamp: Stamp) -> Event:
    event = _event(series, lesson.due_on, stamp)
    if len(series.due) > 1:
        event.add("recurrence-id", stamp.at(lesson.due_on, series.line.starts))
    changes = {
        "dtstart": stamp.at(lesson.on, lesson.starts),
        "dtend": stamp.at(lesson.on, lesson.ends),
        "location": lesson.place, "description": "\n".join(filter(None, (who, lesson.reason))),
        "status": "CANCELLED" if lesson.is_cancelled else "CONFIRMED",
    }  # fmt: skip
    for name, value in changes.items():
        event.pop(name, None)
        if value:
            event.add(name, value)
    return event


def _weekly(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += WEEK


@cache
def _timezone(name: str) -> Timezone:
    return Timezone.from_tzinfo(ZoneInfo(name), name)
