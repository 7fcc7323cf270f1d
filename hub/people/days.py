"""Civil days, in the hub's time zone: the calendar that contracts, mandates and rights end by."""

from __future__ import annotations

from datetime import date, datetime

from hub import settings

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
"""Bounds of the closure’s intervals, which have no open end; French staff files write them too."""


def today() -> date:
    return datetime.now(settings.current.get().zone).date()
