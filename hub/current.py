"""What the running process has one of (settings, database, bus, blobs), found without a global.

A `Current` is bound by the composition root around each request, job and command, so that two hubs
can run in one process: the tests run two nodes, or two databases that differ in one secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")


class Current(Generic[T]):
    """A named slot for the `T` of the running hub. Tasks started inside `bound` inherit it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._value: ContextVar[T] = ContextVar(name)

    def get(self) -> T:
        """The bound value; `RuntimeError` outside a running hub."""
        try:
            return self._value.get()
        except LookupError:
            raise RuntimeError(f"No {self.name} here: this code runs outside the hub.") from None

    @contextmanager
    def bound(self, value: T) -> Iterator[T]:
        token = self._value.set(value)
        try:
            yield value
        finally:
            self._value.reset(token)
