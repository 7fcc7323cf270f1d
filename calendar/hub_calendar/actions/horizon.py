"""What is kept of calendars for speed, moved on as time goes by. Nobody's change, so no journal."""

from __future__ import annotations

from datetime import timedelta

from hub.accounts import clock
from hub.database import Row, read, transaction, write
from hub.dav import changes
from hub.errors import Invalid
from hub_calendar.actions import cancelling, storing
from hub_calendar.actions.messages import forget_messages
from hub_calendar.ics.horizon import FUTURE
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.objects import read_object
from hub_calendar.models import Occurrence

NEAR = timedelta(30)
"""How much of the horizon may be missing at its end before it is moved."""
_BATCH = 100


async def move_horizon() -> int:
    """Works out the times of series whose rows no longer reach far enough; how many series."""
    now, last, moved = clock.now(), 0, 0
    while rows := await read(
        "SELECT id, calendar_id, ics, version FROM calendar_object WHERE expanded_until < :until"
        " AND changed_at < :now AND id > :last ORDER BY id LIMIT :most",
        until=now + FUTURE - NEAR, now=now, last=last, most=_BATCH,
    ):  # fmt: skip
        async with transaction():
            for row in rows:
                moved += await _expand(row)
        last = rows[-1]["id"]
    return moved


async def forget_gone() -> None:
    """Drops the names of what was deleted long ago from the change logs, and its times."""
    async with transaction():
        await changes.forget_old(clock.now())
        await cancelling.forget_cancelled()
        await forget_messages()


async def _expand(row: Row) -> bool:
    """Unless somebody writes the object meanwhile: then that has done it."""
    calendar = await storing.held(row["calendar_id"])
    try:
        parsed = read_object(row["ics"], calendar.zone)
        found = storing.expanded(parsed)
    except (Invalid, Malformed):
        return False  # stored by a version that could read it
    taken = await write(
        "UPDATE calendar_object SET expanded_from = :start, expanded_until = :until"
        " WHERE id = :id AND version = :version RETURNING id",
        start=found.complete_from, until=found.complete_until, id=row["id"], version=row["version"],
    )  # fmt: skip
    if taken:
        await write("DELETE FROM occurrence WHERE object_id = :id", id=row["id"])
        times = [storing.occurrence(it, calendar, parsed, row["id"]) for it in found.instances]
        await Occurrence.bulk_create(times, batch_size=storing.BATCH)
    return bool(taken)
