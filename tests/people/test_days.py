"""The last day of a right and the instant at which it ends: one rule, read both ways."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import settings
from hub.people.days import EARLIEST, LATEST, end_of, last_day
from hub.settings import Settings


@given(day=st.dates(EARLIEST, LATEST))
def test_the_last_day_is_found_again(day: date) -> None:
    with settings.current.bound(Settings(timezone="Europe/Paris")):
        assert last_day(end_of(day)) == day


@pytest.mark.parametrize(
    ("day", "ends_at"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),  # 23 hours long
        (date(2027, 10, 31), datetime(2027, 10, 31, 23, tzinfo=UTC)),  # 25 hours long
    ],
)
def test_a_right_ends_with_its_last_day_by_the_clocks_of_the_authority(
    day: date, ends_at: datetime
) -> None:
    with settings.current.bound(Settings(timezone="Europe/Paris")):
        assert end_of(day) == ends_at
