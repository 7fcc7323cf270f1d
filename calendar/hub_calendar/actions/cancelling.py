"""Events that leave a calendar, and what its feeds say of them for some weeks."""

from __future__ import annotations

from hub.accounts import clock
from hub.database import new_key, read, write
from hub.errors import Invalid
from hub_calendar.actions import storing
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.publishing import cancelled, takes_time
from hub_calendar.models import Component
from hub_calendar.queries.feeds import CANCELLED_FOR

# Of calendars without feeds nothing is kept, and deleting costs one look more.
_FED = (
    "SELECT o.calendar_id, o.is_private,"
    " CASE WHEN o.is_private THEN o.busy_ics ELSE o.ics END AS ics"
    " FROM calendar_object o WHERE o.id = :id AND o.component = :event"
    " AND EXISTS (SELECT 1 FROM calendar_feed f WHERE f.calendar_id = o.calendar_id)"
)
_KEEP = (
    "INSERT INTO cancelled_event"
    " (id, calendar_id, object_id, is_private, takes_time, cancelled_at, ics)"
    " VALUES (:id, :calendar, :object, :private, :takes_time, :at, :ics)"
    " ON CONFLICT (calendar_id, object_id) DO UPDATE SET is_private = excluded.is_private,"
    " takes_time = excluded.takes_time, cancelled_at = excluded.cancelled_at, ics = excluded.ics"
)


async def delete_row(object_id: int) -> None:
    """Deletes an object, in an action that holds its calendar and has checked everything."""
    await keep_time(object_id)
    await write("DELETE FROM calendar_object WHERE id = :id", id=object_id)


async def keep_time(object_id: int) -> None:
    """Notes, before it leaves its calendar, when an event is."""
    for row in await read(_FED, id=object_id, event=Component.EVENT.value):
        calendar = await storing.held(row["calendar_id"])
        try:
            parsed = read_object(row["ics"], calendar.zone)
        except Invalid:
            return  # stored by a version that could read it
        is_private = bool(row["is_private"])
        await _keep(calendar.id, object_id, parsed, is_private=is_private)


async def forget_cancelled() -> None:
    await write(
        "DELETE FROM cancelled_event WHERE cancelled_at < :at", at=clock.now() - CANCELLED_FOR
    )


async def _keep(calendar_id: int, object_id: int, parsed: Parsed, *, is_private: bool) -> None:
    await write(
        _KEEP, id=new_key(), calendar=calendar_id, object=object_id, private=is_private,
        takes_time=takes_time(parsed.parts), at=clock.now(), ics=cancelled(parsed, object_id),
    )  # fmt: skip
