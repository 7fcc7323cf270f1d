"""The schools' own time: holidays of a zone, school years, weeks A and B.

All of it is worked out from the calendars of `hub.holidays`. Nothing is guessed: on days after the
last that is known there are no lessons, and pages say why.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise

from hub.holidays import (
    DAY,
    Stretch,
    Zone,
    last_known,
    public_holiday,
    school_holiday,
    school_holidays,
    territory,
)
from hub.settings import Territory

__all__ = [
    "DAY",
    "WEEK",
    "Counting",
    "Letter",
    "Stretch",
    "Zone",
    "has_school",
    "holiday",
    "last_known",
    "letter",
    "next_holiday",
    "public_holiday",
    "school_year",
]

WEEK = timedelta(weeks=1)
SUMMER = "Vacances d’été"


class Letter(StrEnum):
    """Which of two weeks it is."""

    A = "A"
    B = "B"


class Counting(StrEnum):
    """How a school tells its weeks apart.

    By the ISO week alone, two weeks A follow each other after a year of 53 weeks (2026), and a
    holiday of three weeks turns the two around. Most schools count the weeks in which there is
    school.
    """

    SCHOOL = "school"
    """The first week with school is A, the next one with school B, whatever lies between."""
    ISO = "iso"
    """Odd weeks of ISO 8601 are A."""


def holiday(on: date, zone: Zone) -> str:
    """The school or public holiday of that day; empty when there is school, or on a day of rest."""
    return school_holiday(on, zone) or public_holiday(on)


def has_school(on: date, zone: Zone) -> bool:
    """Whether it is a known day of the week with neither school nor public holidays."""
    return on <= last_known() and on.weekday() < 5 and not holiday(on, zone)


def school_year(on: date, zone: Zone) -> Stretch | None:
    """From the first day after one summer to the last before the next; in summer, the coming year.

    None before the first and after the last year that is known.
    """
    years = _school_years(zone)
    at = bisect_right([it.ends_on for it in years], on - DAY)
    if at == len(years) or (at == 0 and on < years[0].starts_on):
        return None
    return years[at]


def letter(on: date, zone: Zone, counting: Counting) -> Letter | None:
    """The letter of the day's week; None in weeks without school, and where nothing is known."""
    monday = on - on.weekday() * DAY
    year = school_year(monday, zone)
    if year is None:
        return None
    number = _school_weeks(zone, year, territory()).get(monday)
    if number is None:
        return None
    if counting is Counting.ISO:
        number = monday.isocalendar().week + 1
    return Letter.A if number % 2 == 0 else Letter.B


def next_holiday(on: date, zone: Zone) -> Stretch | None:
    """The school holiday of that day, or the next one that is known."""
    return next((it for it in school_holidays(zone) if it.ends_on >= on), None)


@cache
def _school_years(zone: Zone) -> tuple[Stretch, ...]:
    summers = [it for it in school_holidays(zone) if it.name == SUMMER]
    return tuple(
        Stretch(one.ends_on + DAY, other.starts_on - DAY) for one, other in pairwise(summers)
    )


@cache
def _school_weeks(zone: Zone, year: Stretch, _where: Territory) -> dict[date, int]:
    """The Mondays of weeks in which there is school on some day, numbered from 0; kept for each
    territory, whose public holidays are its own."""
    mondays = [it for it in _mondays(year) if _week_has_school(it, zone, year)]
    return {monday: number for number, monday in enumerate(mondays)}


def _mondays(year: Stretch) -> Iterator[date]:
    monday = year.starts_on - year.starts_on.weekday() * DAY
    while monday <= year.ends_on:
        yield monday
        monday += WEEK


def _week_has_school(monday: date, zone: Zone, year: Stretch) -> bool:
    days = (monday + number * DAY for number in range(5))
    return any(on in year and has_school(on, zone) for on in days)
