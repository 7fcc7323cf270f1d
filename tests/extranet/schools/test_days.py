"""What the page of a day tells of the days after it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from hub_extranet.schools.clock import DAY
from hub_extranet.schools.pages.days import AHEAD, NEXT_DAYS, Day, Moved, Shown, Visit

THURSDAY = date(2026, 11, 26)
VISIT = Visit("8 h 40", "", "Piscine", "", "", "", "", False, True)


def shown(*days: Day) -> list[date]:
    return [it.on for it in Shown(cast("Any", None), None, days).next_ones]


def days(**told: Day) -> list[Day]:
    plain = [Day(THURSDAY + number * DAY, "", [], []) for number in range(AHEAD.days + 1)]
    return [told.get(f"d{it.on.day}", it) for it in plain]


def test_five_days_of_school_are_told_and_the_weekend_between_is_not() -> None:
    found = shown(*days())
    assert found == [date(2026, 11, it) for it in (27, 30)] + [
        date(2026, 12, it) for it in (1, 2, 3)
    ]
    assert len(found) == NEXT_DAYS


def test_a_saturday_is_told_when_somebody_comes_or_something_moves() -> None:
    saturday = date(2026, 11, 28)
    assert saturday in shown(*days(d28=Day(saturday, "", [VISIT], [])))
    moved = Moved("Piscine", "lundi", "", is_by_bus=True)
    assert saturday in shown(*days(d28=Day(saturday, "Pas d’école.", [], [moved])))
    assert saturday not in shown(*days(d28=Day(saturday, "Pas d’école.", [], [])))


def test_a_closed_day_of_the_week_is_told_with_its_reason() -> None:
    friday = date(2026, 11, 27)
    assert shown(*days(d27=Day(friday, "Grève", [], [])))[0] == friday
