"""Masked texts in the form of today. Nobody's change, so no journal."""

from __future__ import annotations

from hub.database import Row, read, transaction, write
from hub.dav import changes
from hub.errors import Invalid, NotFound
from hub_calendar.actions import storing
from hub_calendar.ics.masking import STAMP, busy_text
from hub_calendar.ics.objects import etag_of, read_object

_BATCH = 100
# Earlier versions copied the two, which count the changes of what is not shown.
_OLD = (
    "SELECT id, calendar_id, href, ics, version FROM calendar_object"
    " WHERE is_private AND (busy_ics NOT LIKE :stamp OR busy_ics LIKE :counted) AND id > :last"
    " ORDER BY id LIMIT :most"
)
_NEW = (
    "UPDATE calendar_object SET busy_ics = :text, busy_etag = :etag"
    " WHERE id = :id AND version = :version RETURNING id"
)


async def mask_again() -> int:
    """Writes anew what others are shown of private events and an earlier version had written; how
    many. To be called until there are none: a hub may have been stopped half way."""
    last, masked = 0, 0
    while rows := await read(
        _OLD, stamp=f"%{STAMP.line}%", counted="%SEQUENCE:%", last=last, most=_BATCH
    ):
        for row in rows:
            masked += await _mask(row)
        last = rows[-1]["id"]
    return masked


async def _mask(row: Row) -> bool:
    """Unless somebody writes or deletes the object meanwhile: then that has done it."""
    try:
        calendar = await storing.held(row["calendar_id"])
        text = busy_text(read_object(row["ics"], calendar.zone), row["id"])
        async with transaction():
            seq = await changes.lock(calendar.id)
            values = {"text": text, "etag": etag_of(text)}
            found = await write(_NEW, id=row["id"], version=row["version"], **values)
            # Programs that keep the old text come for the new one.
            await changes.record(calendar.id, seq, written=[row["href"]] if found else [])
    except (Invalid, NotFound):
        return False  # stored by a version that could read it; or the calendar is gone
    return bool(found)
