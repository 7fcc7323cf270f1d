"""When people cannot be planned with: their hours, public holidays and absences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.actor import STAFF, Actor
from hub.errors import Invalid
from hub.people import actions as people
from hub.people.actions import Stretch
from hub.people.models import Weeks
from hub_calendar.queries.spans import Span, joined, without
from hub_calendar.queries.unavailable import unavailable
from tests.calendar.conftest import Stage

PARIS = ZoneInfo("Europe/Paris")
ORIGIN = datetime(2026, 12, 7, tzinfo=UTC)
SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda it: (ORIGIN + timedelta(hours=min(it)), ORIGIN + timedelta(hours=max(it)))
    ),
    max_size=8,
)


def hours(spans: list[Span]) -> set[int]:
    """Which hours after the origin they cover."""
    return {
        hour
        for start, end in spans
        for hour in range(30)
        if start <= ORIGIN + timedelta(hours=hour) < end
    }


@given(SPANS, SPANS)
def test_what_is_left_is_what_is_in_the_one_and_not_in_the_other(
    spans: list[Span], taken: list[Span]
) -> None:
    left = list(without(spans, taken))
    assert hours(left) == hours(spans) - hours(taken)
    assert left == list(joined(left))
    assert all(start < end for start, end in left)


def local(spans: list[Span]) -> list[tuple[str, str]]:
    """As clocks in Paris say it."""
    return [
        (f"{a.astimezone(PARIS):%a %d %H:%M}", f"{b.astimezone(PARIS):%a %d %H:%M}")
        for a, b in spans
    ]


def day(on: date) -> tuple[datetime, datetime]:
    start = datetime.combine(on, datetime.min.time(), PARIS)
    return start, datetime.combine(on + timedelta(1), datetime.min.time(), PARIS)


async def of(actor: Actor, on: date, by: Actor) -> list[tuple[str, str]] | None:
    key = actor.person_id or 0
    found = (await unavailable([key], *day(on), by=by)).get(key)
    return None if found is None else local(found)


async def told(actor: Actor, *stretches: Stretch) -> None:
    await people.set_working_hours(actor.person_id or 0, by=actor, stretches=stretches)


async def test_outside_of_the_hours_that_were_told(stage: Stage) -> None:
    await told(stage.alice, Stretch(1, 480, 720), Stretch(1, 810, 1440))
    assert await of(stage.alice, date(2026, 12, 7), stage.bob) == [
        ("Mon 07 00:00", "Mon 07 08:00"), ("Mon 07 12:00", "Mon 07 13:30"),
    ]  # fmt: skip
    assert await of(stage.alice, date(2026, 12, 8), stage.bob) == [("Tue 08 00:00", "Wed 09 00:00")]
    assert await of(stage.bob, date(2026, 12, 7), stage.alice) is None  # told nothing


async def test_odd_and_even_weeks(stage: Stage) -> None:
    """2026 has 53 ISO weeks: the last and the first of 2027 are both odd."""
    await told(stage.alice, Stretch(3, 0, 1440, Weeks.ODD))
    for on, works in ((date(2026, 12, 23), False), (date(2026, 12, 30), True),
                      (date(2027, 1, 6), True), (date(2027, 1, 13), False)):  # fmt: skip
        assert (await of(stage.alice, on, stage.bob) == []) is works, on


async def test_a_public_holiday(stage: Stage) -> None:
    await told(stage.alice, Stretch(5, 480, 1020))
    assert await of(stage.alice, date(2026, 12, 25), stage.bob) == [
        ("Fri 25 00:00", "Sat 26 00:00")
    ]


async def test_when_the_clock_is_put_forward_and_back(stage: Stage) -> None:
    """From three to four is outside; the hour that is missing, and the one that is twice, are."""
    await told(stage.alice, Stretch(7, 0, 180), Stretch(7, 240, 1440))
    for on, length in ((date(2027, 3, 28), 60), (date(2026, 10, 25), 60)):
        key = stage.alice.person_id or 0
        (found,) = (await unavailable([key], *day(on), by=stage.bob))[key]
        assert (found[1] - found[0]) == timedelta(minutes=length)
        assert local([found])[0][0].endswith("03:00")


async def test_while_one_is_away(stage: Stage) -> None:
    key = stage.alice.person_id or 0
    await people.declare_absence(
        key, by=stage.alice, starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 8),
        starts_at_noon=True, ends_at_noon=True,
    )  # fmt: skip
    start, end = datetime(2026, 12, 6, tzinfo=PARIS), datetime(2026, 12, 10, tzinfo=PARIS)
    found = (await unavailable([key], start, end, by=stage.bob))[key]
    assert local(found) == [("Mon 07 12:00", "Tue 08 12:00")]
    assert await of(stage.alice, date(2026, 12, 8), stage.bob) == [("Tue 08 00:00", "Tue 08 12:00")]


async def test_who_reads_no_directory_is_not_told(stage: Stage) -> None:
    await told(stage.alice, Stretch(1, 480, 720))
    guest = replace(stage.bob, principals=stage.bob.principals - {STAFF})
    assert not guest.is_inside
    assert await of(stage.alice, date(2026, 12, 7), guest) is None
    await told(stage.bob, Stretch(1, 480, 720))
    assert await of(stage.bob, date(2026, 12, 7), guest) is not None  # oneself


async def test_a_question_about_too_long_a_time(stage: Stage) -> None:
    key = stage.alice.person_id or 0
    with pytest.raises(Invalid):
        await unavailable([key], ORIGIN, ORIGIN + timedelta(11 * 366), by=stage.bob)
