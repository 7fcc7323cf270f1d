"""School days and weeks worked out apart from the engine: a walk over the ministry's file."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import vacances_scolaires_france

DAY = timedelta(days=1)
FILE = Path(vacances_scolaires_france.__file__).parent / "data" / "data.csv"


@cache
def off(zone: str) -> dict[date, str]:
    """The days of school holidays of a zone, with the name of the holiday."""
    with FILE.open(encoding="utf-8") as file:
        return {
            date.fromisoformat(row["date"]): row["nom_vacances"]
            for row in csv.DictReader(file)
            if row[f"vacances_zone_{zone.lower()}"] == "True"
        }


def easter(year: int) -> date:
    """By the rule of Oudin (1940)."""
    g, c = year % 19, year // 100
    h = (c - c // 4 - (8 * c + 13) // 25 + 19 * g + 15) % 30
    i = h - (h // 28) * (1 - (29 // (h + 1)) * ((21 - g) // 11))
    moon = i - (year + year // 4 + i + 2 - c + c // 4) % 7
    month = 3 + (moon + 40) // 44
    return date(year, month, moon + 28 - 31 * (month // 4))


def is_public_holiday(on: date) -> bool:
    """Of metropolitan France without Alsace and Moselle (code du travail, L3133-1)."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (on.month, on.day) in fixed or (on - easter(on.year)).days in {1, 39, 50}


def is_school_day(on: date, zone: str) -> bool:
    return on.weekday() < 5 and on not in off(zone) and not is_public_holiday(on)


def weeks_since_summer(on: date, zone: str) -> int | None:
    """How many weeks with school there have been since the summer, this one not counted; None when
    this one has none."""
    monday = on - on.weekday() * DAY
    if not _has_school(monday, zone):
        return None
    count = 0
    while monday not in off(zone) or not _is_summer(monday, zone):
        monday -= 7 * DAY
        count += _has_school(monday, zone)
    return count


def _has_school(monday: date, zone: str) -> bool:
    return any(is_school_day(monday + number * DAY, zone) for number in range(5))


def _is_summer(on: date, zone: str) -> bool:
    return off(zone)[on] == "Vacances d'été"
