"""A fresh, migrated database for each test, on the dialect of this process, and the cast.

One process speaks one dialect (Tortoise caches SQL by model): `HUB_TEST_DATABASE` chooses it, and
`make test` runs the suite once for each.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub import settings
from hub.app import Hub
from hub.database import migrations
from hub.domains import TABLES
from hub.settings import Settings
from tools.postgres import cluster

DIALECT = os.environ.get("HUB_TEST_DATABASE", "sqlite")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def dialect() -> str:
    assert DIALECT in {"sqlite", "postgresql"}, "HUB_TEST_DATABASE is sqlite or postgresql"
    return DIALECT


@pytest.fixture(scope="session")
def server(dialect: str) -> Iterator[str]:
    """The PostgreSQL of this process, as `postgres://USER@HOST:PORT`; empty on SQLite."""
    if dialect == "sqlite":
        yield ""
        return
    with cluster() as url:
        yield url.rsplit("/", 1)[0]


@pytest.fixture(scope="session")
def empty_database(server: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Settings]:
    """Makes settings of a database that has nothing in it yet."""

    def make(**options: Any) -> Settings:
        data = tmp_path_factory.mktemp("data")
        return settings.load(data=data, database_url=_create(server, ""), **options)

    return make


@pytest.fixture(scope="session")
def template(empty_database: Callable[[], Settings]) -> Settings:
    """A migrated database that tests copy."""
    made = empty_database()
    asyncio.run(migrations.migrate(made, TABLES))
    return made


@pytest.fixture
def new_settings(
    template: Settings, server: str, tmp_path: Path
) -> Iterator[Callable[..., Settings]]:
    """Makes settings of one more migrated database; `options` are other settings."""
    made = []

    def make(**options: Any) -> Settings:
        data = tmp_path / f"data{next(_numbers)}"
        data.mkdir()
        if not server:
            shutil.copy(template.data / "hub.db", data / "hub.db")
        url = _create(server, _name(template.database_url.get_secret_value()))
        made.append(url)
        return settings.load(data=data, database_url=url, **options)

    yield make
    if server:
        _drop(server, [_name(url) for url in made])


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    """A running hub on a fresh database, bound to the test."""
    async with Hub(new_settings()).running() as running:
        yield running


def _create(server: str, template: str) -> str:
    """The address of a new database; empty on SQLite."""
    if not server:
        return ""
    name = f"hub{next(_numbers)}"

    async def create() -> None:
        connection = await asyncpg.connect(f"{server}/postgres")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        await connection.close()

    _run(create)
    return f"{server}/{name}?sslmode=disable"


def _drop(server: str, names: list[str]) -> None:
    async def drop() -> None:
        connection = await asyncpg.connect(f"{server}/postgres")
        for name in names:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.close()

    _run(drop)


def _name(url: str) -> str:
    return urlsplit(url).path[1:]


def _run(function: Callable[[], Any]) -> None:
    """Runs a coroutine whether or not a test's own loop is running in this thread."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, function()).result()
