"""Holidays, school years and the weeks A and B, by hand and against a walk over the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub_extranet.schools import clock
from hub_extranet.schools.clock import Counting, Letter, Stretch, Zone
from tests.extranet.schools import oracle

DAY = timedelta(days=1)
KNOWN = st.dates(date(2015, 9, 15), date(2028, 7, 3))
ZONES = st.sampled_from(Zone)


@settings(deadline=None)
@given(KNOWN, ZONES)
def test_a_school_day_is_one_of_the_ministry_s_file(on: date, zone: Zone) -> None:
    assert clock.has_school(on, zone) == oracle.is_school_day(on, zone.value)


@settings(deadline=None)
@given(KNOWN, ZONES)
def test_weeks_with_school_alternate_from_the_summer_on(on: date, zone: Zone) -> None:
    count = oracle.weeks_since_summer(on, zone.value)
    expected = None if count is None else (Letter.A, Letter.B)[count % 2]
    assert clock.letter(on, zone, Counting.SCHOOL) == expected


@settings(deadline=None)
@given(KNOWN, ZONES)
def test_by_the_iso_week_odd_is_a(on: date, zone: Zone) -> None:
    found = clock.letter(on, zone, Counting.ISO)
    if found is not None:
        assert (found is Letter.A) == (on.isocalendar().week % 2 == 1)
    assert (found is None) == (clock.letter(on, zone, Counting.SCHOOL) is None)


@settings(deadline=None)
@given(st.dates(date(2010, 9, 15), date(2028, 8, 31)), ZONES)
def test_a_day_is_in_its_school_year_or_in_the_summer_before(on: date, zone: Zone) -> None:
    year = clock.school_year(on, zone)
    if year is None:
        assert on > date(2028, 7, 3)
        return
    assert on <= year.ends_on
    assert on in year or clock.holiday(on, zone) == "Vacances d’été"


@pytest.mark.parametrize(
    ("on", "zone", "by_school", "by_iso"),
    [
        # 1 September 2026 is a Tuesday of week 36: the first week with school is A.
        (date(2026, 9, 1), Zone.A, "A", "B"),
        (date(2026, 9, 7), Zone.A, "B", "A"),
        # All Saints takes two weeks, which are not counted.
        (date(2026, 10, 16), Zone.A, "A", "B"),
        (date(2026, 11, 2), Zone.A, "B", "A"),
        # 2026 has 53 weeks. By ISO parity a week A (51) follows itself (1) over Christmas.
        (date(2026, 12, 18), Zone.A, "B", "A"),
        (date(2027, 1, 4), Zone.A, "A", "A"),
        (date(2027, 1, 11), Zone.A, "B", "B"),
        # Winter holidays differ by zone.
        (date(2027, 2, 8), Zone.A, "B", "B"),
        (date(2027, 2, 8), Zone.B, "B", "B"),
        (date(2027, 3, 1), Zone.A, "A", "A"),
        (date(2027, 3, 8), Zone.B, "B", "B"),
        (date(2027, 2, 22), Zone.C, "B", "B"),
        # The bridge of the Ascension takes Thursday and Friday: the week counts.
        (date(2027, 5, 5), Zone.C, "B", "B"),
        (date(2027, 5, 10), Zone.C, "A", "A"),
        (date(2025, 9, 1), Zone.B, "A", "B"),
        (date(2028, 7, 3), Zone.C, "A", "A"),
    ],
)
def test_letters_checked_by_hand(on: date, zone: Zone, by_school: str, by_iso: str) -> None:
    assert clock.letter(on, zone, Counting.SCHOOL) == by_school
    assert clock.letter(on, zone, Counting.ISO) == by_iso


@pytest.mark.parametrize(
    ("on", "zone", "name"),
    [
        (date(2026, 11, 11), Zone.A, "Armistice"),
        (date(2026, 12, 24), Zone.B, "Vacances de Noël"),
        (date(2027, 2, 10), Zone.C, "Vacances d’hiver"),
        (date(2027, 2, 10), Zone.A, ""),
        (date(2027, 5, 6), Zone.A, "Pont de l’Ascension"),
        (date(2028, 6, 5), Zone.A, "Lundi de Pentecôte"),
        (date(2026, 9, 1), Zone.C, ""),
    ],
)
def test_a_holiday_says_its_name(on: date, zone: Zone, name: str) -> None:
    assert clock.holiday(on, zone) == name


def test_holidays_to_come() -> None:
    christmas = Stretch(date(2026, 12, 19), date(2027, 1, 3), "Vacances de Noël")
    assert clock.next_holiday(date(2026, 12, 10), Zone.A) == christmas
    assert clock.next_holiday(date(2026, 12, 19), Zone.A) == christmas
    assert clock.next_holiday(date(2028, 9, 1), Zone.A) is None


def test_nothing_is_guessed_after_the_last_known_day() -> None:
    after = clock.last_known() + DAY
    assert clock.last_known() == date(2028, 8, 31)
    for zone in Zone:
        assert clock.school_year(after, zone) is None
        assert not clock.has_school(after, zone)
        for counting in Counting:
            assert clock.letter(after, zone, counting) is None
