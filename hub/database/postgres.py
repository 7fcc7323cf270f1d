"""PostgreSQL as the hub uses it: Tortoise's asyncpg client, with two of its habits changed.

Tortoise gives a pooled connection back when its transaction ends, but not when the transaction
never begins: each cancellation that falls on `BEGIN` takes a connection out of the pool for good,
and the twenty-first caller waits for ever. And asyncpg tidies a session before it reuses it, one
more round trip a read, although nothing here leaves anything in a session: `LISTEN` has a
connection of its own, and advisory locks end with their transaction.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg import client as shipped
from tortoise.backends.base.client import TransactionalDBClient, TransactionContextPooled
from tortoise.connection import get_connections


class Client(shipped.AsyncpgDBClient):
    """The pool of one hub."""

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        return await super().create_pool(**options, reset=_keep)

    def _in_transaction(self) -> TransactionContextPooled:
        return _Returned(shipped.TransactionWrapper(self), self._pool_init_lock)


class _Returned(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except BaseException:
            await self._give_back()
            raise

    async def _give_back(self) -> None:
        if hasattr(self, "token"):  # a slot: set once the task's statements go to this connection
            get_connections().reset(self.token)
        pool, connection = self.client._parent._pool, self.client._connection
        # Before the pool answered, `_connection` is what the client itself holds: nothing.
        if pool is not None and connection is not None:
            await pool.release(connection)  # which is shielded, and rolls back


async def _keep(_connection: asyncpg.Connection) -> None:
    """A transaction left open was rolled back before this; there is nothing else to undo."""


client_class = Client
