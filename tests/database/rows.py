"""Rows for tests that do not care which."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hub.audit.models import Entry


async def entry(**fields: Any) -> Entry:
    row = {
        "at": datetime(2026, 11, 23, 9, 12, tzinfo=UTC),
        "action": "test.thing.made",
        "kind": "thing",
        "object_id": 7,
        "actor_name": "alice",
        "via": "session",
        "detail": "{}",
    }
    return await Entry.create(**row | fields)
