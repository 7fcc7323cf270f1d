"""The engine wakes whoever works; it never knows what is due, so it can lose nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

import pytest

from hub.actor import Actor
from hub.app import Hub
from hub.jobs import engine as hub_engine
from hub.jobs.broker import Broker
from hub.jobs.clock import Periodic
from hub.jobs.engine import HueyEngine, run_worker
from hub.jobs.models import Outbox, PeriodicTask
from hub.jobs.outbox import Happened
from hub.settings import Settings, SettingsError
from tests.jobs.work import ALICE, at_work, fill, until, work

pytestmark = pytest.mark.anyio

heard: list[int] = []


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()


@pytest.fixture
def engine(hub: Hub) -> HueyEngine:
    return hub.engine


async def hear(it: Happened, *, by: Actor) -> None:
    heard.append(it.object_id)


async def nothing_is_left() -> bool:
    return await Outbox.all().count() == 0


async def test_a_reaction_follows_its_action_at_once(hub: Hub, engine: HueyEngine) -> None:
    async with at_work(hub, engine, work(hear)):
        await asyncio.sleep(0.2)  # the round of the start is over
        await fill(7, by=ALICE)
        await until(nothing_is_left, seconds=3)
    assert heard == [7]


async def test_what_was_left_by_the_last_run_is_done_at_the_start(
    hub: Hub, engine: HueyEngine
) -> None:
    await fill(7, by=ALICE)
    async with at_work(hub, engine, work(hear)):
        await until(nothing_is_left, seconds=3)
    assert heard == [7]


async def test_a_reaction_runs_in_its_own_hub(
    hub: Hub, engine: HueyEngine, new_settings: Callable[..., Settings]
) -> None:
    """Two hubs in one process do not take each other's work."""
    async with Hub(new_settings()).running() as other:
        with other.bound():
            await fill(8, by=ALICE)
        with hub.bound():
            await fill(7, by=ALICE)
            async with at_work(hub, engine, work(hear)):
                await until(nothing_is_left, seconds=3)
        with other.bound():
            assert await Outbox.all().count() == 1
    assert heard == [7]


async def test_one_slow_reaction_does_not_hold_the_others(hub: Hub, engine: HueyEngine) -> None:
    is_over = asyncio.Event()

    async def wait_or_hear(it: Happened, *, by: Actor) -> None:
        if it.object_id == 1:
            await is_over.wait()
        heard.append(it.object_id)

    for kettle in range(1, 6):
        await fill(kettle, by=ALICE)
    async with at_work(hub, engine, work(wait_or_hear)):
        await until(lambda: len(heard) == 4, seconds=5)
        is_over.set()
        await until(nothing_is_left)
    assert heard[-1] == 1


async def test_a_thousand_nudges_are_few_messages(
    hub: Hub, engine: HueyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    send = Broker.send

    def counting(broker: Broker) -> None:
        sent.append(1)
        send(broker)

    monkeypatch.setattr(Broker, "send", counting)
    async with at_work(hub, engine, work(hear)):
        for number in range(1000):
            engine.nudge()
            if number % 100 == 0:
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.2)
    assert 1 <= len(sent) <= 5


async def test_running_work_is_ended_before_the_hub_stops(hub: Hub, engine: HueyEngine) -> None:
    begun = asyncio.Event()

    async def take_a_while(it: Happened, *, by: Actor) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        heard.append(it.object_id)

    await fill(7, by=ALICE)
    async with at_work(hub, engine, work(take_a_while)):
        await begun.wait()
    assert heard == [7]
    assert await nothing_is_left()


async def test_work_that_hangs_does_not_keep_the_hub_from_stopping(
    hub: Hub, engine: HueyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_engine, "GRACE", 0.2)
    begun = asyncio.Event()

    async def hang(it: Happened, *, by: Actor) -> None:
        begun.set()
        await asyncio.sleep(3600)

    await fill(7, by=ALICE)
    async with asyncio.timeout(10):
        async with at_work(hub, engine, work(hang)):
            await begun.wait()
    row = await Outbox.get()
    assert row.due_at is not None  # it comes back


async def test_nothing_is_left_running(hub: Hub, engine: HueyEngine) -> None:
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    async with at_work(hub, engine, work(hear)):
        assert len(asyncio.all_tasks()) > len(tasks)
    assert asyncio.all_tasks() == tasks
    left = {thread for thread in set(threading.enumerate()) - threads if "hub-jobs" in thread.name}
    left |= {it for it in threading.enumerate() if it.name.startswith(("Worker-", "Scheduler"))}
    assert left == set()


async def test_an_engine_starts_again(hub: Hub, engine: HueyEngine) -> None:
    for kettle in (1, 2):
        async with at_work(hub, engine, work(hear)):
            await fill(kettle, by=ALICE)
            await until(nothing_is_left)
    assert heard == [1, 2]


async def test_a_nudge_before_the_start_is_harmless(hub: Hub, engine: HueyEngine) -> None:
    engine.nudge()
    async with at_work(hub, engine, work(hear)):
        pass


async def test_a_failing_lane_does_not_end_the_others(hub: Hub, engine: HueyEngine) -> None:
    async def broken() -> int:
        raise OSError("the disk of alice@example.fr is full")

    await fill(7, by=ALICE)
    async with at_work(hub, engine, work(hear, others=[broken])):
        await until(nothing_is_left, seconds=5)
    assert heard == [7]


async def test_a_lane_s_work_wakes_the_others(hub: Hub, engine: HueyEngine) -> None:
    """A reaction queues a mail in its own transaction, which no action tells of."""
    queued: list[int] = []
    sent: list[int] = []

    async def queue(it: Happened, *, by: Actor) -> None:
        await asyncio.sleep(0.1)  # the mail's lane has looked already
        queued.append(it.object_id)

    async def send() -> int:
        if not queued:
            return 0
        sent.append(queued.pop())
        return 1

    await fill(7, by=ALICE)
    async with at_work(hub, engine, work(queue, others=[send])):
        await until(lambda: sent == [7], seconds=3)


async def test_a_missed_task_of_the_calendar_runs_at_the_start(
    hub: Hub, engine: HueyEngine
) -> None:
    async def note(*, by: Actor) -> None:
        heard.append(0)

    todo = work(periodic=[Periodic("test.nightly", "0 3 * * *", note)])
    async with at_work(hub, engine, todo):
        await asyncio.sleep(0.2)
        assert heard == []
    row = await PeriodicTask.get()
    await PeriodicTask.all().update(due_at=row.due_at and row.due_at.replace(year=2026, month=1))
    async with at_work(hub, engine, todo):
        await until(lambda: heard == [0], seconds=3)


async def test_a_worker_ends_what_it_has_begun_on_sigterm(
    hub: Hub, engine: HueyEngine, dialect: str
) -> None:
    begun = asyncio.Event()

    async def take_a_while(it: Happened, *, by: Actor) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        heard.append(it.object_id)

    working = asyncio.create_task(run_worker(engine, hub.bound, work(take_a_while)))
    if dialect == "sqlite":
        with pytest.raises(SettingsError, match="SQLite"):
            await working
        return
    await fill(7, by=ALICE)
    await begun.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 10)
    assert heard == [7]
    assert await nothing_is_left()


async def test_on_postgresql_a_web_node_only_nudges(
    hub: Hub, engine: HueyEngine, dialect: str
) -> None:
    async with engine.running(hub.bound, work(hear)):
        await fill(7, by=ALICE)
        if dialect == "sqlite":
            await until(nothing_is_left, seconds=3)
            return
        await asyncio.sleep(0.5)
        assert heard == []
        async with HueyEngine(hub.settings).working(hub.bound, work(hear)):
            await until(nothing_is_left, seconds=3)
            await asyncio.sleep(0.2)
            await fill(8, by=ALICE)
            await until(nothing_is_left, seconds=3)
    assert heard == [7, 8]
