"""Writes the migration files of changed models: `python -m tools.migrations make NAME`.

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
from tortoise.migrations.writer import format_migration_name

from hub import settings
from hub.database import Database
from hub.domains import TABLES


async def make(name: str) -> list[Path]:
    """The files written for models that differ from their migrations, one an app."""
    with tempfile.TemporaryDirectory() as directory:
        database = Database(settings.load(data=Path(directory)), TABLES)
        await database.open()
        try:
            with database.bound():
                return await _write(database, name)
        finally:
            await database.close()


async def _write(database: Database, name: str) -> list[Path]:
    apps = require_context().apps
    if apps is None:
        raise RuntimeError("The models are not loaded.")
    written = []
    for writer in await MigrationAutodetector(apps, database.config()["apps"]).changes():
        number = int(writer.name.split("_", 1)[0])
        writer.name = format_migration_name(number, "initial" if number == 1 else name)
        written.append(Path(writer.write()))
    return written


if __name__ == "__main__":
    if sys.argv[1:2] != ["make"] or len(sys.argv) != 3:
        sys.exit(__doc__)
    for path in asyncio.run(make(sys.argv[2])):
        print(path)
