"""Sensitive reads: journaled in batches, after the answer, so that no reader waits for the writer.

What is read between two batches is lost if the process is killed: up to a second. When the journal
cannot be written, reading goes on until the buffer is full; then it is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import structlog

from hub.actor import Actor
from hub.audit.models import Entry
from hub.current import Current
from hub.database import transaction
from hub.errors import Unavailable
from hub.language import _

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds
BATCH = 200  # rows a transaction
MOST = 5_000  # reads that wait

_Read = tuple[str, str, int, int | None, str, str, str]


def journal_read(
    action: str, kind: str, object_id: int, *, by: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    """Says, in a query, that somebody read something whose reading is journaled.

    Raises:
        Unavailable: too many reads wait to be journaled.
    """
    text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    current.get().add((action, kind, object_id, by.person_id, by.name, by.via, text))


class Reads:
    """The reads of this process that are not in the journal yet; equal ones are one row a batch."""

    def __init__(self) -> None:
        self._waiting: dict[_Read, datetime] = {}
        self._writing = asyncio.Lock()

    def add(self, read: _Read) -> None:
        if len(self._waiting) >= MOST and read not in self._waiting:
            raise Unavailable(_("The journal cannot be written, so this cannot be read just now."))
        self._waiting.setdefault(read, datetime.now(UTC))

    async def run(self, stop: asyncio.Event) -> None:
        """Writes batches until `stop` is set, then what is left."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            try:
                await self.flush()
            except Exception:
                log.exception("reads_not_journaled", waiting=len(self._waiting))

    async def flush(self) -> None:
        async with self._writing:
            while self._waiting:
                batch = dict(islice(self._waiting.items(), BATCH))
                async with transaction():
                    await Entry.bulk_create([_entry(read, at) for read, at in batch.items()])
                for read in batch:
                    del self._waiting[read]


def _entry(read: _Read, at: datetime) -> Entry:
    action, kind, object_id, actor_id, actor_name, via, detail = read
    return Entry(
        at=at, action=action, kind=kind, object_id=object_id, actor_id=actor_id,
        actor_name=actor_name, via=via, detail=detail,
    )  # fmt: skip


current: Current[Reads] = Current("journal of reads")
