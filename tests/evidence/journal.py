"""Journals to seal and to tamper with."""

from __future__ import annotations

from typing import Any

from hub.database import read, transaction, write
from hub.evidence.sealing import seal_all
from hub.evidence.verification import verify
from tests.database.rows import entry


async def journal(number: int) -> list[int]:
    """The keys of so many sealed entries, which prove themselves."""
    keys = []
    async with transaction():
        for count in range(number):
            row = await entry(object_id=count, actor_name=f"Alice Élodie {count}", actor_id=7)
            keys.append(row.id)
    await seal_all()
    assert await verify() == []
    return keys


async def tamper(sql: str, **values: Any) -> None:
    """Straight in the database, as somebody who has its password."""
    async with transaction():
        await write(sql, **values)


async def chain() -> list[tuple[int, int, str]]:
    rows = await read("SELECT id, seq, seal FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq")
    return [(row["id"], row["seq"], row["seal"]) for row in rows]


async def first_bad() -> int:
    faults = await verify()
    assert faults
    return faults[0].seq
