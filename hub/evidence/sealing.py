"""Sealing: committed journal rows join the chain, within two seconds, one holder at a time.

Rows are taken in the order of their keys, as far as they are committed. One that commits later with
a smaller key joins later: the chain says in what order rows were sealed, not in what order made.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from datetime import date, datetime

import structlog

from hub import settings
from hub.database import Row, read, transaction, write
from hub.evidence import roots
from hub.evidence.chain import FIELDS, Link, sealed

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds
BATCH = 200  # rows; on SQLite everybody who writes waits for one batch
EXPORT_EVERY = 3600.0  # seconds; roots that another node made
ADVISORY_LOCK = 0x50617276_7365  # "Parvse": one node seals

COLUMNS = ", ".join(("at", *FIELDS))


async def run(stop: asyncio.Event) -> None:
    """Seals and exports until `stop` is set, then seals what came last."""
    loop = asyncio.get_running_loop()
    exported_at = -EXPORT_EVERY
    while not stop.is_set():
        if loop.time() - exported_at >= EXPORT_EVERY:
            exported_at = loop.time()
            await _logged(roots.export())
        await _logged(seal_all())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await stop.wait()
    await _logged(seal_all())


async def seal_all() -> None:
    while await seal() == BATCH:
        pass


async def seal() -> int:
    """Seals a batch of committed rows and says how many; 0 also when another node is sealing."""
    today = _today()
    if not await _is_due(today):
        return 0
    async with transaction():
        if not await _is_alone():
            return 0
        head = await end()
        if head is None:
            # Starting over would bless whatever is there now.
            log.error("evidence_head_missing")
            return 0
        made = await roots.make(today)
        rows = await _unsealed()
        await _seal(rows, head, today)
    if made:
        await roots.export()
    return len(rows)


async def end() -> Link | None:
    """Where the chain ends, as recorded; `None` when the record is gone."""
    rows = await read("SELECT seq, seal FROM evidence_head WHERE chain = 'journal'")
    if not rows or type(rows[0]["seq"]) is not int:
        return None
    return Link(rows[0]["seq"], rows[0]["seal"])


def _today() -> date:
    return datetime.now(settings.current.get().zone).date()


async def _is_due(today: date) -> bool:
    # Asked each second, so without a transaction: on SQLite that would be the one of the writers.
    if await read("SELECT 1 AS one FROM audit_entry WHERE seq IS NULL LIMIT 1"):
        return True
    return await roots.is_due(today)


async def _is_alone() -> bool:
    if settings.current.get().is_sqlite:
        return True  # the transaction itself is the lock
    rows = await read("SELECT pg_try_advisory_xact_lock(:lock) AS got", lock=ADVISORY_LOCK)
    return bool(rows[0]["got"])


async def _unsealed() -> list[Row]:
    return await read(
        f"SELECT {COLUMNS} FROM audit_entry WHERE seq IS NULL ORDER BY id LIMIT :batch",  # noqa: S608
        batch=BATCH,
    )


async def _seal(rows: list[Row], head: Link, today: date) -> None:
    if not rows:
        return
    for row in rows:
        head = sealed(row, head)
        await write(
            "UPDATE audit_entry SET seq = :seq, seal = :seal WHERE id = :id AND seq IS NULL",
            seq=head.seq, seal=head.seal, id=row["id"],
        )  # fmt: skip
    await write(
        "UPDATE evidence_head SET seq = :seq, seal = :seal, day = :day WHERE chain = 'journal'",
        seq=head.seq, seal=head.seal, day=today,
    )  # fmt: skip


async def _logged(work: Awaitable[object]) -> None:
    try:
        await work
    except Exception:
        log.exception("sealing_failed")  # the next round may find the database again
