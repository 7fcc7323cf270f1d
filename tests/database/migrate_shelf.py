"""Migrates the shelf in a process of its own: `python -m tests.database.migrate_shelf UPTO [KILL]`.

UPTO is the number of migrations of this "release"; KILL, the statement before which the process
is killed as `kill -9` would.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import BaseSchemaEditor, SqliteSchemaEditor

from hub import settings
from hub.database import migrations

PACKAGE = "tests.database.shelf"


def only_the_first(number: int) -> None:
    load = MigrationLoader.load_disk

    def load_some(loader: MigrationLoader) -> None:
        load(loader)
        for key in list(loader.disk_migrations):
            if int(key.name[:4]) > number:
                del loader.disk_migrations[key]

    MigrationLoader.load_disk = load_some  # type: ignore[method-assign]


def die_before_statement(number: int) -> None:
    count = 0

    def counting(function: Any) -> Any:
        async def run(*args: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return await function(*args)

        return run

    for owner, name in (
        (SqliteSchemaEditor, "_run_sql"),
        (BaseSchemaEditor, "_run_sql"),
        (MigrationRecorder, "record_applied"),
        (migrations._Run, "_check"),
    ):
        setattr(owner, name, counting(getattr(owner, name)))


if __name__ == "__main__":
    only_the_first(int(sys.argv[1]))
    if len(sys.argv) > 2:
        die_before_statement(int(sys.argv[2]))
    print(asyncio.run(migrations.migrate(settings.load(), (PACKAGE,))))
