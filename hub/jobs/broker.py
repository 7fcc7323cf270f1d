"""huey, which carries one message: "look". What is due is in the tables, never in its queue.

On SQLite the queue is `jobs.db` beside the database, and the consumer's threads are this process';
on PostgreSQL it is a schema of its own (the guard of `hub migrate` knows every table of `public`),
and `hub worker` consumes. A lost message costs a minute: the sweep looks again.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from huey import Huey, crontab  # type: ignore[import-untyped]
from huey.consumer import Consumer  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]
from huey.storage import PostgresStorage, SqliteStorage  # type: ignore[import-untyped]

from hub.settings import Settings

__all__ = ["Broker", "crontab"]

SCHEMA = "huey"
SETUP_LOCK = 0x68756579  # "huey"
WAIT_SECONDS = 1.0

# It says each message at the level INFO, and there is one a minute and one a change.
logging.getLogger("huey").setLevel(logging.WARNING)


class Broker:
    """Sends "look" to whoever consumes, and calls `look` in a thread of its own where it consumes.

    Opening, sending and stopping block: never on the event loop.
    """

    def __init__(self, settings: Settings, look: Callable[[], None]) -> None:
        self._huey = Huey("hub", results=False, serializer=Json(), storage_class=_storage(settings))
        self._look = self._huey.task(name="look")(look)
        self._huey.periodic_task(crontab(), name="sweep")(look)
        self._consumer: Consumer | None = None

    def send(self) -> None:
        # A message that waits will be read after the commit that this one would tell of. So the
        # queue stays short, even while no worker runs for days.
        if not self._huey.pending_count():
            self._look()

    def start(self) -> None:
        self._huey.on_shutdown("close")(self._huey.storage.close)
        # The scheduler's own table is never used: one round a minute, for the sweep.
        self._consumer = _Consumer(self._huey, scheduler_interval=60, check_worker_health=False)
        self._consumer.start()

    def stop(self) -> None:
        if self._consumer is not None:
            self._consumer.stop_flag.set()
            if isinstance(self._huey.storage, _File):
                self._huey.storage.wake()
            self._consumer.stop(graceful=True)
        self._huey.storage.close()


class Json(Serializer):  # type: ignore[misc]
    """Messages as JSON. huey pickles, and unpickling a forged message would run its code."""

    def _serialize(self, message: Any) -> bytes:
        if message.args or message.kwargs:
            raise ValueError("A message has no arguments.")
        return json.dumps({"id": message.id, "name": message.name}).encode()

    def _deserialize(self, data: bytes) -> Any:
        match json.loads(bytes(data)):
            case {"id": str(key), "name": str(name), **rest} if not rest:
                return Message(id=key, name=name)
        raise ValueError("This is not a message of the hub.")


class _Consumer(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """The server's own handlers stay: it stops the consumer."""


class _File(SqliteStorage):  # type: ignore[misc]
    """A queue in a file of this process: its reader sleeps until something is written."""

    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        self._written = threading.Event()
        self._written.set()  # there may be messages of the last run
        super().__init__(*args, **options)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        self.wake()

    def dequeue(self) -> bytes | None:
        self._written.wait(WAIT_SECONDS)
        self._written.clear()
        found: bytes | None = super().dequeue()
        if found is not None:
            self.wake()  # there may be more
        return found

    def wake(self) -> None:
        self._written.set()


def _storage(settings: Settings) -> Callable[[str], Any]:
    if settings.is_sqlite:
        # Not synced to the disk: a power cut may lose messages, and only messages.
        return lambda name: _File(name, filename=str(settings.data / "jobs.db"), fsync=False)
    return lambda name: _postgres(name, settings.database_url.get_secret_value())


def _postgres(name: str, url: str) -> Any:
    storage = PostgresStorage(
        name, read_timeout=WAIT_SECONDS, create_tables=False, **_parameters(url)
    )
    # "IF NOT EXISTS" is no protection against two nodes that start together. The lock ends with
    # the connection, which initialize_schema closes.
    storage.sql("SELECT pg_advisory_lock(%s)", (SETUP_LOCK,))
    storage.sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    storage.initialize_schema()
    return storage


def _parameters(url: str) -> dict[str, str]:
    """libpq's words for the database; what only the other driver understands is left out."""
    parts = urlsplit(url)
    given = {
        "host": parts.hostname,
        "port": str(parts.port or 5432),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path[1:]),
        "sslmode": dict(parse_qsl(parts.query)).get("sslmode"),
        "options": f"-c search_path={SCHEMA}",
        "application_name": "hub jobs",
    }
    return {word: value for word, value in given.items() if value}
