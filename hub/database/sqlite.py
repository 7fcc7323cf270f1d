"""Tortoise engine for SQLite: one writer that takes its lock at once, and readers that never wait.

The engine as shipped has one connection for everything, so a reader queues behind a transaction,
and begins transactions deferred, so two processes that read and then write fail at once with
"database is locked". Here a SELECT outside a transaction runs on a pool of read-only connections
(WAL: it sees the last commit), and a transaction begins with `BEGIN IMMEDIATE`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import aiosqlite
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite import client as shipped
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

READERS = 4
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledged edit survives a power cut
    "busy_timeout": 5000,
    "temp_store": "MEMORY",
    "journal_size_limit": 64 * 1024 * 1024,
    "foreign_keys": "ON",
}


def _utc(moment: datetime) -> str:
    # Stored instants must sort as text, so all of them are written in UTC.
    if moment.tzinfo is None:
        raise ValueError(f"An instant without a time zone cannot be stored: {moment}")
    return moment.astimezone(UTC).isoformat(" ")


sqlite3.register_adapter(datetime, _utc)
sqlite3.register_converter("TIMESTAMP", lambda raw: datetime.fromisoformat(raw.decode()))
sqlite3.register_converter("DATE", lambda raw: date.fromisoformat(raw.decode()))


class Readers:
    """Read-only connections, one a thread. Closed as a whole."""

    def __init__(self, filename: str) -> None:
        self._uri = f"file:{quote(filename)}?mode=ro"
        self._threads = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    async def fetch(self, query: str, values: Any) -> list[sqlite3.Row]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._fetch, query, values)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for connection in self._opened:
            connection.close()

    def _fetch(self, query: str, values: Any) -> list[sqlite3.Row]:
        try:
            return self._connection().execute(query, values or ()).fetchall()
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._uri,
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                detect_types=sqlite3.PARSE_DECLTYPES,
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA query_only=ON")
            connection.execute(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")
            self._local.connection = connection
            self._opened.append(connection)
        return connection


class Client(shipped.SqliteClient):
    """The writer's connection, with its readers."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **PRAGMAS | options)
        self.readers = Readers(file_path)

    async def create_connection(self, with_db: bool) -> None:
        if self._connection is not None:
            return
        opened = await aiosqlite.connect(
            self.filename, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
        )
        opened.row_factory = sqlite3.Row
        for pragma, value in self.pragmas.items():
            await opened.execute_fetchall(f"PRAGMA {pragma}={value}")
        self._connection = opened

    async def close(self) -> None:
        await asyncio.to_thread(self.readers.close)
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return _Immediate(InTransaction(self), self._lock)

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        if not _is_read(query):
            count, changed = await super().execute_query(query, values)
            return count, changed
        rows = await self.fetch(query, values)
        return len(rows), rows

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        if not _is_read(query):
            return list(await super().execute_query_dict(query, values))
        return [dict(row) for row in await self.fetch(query, values)]

    async def fetch(self, query: str, values: Any) -> list[sqlite3.Row]:
        if self._connection is None:  # the writer creates the file and sets WAL
            await self.create_connection(with_db=True)
        return await self.readers.fetch(query, values)


class InTransaction(shipped.SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def fetch(self, query: str, values: Any) -> list[sqlite3.Row]:
        """Rows as this transaction sees them, typed as the readers type theirs."""
        try:
            return list(await self._connection.execute_fetchall(query, values or ()))
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def execute_script(self, query: str) -> None:
        # As shipped it is sqlite3's executescript, which commits the transaction it runs in.
        for statement in statements(query):
            await self.execute_query(statement)


def statements(script: str) -> Iterator[str]:
    """The statements of a script; a `;` inside a string or a trigger's body ends none."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \t\r\n;"):
                yield statement.strip()
            statement = ""
    if statement.strip(" \t\r\n;"):
        raise ValueError(f"This SQL script does not end: {statement!r}")


class _Immediate(TransactionContext):
    """As shipped, but a `BEGIN` that fails gives the lock back instead of keeping it for ever."""

    def __init__(self, connection: InTransaction, lock: asyncio.Lock) -> None:
        self.connection = connection
        self.connection_name = connection.connection_name
        self._lock = lock

    async def __aenter__(self) -> TransactionalDBClient:
        await self._lock.acquire()
        try:
            if self.connection._connection is None:
                await self.connection._parent.create_connection(with_db=True)
                self.connection._connection = self.connection._parent._connection
            await self.connection.begin()
        except BaseException:
            await self._undo_begin()
            self._lock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            # Shielded: a cancelled request must not leave the one writer inside a transaction.
            if kind is None:
                await asyncio.shield(self.connection.commit())
            else:
                await asyncio.shield(self.connection.rollback())
        finally:
            get_connections().reset(self.token)
            self._lock.release()

    async def _undo_begin(self) -> None:
        # Cancelled while the thread was busy with BEGIN: it may still have taken effect.
        if self.connection._connection is not None:
            with contextlib.suppress(sqlite3.Error, ValueError):
                await asyncio.shield(self.connection._connection.rollback())


def _is_read(query: str) -> bool:
    return query.lstrip()[:6].upper() == "SELECT"


client_class = Client
