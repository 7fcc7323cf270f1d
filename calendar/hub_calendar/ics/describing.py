"""VTIMEZONE components for what we write ourselves (RFC 5545 §3.6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.ics.values import written

_YEARS = 12
"""For which changes are looked at: a rule that held so long is written as one."""

Change = tuple[datetime, timedelta, timedelta]
"""By the clock of before, the offset before, the offset from then on."""


@lru_cache(maxsize=200)
def described(name: str, year: int) -> tuple[Property | Component, ...]:
    """What a VTIMEZONE of that zone is made of, good from that year on."""
    zone = ZoneInfo(name)
    years = [list(_changes(zone, it)) for it in range(year, year + _YEARS)]
    if not any(years):
        first = datetime(1970, 1, 1)
        offset = first.replace(tzinfo=zone).utcoffset() or timedelta(0)
        return (Property.of("TZID", name), _part("STANDARD", (first, offset, offset)))
    if len(years[0]) == 2 and all(_is_alike(years[0], it) for it in years):
        parts = [_part(_kind(it, zone), it, _yearly(it[0])) for it in years[0]]
    else:
        parts = [_part(_kind(it, zone), it) for changes in years for it in changes]
    return (Property.of("TZID", name), *parts)


def timezone(name: str, year: int) -> Component:
    parts = described(name, year)
    return Component(
        "VTIMEZONE",
        [it for it in parts if isinstance(it, Property)],
        [it for it in parts if isinstance(it, Component)],
    )


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        before, after = _offset(zone, at), _offset(zone, at + timedelta(1))
        if before != after:
            low, high = at, at + timedelta(1)
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                low, high = (low, middle) if _offset(zone, middle) == after else (middle, high)
            instant = high.replace(second=0, microsecond=0)
            yield (instant + before).replace(tzinfo=None), before, after
        at += timedelta(1)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _is_alike(one: list[Change], other: list[Change]) -> bool:
    return [(_yearly(at), at.time(), before, after) for at, before, after in one] == [
        (_yearly(at), at.time(), before, after) for at, before, after in other
    ]


def _yearly(at: datetime) -> str:
    """`last Sunday of March`, or the first to fourth."""
    is_last = (at + timedelta(7)).month != at.month
    number = -1 if is_last else (at.day - 1) // 7 + 1
    return f"FREQ=YEARLY;BYMONTH={at.month};BYDAY={number}{WEEKDAYS[at.weekday()]}"


def _kind(change: Change, zone: ZoneInfo) -> str:
    at, before, _after = change
    instant = (at - before).replace(tzinfo=UTC) + timedelta(hours=1)
    return "DAYLIGHT" if instant.astimezone(zone).dst() else "STANDARD"


def _part(kind: str, change: Change, rule: str = "") -> Component:
    at, before, after = change
    lines = [
        Property.of("DTSTART", written(at)),
        Property.of("TZOFFSETFROM", _written(before)),
        Property.of("TZOFFSETTO", _written(after)),
    ]
    return Component(kind, [*lines, Property.of("RRULE", rule)] if rule else lines)


def _written(offset: timedelta) -> str:
    sign, size = ("-", -offset) if offset < timedelta(0) else ("+", offset)
    minutes = size // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"
