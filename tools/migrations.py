"""The migration files of changed models.

python -m tools.migrations make NAME    writes them
python -m tools.migrations check        says which are missing; exit 1 if any is

Read and edit what it writes: add indexes with `hub.database.migrations.index`, and use
`db_default` for a new column that may not be null.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tortoise.context import require_context
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from hub import settings
from hub.database import Database
from hub.domains import TABLES


async def changes() -> list[MigrationWriter]:
    """A migration for each app whose models differ from its migrations."""
    with tempfile.TemporaryDirectory() as directory:
        database = Database(settings.load(data=Path(directory)), TABLES)
        await database.open()
        try:
            with database.bound():
                return await _changes(database)
        finally:
            await database.close()


async def _changes(database: Database) -> list[MigrationWriter]:
    apps = require_context().apps
    if apps is None:
        raise RuntimeError("The models are not loaded.")
    return await MigrationAutodetector(apps, database.config()["apps"]).changes()


def make(name: str) -> int:
    for writer in asyncio.run(changes()):
        number = int(writer.name.split("_", 1)[0])
        writer.name = format_migration_name(number, "initial" if number == 1 else name)
        print(writer.write())
    return 0


def check() -> int:
    found = asyncio.run(changes())
    for writer in found:
        print(f"The models of {writer.app_label} differ from its migrations: run make.")
    if not found:
        print("Every model is as its migrations make it.")
    return 1 if found else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", name]:
            sys.exit(make(name))
        case ["check"]:
            sys.exit(check())
        case _:
            sys.exit(__doc__)
