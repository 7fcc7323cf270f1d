"""How much of an object a report wants: the inside of `calendar-data` (RFC 4791 §9.6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from hub.dav.xml import caldav, dav
from hub.domain.dav import Entry, Period, Unmet
from hub_calendar.dav.expanding import expanded
from hub_calendar.dav.reports import period
from hub_calendar.ics.lines import Component, Property, parse, serialise
from hub_calendar.ics.objects import read_object
from hub_calendar.ics.series import Series

DATA = f"{dav('prop')}/{caldav('calendar-data')}"
_EXPAND, _LIMIT, _COMP = caldav("expand"), caldav("limit-recurrence-set"), caldav("comp")
_BUSY = caldav("limit-freebusy-set")
_PROP, _ALL_PROPS, _ALL_COMPS = caldav("prop"), caldav("allprop"), caldav("allcomp")


async def shaped(asked: Element, entries: Sequence[Entry], zone: ZoneInfo) -> Sequence[Entry]:
    """The entries with no more of their data than is asked for.

    Raises:
        Unmet: a time is none, or what is asked for is too much.
    """
    data = asked.find(DATA)
    if data is None:
        return entries
    if (said := data.find(_EXPAND)) is not None:
        entries = await expanded(entries, _within(said), zone)
    elif (said := data.find(_LIMIT)) is not None:
        entries = [await _limited(it, _within(said), zone) for it in entries]
    if (said := data.find(_BUSY)) is not None:
        _within(said)  # §9.6.7: of VFREEBUSY, which is not kept, so there is nothing to leave out
    if (said := data.find(_COMP)) is not None:
        entries = [await _cut(it, said) for it in entries]
    return entries


def _within(said: Element) -> Period:
    within = period(said)
    if within.start is None or within.end is None:
        raise Unmet(caldav("valid-filter"))
    return within


async def _limited(entry: Entry, within: Period, zone: ZoneInfo) -> Entry:
    """The series, and of its changed repetitions those that matter in that time (§9.6.6)."""
    await asyncio.sleep(0)  # a text may be long: others first
    parsed = read_object(entry.data, zone)
    if parsed.series.master is None or not parsed.series.overrides or within.start is None:
        return entry
    end = within.end or within.start
    gone = [
        part
        for key, part in parsed.series.overrides.items()
        if not _matters(parsed.series, key, part, within.start, end)
    ]
    kept = [it for it in parsed.tree.components if all(it is not other for other in gone)]
    return replace(entry, data=serialise(replace(parsed.tree, components=kept)))


def _matters(series: Series, key: str, part: Component, start: datetime, end: datetime) -> bool:
    """When it is now, when it was to be, or for all that follow."""
    line, usual, own = part.get("RECURRENCE-ID"), series.span, series.span_of(part)
    if usual is None or own is None or (line and "RANGE" in line.params):
        return True
    wall = series.wall_of(key)
    times = ((usual.starts_at(wall), usual.ends_at(wall)),
             (own.starts_at(own.first), own.ends_at(own.first)))  # fmt: skip
    return any(one < end and (other > start or one == start) for one, other in times)


async def _cut(entry: Entry, said: Element) -> Entry:
    await asyncio.sleep(0)
    tree = parse(entry.data)
    if said.get("name", "").upper() != tree.name:
        raise Unmet(caldav("valid-filter"))
    return replace(entry, data=serialise(_part(tree, said)))


def _part(tree: Component, said: Element) -> Component:
    """Nothing said of a component means all of it, as the example of §7.8.1 has it."""
    if not len(said):
        return tree
    lines, inside = tree.properties, tree.components
    if said.find(_ALL_PROPS) is None:
        wanted = {it.get("name", "").upper(): it for it in said.findall(_PROP)}
        lines = [_line(it, wanted[it.name]) for it in lines if it.name in wanted]
    if said.find(_ALL_COMPS) is None:
        parts = {it.get("name", "").upper(): it for it in said.findall(_COMP)}
        inside = [_part(it, parts[it.name]) for it in inside if it.name in parts]
    return Component(tree.name, lines, inside)


def _line(line: Property, said: Element) -> Property:
    return Property.of(line.name, "") if said.get("novalue", "").lower() == "yes" else line
