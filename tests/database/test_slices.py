"""A hub that was filled by an earlier slice comes to this one whole, however often it is killed.

`slices/` holds what each slice had written: the demo of size S, an invitation, an absence, rights,
a file and the journal of all that, dumped from its own database.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection

from hub.database import Database, migrations, read, transaction, write
from hub.database.migrations import listing
from hub.domains import TABLES
from hub.people import closure
from hub.settings import Settings
from tests.conftest import DIALECT
from tests.database.migrate_hub import SLICES

pytestmark = pytest.mark.anyio

# PostgreSQL is told each index and constraint apart.
STRIDES = {"sqlite": 9, "postgresql": 29}
STRIDE = 1 if os.environ.get("HUB_TEST_SIZE") == "full" else STRIDES[DIALECT]
NAMES = sorted(file.name for file in SLICES.glob("*.json"))
Tables = dict[str, list[dict[str, Any]]]


def migrated(settings: Settings, *arguments: object) -> int:
    environment = os.environ | {
        "HUB_DATA": str(settings.data),
        "HUB_DATABASE_URL": settings.database_url.get_secret_value(),
    }
    command = [sys.executable, "-m", "tests.database.migrate_hub", *map(str, arguments)]
    done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings, TABLES)
    await database.open()
    try:
        with database.bound():
            yield database
    finally:
        await database.close()


def told(name: str) -> Any:
    return json.loads((SLICES / name).read_text(encoding="utf-8"))


def plain(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


async def fill(name: str, dialect: str) -> None:
    """Puts the rows of a slice in place of what its migrations had seeded."""
    connection = get_connection("default")
    if dialect == "postgresql":
        await connection.execute_query("SET session_replication_role = replica")
    else:
        await connection.execute_query("PRAGMA defer_foreign_keys = ON")
    for table, content in told(name)["tables"].items():
        await write(f"DELETE FROM {table}")
        for row in content["rows"]:
            values = dict(zip(content["columns"], row, strict=True))
            await (_typed if dialect == "postgresql" else _as_it_is)(table, values)
    if dialect == "postgresql":
        await connection.execute_query("SET session_replication_role = origin")


async def _as_it_is(table: str, values: dict[str, Any]) -> None:
    names = ", ".join(values)
    slots = ", ".join(f":v{at}" for at in range(len(values)))
    given = {f"v{at}": plain(value) for at, value in enumerate(values.values())}
    await write(f"INSERT INTO {table} ({names}) VALUES ({slots})", **given)


async def _typed(table: str, values: dict[str, Any]) -> None:
    """PostgreSQL reads the texts as the types of its columns."""
    shown = {
        name: f"\\x{value['hex']}" if isinstance(value, dict) else value
        for name, value in values.items()
    }
    names = ", ".join(values)
    await write(
        f"INSERT INTO {table} ({names})"
        f' SELECT {names} FROM json_populate_record(CAST(NULL AS "{table}"), CAST(:row AS json))',
        row=json.dumps(shown),
    )


async def rows(name: str) -> Tables:
    """The columns and rows that the slice had, as they are now."""
    found: Tables = {}
    for table, content in told(name)["tables"].items():
        key, *_others = content["columns"]
        keys, names = [row[0] for row in content["rows"]], ", ".join(content["columns"])
        found[table] = await read(
            f"SELECT {names} FROM {table} WHERE {key} IN :keys ORDER BY {key}", keys=keys
        )
    return found


@pytest.fixture(params=NAMES)
async def filled(
    request: pytest.FixtureRequest, empty_database: Callable[[], Settings], dialect: str
) -> tuple[str, Settings]:
    settings = empty_database()
    assert migrated(settings, request.param) == 0
    async with opened(settings), transaction():
        await fill(request.param, dialect)
    return request.param, settings


async def test_every_row_of_an_earlier_slice_is_there_after_any_interruption(
    filled: tuple[str, Settings], template: Settings
) -> None:
    name, settings = filled
    async with opened(settings):
        before, schema = await rows(name), await listing(get_connection("default"))
    assert sum(map(len, before.values())) > 800
    at = 1
    while migrated(settings, "all", at) == -signal.SIGKILL:
        async with opened(settings):
            assert await rows(name) == before
            assert await listing(get_connection("default")) == schema
        at += STRIDE
    assert at > 3 * STRIDE, "it was killed where it works"
    async with opened(template):
        fresh = await listing(get_connection("default"))
    async with opened(settings) as database:
        assert await rows(name) == before
        assert await listing(get_connection("default")) == fresh
        assert await migrations.pending(database) == []
        async with transaction():
            assert await closure.rebuild() == (0, 0)


def test_a_slice_is_small_enough_to_be_read() -> None:
    assert NAMES
    for name in NAMES:
        assert Path(SLICES / name).stat().st_size < 200_000
