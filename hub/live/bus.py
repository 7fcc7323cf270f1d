"""The bus: topics that changed. A receiver reads again, with its own access."""

from __future__ import annotations

from typing import Protocol

from hub.current import Current


class Bus(Protocol):
    """Carries topics such as `calendar:7` to whoever listens, on this node and the others."""

    async def publish(self, topics: tuple[str, ...]) -> None:
        """Tells all listeners; never raises: a lost message is healed by the next read."""
        ...


current: Current[Bus] = Current("bus")
