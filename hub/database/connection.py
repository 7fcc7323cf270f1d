"""The database of one hub: opened once, bound to whatever runs in that hub."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from tortoise import context as tortoise_context
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException

from hub.settings import Settings

POOL = {"minsize": "2", "maxsize": "20"}


class DatabaseError(Exception):
    """The database cannot be opened or is not as this version needs it; one line says why."""


class Database:
    """Opened tables of `packages`, on SQLite in the data directory or on PostgreSQL."""

    def __init__(self, settings: Settings, packages: Sequence[str]) -> None:
        self.settings = settings
        self.packages = tuple(packages)
        self.dialect = "sqlite" if settings.is_sqlite else "postgres"
        self.path = settings.data / "hub.db"
        self.tortoise = TortoiseContext()
        self._lock: IO[str] | None = None

    async def open(self, **options: str) -> None:
        """Connects; on SQLite, as the only process. `options` go to the driver.

        Raises:
            DatabaseError: another hub has the directory, or the server does not answer.
        """
        if self.dialect == "sqlite":
            self._lock = take(self.settings.data)
        try:
            with self.bound():
                await self.tortoise.init(self.config(**options))
                await self.tortoise.db().execute_query("SELECT 1")
        except (OSError, BaseORMException, asyncpg.PostgresError) as error:
            await self.close()
            raise DatabaseError(f"The database does not answer: {error}") from None
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        with self.bound():
            await self.tortoise.close_connections()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Models, `read` and `transaction` inside the block, and tasks it starts, use this one."""
        # Not TortoiseContext's own `with`: it keeps its token on itself, so it cannot be nested.
        token = tortoise_context._current_context.set(self.tortoise)
        try:
            yield
        finally:
            tortoise_context._current_context.reset(token)

    def config(self, **options: str) -> dict[str, Any]:
        """Tortoise's configuration: one app a package with tables, labelled by its short name."""
        return {
            "connections": {"default": self._connection(options)},
            "apps": {
                label(package): {
                    "models": [f"{package}.models"],
                    "migrations": f"{package}.migrations",
                    "default_connection": "default",
                }
                for package in self.packages
            },
            "use_tz": True,
            "timezone": "UTC",
        }

    def _connection(self, options: dict[str, str]) -> Any:
        if self.dialect == "sqlite":
            credentials = {"file_path": str(self.path), **options}
            return {"engine": "hub.database.sqlite", "credentials": credentials}
        parts = urlsplit(self.settings.database_url.get_secret_value())
        query = POOL | dict(parse_qsl(parts.query)) | options
        # The driver's own words (disable, verify-full…); Tortoise would make a bool of them.
        ssl = {"ssl": query.pop("sslmode")} if "sslmode" in query else {}
        expanded = expand_db_url(urlunsplit(parts._replace(query=urlencode(query))))
        credentials = expanded["credentials"] | ssl
        return {"engine": "hub.database.postgres", "credentials": credentials}


def label(package: str) -> str:
    """`hub.people` is `people`, `hub_calendar` is `calendar`, in references between models."""
    return package.rpartition(".")[2].removeprefix("hub_")


def take(directory: Path) -> IO[str]:
    """The lock of a SQLite directory: two processes on one file fail each other's writes.

    Raises:
        DatabaseError: another process has it.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (directory / ".lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "?"
        file.close()
        raise DatabaseError(
            f"Another hub (process {holder}) already uses {directory}. Stop it first."
        ) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file
