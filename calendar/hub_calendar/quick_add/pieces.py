"""What readers find. Days know how to be one date, given the day that it is."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, time, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class On:
    """A date. Without a year, the next to come."""

    day: int
    month: int
    year: int = 0

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        """`is_over`: what is meant is past for today, such as an hour of the morning at noon."""
        if self.year:
            return made(self.year, self.month, self.day)
        first = today + DAY if is_over else today
        years = range(first.year, first.year + 9)  # 29 February may be eight years away
        found = (made(year, self.month, self.day) for year in years)
        return next((it for it in found if it and it >= first), None)


@dataclass(frozen=True, slots=True)
class OnNumber:
    """`le 12`: the next day of that number, and of that weekday if it is told."""

    day: int
    weekday: int | None = None

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        first = today + DAY if is_over else today
        days = (first + it * DAY for it in range(366 * 2))
        fitting = (it for it in days if it.day == self.day and self.weekday in {None, it.weekday()})
        return next(fitting, None)


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The next one, today if it is still to come; `later` counts weeks from there (`en huit`)."""

    weekday: int
    later: int = 0
    is_after_today: bool = False
    """`vendredi prochain`: the first that follows, today never."""

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        first = today + DAY if self.is_after_today or (is_over and not self.later) else today
        return first + (self.weekday - first.weekday()) % 7 * DAY + self.later * WEEK


@dataclass(frozen=True, slots=True)
class In:
    """So many days and months from today. What was said of a certain day stays there."""

    days: int = 0
    months: int = 0

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        return shifted(today, self.months) + self.days * DAY


@dataclass(frozen=True, slots=True)
class InWeek:
    """That many weeks from now; of a whole week, Monday, or the weekday that is told beside it."""

    weeks: int
    weekday: int | None = None
    is_whole: bool = True

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        if self.weekday is None and not self.is_whole:
            return today + self.weeks * WEEK
        monday = today - today.weekday() * DAY
        return monday + self.weeks * WEEK + (self.weekday or 0) * DAY


@dataclass(frozen=True, slots=True)
class OnWeek:
    """A week by its number (ISO 8601), the next to come: its Monday, or today in this very week, or
    the weekday that is told beside it."""

    number: int
    weekday: int | None = None

    def on(self, today: date, *, is_over: bool = False) -> date | None:
        first = today + DAY if is_over else today
        weeks = (week_of(year, self.number) for year in range(first.year - 1, first.year + 9))
        if self.weekday is None:
            last_days = (it + WEEK - DAY for it in weeks if it)
            found = next((it for it in last_days if it >= first), None)
            return max(found - WEEK + DAY, first) if found else None
        days = (it + self.weekday * DAY for it in weeks if it)
        return next((it for it in days if it >= first), None)


Day = On | OnNumber | OnWeekday | In | InWeek | OnWeek


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both meant."""

    first: Day
    last: Day

    def on(self, today: date, *, is_over: bool = False) -> tuple[date, date] | None:
        """Of `du 12 au 16 mai` the month is the last day's, or the one before it."""
        if isinstance(self.first, OnNumber) and isinstance(self.last, On):
            return self._of_month(self.first.day, self.last, today, is_over)
        first = self.first.on(today, is_over=is_over)
        last = self.last.on(first) if first else None
        return (first, last) if first and last and first <= last else None

    def _of_month(self, day: int, last: On, today: date, is_over: bool) -> tuple[date, date] | None:
        month = last.month if day <= last.day else (last.month + 10) % 12 + 1
        first_year = last.year - (month > last.month) if last.year else 0
        first = On(day, month, first_year).on(today, is_over=is_over)
        end = last.on(first) if first else None
        return (first, end) if first and end and first <= end else None


@dataclass(frozen=True, slots=True)
class Hours:
    """When on a day; `end` may be of the day after."""

    start: time
    end: time | None = None
    is_vague: bool = False
    """By a clock of twelve hours: `8` may be in the evening."""


@dataclass(frozen=True, slots=True)
class Soon:
    """So many minutes from now."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Part:
    """Of a day: from which hour to which, where no hour is told."""

    start: int
    end: int
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class AllDay:
    """No hours are meant."""


@dataclass(frozen=True, slots=True)
class Length:
    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Every:
    """How something comes back, in the words of RFC 5545; `nth` is `1` for the first Monday."""

    freq: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    is_once: bool = False
    """`lundi et mardi`: on each of the weekdays, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How long something comes back."""

    until: Day | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Where:
    """A place; its words are those of the line."""


Piece = Day | Days | Hours | Soon | Part | AllDay | Length | Every | Ends | Where


def made(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def week_of(year: int, number: int) -> date | None:
    """Its Monday; few years have a week 53."""
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        return None


def shifted(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
