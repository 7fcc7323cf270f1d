"""The bus of a hub that is one process."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[tuple[str, ...]], None]


class MemoryBus:
    """Hands topics to the listeners of this process."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    async def publish(self, topics: tuple[str, ...]) -> None:
        for listener in tuple(self._listeners):
            listener(topics)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every published tuple until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
