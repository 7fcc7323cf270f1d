"""Recurrence rules (RFC 5545 §3.3.10), walked period by period.

A rule names years, months, weeks, days or hours, and which moments of each; so the moments near a
day are found without walking from the first one, and a rule that never comes true costs no more
than the window it is asked about. Rules of minutes and seconds are refused (RFC 4791 §11).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product

from hub.language import N_
from hub_calendar.ics import rule_parts
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.rule_parts import Numbers
from hub_calendar.ics.values import LATEST_YEAR, moment

MOST_PERIODS = 60_000
"""Walked at most, by one question: hours of four years, days of a century and a half."""
MOST_A_DAY = 100


@dataclass(frozen=True, slots=True)
class Rule:
    freq: str
    """YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY."""
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    days: frozenset[tuple[int, int]] = frozenset()
    """BYDAY: (2, 0) is the second Monday, (0, 0) any; Monday is 0."""
    months: Numbers = frozenset()
    month_days: Numbers = frozenset()
    year_days: Numbers = frozenset()
    weeks: Numbers = frozenset()
    hours: Numbers = frozenset()
    minutes: Numbers = frozenset()
    seconds: Numbers = frozenset()
    positions: Numbers = frozenset()
    week_starts_on: int = 0

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Raises `Malformed`."""
        parts = rule_parts.parts_of(text)
        freq = _freq(parts)
        if "COUNT" in parts and "UNTIL" in parts:
            parts.pop("COUNT")  # §3.3.10 forbids both; the day is what people mean
        numbers = rule_parts.all_numbers(parts)
        return cls(
            freq,
            interval=rule_parts.positive(parts.get("INTERVAL", "1")),
            count=rule_parts.positive(parts["COUNT"]) if "COUNT" in parts else None,
            until=moment(parts["UNTIL"]) if "UNTIL" in parts else None,
            days=rule_parts.days_of(parts.get("BYDAY", "")),
            months=numbers.get("BYMONTH", frozenset()),
            month_days=numbers.get("BYMONTHDAY", frozenset()),
            year_days=numbers.get("BYYEARDAY", frozenset()),
            weeks=numbers.get("BYWEEKNO", frozenset()),
            hours=numbers.get("BYHOUR", frozenset()),
            minutes=numbers.get("BYMINUTE", frozenset()),
            seconds=frozenset(min(it, 59) for it in numbers.get("BYSECOND", ())),
            positions=numbers.get("BYSETPOS", frozenset()),
            week_starts_on=rule_parts.weekday(parts.get("WKST", "MO")),
        )

    def moments(self, first: datetime, after: datetime, before: datetime) -> Iterator[datetime]:
        """Wall times of the rule from `first` on that are in `[after, before)`, in their order;
        with `count`, all before `before`, for a count is of all. `first` is one, whether the rule
        names it or not (§3.8.5.3).
        """
        rule = self._filled(first)
        periods = _PERIODS[self.freq](rule)
        base = periods.index(first)
        skipped = 0 if rule.count else max(0, periods.index(after) - base) // rule.interval
        if skipped == 0 and (rule.count or after <= first) and first < before:
            yield first
        last = min(periods.index(before), periods.index(_END))
        start = base + skipped * rule.interval
        for number in range(start, last + 1, rule.interval)[:MOST_PERIODS]:
            for at in rule._chosen(periods.moments(number, first)):
                if first < at < before and (rule.count or after <= at):
                    yield at

    def is_bounded(self, first: datetime, after: datetime, before: datetime) -> bool:
        """Whether `moments` walks all of that window."""
        periods = _PERIODS[self.freq](self)
        start = first if self.count else max(first, after)
        return (periods.index(before) - periods.index(start)) // self.interval < MOST_PERIODS

    def _chosen(self, moments: Iterator[datetime]) -> Iterator[datetime]:
        if not self.positions:
            return moments
        every = list(moments)
        size = len(every)
        at = {it - 1 if it > 0 else size + it for it in self.positions}
        return (every[it] for it in sorted(at) if 0 <= it < size)

    def _filled(self, first: datetime) -> Rule:
        """What the rule leaves open is as in its first moment."""
        rule = replace(
            self,
            hours=self.hours or (frozenset() if self.freq == "HOURLY" else frozenset({first.hour})),
            minutes=self.minutes or frozenset({first.minute}),
            seconds=self.seconds or frozenset({first.second}),
        )
        if len(rule.hours) * len(rule.minutes) * len(rule.seconds) > MOST_A_DAY:
            raise Malformed(N_("An event cannot repeat so often in a day."))
        if self.days or self.month_days or self.year_days:
            return rule
        if self.freq == "WEEKLY" or (self.freq == "YEARLY" and self.weeks):
            return replace(rule, days=frozenset({(0, first.weekday())}))
        if self.freq == "YEARLY" and not self.months:
            rule = replace(rule, months=frozenset({first.month}))
        if self.freq in {"YEARLY", "MONTHLY"}:
            return replace(rule, month_days=frozenset({first.day}))
        return rule

    def has_day(self, day: date) -> bool:
        """Whether the parts that name days name this one."""
        return (
            (not self.months or day.month in self.months)
            and (not self.month_days or not self.month_days.isdisjoint(_month_numbers(day)))
            and (not self.days or self._has_weekday(day))
            and (not self.year_days or not self.year_days.isdisjoint(_year_numbers(day)))
            and (not self.weeks or not self.weeks.isdisjoint(_week_numbers(day, self)))
        )

    def _has_weekday(self, day: date) -> bool:
        weekday = day.weekday()
        if (0, weekday) in self.days:
            return True
        if self.freq not in {"YEARLY", "MONTHLY"} or self.weeks:
            return any(it == weekday for _number, it in self.days)
        is_of_month = self.freq == "MONTHLY" or self.months
        down, up = _month_numbers(day) if is_of_month else _year_numbers(day)
        numbers = ((down - 1) // 7 + 1, -((-up - 1) // 7 + 1))
        return any((number, weekday) in self.days for number in numbers)

    def times(self) -> list[time]:
        of = product(sorted(self.hours), sorted(self.minutes), sorted(self.seconds))
        return [time(hour, minute, second) for hour, minute, second in of]


_END = datetime(LATEST_YEAR, 12, 31)


class _Days:
    """Days, and what the longer periods have in common: they are made of days."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.times = rule.times()

    def index(self, at: datetime) -> int:
        return at.toordinal()

    def days(self, number: int) -> Iterator[date]:
        yield date.fromordinal(number)

    def moments(self, number: int, first: datetime) -> Iterator[datetime]:
        for day in self.days(number):
            if self.rule.has_day(day):
                for at in self.times:
                    yield datetime.combine(day, at)


class _Weeks(_Days):
    def index(self, at: datetime) -> int:
        return (at.toordinal() - 1 - self.rule.week_starts_on) // 7

    def days(self, number: int) -> Iterator[date]:
        start = number * 7 + 1 + self.rule.week_starts_on
        return map(date.fromordinal, range(max(start, 1), start + 7))


class _Months(_Days):
    def index(self, at: datetime) -> int:
        return at.year * 12 + at.month - 1

    def days(self, number: int) -> Iterator[date]:
        year, month = number // 12, number % 12 + 1
        if self.rule.months and month not in self.rule.months:
            return iter(())
        return _days_of(year, month)


class _Years(_Days):
    def index(self, at: datetime) -> int:
        return at.year

    def days(self, number: int) -> Iterator[date]:
        for month in sorted(self.rule.months) or range(1, 13):
            yield from _days_of(number, month)


class _Hours(_Days):
    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.times = replace(rule, hours=frozenset({0})).times()

    def index(self, at: datetime) -> int:
        return at.toordinal() * 24 + at.hour

    def moments(self, number: int, first: datetime) -> Iterator[datetime]:
        ordinal, hour = divmod(number, 24)
        if self.rule.hours and hour not in self.rule.hours:
            return
        day = date.fromordinal(ordinal)
        if self.rule.has_day(day):
            for at in self.times:
                yield datetime.combine(day, at.replace(hour=hour))


_PERIODS: dict[str, Callable[[Rule], _Days]] = {
    "HOURLY": _Hours, "DAILY": _Days, "WEEKLY": _Weeks, "MONTHLY": _Months, "YEARLY": _Years,
}  # fmt: skip


def _freq(parts: dict[str, str]) -> str:
    freq = parts.get("FREQ", "")
    if freq in {"SECONDLY", "MINUTELY"}:
        raise Malformed(N_("An event cannot repeat more often than every hour."))
    if freq not in _PERIODS:
        raise Malformed(N_("The rule of repetition does not say how often."))
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise Malformed(N_("Only rules of the Gregorian calendar can be read."))
    return freq


def _days_of(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))


def _month_numbers(day: date) -> tuple[int, int]:
    """Its number from the month's beginning, and from its end."""
    return day.day, day.day - monthrange(day.year, day.month)[1] - 1


def _year_numbers(day: date) -> tuple[int, int]:
    number = day.timetuple().tm_yday
    return number, number - _length(day.year) - 1


def _week_numbers(day: date, rule: Rule) -> tuple[int, int]:
    """Of its week in the year that has most of that week (as ISO 8601, from any weekday)."""
    start = day - timedelta((day.weekday() - rule.week_starts_on) % 7)
    middle = start + timedelta(3)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    left = (_length(middle.year) - middle.timetuple().tm_yday) // 7
    return number, -left - 1


def _length(year: int) -> int:
    return 365 + (monthrange(year, 2)[1] - 28)
