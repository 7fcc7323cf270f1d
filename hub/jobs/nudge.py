"""Waking the worker after a commit; without a nudge the minute's sweep does the work."""

from __future__ import annotations

from typing import Protocol

from hub.current import Current


class Engine(Protocol):
    """What runs jobs in this process or elsewhere."""

    def nudge(self) -> None:
        """There may be due work; returns at once and never raises."""
        ...


current: Current[Engine] = Current("jobs")
