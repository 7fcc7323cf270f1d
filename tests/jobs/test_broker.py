"""A message says "look" and nothing else, whoever wrote it, and one is enough."""

from __future__ import annotations

import asyncio
import pickle
from pathlib import Path
from typing import Any

import pytest

from hub.actor import Actor
from hub.app import Hub
from hub.jobs.broker import Broker, Json
from hub.jobs.models import Outbox
from hub.jobs.outbox import Happened
from tests.jobs.work import ALICE, at_work, fill, until, work

pytestmark = pytest.mark.anyio


async def test_the_queue_stays_short_while_nobody_consumes(hub: Hub) -> None:
    broker = await asyncio.to_thread(Broker, hub.settings, lambda: None)
    for _ in range(50):
        await asyncio.to_thread(broker.send)
    assert await asyncio.to_thread(broker._huey.pending_count) == 1
    await asyncio.to_thread(broker.stop)


class Harmful:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


async def test_a_forged_message_is_refused_and_the_next_one_is_read(
    hub: Hub, tmp_path: Path
) -> None:
    heard: list[int] = []

    async def hear(it: Happened, *, by: Actor) -> None:
        heard.append(it.object_id)

    async def nothing_is_left() -> bool:
        return await Outbox.all().count() == 0

    trace = tmp_path / "trace"
    forged = [
        pickle.dumps(Harmful(trace)),
        b'{"id": "1", "name": "queuetask_look", "args": [7]}',
        b'{"id": "1", "name": "os.system"}',
        b'["look"]',
        b"\xff",
    ]
    broker = await asyncio.to_thread(Broker, hub.settings, lambda: None)
    for payload in forged:
        await asyncio.to_thread(broker._huey.storage.enqueue, payload)
    await asyncio.to_thread(broker.stop)
    async with at_work(hub, hub.engine, work(hear)):
        await asyncio.sleep(0.5)
        await fill(7, by=ALICE)
        await until(nothing_is_left, seconds=5)
        await until(lambda: broker._huey.pending_count() == 0)
    broker._huey.storage.close()
    assert not trace.exists()
    assert heard == [7]


def test_messages_are_json_without_arguments() -> None:
    with pytest.raises(ValueError):
        Json().deserialize(pickle.dumps(("look",)))
    with pytest.raises(ValueError):
        Json().deserialize(b'{"id": "1", "name": "look", "kwargs": {}}')
    message = Json().deserialize(b'{"id": "1", "name": "look"}')
    assert (message.id, message.name, message.args) == ("1", "look", None)
    assert Json().serialize(message) == b'{"id": "1", "name": "look"}'
