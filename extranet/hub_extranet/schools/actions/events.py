"""What is published, as events of the school's calendar."""

from __future__ import annotations

from collections.abc import Mapping

from hub import settings
from hub.accounts import clock
from hub.actor import Actor
from hub_calendar.actions import delete_object, put_object
from hub_calendar.queries import etags
from hub_extranet.schools.events import Series, Stamp, href, text


async def write_events(
    calendar_id: int,
    old: Mapping[int, Series],
    new: Mapping[int, Series],
    number: int,
    *,
    by: Actor,
) -> None:
    """Makes the calendar say the new series, by line, instead of the old ones.

    Only what differs is written, so that telephones fetch no more than that; and what somebody has
    deleted in the calendar itself.
    """
    stamp = Stamp(number, clock.now(), settings.current.get().timezone)
    there = {name for name, *_rest in await etags(calendar_id, by=by)}
    for line_id in old.keys() - new.keys():
        if href(line_id) in there:
            await delete_object(calendar_id, href(line_id), by=by)
    for line_id, series in new.items():
        if series != old.get(line_id) or href(line_id) not in there:
            await put_object(calendar_id, href(line_id), text(series, stamp), by=by)
