"""How it goes with what is subscribed to, for those who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.actor import Actor
from hub.database import read
from hub_calendar.queries.calendars import entered


@dataclass(frozen=True, slots=True)
class Followed:
    """A subscription, as far as its reader goes in the calendar."""

    host: str
    """Where it comes from; empty for those who do not manage the calendar."""
    maker: str
    """In whose name it is asked; empty for the same."""
    looked_at: datetime | None
    succeeded_at: datetime | None
    due_at: datetime | None
    reason: str
    """A `Reason`; empty: the last look went well."""
    status: int
    unread: int
    events: int

    @property
    def is_stale(self) -> bool:
        """Whether what is shown may have been otherwise for a day."""
        if not self.reason or self.succeeded_at is None or self.looked_at is None:
            return bool(self.reason)
        return self.looked_at - self.succeeded_at > timedelta(days=1)


async def followed(calendar_id: int, *, by: Actor) -> Followed | None:
    """None for a calendar that is kept here. Raises `NotFound` or `Forbidden`."""
    place = await entered(calendar_id, by=by)
    rows = await read(
        "SELECT s.host, p.given_name || ' ' || p.family_name AS maker, s.looked_at, s.succeeded_at,"
        " s.due_at, s.reason, s.status, s.unread, (SELECT COUNT(*) FROM calendar_object o"
        " WHERE o.calendar_id = s.calendar_id) AS events FROM calendar_subscription s"
        " JOIN person p ON p.id = s.maker_id WHERE s.calendar_id = :id",
        id=calendar_id,
    )
    if not rows:
        return None
    is_told = "manage" in place.abilities
    return Followed(**rows[0] | ({} if is_told else {"host": "", "maker": ""}))
