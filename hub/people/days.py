"""Civil days, in the hub's time zone: the calendar that contracts, mandates and rights end by."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub import settings


def today() -> date:
    return datetime.now(ZoneInfo(settings.current.get().timezone)).date()
