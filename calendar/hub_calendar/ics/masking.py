"""A private event as it is shown to others: when, and nothing else."""

from __future__ import annotations

from hub.language import LANGUAGES, N_, _, using
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.objects import Parsed

WHEN = {
    "DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TRANSP",
    "CLASS",
}  # fmt: skip
_ZONE = {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}
_PARAMS = ("TZID", "VALUE", "RANGE")
STAMP = Property.of("DTSTAMP", "19700101T000000Z")
BUSY = N_("Busy")


def busy_text(parsed: Parsed, object_id: int) -> str:
    """The object without title, place, text and people.

    Only what is listed here is taken over, parameters as well, since anything can be written into
    the others. The UID is one of our own: that of an invitation would tell its other guests who
    is there. DTSTAMP, which RFC 5545 §3.6.1 demands, is always the same and SEQUENCE is left out:
    they would count the changes of what is not shown.
    """
    with using(LANGUAGES[0]):  # the text is stored, whoever wrote the event
        title = Property.of_text("SUMMARY", _(BUSY))
    uid = Property.of("UID", f"{object_id}@busy")
    tree = Component("VCALENDAR", [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)])
    tree.components = [plain_zone(it) for it in parsed.tree.inside("VTIMEZONE")]
    tree.components += [
        Component(part.name, [uid, STAMP, *_when(part), title]) for part in parsed.parts
    ]
    return serialise(tree)


PRODID = "-//Parvis//Parvis//FR"


def plain_zone(zone: Component) -> Component:
    """A VTIMEZONE without words."""
    parts = [Component(it.name, bare(it, _ZONE)) for it in zone.components]
    return Component("VTIMEZONE", bare(zone, _ZONE), parts)


def _when(part: Component) -> list[Property]:
    """Its times. What was cancelled takes no time; that it was is not told."""
    lines = bare(part, WHEN)
    if part.value("STATUS") != "CANCELLED":
        return lines
    return [*(it for it in lines if it.name != "TRANSP"), Property.of("TRANSP", "TRANSPARENT")]


def bare(part: Component, names: set[str]) -> list[Property]:
    """Those lines, without what they have beside their values."""
    return [_bare_line(it) for it in part.properties if it.name in names]


def _bare_line(line: Property) -> Property:
    if line.name == "CLASS":  # any word of the writer's can stand there
        return Property.of("CLASS", "PRIVATE")
    params = line.params
    kept = {name: params[name] for name in _PARAMS if name in params}
    return Property.of(line.name, line.value, **kept)
