"""The schools' own time: holidays of a zone, school years, weeks A and B.

All of it is worked out from the calendar that the ministry publishes, which the package
`vacances-scolaires-france` ships. Nothing is guessed: on days after the last that is known there
are no lessons, and pages say why.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

import holidays
from vacances_scolaires_france import SchoolHolidayDates

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SUMMER = "Vacances d'été"


class Zone(StrEnum):
    """The three zones of metropolitan France; Corsica and overseas have calendars of their own."""

    A = "A"
    B = "B"
    C = "C"


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days without a gap, both ends included."""

    starts_on: date
    ends_on: date
    name: str = ""

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


def last_known() -> date:
    """The last day of which it is known whether there is school."""
    last: date = max(_ministry().data)
    return last


def holiday(on: date, zone: Zone) -> str:
    """The school or public holiday of that day; empty when there is school, or on a day of rest."""
    return _school_holiday(on, zone) or public_holiday(on)


def public_holiday(on: date) -> str:
    return _public(on.year).get(on, "")


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
    number = _school_weeks(zone, year).get(monday)
    if number is None:
        return None
    if counting is Counting.ISO:
        number = monday.isocalendar().week + 1
    return Letter.A if number % 2 == 0 else Letter.B


def next_holiday(on: date, zone: Zone) -> Stretch | None:
    """The school holiday of that day, or the next one that is known."""
    return next((it for it in _holidays(zone) if it.ends_on >= on), None)


def _school_holiday(on: date, zone: Zone) -> str:
    row = _ministry().data.get(on)
    return _french(row["nom_vacances"]) if row and row[f"vacances_zone_{zone.lower()}"] else ""


@cache
def _ministry() -> Any:
    """Its `data` has a row for each day on which any zone has holidays, and is read once."""
    return SchoolHolidayDates()


@cache
def _public(year: int) -> dict[date, str]:
    named = holidays.country_holidays("FR", years=year, language="fr")
    return {on: _french(name) for on, name in named.items()}


@cache
def _holidays(zone: Zone) -> tuple[Stretch, ...]:
    """The holidays of a zone, in order. Those in the middle of which a year of data begins or two
    names meet are one each."""
    found: list[Stretch] = []
    for on in sorted(_ministry().data):
        name = _school_holiday(on, zone)
        if not name:
            continue
        if found and found[-1].ends_on + DAY == on and found[-1].name == name:
            found[-1] = Stretch(found[-1].starts_on, on, name)
        else:
            found.append(Stretch(on, on, name))
    return tuple(found)


@cache
def _school_years(zone: Zone) -> tuple[Stretch, ...]:
    summers = [it for it in _holidays(zone) if it.name == _french(SUMMER)]
    return tuple(
        Stretch(one.ends_on + DAY, other.starts_on - DAY) for one, other in pairwise(summers)
    )


@cache
def _school_weeks(zone: Zone, year: Stretch) -> dict[date, int]:
    """The Mondays of weeks in which there is school on some day, numbered from 0."""
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


def _french(text: str) -> str:
    return text.replace("'", "’")
