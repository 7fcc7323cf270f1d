"""A year: twelve small months, and how much there is on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub_calendar.pages.months import mondays

LEVELS = (1, 3, 6)
"""How many events a day has at least, to be marked more strongly."""


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    number: int
    holiday: str

    @property
    def level(self) -> int:
        """0: nothing is there."""
        return sum(self.number >= it for it in LEVELS)


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day | None]]
    """From Monday to Sunday; None: a day of another month."""


def months(year: int, numbers: Mapping[date, int], holidays: Mapping[date, str]) -> list[Month]:
    """All twelve."""
    return [_month(date(year, it, 1), numbers, holidays) for it in range(1, 13)]


def _month(first: date, numbers: Mapping[date, int], holidays: Mapping[date, str]) -> Month:
    weeks = [
        [
            Day(day, numbers.get(day, 0), holidays.get(day, ""))
            if day.month == first.month
            else None
            for day in (monday + timedelta(it) for it in range(7))
        ]
        for monday in mondays(first)
    ]
    return Month(first, weeks)
