"""Drawing the same things again: seeded choices, and keys that count from a fixed day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

from hub.database.keys import EPOCH_MS, RANDOM_BITS

T = TypeVar("T")


class Draw:
    """Choices and keys of one demo; `today` is the day on which it plays."""

    def __init__(self, seed: int, today: date) -> None:
        self.seed = seed
        self.today = today
        self.random = random.Random(seed)  # noqa: S311  # fiction, not a secret
        self._keys = _Keys(today)

    def branch(self, name: str) -> Draw:
        """Choices of its own for one part of the demo: what one part draws moves no other. Keys go
        on from where they are."""
        made = Draw(self.seed, self.today)
        made.random = random.Random(f"{self.seed} {name}")  # noqa: S311
        made._keys = self._keys
        return made

    def key(self) -> int:
        return self._keys.next(self.random.randint(1, 1 << RANDOM_BITS))

    def one(self, choices: Sequence[T]) -> T:
        return choices[self.random.randrange(len(choices))]

    def some(self, choices: Sequence[T], number: int) -> list[T]:
        return self.random.sample(list(choices), min(number, len(choices)))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, least: int, most: int) -> int:
        return self.random.randint(least, most)


class _Keys:
    """Keys of the year before: real keys, made later, stay greater."""

    def __init__(self, today: date) -> None:
        start = datetime.combine(today.replace(year=today.year - 1, day=1), time(), UTC)
        self._last = (int(start.timestamp() * 1000) - EPOCH_MS) << RANDOM_BITS

    def next(self, step: int) -> int:
        self._last += step
        return self._last
