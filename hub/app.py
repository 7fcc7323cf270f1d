"""The composition root: what a running hub is made of, and the ASGI application on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Self

from hub import settings as hub_settings
from hub.database import Database, DatabaseError, migrations
from hub.domains import TABLES
from hub.jobs import nudge
from hub.live import bus
from hub.live.memory import MemoryBus
from hub.settings import Settings


class Hub:
    """One running hub: everything that a process has one of."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings, TABLES)
        self.bus = MemoryBus()
        self.engine = _Idle()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Opened for the block, and bound in it.

        Raises:
            DatabaseError: it cannot be opened, or `hub migrate` was not run.
        """
        await self.database.open()
        try:
            with self.bound():
                if missing := await migrations.pending(self.database):
                    raise DatabaseError(f"Run `hub migrate` first: {', '.join(missing)} is missing.")
                yield self
        finally:
            await self.database.close()

    @contextmanager
    def bound(self) -> Iterator[None]:
        """What runs inside, and the tasks it starts, find this hub's settings, database and bus."""
        with ExitStack() as stack:
            stack.enter_context(hub_settings.current.bound(self.settings))
            stack.enter_context(self.database.bound())
            stack.enter_context(bus.current.bound(self.bus))
            stack.enter_context(nudge.current.bound(self.engine))
            yield


class _Idle:
    def nudge(self) -> None:
        pass
