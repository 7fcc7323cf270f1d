"""Civil days, in the hub's time zone: the calendar that contracts, mandates and rights end by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hub import settings

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
"""Bounds of the closure’s intervals, which have no open end; French staff files write them too."""


def today() -> date:
    return datetime.now(settings.current.get().zone).date()


def end_of(day: date) -> datetime:
    """The midnight at which a right ends whose last day that is."""
    return datetime.combine(day + timedelta(1), time(), settings.current.get().zone)


def last_day(ends_at: datetime) -> date:
    """The last civil day before an instant: a right until midnight lasts the day before."""
    return (ends_at - timedelta(seconds=1)).astimezone(settings.current.get().zone).date()
