"""A filled database is migrated, interrupted and compared: no row, index or constraint is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tortoise.connection import get_connection

from hub.database import Database, DatabaseError, migrations, read, transaction, write
from hub.database.migrations import Listing, listing
from hub.settings import Settings
from tests.database.migrate_shelf import PACKAGE

pytestmark = pytest.mark.anyio

ALL = 3


def run(settings: Settings, upto: int, *kill: int) -> subprocess.Popen[str]:
    environment = os.environ | {
        "HUB_DATA": str(settings.data),
        "HUB_DATABASE_URL": settings.database_url.get_secret_value(),
    }
    command = [sys.executable, "-m", "tests.database.migrate_shelf", str(upto), *map(str, kill)]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def migrated(settings: Settings, upto: int, *kill: int) -> int:
    process = run(settings, upto, *kill)
    _out, err = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), err
    return process.returncode


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings, (PACKAGE,))
    await database.open()
    try:
        with database.bound():
            yield database
    finally:
        await database.close()


async def fill() -> None:
    async with transaction():
        for shelf in range(3):
            await write(
                "INSERT INTO shelf (id, name, code) VALUES (:id, :name, :code)",
                id=shelf, name=f"Étagère {shelf}", code=f"E{shelf}",
            )  # fmt: skip
            for place in range(20):
                await write(
                    "INSERT INTO book (id, shelf_id, title, place) VALUES (:id, :shelf, :t, :at)",
                    id=shelf * 100 + place, shelf=shelf, t=f"L’œuvre {place}", at=place,
                )  # fmt: skip


async def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    shelves = await read("SELECT id, name, code FROM shelf ORDER BY id")
    books = await read("SELECT id, shelf_id, title, place FROM book ORDER BY id")
    return shelves, books


async def schema() -> Listing:
    return await listing(get_connection("default"))


@pytest.fixture
async def filled(empty_database: Callable[[], Settings]) -> Settings:
    settings = empty_database()
    assert migrated(settings, 1) == 0
    async with opened(settings):
        await fill()
    return settings


async def test_a_filled_database_keeps_every_row_index_and_constraint(
    filled: Settings, empty_database: Callable[[], Settings]
) -> None:
    async with opened(filled):
        before = await rows()
    assert migrated(filled, ALL) == 0
    fresh = empty_database()
    assert migrated(fresh, ALL) == 0
    async with opened(fresh):
        expected = await schema()
    async with opened(filled):
        assert await rows() == before
        assert len(before[1]) == 60
        assert await schema() == expected
        assert {"index book_place", "index shelf_long_name", "index book_pages"} <= expected.keys()
        assert await read("SELECT DISTINCT pages FROM book") == [{"pages": 0}]
        with pytest.raises(Exception, match=r"(?i)unique"):
            async with transaction():
                await write("UPDATE book SET place = 1 WHERE id = 0")


async def test_killed_before_any_statement_it_is_as_before_and_completes_next_time(
    filled: Settings,
) -> None:
    async with opened(filled):
        before, schema_before = await rows(), await schema()
    killed = 0
    while migrated(filled, ALL, killed + 1) == -signal.SIGKILL:
        killed += 1
        async with opened(filled):
            assert await rows() == before
            assert await schema() == schema_before
    assert killed >= 6
    async with opened(filled) as database:
        assert await rows() == before
        assert await migrations.pending(database) == []


async def test_a_backup_comes_first_and_can_be_opened(filled: Settings, dialect: str) -> None:
    if dialect != "sqlite":
        return  # PostgreSQL's backup is the operator's; the migration itself is one transaction
    assert migrated(filled, ALL) == 0
    backups = list((filled.data / "backups").iterdir())
    assert [backup.suffix for backup in backups] == [".db"]
    assert backups[0].stat().st_mode & 0o777 == 0o600
    backups[0].rename(filled.data / "hub.db")
    (filled.data / "hub.db-wal").unlink(missing_ok=True)
    async with opened(filled):
        assert len((await rows())[1]) == 60
        assert "index book_pages" not in await schema()


async def test_a_schema_somebody_changed_by_hand_is_refused_and_left_alone(
    filled: Settings,
) -> None:
    async with opened(filled):
        async with transaction():
            await write("DROP INDEX book_place")
        before = await schema()
    process = run(filled, ALL)
    assert "index book_place is missing" in process.communicate()[1]
    assert process.returncode == 1
    async with opened(filled):
        assert await schema() == before


async def test_two_nodes_that_start_together_migrate_once(filled: Settings, dialect: str) -> None:
    processes = [run(filled, ALL) for _ in range(3)]
    ends = [(process.communicate(), process.returncode) for process in processes]
    if dialect == "sqlite":  # one process a directory: the others are told so
        assert sum(code == 0 for _, code in ends) >= 1
        assert all("already uses" in err for (_, err), code in ends if code)
    else:
        assert [code for _, code in ends] == [0, 0, 0], ends
        assert sum("0003_pages" in out for (out, _), _ in ends) == 1


async def test_a_second_process_on_the_same_directory_is_told_who_has_it(
    empty_database: Callable[[], Settings], dialect: str
) -> None:
    if dialect != "sqlite":
        return
    settings = empty_database()
    async with opened(settings):
        with pytest.raises(DatabaseError, match=f"process {os.getpid()}"):
            await Database(settings, (PACKAGE,)).open()
    await asyncio.sleep(0)
    async with opened(settings):
        pass


async def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    from hub import settings

    url = "postgres://hub:Zx9secretZx9@127.0.0.1:1/hub"
    with pytest.raises(DatabaseError) as refusal:
        await Database(settings.load(database_url=url), (PACKAGE,)).open()
    assert "does not answer" in str(refusal.value)
    assert "Zx9secretZx9" not in str(refusal.value)
