"""What the agenda draws of an event: what a view needs, and nothing its reader may not know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONG = timedelta(hours=24)
"""What lasts so long is drawn across days, its hours in words."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What a move of an occurrence says: which one it is of, and as which version it was drawn."""

    event_id: int
    version: int
    at: str
    is_series: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence. Of what one may only know to be busy, `title` says whose time it is."""

    key: str
    """The same each time the page is drawn, so that what has the focus keeps it."""
    calendar_id: int
    colour: str
    title: str
    starts_at: datetime
    ends_at: datetime
    """In the reader's time zone; of what has no hours, midnights."""
    url: str = ""
    place: str = ""
    has_hours: bool = True
    is_busy: bool = False
    is_tentative: bool = False
    is_cancelled: bool = False
    icon: str = ""
    is_away: bool = False
    """The time of somebody who is not there."""
    hold: Hold | None = None
    """None: its reader may not move it."""

    @property
    def walls(self) -> tuple[str, str]:
        """When it is, as a move says it: days with the day after the last, or wall times."""
        if not self.has_hours:
            return self.starts_at.date().isoformat(), self.ends_at.date().isoformat()
        start, end = (it.replace(tzinfo=None) for it in (self.starts_at, self.ends_at))
        return start.isoformat(timespec="seconds"), end.isoformat(timespec="seconds")

    @property
    def is_bar(self) -> bool:
        """Whether it is drawn across days."""
        return not self.has_hours or self.ends_at - self.starts_at >= LONG

    @property
    def first(self) -> date:
        return self.starts_at.date()

    @property
    def last(self) -> date:
        """The last day on which there is anything of it."""
        if self.ends_at <= self.starts_at:
            return self.first
        return (self.ends_at - timedelta(microseconds=1)).date()

    def is_on(self, day: date) -> bool:
        return self.first <= day <= self.last


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the civil day. What is between two of them may be 23 or 25 hours."""
    return datetime.combine(day, time.min, zone)


def ordered(items: Iterable[Item]) -> list[Item]:
    """As they are read: by the clock, the longer first, then by title."""
    return sorted(
        items, key=lambda it: (it.starts_at.timestamp(), -it.ends_at.timestamp(), it.title, it.key)
    )
