"""Primary keys: 63-bit integers made by the hub, ordered by time, the same on both databases.

A key says when a row was made and nothing else: no sequence that would count what the reader may
not see, none to repair after a bulk load, and rows that belong together lie together on disk.
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime
from typing import Any

from tortoise import fields

EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
RANDOM_BITS = 21
LARGEST = 2**63 - 1

_lock = threading.Lock()
_last = 0


def new_key() -> int:
    """A key greater than every earlier one of this process, and unlikely to meet another node's."""
    global _last  # noqa: PLW0603  # the one counter of the process
    since = int(time.time() * 1000) - EPOCH_MS
    # The top random bit stays 0, so a burst in one millisecond can count upwards from there.
    candidate = since << RANDOM_BITS | secrets.randbits(RANDOM_BITS - 1)
    with _lock:
        _last = max(candidate, _last + 1)
        return _last


def first_key(moment: datetime) -> int:
    """The smallest key of that millisecond: what was made before it has a smaller one."""
    return max(0, int(moment.timestamp() * 1000) - EPOCH_MS) << RANDOM_BITS


class KeyField(fields.BigIntField):
    """Primary key filled by `new_key`. On SQLite it is the rowid itself, not a second index."""

    class _db_sqlite:  # noqa: N801  # Tortoise's own convention
        SQL_TYPE = "INTEGER"

    def __init__(self, **options: Any) -> None:
        options.update(primary_key=True, generated=False)
        options.setdefault("default", new_key)
        super().__init__(**options)
