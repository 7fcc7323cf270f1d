"""How much there is on each day of a long time: no title is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.access.queries import roles_of
from hub.actor import Actor
from hub.database import Row
from hub_calendar import policy
from hub_calendar.models import BusyKind
from hub_calendar.policy import Sight
from hub_calendar.queries.times import check_window, counted


async def numbers(
    calendar_ids: Collection[int], first: date, last: date, zone: ZoneInfo, *, by: Actor
) -> Counter[date]:
    """How many events the actor is shown on each day, by the clocks of `zone`; of a private one,
    that there is one. Three statements."""
    start, end = (datetime.combine(it, time(), zone) for it in (first, last + timedelta(1)))
    check_window(start, end)
    roles = await roles_of(by, calendar_ids)
    found: Counter[date] = Counter()
    for row in await counted(list(roles), start, end):
        if _is_shown(row, roles[row["calendar_id"]]):
            for day in _days(row, first, last, zone):
                found[day] += row["number"]
    return found


def _is_shown(row: Row, role: str) -> bool:
    sight = policy.sight(role, is_private=bool(row["is_private"]))
    return sight is Sight.ALL or (sight is Sight.BUSY and row["busy"] != BusyKind.FREE)


def _days(row: Row, first: date, last: date, zone: ZoneInfo) -> Iterator[date]:
    """The days that it is on, of those that are asked about."""
    starts, ends = _span(row, zone)
    day = max(starts, first)
    while day <= min(ends, last):
        yield day
        day += timedelta(1)


def _span(row: Row, zone: ZoneInfo) -> tuple[date, date]:
    """Its first day and its last one."""
    if row["starts_on"] is not None:
        last = (row["ends_on"] or row["starts_on"] + timedelta(1)) - timedelta(1)
        return row["starts_on"], max(last, row["starts_on"])
    starts, ends = (row[it].astimezone(zone) for it in ("starts_at", "ends_at"))
    if ends <= starts:
        return starts.date(), starts.date()
    return starts.date(), (ends - timedelta(microseconds=1)).date()
