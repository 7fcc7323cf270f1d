"""The bus: topics that changed. A receiver reads again, with its own access."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog

from hub.current import Current

log = structlog.get_logger(__name__)

Topics = tuple[str, ...]
"""Such as `("calendar:7", "person:12")`: ids only, since the bus knows nobody's rights."""

Listener = Callable[[Topics], None]
"""Called in the event loop; must return at once."""

EVERYTHING: Topics = ("*",)
"""What listeners hear when messages may have been lost: anything may have changed."""


class Bus(Protocol):
    """Carries topics to whoever listens, on this node and the others."""

    async def publish(self, topics: Topics) -> None:
        """Tells all listeners; never raises: a lost message is healed by the next read."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with what is published, until the returned function is called."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Carries messages during the block; leaving it first sends what was published."""
        ...


class Listeners:
    """The listeners of one node; one that fails does not silence the others."""

    def __init__(self) -> None:
        self._all: list[Listener] = []

    def add(self, listener: Listener) -> Callable[[], None]:
        self._all.append(listener)
        return lambda: self._all.remove(listener)

    def tell(self, topics: Topics) -> None:
        for listener in tuple(self._all):
            try:
                listener(topics)
            except Exception:
                log.exception("bus_listener_failed")


current: Current[Bus] = Current("bus")
