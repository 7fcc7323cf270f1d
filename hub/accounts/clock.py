"""What time it is for sessions, tokens and throttling; a test sets it, nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    return _clock.get()()


@contextmanager
def using(clock: Clock) -> Iterator[None]:
    """Inside the block, and in tasks it starts, `clock` tells the time."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


def _system() -> datetime:
    return datetime.now(UTC)


_clock: ContextVar[Clock] = ContextVar("clock", default=_system)
