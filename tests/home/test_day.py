"""What the domains tell of a day, put in one order; the ribbon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub import settings
from hub.actor import NOBODY, Actor
from hub.domain.ports import Appointment, Change, Task
from hub.home import queries
from hub.home.queries import Ports
from hub.home.ribbon import ribbon, upcoming
from hub.settings import Settings

pytestmark = pytest.mark.anyio

DAY = date(2026, 12, 8)


@pytest.fixture(autouse=True)
def bound(new_settings: Callable[..., Settings]) -> Iterator[None]:
    with settings.current.bound(new_settings()):
        yield


def at(hour: int, minute: int = 0, day: int = 8) -> datetime:
    """By the clocks of Paris, in winter."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def appointment(title: str, start: datetime, end: datetime) -> Appointment:
    return Appointment(start, end, title, "")


ONE = appointment("un", at(10), at(11, 30))
TWO = appointment("deux", at(8, 30), at(9))
WHOLE = appointment("jour", at(0), at(0, day=9))


async def test_all_domains_tell_and_are_put_in_order() -> None:
    asked: list[tuple[datetime, datetime]] = []

    def telling(*found: Appointment) -> Any:
        async def today(start: datetime, end: datetime, *, by: Actor) -> list[Appointment]:
            asked.append((start, end))
            return list(found)

        return today

    with queries.ports.bound(Ports([telling(ONE), telling(TWO, WHOLE)])):
        found = await queries.days(DAY, by=NOBODY)
    assert [it.title for it in found.today] == ["jour", "deux", "un"]
    assert asked == [(at(0), at(0, day=16))] * 2
    assert found.coming is None


async def test_the_next_day_is_the_first_on_which_something_begins() -> None:
    over = appointment("depuis hier", at(9, day=7), at(9, day=10))
    late = appointment("tard", at(17, day=11), at(18, day=11))
    early = appointment("tôt", at(0, day=11), at(1, day=11))
    after = appointment("plus tard", at(9, day=14), at(10, day=14))

    async def told(start: datetime, end: datetime, *, by: Actor) -> list[Appointment]:
        return [over, after, late, early]

    with queries.ports.bound(Ports([told])):
        found = await queries.days(DAY, by=NOBODY)
    assert [it.title for it in found.today] == ["depuis hier"]
    assert found.coming is not None
    assert found.coming.day == date(2026, 12, 11)
    assert [it.title for it in found.coming.appointments] == ["tôt", "tard"]


async def test_tasks_come_by_their_day_and_changes_by_their_hour() -> None:
    async def todo(*, by: Actor) -> list[Task]:
        return [Task("sans date", "/a", "doc"), Task("tard", "/b", "doc", due_on=DAY)]

    async def more(*, by: Actor) -> list[Task]:
        return [Task("tôt", "/c", "doc", due_on=DAY - timedelta(1))]

    async def changes(since: datetime, *, by: Actor, limit: int) -> list[Change]:
        assert since == at(18, day=7)
        return [Change(at(it), str(it), "/", "doc") for it in (9, 8, 7, 6)]

    with queries.ports.bound(Ports(todo=[todo, more], changes=[changes, changes])):
        assert [it.title for it in await queries.tasks(by=NOBODY)] == ["tôt", "tard", "sans date"]
        found = await queries.changes(DAY, by=NOBODY)
        every = await queries.changes(DAY, by=NOBODY, all_of_it=True)
    assert [it.sentence for it in found.changes] == ["9", "9", "8", "8", "7", "7"]
    assert found.has_more
    assert (len(every.changes), every.has_more) == (8, False)


@pytest.mark.parametrize(
    ("now", "title"),
    [(at(8), "deux"), (at(8, 45), "deux"), (at(9), "un"), (at(11), "un"), (at(12), None)],
)
def test_what_comes_next(now: datetime, title: str | None) -> None:
    found = upcoming([WHOLE, TWO, ONE], now)
    assert (found.title if found else None) == title


def test_the_ribbon_has_a_place_for_each() -> None:
    made = ribbon([WHOLE, TWO, ONE], at(9, 12))
    assert [(it.start, it.end, it.kind) for it in made.stretches] == [
        (2, 4, "is-past"), (8, 14, "is-next")
    ]  # fmt: skip
    assert made.quarters == 40
    assert made.now == pytest.approx(4.8)
    assert made.hours == [(8, 0), (10, 8), (12, 16), (14, 24), (16, 32), (18, 40)]


def test_the_ribbon_grows_with_the_day() -> None:
    late = appointment("conseil", at(18, 30), at(23, 15))
    over = appointment("nuit", at(22, day=7), at(6, 30))
    made = ribbon([over, late], at(19))
    assert [(it.start, it.end) for it in made.stretches] == [(0, 26), (74, 93)]
    assert made.quarters == 96
    assert ribbon([], at(20)).now is None
