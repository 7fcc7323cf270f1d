"""What runs the work of a hub behind its pages: lanes on the event loop, woken by a bell.

A lane does one piece of due work after the other until there is none, then sleeps. The bell is rung
at the start, by the minute's sweep, soon after each commit (through `nudge`), and soon after a lane
worked, for its work may have made more.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog

from hub.database.due import LEASE
from hub.jobs import clock, outbox
from hub.jobs.broker import Broker
from hub.jobs.clock import Periodic
from hub.jobs.faults import described
from hub.jobs.outbox import ActorOf, Reactions
from hub.settings import Settings, SettingsError

log = structlog.get_logger(__name__)

OUTBOX_LANES = 4
CLOCK_LANES = 2
NUDGE_PAUSE = 0.05
"""Seconds from a commit until the lanes look. Whoever changed something reads next, and does not
stand behind what follows from it; and a storm of commits is one message."""
GRACE = 10.0
"""Seconds that running work is given at the end, before it is cancelled and comes back later."""

Piece = Callable[[], Awaitable[int]]
"""Does some due work of its own table, and gives how much; 0 ends the round."""


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that a hub does in the background; put together by the composition root."""

    actor_of: ActorOf
    reactions: Reactions = field(default_factory=dict)
    periodic: Sequence[Periodic] = ()
    others: Sequence[Piece] = ()
    """Lanes over other tables of due rows, such as `hub.mail.sending.send_some`."""
    lease: timedelta = LEASE
    """How long after a crash what was being done is due again."""

    def lanes(self) -> list[Piece]:
        tell = partial(outbox.tell_next, self.reactions, self.actor_of, self.lease)
        run = partial(clock.run_next, self.periodic, self.actor_of, self.lease)
        forget = partial(outbox.forget_unheard, self.reactions)
        return [forget, *[tell] * OUTBOX_LANES, *[run] * CLOCK_LANES, *self.others]


class HueyEngine:
    """The engine of one hub. `nudge` may be called at any time, running or not."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._nudged = asyncio.Event()
        self._bells: list[asyncio.Event] = []
        self._is_stopping = False

    def nudge(self) -> None:
        self._nudged.set()

    @asynccontextmanager
    async def running(
        self, bound: Callable[[], AbstractContextManager[None]], work: Work
    ) -> AsyncIterator[None]:
        """Nudges are sent during the block; on SQLite, the work is done here too.

        `bound` binds the hub for what is run, as `hub.app.Hub.bound` does.
        """
        async with self._started(bound, work, is_consumer=self._settings.is_sqlite):
            yield

    @asynccontextmanager
    async def working(
        self, bound: Callable[[], AbstractContextManager[None]], work: Work
    ) -> AsyncIterator[None]:
        """The work is done during the block: the inside of `hub worker`.

        Raises:
            SettingsError: the database is SQLite, whose one process is the server.
        """
        if self._settings.is_sqlite:
            raise SettingsError("On SQLite the server does its own work: no hub worker is needed.")
        async with self._started(bound, work, is_consumer=True):
            yield

    @asynccontextmanager
    async def _started(
        self, bound: Callable[[], AbstractContextManager[None]], work: Work, *, is_consumer: bool
    ) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        self._is_stopping = False
        # One thread for huey's blocking calls; its own, so that nothing queues before a nudge.
        with ThreadPoolExecutor(1, "hub-jobs") as thread, bound():
            look = partial(_call, partial(loop.call_soon_threadsafe, self._ring))
            broker = await loop.run_in_executor(thread, Broker, self._settings, look)
            tasks = [asyncio.create_task(self._forward_nudges(broker, thread))]
            if is_consumer:
                await clock.prepare(work.periodic)
                tasks += [asyncio.create_task(self._lane(piece)) for piece in work.lanes()]
                await loop.run_in_executor(thread, broker.start)
            try:
                yield
            finally:
                await self._stop(tasks)
                await loop.run_in_executor(thread, broker.stop)

    async def _forward_nudges(self, broker: Broker, thread: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._nudged.wait()
            await asyncio.sleep(NUDGE_PAUSE)
            self._nudged.clear()  # before it is sent: what comes now may be too late for this one
            try:
                await loop.run_in_executor(thread, broker.send)
            except Exception as error:
                log.warning("nudge_not_sent", error=type(error).__name__)

    async def _lane(self, piece: Piece) -> None:
        bell = asyncio.Event()
        bell.set()
        self._bells.append(bell)
        while not self._is_stopping:
            await bell.wait()
            bell.clear()
            if await self._round(piece):
                self.nudge()  # with what its own commits nudge, all lanes look once

    async def _round(self, piece: Piece) -> bool:
        """Whether anything was done."""
        has_worked = False
        try:
            while not self._is_stopping and await piece():
                has_worked = True
        except Exception as error:  # the database is away: the next sweep asks again
            log.error("lane_failed", fault=described(error))
        return has_worked

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    async def _stop(self, tasks: list[asyncio.Task[None]]) -> None:
        self._is_stopping = True
        self._ring()
        forwarder, *lanes = tasks
        forwarder.cancel()
        if lanes:
            await asyncio.wait(lanes, timeout=GRACE)
        for task in lanes:
            task.cancel()
        await asyncio.wait(tasks)
        self._bells.clear()


async def run_worker(
    engine: HueyEngine, bound: Callable[[], AbstractContextManager[None]], work: Work
) -> None:
    """`hub worker`: works until SIGTERM or SIGINT, then ends what it has begun."""
    loop = asyncio.get_running_loop()
    is_over = asyncio.Event()
    with _signals(loop, is_over.set):
        async with engine.working(bound, work):
            log.info("worker_started")
            await is_over.wait()


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> Iterator[None]:
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, call)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _call(ring: Callable[[], object]) -> None:
    """In huey's thread. The loop may be gone by the last message."""
    with contextlib.suppress(RuntimeError):
        ring()
