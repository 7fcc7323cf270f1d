"""When somebody usually works and when they are away, as stretches of the civil clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.people.models import Absence, Weeks, WorkingHours

Minutes = tuple[int, int]
"""After midnight of a civil day, half-open."""
_NOON = time(12)


def minutes_worked(told: Iterable[WorkingHours], day: date) -> list[Minutes]:
    """What a usual week says of a day."""
    weeks = {Weeks.ALL, Weeks.EVEN if day.isocalendar().week % 2 == 0 else Weeks.ODD}
    return sorted(
        (it.starts_minute, it.ends_minute)
        for it in told
        if it.weekday == day.isoweekday() and it.weeks in weeks
    )


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows then; 1440 is the midnight at the end of the day."""
    return (datetime.combine(day, time()) + timedelta(minutes=minute)).replace(tzinfo=zone)


def clock(minute: int) -> time:
    """What a clock shows then; at the end of the day it is midnight again."""
    return time(minute // 60 % 24, minute % 60)


def time_away(absence: Absence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    starts_at = datetime.combine(
        absence.starts_on, _NOON if absence.starts_at_noon else time(), zone
    )
    if absence.ends_at_noon:
        return starts_at, datetime.combine(absence.ends_on, _NOON, zone)
    return starts_at, datetime.combine(absence.ends_on + timedelta(1), time(), zone)
