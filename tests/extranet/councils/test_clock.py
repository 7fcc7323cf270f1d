"""Clear days: the published vectors, and an oracle that walks from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import settings
from hub_extranet.councils.clock import (
    civil_day,
    clear_days_between,
    instant_of,
    latest_sending_day,
    wall,
)

DAYS = st.dates(date(1982, 1, 1), date(2120, 12, 31))
DELAYS = st.integers(0, 40)


def walked(sending_day: date, meeting_day: date) -> int:
    """Counts the days between, one by one."""
    number, day = 0, sending_day + timedelta(days=1)
    while day < meeting_day:
        number, day = number + 1, day + timedelta(days=1)
    return number


@pytest.mark.parametrize(
    ("meeting_day", "clear_days", "latest"),
    [
        (date(2026, 12, 17), 5, date(2026, 12, 11)),
        (date(2026, 12, 17), 3, date(2026, 12, 13)),  # a Sunday, and not prolonged
        (date(2026, 12, 17), 1, date(2026, 12, 15)),
        (date(2026, 5, 11), 5, date(2026, 5, 5)),  # with the holiday of 8 May inside
        (date(2018, 12, 28), 3, date(2018, 12, 24)),  # the published example, Christmas inside
    ],
)
def test_the_latest_day_is_that_of_the_law(
    meeting_day: date, clear_days: int, latest: date
) -> None:
    assert latest_sending_day(meeting_day, clear_days) == latest


def test_the_council_of_state_counted_four_days_before_christmas() -> None:
    assert clear_days_between(date(1989, 12, 21), date(1989, 12, 26)) == 4


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 12, 11, 23, 30, tzinfo=UTC), date(2026, 12, 12)),  # 00:30 in Paris
        (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # the night of the change
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_day_is_one_of_paris(instant: datetime, day: date) -> None:
    with settings.current.bound(settings.load()):
        assert civil_day(instant) == day


@pytest.mark.parametrize(
    ("timezone", "instant", "day"),
    [
        # 00:30 of the next day in Saint-Denis, 21:30 in Paris.
        ("Indian/Reunion", datetime(2026, 12, 11, 20, 30, tzinfo=UTC), date(2026, 12, 12)),
        # 22:30 in Fort-de-France, 03:30 of the next day in Paris.
        ("America/Martinique", datetime(2026, 12, 12, 2, 30, tzinfo=UTC), date(2026, 12, 11)),
    ],
)
def test_overseas_a_day_is_one_of_theirs(timezone: str, instant: datetime, day: date) -> None:
    with settings.current.bound(settings.load(timezone=timezone)):
        assert civil_day(instant) == day
        assert instant_of(wall(instant).date(), wall(instant).time()) == instant
        assert instant_of(day, time(0)) <= instant < instant_of(day + timedelta(1), time(0))


@given(DAYS, DELAYS)
def test_the_latest_day_gives_the_delay_and_the_day_after_does_not(
    meeting_day: date, clear_days: int
) -> None:
    latest = latest_sending_day(meeting_day, clear_days)
    assert walked(latest, meeting_day) == clear_days
    assert walked(latest + timedelta(days=1), meeting_day) == max(0, clear_days - 1)
    assert clear_days_between(latest, meeting_day) == clear_days


@given(DAYS, st.integers(1, 60))
def test_the_days_between_are_those_that_one_walks_through(meeting_day: date, before: int) -> None:
    sending_day = meeting_day - timedelta(days=before)
    assert clear_days_between(sending_day, meeting_day) == walked(sending_day, meeting_day)


def test_a_delay_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        latest_sending_day(date(2026, 12, 17), -1)
