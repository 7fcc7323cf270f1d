"""Migrates the hub in a process of its own: `python -m tests.database.migrate_hub SLICE [KILL]`.

SLICE is a file of `slices/`, whose migrations alone this "release" has, or `all`; KILL, the
statement before which the process is killed as `kill -9` would.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from tortoise.migrations.loader import MigrationLoader

from hub import settings
from hub.database import migrations
from hub.domains import TABLES
from tests.database.migrate_shelf import die_before_statement

SLICES = Path(__file__).parent / "slices"


def only(known: set[tuple[str, str]]) -> None:
    load = MigrationLoader.load_disk

    def load_some(loader: MigrationLoader) -> None:
        load(loader)
        for key in list(loader.disk_migrations):
            if (key.app_label, key.name) not in known:
                del loader.disk_migrations[key]

    MigrationLoader.load_disk = load_some  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.argv[1] != "all":
        told = json.loads((SLICES / sys.argv[1]).read_text(encoding="utf-8"))
        known = {(app, name) for app, name in told["migrations"]}
        only(known)
        # What it would be compared with is the release of then, which had no other packages.
        packages = tuple(it for it in TABLES if any(it.endswith(f".{app}") for app, _ in known))
    else:
        packages = TABLES
    if len(sys.argv) > 2:
        die_before_statement(int(sys.argv[2]))
    print(asyncio.run(migrations.migrate(settings.load(), packages)))
