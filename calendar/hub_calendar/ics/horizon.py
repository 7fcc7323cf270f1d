"""How far around now the times of a series are kept as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.accounts import clock

PAST, FUTURE = timedelta(366), timedelta(3 * 366)


def horizon() -> tuple[datetime, datetime]:
    now = clock.now()
    return now - PAST, now + FUTURE
