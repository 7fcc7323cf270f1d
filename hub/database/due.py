"""Rows that wait for their time: one worker claims one, and the clock takes it back if it dies.

A table of due work has `id`, `due_at` (null: nothing left to do) and `tries`. Claiming pushes
`due_at` past a lease, which is renewed while the work goes on; so a row whose worker was killed is
due again by itself, on either database, and no row is ever marked as somebody's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from tortoise.connection import get_connection

from hub.database.statements import read, write
from hub.database.transactions import transaction

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """One row that this worker has."""

    id: int
    tries: int
    """How often it was claimed, this time included. Another claim raises it, so it is the fence:
    a worker that lost its lease can no longer change the row."""


class Claims:
    """The rows of one claim; one that its block leaves unsettled is due when the lease is over."""

    def __init__(self, due: Due, claims: list[Claim]) -> None:
        self._due = due
        self._open = {claim.id: claim for claim in claims}
        self.all = tuple(claims)

    async def settle(self, claim: Claim, due_at: datetime | None, **columns: Any) -> bool:
        """Gives the row back with a new time (or none), and says whether it still was ours."""
        self._open.pop(claim.id, None)
        changes = ", ".join(f"{name} = :{name}" for name in ("due_at", *columns))
        sql = f"UPDATE {self._due.table} SET {changes}"  # noqa: S608
        return await self._fenced(sql, claim, columns | {"due_at": due_at})

    async def delete(self, claim: Claim) -> bool:
        """Ends the row's life: it is done. Says whether it still was ours."""
        self._open.pop(claim.id, None)
        return await self._fenced(f"DELETE FROM {self._due.table}", claim, {})  # noqa: S608

    async def renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._due.lease.total_seconds() / 3)
            try:
                await self._renew()
            except Exception as error:
                log.warning("lease_not_renewed", table=self._due.table, error=type(error).__name__)

    async def _fenced(self, change: str, claim: Claim, values: dict[str, Any]) -> bool:
        sql = f"{change} WHERE id = :id AND tries = :fence RETURNING id"
        async with transaction():
            return bool(await write(sql, id=claim.id, fence=claim.tries, **values))

    async def _renew(self) -> None:
        sql = (
            f"UPDATE {self._due.table} SET due_at = :until"  # noqa: S608
            " WHERE id = :id AND tries = :tries AND due_at IS NOT NULL"
        )
        until = datetime.now(UTC) + self._due.lease
        async with transaction():
            for claim in tuple(self._open.values()):
                await write(sql, until=until, id=claim.id, tries=claim.tries)


@dataclass(frozen=True, slots=True)
class Due:
    """The due rows of a table."""

    table: str
    lease: timedelta = LEASE

    @asynccontextmanager
    async def claimed(self, limit: int, where: str = "", **values: Any) -> AsyncIterator[Claims]:
        """At most `limit` due rows, the longest due first, held for the block; perhaps none.

        `where` is a further condition, its parameters filled by `values` as in `read`.
        """
        claims = Claims(self, await self._claim(limit, where, values))
        renewing = asyncio.create_task(claims.renew_for_ever()) if claims.all else None
        try:
            yield claims
        finally:
            if renewing is not None:
                renewing.cancel()
                await asyncio.wait({renewing})

    async def _claim(self, limit: int, where: str, values: dict[str, Any]) -> list[Claim]:
        now = datetime.now(UTC)
        due = f"SELECT id FROM {self.table} WHERE due_at <= :now"  # noqa: S608
        if where:
            due += f" AND {where}"
        # Nearly always there is nothing, and a look must not wait for the writer.
        if not await read(f"{due} LIMIT 1", now=now, **values):
            return []
        claim = (
            f"UPDATE {self.table} SET due_at = :until, tries = tries + 1 WHERE id IN"  # noqa: S608
            f" ({due} ORDER BY due_at, id LIMIT :limit{_skipping()}) RETURNING id, tries"
        )
        async with transaction():
            rows = await write(claim, now=now, until=now + self.lease, limit=limit, **values)
        return [Claim(row["id"], row["tries"]) for row in sorted(rows, key=lambda row: row["id"])]


def growing(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """The delay after the `tries`-th failure: doubled each time, up to `longest`."""
    doubled: timedelta = first * 2 ** min(tries - 1, 30)
    return min(doubled, longest)


def _skipping() -> str:
    # SQLite has one writer, which has the rows already.
    postgres = get_connection("default").capabilities.dialect == "postgres"
    return " FOR UPDATE SKIP LOCKED" if postgres else ""
