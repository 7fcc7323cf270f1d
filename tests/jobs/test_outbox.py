"""What happened is told to whoever reacts to it, at least once, and given up visibly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.action import action, happened
from hub.actor import ADMINISTRATORS, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.database import transaction
from hub.database.due import growing
from hub.errors import Forbidden, NotFound
from hub.jobs import outbox
from hub.jobs.models import Outbox
from hub.jobs.outbox import Happened

pytestmark = pytest.mark.anyio

ALICE = Actor(frozenset({SIGNED_IN, 10}), Via.SESSION, "Alice Martin", person_id=10)
ADMIN = Actor(frozenset({SIGNED_IN, ADMINISTRATORS}), Via.SESSION, "Ada Roy", person_id=11)

told: list[tuple[str, Any]] = []


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    told.clear()


@action("test.bell.rung")
async def ring(bell: int, *, by: Actor) -> None:
    happened("bell", bell, detail={"tone": "la"})


async def job(name: str) -> Actor:
    return Actor(frozenset(), Via.JOB, name)


async def listen(it: Happened, *, by: Actor) -> None:
    told.append(("listen", (it, by)))


async def listen_too(it: Happened, *, by: Actor) -> None:
    told.append(("listen_too", it.object_id))


async def stumble(it: Happened, *, by: Actor) -> None:
    told.append(("stumble", it.object_id))
    raise ValueError("alice.martin@example.fr is not known")


async def tell(*reactions: Any) -> int:
    return await outbox.tell_next({"test.bell.rung": reactions}, job)


async def make_due() -> None:
    await Outbox.all().update(due_at=datetime.now(UTC) - timedelta(seconds=1))


async def test_a_reaction_gets_the_ids_and_acts_as_its_job(hub: Hub) -> None:
    await ring(7, by=ALICE)
    row = await Outbox.get()
    assert await tell(listen) == 1
    [(_, (it, by))] = told
    assert it == Happened(row.id, "test.bell.rung", "bell", 7, 10, {"tone": "la"})
    assert (by.via, by.person_id, by.name.rpartition(".")[2]) == (Via.JOB, None, "listen")
    assert await Outbox.all().count() == 0
    assert await tell(listen) == 0


async def test_what_nobody_hears_is_forgotten_and_the_rest_is_not(hub: Hub) -> None:
    await ring(7, by=ALICE)
    assert await outbox.forget_unheard({"test.bell.rung": [listen]}) == 0
    assert await Outbox.all().count() == 1
    assert await outbox.tell_next({"test.other.thing": [listen]}, job) == 0
    await outbox.forget_unheard({"test.other.thing": [listen]})
    assert (await Outbox.all().count(), told) == (0, [])


async def test_a_failure_is_retried_later_and_silences_nobody_else(hub: Hub) -> None:
    await ring(7, by=ALICE)
    before = datetime.now(UTC)
    await tell(stumble, listen_too)
    assert told == [("stumble", 7), ("listen_too", 7)]
    row = await Outbox.get()
    assert row.tries == 1
    assert row.due_at is not None
    assert before + outbox.FIRST_DELAY <= row.due_at <= datetime.now(UTC) + outbox.FIRST_DELAY
    assert await tell(stumble, listen_too) == 0
    await make_due()
    await tell(listen_too)
    assert await Outbox.all().count() == 0


async def test_a_fault_says_what_and_where_and_names_nobody(hub: Hub) -> None:
    await ring(7, by=ALICE)
    await tell(stumble)
    fault = (await Outbox.get()).fault
    assert fault is not None
    assert "stumble: ValueError in " in fault
    assert "test_outbox:" in fault
    assert "alice" not in fault


async def test_a_hung_reaction_is_ended(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(it: Happened, *, by: Actor) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(outbox, "TIME_LIMIT", timedelta(milliseconds=50))
    await ring(7, by=ALICE)
    await tell(hang)
    assert "TimeoutError" in str((await Outbox.get()).fault)


async def test_given_up_at_last_for_administrators_to_see(hub: Hub) -> None:
    await ring(7, by=ALICE)
    for _ in range(outbox.TRIES):
        await make_due()
        assert await tell(stumble) == 1
    assert await tell(stumble) == 0
    row = await Outbox.get()
    assert (row.due_at, row.tries) == (None, outbox.TRIES)
    assert [it.id for it in await outbox.given_up(by=ADMIN)] == [row.id]
    with pytest.raises(Forbidden):
        await outbox.given_up(by=ALICE)


async def test_what_was_given_up_can_be_tried_again(hub: Hub) -> None:
    await ring(7, by=ALICE)
    row = await Outbox.get()
    async with transaction():
        with pytest.raises(NotFound):
            await outbox.retry(row.id)  # it is due already
    await Outbox.all().update(due_at=None, tries=outbox.TRIES)
    async with transaction():
        await outbox.retry(row.id)
    assert await tell(listen_too) == 1
    assert told == [("listen_too", 7)]


def test_it_is_tried_for_about_three_days() -> None:
    delays = [
        growing(tries, outbox.FIRST_DELAY, outbox.LONGEST_DELAY) for tries in range(1, outbox.TRIES)
    ]
    assert 2.5 < sum(delays, timedelta()) / timedelta(days=1) < 3.5
