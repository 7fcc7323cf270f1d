"""How many statements a piece of work sends to the database, on either dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from unittest.mock import patch

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as AsyncpgTransaction

from hub.database.sqlite import Client, InTransaction

CLIENTS = (Client, InTransaction, AsyncpgDBClient, AsyncpgTransaction)
METHODS = (
    "execute_query", "execute_query_dict", "execute_insert", "execute_many", "execute_script",
    "fetch",
)  # fmt: skip

_is_inside: ContextVar[bool] = ContextVar("inside a statement", default=False)


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements sent during the block; one for many rows counts once."""
    sent: list[str] = []
    patches = [
        patch.object(client, name, _noting(getattr(client, name), sent))
        for client in CLIENTS
        for name in METHODS
        if hasattr(client, name)
    ]
    for it in patches:
        it.start()
    try:
        yield sent
    finally:
        for it in reversed(patches):
            it.stop()


def _noting(send: Callable[..., Any], sent: list[str]) -> Callable[..., Any]:
    async def note(self: Any, query: str, *values: Any) -> Any:
        if _is_inside.get():  # one method of a client in terms of another
            return await send(self, query, *values)
        sent.append(query)
        token = _is_inside.set(True)
        try:
            return await send(self, query, *values)
        finally:
            _is_inside.reset(token)

    return note
