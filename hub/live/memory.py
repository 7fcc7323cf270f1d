"""The bus of a hub that is one process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hub.live.bus import Listener, Listeners, Topics


class MemoryBus:
    """Hands topics to the listeners of this process, before `publish` returns."""

    def __init__(self) -> None:
        self._listeners = Listeners()

    async def publish(self, topics: Topics) -> None:
        self._listeners.tell(topics)

    def listen(self, listener: Listener) -> Callable[[], None]:
        return self._listeners.add(listener)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        yield
