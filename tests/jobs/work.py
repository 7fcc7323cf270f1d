"""Work for tests of the engine, and the one way to have it done on either database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from hub.action import action, happened
from hub.actor import SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.jobs.engine import HueyEngine, Work

ALICE = Actor(frozenset({SIGNED_IN, 10}), Via.SESSION, "Alice Martin", person_id=10)


@action("test.kettle.filled")
async def fill(kettle: int, *, by: Actor) -> None:
    happened("kettle", kettle)


async def job(name: str) -> Actor:
    return Actor(frozenset(), Via.JOB, name)


def work(*reactions: Any, **others: Any) -> Work:
    return Work(actor_of=job, reactions={"test.kettle.filled": reactions}, **others)


def at_work(hub: Hub, engine: HueyEngine, todo: Work) -> AbstractAsyncContextManager[None]:
    """The server of an embedded hub, or the worker of a distributed one."""
    start = engine.running if hub.settings.is_sqlite else engine.working
    return start(hub.bound, todo)


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while True:
            answer = condition()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.01)
