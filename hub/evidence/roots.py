"""Daily roots: where the chain ended each day, in a table and in files that nothing rewrites.

A file is one JSON object. Copied off the machine (the log carries it too), it shows a journal that
was rewritten as a whole, head and all.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from hub import settings
from hub.database import Row, new_key, read, write
from hub.evidence.chain import Fault
from hub.language import _

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Root:
    day: date
    seq: int
    seal: str


async def is_due(today: date) -> bool:
    """Whether the last day of sealing is over and has no root yet."""
    return bool(await _due(today))


async def make(today: date) -> bool:
    """Inside the sealing transaction, before anything is sealed: the root that is due."""
    rows = await _due(today)
    for row in rows:
        await write(
            "INSERT INTO evidence_root (id, day, seq, seal, made_at)"
            " VALUES (:id, :day, :seq, :seal, :now)",
            id=new_key(), day=row["day"], seq=row["seq"], seal=row["seal"], now=datetime.now(UTC),
        )  # fmt: skip
    return bool(rows)


async def recorded() -> list[Root]:
    rows = await read("SELECT day, seq, seal FROM evidence_root ORDER BY day")
    return [Root(row["day"], row["seq"], row["seal"]) for row in rows]


async def export() -> None:
    """Writes the file of each root that has none on this machine."""
    folder = settings.current.get().data / "evidence"
    for root in await recorded():
        if await asyncio.to_thread(_write, folder, root):
            log.info("journal_root", day=root.day.isoformat(), seq=root.seq, seal=root.seal)


def read_files(folder: Path) -> tuple[list[Root], list[Fault]]:
    """The exported roots, and one fault for each file that is none."""
    roots, faults = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            roots.append(_parsed(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            faults.append(Fault(0, _("{file} is not a root of the journal.", file=path.name)))
    return roots, faults


def compare(recorded: list[Root], exported: list[Root]) -> Iterator[Fault]:
    """Faults of roots that differ from what was exported."""
    by_day = {root.day: root for root in recorded}
    for root in exported:
        if by_day.get(root.day) != root:
            day = root.day.isoformat()
            yield Fault(root.seq, _("The root of {day} is not the one exported.", day=day))


async def _due(today: date) -> list[Row]:
    return await read(
        "SELECT day, seq, seal FROM evidence_head h WHERE h.chain = 'journal' AND h.day < :today"
        " AND NOT EXISTS (SELECT 1 FROM evidence_root r WHERE r.day = h.day)",
        today=today,
    )


def _write(folder: Path, root: Root) -> bool:
    path = folder / f"{root.day.isoformat()}.json"
    if path.exists():
        return False
    folder.mkdir(mode=0o700, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(_printed(root))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; a link replaces nothing
            os.link(part, path)
    finally:
        part.unlink()
    return True


def _printed(root: Root) -> bytes:
    return (
        json.dumps({"day": root.day.isoformat(), "seq": root.seq, "seal": root.seal}).encode()
        + b"\n"
    )


def _parsed(text: str) -> Root:
    found = json.loads(text)
    return Root(date.fromisoformat(found["day"]), int(found["seq"]), str(found["seal"]))
