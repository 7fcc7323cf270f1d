"""Tasks of the calendars that somebody keeps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hub.accounts import clock
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import Invalid, NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.objects import read_object
from hub_calendar.ics.tasks import Shown, shown
from hub_calendar.models import Component, takes
from hub_calendar.policy import Sight
from hub_calendar.queries.calendars import CalendarRow, calendars

MOST = 1000
KEPT_IN_SIGHT = timedelta(30)
"""How long the list shows what is done."""
_COLUMNS = "o.id, o.calendar_id, o.version, o.is_private, o.is_recurring, o.ics"


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    calendar: CalendarRow
    version: int
    is_recurring: bool
    shown: Shown

    @property
    def may_write(self) -> bool:
        return "write" in self.calendar.abilities


async def lists(*, by: Actor) -> list[CalendarRow]:
    """The calendars whose tasks the actor keeps: those that they may write, one's own first.

    Raises:
        NotFound: whoever asks is not inside.
    """
    policy.check_inside(by)
    found = [it for it in await calendars(by=by) if "write" in it.abilities]
    return sorted(
        (it for it in found if takes(it.components, Component.TODO)), key=lambda it: not it.is_own
    )


async def tasks(*, by: Actor) -> tuple[list[CalendarRow], list[Task]]:
    """The actor's lists, and of them the tasks still to be done, and those done lately; not what
    they are not shown. Raises as `lists`."""
    within = await lists(by=by)
    calendars_ = {it.id: it for it in within}
    rows = await read(
        f"SELECT {_COLUMNS} FROM calendar_object o"  # noqa: S608  # our own names
        " WHERE o.calendar_id IN :calendars AND o.component = 'VTODO'"
        " AND (o.status NOT IN ('COMPLETED', 'CANCELLED') OR o.changed_at > :since)"
        " ORDER BY o.id DESC LIMIT :most",
        calendars=list(calendars_), since=clock.now() - KEPT_IN_SIGHT, most=MOST,
    )  # fmt: skip
    found = []
    for row in rows:
        await asyncio.sleep(0)  # a rule may take long: others first
        calendar = calendars_[row["calendar_id"]]
        if _is_shown(row, calendar) and (task := _task(row, calendar, clock.now())) is not None:
            found.append(task)
    return within, found


async def task(task_id: int, *, by: Actor) -> Task:
    """Raises `NotFound` for one that is not there, or not in a list of the actor's."""
    kept = {it.id: it for it in await lists(by=by)}
    rows = await read(
        f"SELECT {_COLUMNS} FROM calendar_object o"  # noqa: S608  # our own names
        " WHERE o.id = :id AND o.component = 'VTODO'",
        id=task_id,
    )
    calendar = kept.get(rows[0]["calendar_id"]) if rows else None
    found = _task(rows[0], calendar, clock.now()) if calendar else None
    if found is None or calendar is None or not _is_shown(rows[0], calendar):
        raise NotFound(_("There is no such task."))
    return found


def _is_shown(row: Row, calendar: CalendarRow) -> bool:
    return policy.sight(calendar.role, is_private=bool(row["is_private"])) is Sight.ALL


def _task(row: Row, calendar: CalendarRow, now: datetime) -> Task | None:
    """None for a text that a later version cannot read."""
    try:
        told = shown(read_object(row["ics"], ZoneInfo(calendar.timezone)), now)
    except (Invalid, Malformed):
        return None
    return Task(row["id"], calendar, row["version"], bool(row["is_recurring"]), told)
