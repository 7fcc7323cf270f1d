"""Benchmarks: ratios against a peer or a floor measured in the same run.

A benchmark is a module here with `async def measure() -> list[Ratio | Figure]`. It checks the
answers of both sides, and raises when a peer is missing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Ratio:
    """A promise: `value` is at least (`>=`) or at most (`<=`) `goal`."""

    name: str
    value: float
    goal: float
    bound: Literal["<=", ">="] = "<="

    @property
    def is_kept(self) -> bool:
        # Not a number keeps no promise: both comparisons are false.
        return self.value <= self.goal if self.bound == "<=" else self.value >= self.goal

    def __str__(self) -> str:
        return f"ratio {self.name} {self.value:.2f} goal {self.bound}{self.goal:g}"


@dataclass(frozen=True)
class Figure:
    """A fact told beside the ratios, which nothing is promised about."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"figure {self.name} {self.value:.4g} {self.unit}"


async def medians(rounds: int, **sides: Callable[[], Awaitable[object]]) -> dict[str, float]:
    """Median seconds of each side; the rounds alternate, so that a busy moment hits all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _round in range(rounds):
        for name, work in sides.items():
            start = time.perf_counter()
            await work()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}
