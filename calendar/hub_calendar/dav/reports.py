"""calendar-query in the shapes that clients send every few minutes, and free-busy-query."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from hub.actor import Actor
from hub.dav.xml import caldav
from hub.domain.dav import Period, Text, Unmet
from hub.errors import Invalid
from hub_calendar import queries
from hub_calendar.dav.busy import vfreebusy
from hub_calendar.models import BusyKind, Component
from hub_calendar.queries.spans import Span

QUERY, FREE_BUSY = caldav("calendar-query"), caldav("free-busy-query")
_FILTER, _COMPONENT, _RANGE = caldav("filter"), caldav("comp-filter"), caldav("time-range")
COLLATIONS = ("i;ascii-casemap", "i;octet")
"""§7.5.1."""
DEEPER = f".//{_COMPONENT}/{_COMPONENT}/{_COMPONENT}"
"""Below VCALENDAR an event, and in that an alarm; nothing lies deeper (RFC 5545 §3.6)."""
_MOMENT = re.compile(r"\d{8}T\d{6}Z")


def shape(asked: Element) -> tuple[str, Period] | None:
    """The component (empty: any) and the time that a query wants; None for any other filter.

    Raises:
        Unmet: the filter is none.
    """
    filters = asked.findall(_FILTER)
    if not filters:
        return "", Period()
    outer = _only(filters[0]) if len(filters) == 1 else None
    if outer is None or outer.tag != _COMPONENT or _name(outer) != "VCALENDAR":
        raise Unmet(caldav("valid-filter"))
    _check_supported(outer)
    return _inside(outer) if len(outer) else ("", Period())


def _check_supported(outer: Element) -> None:
    """A filter that would be passed over in part would find what was not meant."""
    if outer.findall(DEEPER):
        raise Unmet(caldav("supported-filter"))
    said = {it.get("collation", COLLATIONS[0]) for it in outer.iter(caldav("text-match"))}
    if not said <= {*COLLATIONS, "default", "i;unicode-casemap"}:
        raise Unmet(caldav("supported-collation"))


def _inside(outer: Element) -> tuple[str, Period] | None:
    inner = _only(outer)
    if inner is None or inner.tag != _COMPONENT or _name(inner) not in set(Component):
        return None
    if not len(inner):
        return _name(inner), Period()
    within = _only(inner)
    if within is None or within.tag != _RANGE or _name(inner) != Component.EVENT:
        return None  # when a task happens, RFC 4791 §9.9 says in a table of its own
    return _name(inner), period(within)


def period(within: Element) -> Period:
    """Raises `Unmet`."""
    start, end = _moment(within.get("start")), _moment(within.get("end"))
    if (start is None and end is None) or (start and end and start >= end):
        raise Unmet(caldav("valid-filter"))
    return Period(start, end)


async def free_busy(asked: Element, calendar_id: int, *, by: Actor) -> Text:
    """When, and nothing of what (RFC 4791 §7.10)."""
    said = asked.find(_RANGE)
    within = period(said) if said is not None else Period()
    if within.start is None or within.end is None:
        raise Unmet(caldav("valid-filter"), 400)
    try:
        blocks = await queries.occurrences([calendar_id], within.start, within.end, by=by)
    except Invalid as error:
        raise Unmet(caldav("valid-filter"), 400, message=error.message) from error
    start, end = within.start, within.end
    spans = defaultdict[BusyKind, list[Span]](list)
    for it in blocks:
        spans[it.busy].append((max(it.starts_at, start), min(it.ends_at, end)))
    return Text("text/calendar; charset=utf-8", vfreebusy(start, end, spans))


def _only(parent: Element) -> Element | None:
    return parent[0] if len(parent) == 1 else None


def _name(component: Element) -> str:
    return component.get("name", "").upper()


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    if not _MOMENT.fullmatch(said):
        raise Unmet(caldav("valid-filter"))
    try:
        return datetime.strptime(said, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Unmet(caldav("valid-filter")) from None
