"""`expand` of `calendar-data` (RFC 4791 §9.6.5): each repetition written out, in UTC."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hub.dav.xml import caldav
from hub.domain.dav import Entry, Period, Unmet
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.objects import read_object
from hub_calendar.ics.spans import Instance
from hub_calendar.ics.values import written
from hub_calendar.queries.times import LONGEST

MOST = 10_000
"""Of one answer (RFC 4791 §11, recurrences without end)."""
MOST_TEXT = 32 * 1024 * 1024
"""Characters of one answer: each repetition has the whole text of its event again."""
_REPLACED = {
    "DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
}  # fmt: skip


async def expanded(entries: Sequence[Entry], within: Period, zone: ZoneInfo) -> list[Entry]:
    """The entries with the repetitions of that time written out; those that have none are left out.

    Args:
        entries: events or tasks, as their reader is shown them.
        within: closed on both sides.
        zone: the calendar's, for floating times.

    Raises:
        Unmet: they are too many, or the time is longer than anybody looks at.
    """
    if within.start is None or within.end is None:
        raise Unmet(caldav("valid-filter"))
    if within.end - within.start > LONGEST:
        raise Unmet(caldav("max-instances"))
    found: list[Entry] = []
    left, text = MOST, MOST_TEXT
    for entry in entries:
        await asyncio.sleep(0)  # a rule that hardly ever comes true costs the most: others first
        series = read_object(entry.data, zone).series
        if series.span is None:
            found.append(entry)  # a task without a date
            continue
        times = series.expand(within.start, within.end, left).instances
        left -= len(times)
        text -= len(times) * len(entry.data)
        if left <= 0 or text <= 0:
            raise Unmet(caldav("max-instances"))
        if times:
            found.append(replace(entry, data=_text(times)))
    return found


def _text(times: Sequence[Instance]) -> str:
    head = [Property.of("VERSION", "2.0"), Property.of("PRODID", "-//Parvis//Parvis//FR")]
    return serialise(Component("VCALENDAR", head, [_part(it) for it in times]))


def _part(it: Instance) -> Component:
    lines = [line for line in it.part.properties if line.name not in _REPLACED]
    end = "DUE" if it.part.name == "VTODO" else "DTEND"
    lines += [
        _moment("DTSTART", it.starts_on or it.starts_at), _moment(end, it.ends_on or it.ends_at),
    ]  # fmt: skip
    if it.recurrence_id:
        kind = {"VALUE": "DATE"} if "T" not in it.recurrence_id else {}
        lines.append(Property.of("RECURRENCE-ID", it.recurrence_id, **kind))
    return Component(it.part.name, lines, it.part.components)


def _moment(name: str, at: date | datetime) -> Property:
    if isinstance(at, datetime):
        return Property.of(name, written(at.astimezone(UTC)))
    return Property.of(name, written(at), VALUE="DATE")
