"""When somebody is free, between what they have on a day and within their usual hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub_calendar.pages.items import Item

USUAL = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
"""The hours of whoever told none."""
LEAST = timedelta(minutes=30)
"""What is shorter is no time to offer."""

Hours = Sequence[tuple[time, time]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A free stretch, or the present if it has no length."""

    start: datetime
    end: datetime

    @property
    def is_now(self) -> bool:
        return self.start == self.end


def gaps(
    items: Iterable[Item], hours: Hours, day: date, zone: ZoneInfo, now: datetime
) -> list[Gap]:
    """What is left of the hours of a day, from now on."""
    free = [_stretch(start, end, day, zone) for start, end in hours]
    free = [(max(start, now), end) for start, end in free]
    for item in items:
        if item.has_hours and not item.is_cancelled:
            free = [part for stretch in free for part in _without(stretch, item)]
    return [Gap(start, end) for start, end in free if end - start >= LEAST]


def off(hours: Hours) -> list[tuple[time, time]]:
    """The rest of a day: the stretches outside these hours, which are in order."""
    edges = [time.min, *(edge for stretch in hours for edge in stretch), time.min]
    pairs = list(zip(edges[::2], edges[1::2], strict=True))
    return [(start, end) for start, end in pairs if start != end or len(pairs) == 1]


def _stretch(start: time, end: time, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, start, zone), datetime.combine(day, end, zone)


def _without(stretch: tuple[datetime, datetime], item: Item) -> list[tuple[datetime, datetime]]:
    start, end = stretch
    if item.ends_at <= start or item.starts_at >= end:
        return [stretch]
    return [
        (left, right)
        for left, right in ((start, item.starts_at), (item.ends_at, end))
        if left < right
    ]
