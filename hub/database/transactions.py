"""One transaction around each change, and what may only happen once it is committed."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from hub.errors import Conflict

log = structlog.get_logger(__name__)

Callback = Callable[[], Awaitable[None] | None]


@dataclass(slots=True)
class Transaction:
    """The running transaction of a task."""

    after_commit: list[Callback] = field(default_factory=list)
    is_doomed: bool = False
    is_over: bool = False


_running: ContextVar[Transaction | None] = ContextVar("transaction", default=None)


@asynccontextmanager
async def transaction() -> AsyncIterator[Transaction]:
    """All or nothing. Inside another one it is that one: what fails inside undoes the whole.

    No network, mail, file or search call inside: on SQLite the one writer waits for it.
    """
    outer = _running.get()
    if outer is not None:
        async with _joined(outer):
            yield outer
        return
    opened = Transaction()
    token = _running.set(opened)
    try:
        async with in_transaction("default"):
            yield opened
            if opened.is_doomed:
                raise RuntimeError("A nested change failed and its error was swallowed.")
    finally:
        opened.is_over = True
        _running.reset(token)
    await _call(opened.after_commit)


@asynccontextmanager
async def _joined(outer: Transaction) -> AsyncIterator[None]:
    if outer.is_over:
        raise RuntimeError("This task was started inside a transaction and has outlived it.")
    try:
        yield
    except BaseException:
        outer.is_doomed = True
        raise


def is_in_transaction() -> bool:
    return _running.get() is not None


def on_commit(callback: Callback) -> None:
    """Calls back once the running transaction is committed, never if it is not.

    Outside a transaction there is nothing to wait for, which is a mistake: `RuntimeError`.
    """
    running = _running.get()
    if running is None or running.is_over:
        raise RuntimeError("on_commit outside a transaction.")
    running.after_commit.append(callback)


@contextmanager
def one_only(message: str) -> Iterator[None]:
    """Turns a broken uniqueness rule of the database into `Conflict(message)`.

    Only the constraint decides a race; a look before the write is for the message alone.
    """
    try:
        yield
    except IntegrityError as error:
        raise Conflict(message) from error


async def _call(callbacks: list[Callback]) -> None:
    for callback in callbacks:
        try:
            answer = callback()
            if inspect.isawaitable(answer):
                await answer
        except Exception:
            # The change is committed and must be answered as such; sweeps catch what was missed.
            log.exception("after_commit_failed", callback=getattr(callback, "__qualname__", "?"))
