"""From what was said to one time: the next to come, never one that is past by surprise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.quick_add.pieces import (
    DAY,
    LAST_YEAR,
    AllDay,
    Day,
    Days,
    Ends,
    Every,
    Hours,
    In,
    Length,
    OnWeekday,
    Part,
    Soon,
)

HALF_HOUR = 30
_LONGEST_SEARCH = 366


@dataclass(frozen=True, slots=True)
class Meant:
    """What was said of each thing, once or not at all."""

    day: Day | None = None
    days: Days | None = None
    hours: Hours | None = None
    soon: Soon | None = None
    part: Part | None = None
    all_day: AllDay | None = None
    length: Length | None = None
    every: Every | None = None
    ends: Ends | None = None

    @property
    def is_nothing(self) -> bool:
        told = (self.day, self.days, self.hours, self.soon, self.part, self.all_day, self.every)
        return not any(told)


def settle(meant: Meant, now: datetime, length: timedelta) -> EventDraft | None:
    """Times and rule, without a title; None if nothing tells when, or it is beyond the calendar."""
    try:
        return _settled(meant, now, length)
    except OverflowError:
        return None


def _settled(meant: Meant, now: datetime, length: timedelta) -> EventDraft | None:
    if meant.is_nothing:
        return None
    if meant.soon:
        return _soon(meant, now, length)
    hours = _hours(meant, now)
    first_last = _days(meant, now, hours)
    if first_last is None or not 1900 <= first_last[0].year <= first_last[1].year <= LAST_YEAR:
        return None
    first, last = first_last
    rule = _rule(meant, first, last, has_hours=hours is not None)
    if hours is None:
        return _whole_days(meant, first, last, rule)
    return _timed(first, hours, rule, _length(meant, length))


def _soon(meant: Meant, now: datetime, length: timedelta) -> EventDraft | None:
    """Minutes that pass, whatever clocks do meanwhile (RFC 5545 counts hours so, too)."""
    later = now.astimezone(UTC) + timedelta(minutes=meant.soon.minutes if meant.soon else 0)
    starts = later.astimezone(now.tzinfo).replace(tzinfo=None, second=0, microsecond=0)
    return EventDraft("", starts, starts + _length(meant, length))


def _length(meant: Meant, usual: timedelta) -> timedelta:
    told = meant.length
    return timedelta(minutes=told.minutes) if told and told.minutes else usual


def _hours(meant: Meant, now: datetime) -> Hours | None:
    """None: whole days."""
    if meant.all_day:
        return None
    told, part = meant.hours, meant.part
    if told and part:
        return _in_part(told, part)
    if told:
        return told
    return _of_part(meant, part, now) if part else None


def _in_part(told: Hours, part: Part) -> Hours:
    """`demain soir 8h` is at 20."""
    if not told.is_vague or part.start < 12:
        return told
    start = told.start.replace(hour=told.start.hour + 12)
    end = told.end.replace(hour=told.end.hour + 12) if told.end and told.end.hour < 12 else told.end
    return Hours(start, end)


def _of_part(meant: Meant, part: Part, now: datetime) -> Hours:
    """Its first hour; of this very day, the next half hour that is to come."""
    is_now = (meant.day is None or meant.day == In()) and part.start <= now.hour < part.end
    if not is_now or meant.every or meant.days:
        return Hours(time(part.start))
    next_half = now.replace(tzinfo=None, second=0, microsecond=0) + timedelta(
        minutes=HALF_HOUR - now.minute % HALF_HOUR
    )
    return Hours(next_half.time())


def _days(meant: Meant, now: datetime, hours: Hours | None) -> tuple[date, date] | None:
    today = now.date()
    is_over = hours is not None and hours.start <= now.time().replace(tzinfo=None)
    if meant.days:
        return meant.days.on(today, is_over=is_over)
    first = _first(meant, today, is_over)
    if first is None:
        return None
    days = meant.length.days if meant.length and not meant.every else 0
    return first, first + max(0, days - 1) * DAY


def _first(meant: Meant, today: date, is_over: bool) -> date | None:
    told = meant.day
    if told is None and meant.part and meant.part.is_today:
        return today
    if meant.every and meant.every.is_once and told is None:
        return OnWeekday(meant.every.weekdays[0]).on(today, is_over=is_over)
    if meant.every and meant.every.weekdays:
        start = told.on(today, is_over=is_over) if told else today + is_over * DAY
        return _first_of(meant.every, start) if start else None
    if told is None:
        return today + is_over * DAY
    return told.on(today, is_over=is_over)


def _first_of(every: Every, start: date) -> date | None:
    days = (start + it * DAY for it in range(_LONGEST_SEARCH))
    is_one: Callable[[date], bool] = lambda it: _is_nth(it, every.nth)  # noqa: E731
    return next((it for it in days if it.weekday() in every.weekdays and is_one(it)), None)


def _is_nth(day: date, nth: int) -> bool:
    if not nth:
        return True
    return (day + 7 * DAY).month != day.month if nth < 0 else (day.day - 1) // 7 + 1 == nth


def _rule(meant: Meant, first: date, last: date, *, has_hours: bool) -> str:
    every = meant.every
    if every is None:
        # Of several days with hours, each day has those hours.
        return Repeat("DAILY", until=last).text if has_hours and last > first else ""
    until = _until(meant, first)
    count = meant.ends.count or None if meant.ends else None
    if every.is_once and not meant.ends:
        count = len(every.weekdays)
    days = tuple(f"{every.nth or ''}{WEEKDAYS[it]}" for it in sorted(every.weekdays))
    if every.freq == "WEEKLY" and not days:
        days = (WEEKDAYS[first.weekday()],)
    return Repeat(every.freq, every.interval, days, until, count).text


def _until(meant: Meant, first: date) -> date | None:
    """A last day that is before the first is none."""
    if meant.ends and meant.ends.until:
        last = meant.ends.until.on(first)
        return last if last and first <= last and last.year <= LAST_YEAR else None
    if meant.length and meant.length.days:
        return first + (meant.length.days - 1) * DAY
    return None


def _whole_days(meant: Meant, first: date, last: date, rule: str) -> EventDraft:
    if not meant.every and meant.ends and meant.ends.until:
        last = max(last, meant.ends.until.on(first) or last)
    return EventDraft("", first, last + DAY, rule=rule)


def _timed(first: date, hours: Hours, rule: str, length: timedelta) -> EventDraft:
    starts = datetime.combine(first, hours.start)
    if hours.end is None:
        return EventDraft("", starts, starts + length, rule=rule)
    ends = datetime.combine(first, hours.end)
    return EventDraft("", starts, ends if ends > starts else ends + DAY, rule=rule)
