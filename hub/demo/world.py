"""The fictional authority, as the demos of the domains find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.models import Model

from hub.demo.draw import Draw
from hub.demo.people import People
from hub.demo.sizes import Size

BATCH = 2000


@dataclass(frozen=True)
class World:
    """Its people are in the database; each domain adds its own, in the order of `hub.domains`.

    A domain draws from `draw.branch("its name")`, so that the demo of another moves nothing of it.
    """

    size: Size
    draw: Draw
    people: People

    @property
    def today(self) -> date:
        """The day on which the demo plays."""
        return self.draw.today


async def insert(rows: Sequence[Model]) -> dict[str, int]:
    """Inserts rows of one table, in the running transaction; its name and their number."""
    if not rows:
        return {}
    table = type(rows[0])
    await table.bulk_create(rows, batch_size=BATCH)
    return {table._meta.db_table: len(rows)}
