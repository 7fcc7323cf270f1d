"""The bus of several nodes: PostgreSQL's LISTEN and NOTIFY, on a connection of its own.

PostgreSQL hands every node the same messages in the same order, but only while it is connected.
After a gap a node therefore tells its listeners that everything may have changed, and sends what
it could not send meanwhile, since the other nodes cannot know that they missed it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import structlog

from hub.database import DatabaseError
from hub.live.bus import EVERYTHING, Listener, Listeners, Topics
from hub.settings import Settings

log = structlog.get_logger(__name__)

CHANNEL = "parvis_live"
PAYLOAD = 7_900  # bytes; PostgreSQL refuses 8000 and more
UNSENT = 10_000  # topics kept while the server is away; beyond, "everything" says it shorter
ANSWER_WITHIN = 5.0  # seconds
HEARTBEAT = 5.0  # seconds; a peer that vanished without a word is noticed within twice that
PAUSES = (0.2, 15.0)  # seconds between attempts to reconnect: the first and the longest

_LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")


class PostgresBus:
    """Carries topics between the nodes that share one PostgreSQL database."""

    def __init__(self, settings: Settings) -> None:
        self._address = address(settings)
        self._listeners = Listeners()
        self._unsent: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._is_stopping = False

    async def publish(self, topics: Topics) -> None:
        self._keep(topics)
        self._wake.set()

    def listen(self, listener: Listener) -> Callable[[], None]:
        return self._listeners.add(listener)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            connection = await self._connect()
        except Exception as error:
            raise DatabaseError(f"The bus does not reach the database: {error}") from None
        self._is_stopping = False
        task = asyncio.create_task(self._run(connection))
        try:
            yield
        finally:
            self._is_stopping = True
            self._wake.set()
            # A command suspends an account and ends at once: the other nodes must still hear it.
            await asyncio.wait({task}, timeout=ANSWER_WITHIN)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, connection: asyncpg.Connection[Any]) -> None:
        clock = asyncio.get_running_loop().time
        pause = PAUSES[0]
        while True:
            began = clock()
            try:
                await self._carry(connection)
                return
            except Exception as error:
                # Whatever it is: a query that meets the server's farewell raises an error that
                # asyncpg calls internal, and a bus that ends at one is deaf until the next start.
                log.warning("bus_lost", error=type(error).__name__)
            finally:
                connection.terminate()
            # A server that accepts and drops at once must not be called without pause either.
            pause = PAUSES[0] if clock() - began > PAUSES[1] else _longer(pause)
            connection = await self._reconnected(pause)
            self._listeners.tell(EVERYTHING)

    async def _reconnected(self, pause: float) -> asyncpg.Connection[Any]:
        while True:
            # Spread, or all nodes would come back in the same instant.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            try:
                return await self._connect()
            except Exception as error:
                log.warning("bus_away", error=type(error).__name__)
                pause = _longer(pause)

    async def _connect(self) -> asyncpg.Connection[Any]:
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            self._address, timeout=ANSWER_WITHIN, command_timeout=ANSWER_WITHIN
        )
        connection.add_termination_listener(lambda _connection: self._wake.set())
        await connection.add_listener(CHANNEL, self._hear)
        return connection

    async def _carry(self, connection: asyncpg.Connection[Any]) -> None:
        """Sends until it is told to stop; raises when the connection is lost."""
        while True:
            if connection.is_closed():
                raise ConnectionResetError
            await self._send(connection)
            if self._is_stopping and not self._unsent:
                return
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await self._wake.wait()
            except TimeoutError:
                await connection.execute("SELECT 1")
            self._wake.clear()

    async def _send(self, connection: asyncpg.Connection[Any]) -> None:
        taken, self._unsent = self._unsent, {}
        try:
            for payload in payloads(taken):
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
        except BaseException:
            newer, self._unsent = self._unsent, taken
            self._keep(newer)
            raise

    def _keep(self, topics: Iterable[str]) -> None:
        self._unsent.update(dict.fromkeys(topics))
        if len(self._unsent) > UNSENT:
            self._unsent = dict.fromkeys(EVERYTHING)

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        self._listeners.tell(tuple(str(payload).split()))


def payloads(topics: Iterable[str]) -> Iterator[str]:
    """The topics, separated by spaces, in texts that fit a notification."""
    batch: list[str] = []
    size = 0
    for topic in topics:
        length = len(topic.encode()) + 1
        if length > PAYLOAD:
            log.error("topic_too_long", length=length)
            continue
        if size + length > PAYLOAD:
            yield " ".join(batch)
            batch, size = [], 0
        batch.append(topic)
        size += length
    if batch:
        yield " ".join(batch)


def address(settings: Settings) -> str:
    """The database's address without what only a pool understands."""
    parts = urlsplit(settings.database_url.get_secret_value())
    kept = {name: value for name, value in parse_qsl(parts.query) if name in _LIBPQ}
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _longer(pause: float) -> float:
    return min(pause * 2, PAUSES[1])
