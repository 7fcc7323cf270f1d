"""A calendar as one file."""

from __future__ import annotations

from collections.abc import AsyncIterator

from hub.access.queries import require
from hub.actor import Actor
from hub.database import read
from hub_calendar.ics.lines import Component, Property, parse, serialise
from hub_calendar.ics.masking import PRODID
from hub_calendar.queries.objects import TEXT, shown

BATCH = 300
_NEXT = (
    f"SELECT {TEXT} FROM calendar_object o WHERE o.calendar_id = :calendar"  # noqa: S608  # ours
    " AND o.id > :last ORDER BY o.id LIMIT :most"
)


async def exported(calendar_id: int, name: str, *, by: Actor) -> AsyncIterator[str]:
    """The text in parts; of private events, what the reader is shown of them.

    Raises:
        NotFound: before the first part, for whoever may not read the calendar.
    """
    place = await require(by, calendar_id, "read")
    head = (
        Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID),
        Property.of_text("X-WR-CALNAME", name),
    )  # fmt: skip
    empty = serialise(Component("VCALENDAR", list(head)))
    end = "END:VCALENDAR\r\n"
    yield empty.removesuffix(end)
    last, zones = 0, set[str]()
    while rows := await read(_NEXT, calendar=calendar_id, last=last, most=BATCH):
        yield "".join(_components(shown(row, place.role).ics, zones) for row in rows)
        last = rows[-1]["id"]
    yield end


def _components(ics: str, zones: set[str]) -> str:
    """The components of one object; a zone only where it is met first."""
    parts = []
    for it in parse(ics).components:
        if it.name == "VTIMEZONE":
            if (name := it.text("TZID")) in zones:
                continue
            zones.add(name)
        parts.append(serialise(it))
    return "".join(parts)
