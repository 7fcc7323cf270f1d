"""Who does what when: the occurrences of many calendars, in one statement whatever their number.

Rows of `occurrence` answer for the rolling horizon. For what lies beyond it, the few series that
have not ended are worked out when they are asked about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.access.queries import roles_of
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import Invalid
from hub.language import _
from hub_calendar import policy
from hub_calendar.ics.objects import busy_kind, read_object
from hub_calendar.ics.spans import Instance, overlaps
from hub_calendar.models import BusyKind, Component
from hub_calendar.policy import Sight

LONGEST = timedelta(10 * 366)
"""Of one question."""
_WEEK = timedelta(7)
_OBJECT = (
    "o.calendar_id, o.id AS object_id, o.href, o.is_private, o.is_recurring, o.is_all_day,"
    " o.version"
)
_SHORT = (
    # Compared, not negated: SQLite's planner walks the index by time for nothing else.
    "n.is_long = :short AND n.starts_at >= :since AND n.starts_at < :end"
    " AND (n.ends_at > :start OR n.starts_at >= :start)"
)
_LONG = "n.is_long = :long AND n.starts_at < :end AND n.ends_at > :start"
_TIMES = (
    "SELECT n.recurrence_id, n.starts_at, n.ends_at, n.starts_on, n.ends_on, n.busy,"  # noqa: S608
    " COALESCE(n.summary, o.summary) AS summary, COALESCE(n.location, o.location) AS location,"
    f" COALESCE(n.status, o.status) AS status, {_OBJECT}"
    " FROM occurrence n JOIN calendar_object o ON o.id = n.object_id"
    " WHERE n.calendar_id IN :calendars AND o.component = :component"
)
_NEAR = f"{_TIMES} AND {_SHORT} UNION ALL {_TIMES} AND {_LONG}"
_HOW_MANY = (
    "SELECT n.calendar_id, n.starts_at, n.ends_at, n.starts_on, n.ends_on, n.busy,"
    " o.is_private, COUNT(*) AS number"
    " FROM occurrence n JOIN calendar_object o ON o.id = n.object_id"
    " WHERE n.calendar_id IN :calendars AND o.component = :component"
    " AND n.starts_at < :end AND n.ends_at >= :start AND NOT o.id IN :far"
    " GROUP BY n.calendar_id, n.starts_at, n.ends_at, n.starts_on, n.ends_on, n.busy, o.is_private"
)
_OF_CALENDAR = "SELECT n.object_id FROM occurrence n WHERE n.calendar_id = :calendar"
_WHOSE = f"{_OF_CALENDAR} AND {_SHORT} UNION {_OF_CALENDAR} AND {_LONG}"
_OUTSIDE = (
    "SELECT {columns} FROM calendar_object o JOIN calendar c ON c.id = o.calendar_id"
    " LEFT JOIN person p ON p.id = c.owner_id"
    " WHERE o.calendar_id IN :calendars AND o.starts_at < :end"
    " AND (o.ends_at IS NULL OR o.ends_at >= :start)"
)
# Two ranges and no OR: each walks an index of its own. What is outside on both sides comes twice.
_FAR = f"{_OUTSIDE} AND o.expanded_until < :end UNION ALL {_OUTSIDE} AND o.expanded_from > :start"


@dataclass(frozen=True, slots=True)
class Block:
    """One time in one calendar. Of what its reader is only told that it takes time, nothing but
    that is here."""

    calendar_id: int
    starts_at: datetime
    ends_at: datetime
    starts_on: date | None
    ends_on: date | None
    """Of whole days, with the day after the last."""
    busy: BusyKind
    event_id: int | None = None
    """None: only the time is shown."""
    version: int = 0
    recurrence_id: str = ""
    is_recurring: bool = False
    is_private: bool = False
    summary: str = ""
    location: str = ""
    status: str = ""
    """TENTATIVE, CONFIRMED, CANCELLED or nothing."""

    @property
    def is_all_day(self) -> bool:
        return self.starts_on is not None

    @property
    def is_masked(self) -> bool:
        return self.event_id is None


async def occurrences(
    calendar_ids: Collection[int], start: datetime, end: datetime, *, by: Actor
) -> list[Block]:
    """What is in these calendars between two instants, as far as the actor may see it, by time.

    Calendars that the actor may know nothing of are passed over. Three statements.
    """
    check_window(start, end)
    roles = await roles_of(by, calendar_ids)
    found = [
        block
        for row in await times(list(roles), start, end)
        if (block := masked(row, roles[row["calendar_id"]])) is not None
    ]
    return sorted(found, key=lambda it: (it.starts_at, it.ends_at, it.calendar_id, it.summary))


def check_window(start: datetime, end: datetime) -> None:
    """Raises `Invalid` for a window that is none, or more than anybody looks at."""
    if not timedelta(0) < end - start <= LONGEST or start.year < 1600 or end.year > 2900:
        raise Invalid(_("That is too long a time, or none at all."))


def masked(row: Row, role: str) -> Block | None:
    """What is shown of a row; None: nothing, not even that it is there."""
    match policy.sight(role, is_private=bool(row["is_private"])):
        case Sight.ALL:
            return Block(
                **_when(row), event_id=row["object_id"], version=row["version"],
                recurrence_id=row["recurrence_id"], is_recurring=bool(row["is_recurring"]),
                is_private=bool(row["is_private"]), summary=row["summary"],
                location=row["location"], status=row["status"],
            )  # fmt: skip
        case Sight.BUSY if row["busy"] != BusyKind.FREE:
            return Block(**_when(row))
    return None


async def times(
    calendar_ids: Collection[int],
    start: datetime,
    end: datetime,
    component: Component = Component.EVENT,
) -> list[Row]:
    """The times themselves, for the queries here that then show each as its reader may see it."""
    if not calendar_ids:
        return []
    far = await beyond(calendar_ids, start, end, component)
    near = await read(
        _NEAR, calendars=calendar_ids, component=component.value, **_window(start, end)
    )
    return [row for row in near if row["object_id"] not in far] + [
        row for rows in far.values() for row in rows
    ]


async def counted(calendar_ids: Collection[int], start: datetime, end: datetime) -> list[Row]:
    """How many times begin and end together, in which calendar, and nothing else of them."""
    if not calendar_ids:
        return []
    far = await beyond(calendar_ids, start, end, Component.EVENT)
    near = await read(
        _HOW_MANY, calendars=calendar_ids, component=Component.EVENT.value, start=start, end=end,
        far=list(far) or [0],
    )  # fmt: skip
    return near + [{**row, "number": 1} for rows in far.values() for row in rows]


async def objects_in(
    calendar_id: int, start: datetime, end: datetime, component: Component, columns: str
) -> list[Row]:
    """The objects that `times` finds, with these columns, and no time of theirs read."""
    far = await beyond([calendar_id], start, end, component)
    near = await read(_WHOSE, calendar=calendar_id, **_window(start, end))
    ids = {row["object_id"] for row in near} - far.keys()
    ids |= {object_id for object_id, found in far.items() if found}
    # By keys, and not joined: PostgreSQL would read through the objects of all calendars. `+ 0`: by
    # the index of the calendar, SQLite would walk through all of it.
    return await read(
        f"SELECT {columns} FROM calendar_object o WHERE o.id IN :ids"  # noqa: S608  # our own
        " AND o.calendar_id + 0 = :calendar AND o.component = :component",
        ids=ids, calendar=calendar_id, component=component.value,
    )  # fmt: skip


def _window(start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "start": start, "end": end, "since": start - _WEEK, "short": False, "long": True,
    }  # fmt: skip


async def beyond(
    calendar_ids: Collection[int], start: datetime, end: datetime, component: Component
) -> dict[int, list[Row]]:
    """By object, the times of those series whose rows do not reach so far."""
    columns = f"o.ics, o.component, c.timezone, p.email, {_OBJECT}"
    rows = await read(
        _FAR.format(columns=columns), calendars=calendar_ids, start=start, end=end
    )  # fmt: skip
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row["component"] == component.value:
            await asyncio.sleep(0)  # there may be thousands, each some milliseconds: others first
            found[row["object_id"]] = list(_worked_out(row, start, end))
    return found


def _worked_out(row: Row, start: datetime, end: datetime) -> Iterator[Row]:
    parsed = read_object(row["ics"], ZoneInfo(row["timezone"]))
    owner = {row["email"]} if row["email"] else set()
    for it in parsed.series.expand(start, end).instances:
        if overlaps(it, start, end):
            yield {**_facts(row), **_time(it), "busy": busy_kind(it.part, owner).value}


def _facts(row: Row) -> Row:
    names = ("calendar_id", "object_id", "href", "is_private", "is_recurring", "version")
    return {name: row[name] for name in names}


def _time(it: Instance) -> Row:
    return {
        "recurrence_id": it.recurrence_id, "starts_at": it.starts_at, "ends_at": it.ends_at,
        "starts_on": it.starts_on, "ends_on": it.ends_on, "summary": it.part.text("SUMMARY"),
        "location": it.part.text("LOCATION"), "status": it.part.value("STATUS"),
    }  # fmt: skip


def _when(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "calendar_id": row["calendar_id"], "starts_at": row["starts_at"].astimezone(UTC),
        "ends_at": row["ends_at"].astimezone(UTC), "starts_on": row["starts_on"],
        "ends_on": row["ends_on"], "busy": BusyKind(row["busy"]),
    }  # fmt: skip
