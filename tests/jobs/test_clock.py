"""A task of the calendar runs at its civil time, once for all nodes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.actor import Actor, Via
from hub.app import Hub
from hub.jobs import clock
from hub.jobs.clock import Periodic, next_time
from hub.jobs.models import PeriodicTask

pytestmark = pytest.mark.anyio

PARIS = ZoneInfo("Europe/Paris")
ran: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


async def job(name: str) -> Actor:
    return Actor(frozenset(), Via.JOB, name)


async def sweep(*, by: Actor) -> None:
    await asyncio.sleep(0.01)
    ran.append(by.name)


async def stumble(*, by: Actor) -> None:
    ran.append(by.name)
    raise ValueError("alice.martin@example.fr")


NIGHTLY = Periodic("test.sweep", "10 3 * * *", sweep)
BROKEN = Periodic("test.broken", "0 4 * * *", stumble)


@pytest.mark.parametrize(
    ("times", "after", "expected"),
    [
        ("10 3 * * *", "2026-11-23T09:00", "2026-11-24T03:10"),
        ("10 3 * * *", "2026-11-23T03:09", "2026-11-23T03:10"),
        ("10 3 * * *", "2026-11-23T03:10", "2026-11-24T03:10"),
        ("*/15 * * * *", "2026-11-23T09:44", "2026-11-23T09:45"),
        ("0 8 * * 1", "2026-11-23T09:00", "2026-11-30T08:00"),
        ("0 8 * * 7", "2026-11-23T09:00", "2026-11-29T08:00"),
        ("30 6 1 * *", "2026-11-23T09:00", "2026-12-01T06:30"),
        ("0 0 29 2 *", "2026-11-23T09:00", "2028-02-29T00:00"),
        ("0 8-10,14 * * *", "2026-11-23T10:30", "2026-11-23T14:00"),
    ],
)
def test_next_civil_time(times: str, after: str, expected: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=PARIS)
    found = next_time(times, start, PARIS)
    assert found.astimezone(PARIS).isoformat()[:16] == expected
    assert found.tzinfo == UTC


def test_a_time_that_daylight_saving_skips_comes_an_hour_later() -> None:
    found = next_time("30 2 * * *", datetime(2027, 3, 27, 12, tzinfo=UTC), PARIS)
    assert found == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 by the new clock


def test_a_time_that_daylight_saving_repeats_comes_once() -> None:
    first = next_time("30 2 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC), PARIS)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_time("30 2 * * *", first, PARIS) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("times", ["", "10 3 * *", "61 3 * * *", "x 3 * * *", "0 0 31 2 *"])
def test_nonsense_is_refused(times: str) -> None:
    with pytest.raises(ValueError):
        next_time(times, datetime(2026, 11, 23, tzinfo=UTC), PARIS)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 59),
    st.integers(4, 23),
    st.sampled_from([("*", "*"), ("1", "*"), ("28", "*"), ("*", "0"), ("*", "6")]),
)
@settings(deadline=None, max_examples=50)
def test_it_is_the_first_minute_that_a_slow_look_finds(
    after: datetime, minute: int, hour: int, days: tuple[str, str]
) -> None:
    day, weekday = days
    found = next_time(f"{minute} {hour} {day} * {weekday}", after, PARIS)
    at = after.replace(second=0, microsecond=0)
    while True:  # the hours of the clocks' change are left out: they have tests of their own
        at += timedelta(minutes=1)
        civil = at.astimezone(PARIS)
        if (civil.minute, civil.hour) == (minute, hour):
            if day in {"*", str(civil.day)} and weekday in {"*", str(civil.isoweekday() % 7)}:
                break
            at += timedelta(hours=22)
    assert found == at


async def make_due(name: str) -> None:
    earlier = datetime.now(UTC) - timedelta(days=3)
    assert await PeriodicTask.filter(name=name).update(due_at=earlier) == 1


async def test_a_new_task_waits_for_its_time(hub: Hub) -> None:
    await clock.prepare([NIGHTLY])
    row = await PeriodicTask.get()
    assert row.due_at is not None
    assert row.due_at.astimezone(PARIS).strftime("%H:%M") == "03:10"
    assert await clock.run_next([NIGHTLY], job) == 0


async def test_one_that_was_missed_for_days_runs_once_and_says_so(hub: Hub) -> None:
    await clock.prepare([NIGHTLY])
    await make_due(NIGHTLY.name)
    assert await clock.run_next([NIGHTLY], job) == 1
    assert await clock.run_next([NIGHTLY], job) == 0
    row = await PeriodicTask.get()
    assert ran == [NIGHTLY.name]
    assert row.started_at is not None
    assert row.done_at is not None
    assert row.started_at < row.done_at
    assert row.fault is None
    assert row.due_at is not None
    assert timedelta() < row.due_at - datetime.now(UTC) <= timedelta(days=1, hours=1)


async def test_two_nodes_run_it_once(hub: Hub) -> None:
    await asyncio.gather(clock.prepare([NIGHTLY]), clock.prepare([NIGHTLY]))
    await make_due(NIGHTLY.name)
    done = await asyncio.gather(*[clock.run_next([NIGHTLY], job) for _ in range(6)])
    assert (sum(done), ran) == (1, [NIGHTLY.name])


async def test_a_failure_is_told_without_names_and_tried_again_soon(hub: Hub) -> None:
    await clock.prepare([BROKEN])
    await make_due(BROKEN.name)
    await clock.run_next([BROKEN], job)
    row = await PeriodicTask.get()
    assert row.fault is not None
    assert row.fault.startswith("ValueError in tests.jobs.test_clock:")
    assert row.done_at is None
    assert row.due_at is not None
    assert row.due_at - datetime.now(UTC) <= clock.RETRY_DELAY


async def test_a_task_that_a_version_no_longer_has_is_forgotten(hub: Hub) -> None:
    await clock.prepare([NIGHTLY, BROKEN])
    kept = (await PeriodicTask.get(name=NIGHTLY.name)).due_at
    await clock.prepare([NIGHTLY])
    assert [(row.name, row.due_at) for row in await PeriodicTask.all()] == [(NIGHTLY.name, kept)]
