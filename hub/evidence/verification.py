"""Reading the whole chain again: what `hub verify` says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from hub import settings
from hub.database import Row, first_key, read
from hub.evidence import roots
from hub.evidence.chain import Check, Fault
from hub.evidence.sealing import COLUMNS, end
from hub.language import _, _n

log = structlog.get_logger(__name__)

PAGE = 1_000  # rows
OVERDUE = timedelta(minutes=5)
MOST = 100  # faults told; the first is where to look


async def verify() -> list[Fault]:
    """Faults of the journal, the first bad entry first; none when nothing was tampered with."""
    faults: list[Fault] = []
    check = Check(await _expected(faults))
    faults += await _follow(check)
    faults += await _overdue(check.last.seq)
    return sorted(faults, key=lambda fault: fault.seq)[:MOST]


async def _expected(faults: list[Fault]) -> dict[int, str]:
    """Seals by number, from the roots; what was exported counts for more."""
    folder = settings.current.get().data / "evidence"
    exported, bad_files = await asyncio.to_thread(roots.read_files, folder)
    faults += bad_files
    try:
        recorded = await roots.recorded()
    except Exception as error:
        log.warning("roots_unreadable", error=type(error).__name__)
        faults.append(Fault(0, _("The table of roots cannot be read.")))
        recorded = []
    faults += roots.compare(recorded, exported)
    return {root.seq: root.seal for root in (*recorded, *exported)}


async def _follow(check: Check) -> list[Fault]:
    """The faults of all sealed rows, sealed while this reads included."""
    faults: list[Fault] = []
    after = (0, 0)
    while True:
        if rows := await _page(after):
            after = (rows[-1]["seq"], rows[-1]["id"])
            found = list(check.follow(rows))
            faults += found if len(faults) < MOST else []
            continue
        head = await end()
        # Rows come with the head that names them: without, they are not on their way but gone.
        if head is None or head.seq <= check.last.seq or not await _page(after):
            return [*faults, *check.end(head)]


async def _page(after: tuple[int, int]) -> list[Row]:
    sql = (
        f"SELECT {COLUMNS}, seq, seal FROM audit_entry WHERE (seq, id) > (:seq, :id)"  # noqa: S608
        " ORDER BY seq, id LIMIT :page"
    )
    place = {"seq": after[0], "id": after[1]}
    try:
        return await read(sql, **place, page=PAGE)
    except Exception as error:
        # An instant that is none cannot even be read: find out whose.
        log.warning("journal_unreadable", error=type(error).__name__)
        return await _one_by_one(place)


async def _one_by_one(place: dict[str, int]) -> list[Row]:
    rows = await read(
        "SELECT id, seq, seal FROM audit_entry WHERE (seq, id) > (:seq, :id)"
        " ORDER BY seq, id LIMIT :page",
        **place, page=PAGE,
    )  # fmt: skip
    for row in rows:
        try:
            sql = f"SELECT {COLUMNS} FROM audit_entry WHERE id = :id"  # noqa: S608
            row.update((await read(sql, id=row["id"]))[0])
        except Exception:
            row["at"] = None  # proves nothing, so it is the bad one
    return rows


async def _overdue(last: int) -> list[Fault]:
    before = first_key(datetime.now(UTC) - OVERDUE)
    rows = await read(
        "SELECT count(*) AS number FROM audit_entry WHERE seq IS NULL AND id < :before",
        before=before,
    )
    if not rows[0]["number"]:
        return []
    message = _n(
        "{number} entry has waited for its seal too long.",
        "{number} entries have waited for their seal too long.",
        rows[0]["number"],
    )
    return [Fault(last + 1, message)]
