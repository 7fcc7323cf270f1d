"""What of an organizer's event each of its guests is told (RFC 5546 §3.2.2, RFC 6638 §3.2.1).

A guest is told of those times alone that they are invited to, in lines and parameters that are
listed here: alarms, notes, what other guests remarked and how messages reached them stay with the
organizer, and so does what a program writes that we do not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.masking import PRODID, plain_zone
from hub_calendar.ics.objects import Parsed, invited

_TIMES = {
    "DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
}  # fmt: skip
_TOLD = _TIMES | {
    "UID", "DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION", "LOCATION",
    "GEO", "URL", "CONFERENCE", "ATTACH", "CONTACT", "RESOURCES", "PRIORITY", "CLASS", "STATUS",
    "TRANSP", "ORGANIZER", "ATTENDEE",
}  # fmt: skip
_NO_NEWS = {"DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "TRANSP"}
_PEOPLE = {"ORGANIZER", "ATTENDEE"}
_OF_PEOPLE = (
    "CN", "CUTYPE", "MEMBER", "ROLE", "PARTSTAT", "RSVP", "DELEGATED-TO", "DELEGATED-FROM",
    "SENT-BY", "LANGUAGE",
)  # fmt: skip


class News(StrEnum):
    """What a change of an event is to one of its guests."""

    INVITED = "invited"
    CHANGED = "changed"
    LEFT = "left"
    """They are no longer invited, or there is no such event any more."""


def told_to(parsed: Parsed, address: str) -> Component | None:
    """The event as that guest may have it; None for whom it is not for.

    Of a series to which they are invited, the times without them are left out. Invited to some of
    its times alone, they are told of these and of no rule by which there are others.
    """
    return _told(parsed, _parts_of(parsed).get(address, frozenset()))


def news(before: Parsed | None, after: Parsed | None) -> dict[str, News]:
    """What a change is to each guest, by address; to whom it is nothing new is not in it.

    That others answer is no news, nor is a counter or a stamp. Many guests who are invited to the
    same times are looked at once.
    """
    was = _parts_of(before) if before else {}
    now = _parts_of(after) if after else {}
    found = dict.fromkeys(now.keys() - was.keys(), News.INVITED)
    found |= dict.fromkeys(was.keys() - now.keys(), News.LEFT)
    if before is None or after is None:
        return found
    seen: dict[tuple[frozenset[int], frozenset[int]], bool] = {}
    for it in was.keys() & now.keys():
        pair = was[it], now[it]
        if pair not in seen:
            seen[pair] = _substance(_told(before, pair[0])) != _substance(_told(after, pair[1]))
        if seen[pair]:
            found[it] = News.CHANGED
    return found


def _parts_of(parsed: Parsed) -> Mapping[str, frozenset[int]]:
    """Which components invite whom, by their place."""
    found: dict[str, set[int]] = {}
    for place, part in enumerate(parsed.parts):
        for it in invited(part):
            if it.address != parsed.organizer:
                found.setdefault(it.address, set()).add(place)
    return {address: frozenset(places) for address, places in found.items()}


def _told(parsed: Parsed, places: frozenset[int]) -> Component | None:
    if not places:
        return None
    lines = [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)]
    tree = Component("VCALENDAR", lines)
    tree.components = [plain_zone(it) for it in parsed.tree.inside("VTIMEZONE")]
    has_series = any(parsed.parts[it] is parsed.series.master for it in places)
    for place, part in enumerate(parsed.parts):
        if place in places:
            tree.components.append(_part(part))
        elif has_series:
            _leave_out(tree, parsed, part)
    return tree


def _part(part: Component) -> Component:
    lines = [_person(it) if it.name in _PEOPLE else it for it in part.properties]
    return Component(part.name, [it for it in lines if it.name in _TOLD])


def _person(line: Property) -> Property:
    said = line.params
    return Property.of(line.name, line.value, **{it: said[it] for it in _OF_PEOPLE if it in said})


def _leave_out(tree: Component, parsed: Parsed, part: Component) -> None:
    """A time without the guest, of which they are not told where it was moved to. It is a
    component of its own, for one that means all that follow (RANGE) can be left out in no other
    way."""
    line = part.get("RECURRENCE-ID")
    if line is None:
        return
    uid = Property.of("UID", parsed.uid)
    kept = {it: line.params[it] for it in ("TZID", "VALUE") if it in line.params}
    start = Property.of("DTSTART", line.value, **kept)
    numbers = [it for it in part.properties if it.name in {"DTSTAMP", "SEQUENCE"}]
    end = Property.of("STATUS", "CANCELLED")
    tree.components.append(Component(part.name, [uid, line, *numbers, start, end]))


def _substance(tree: Component | None) -> list[tuple[str, list[str]]]:
    """What makes two of them the same for whoever reads them, in whatever order it is written."""
    parts = [it for it in tree.components if it.name != "VTIMEZONE"] if tree else []
    return sorted(
        (part.name, sorted(_line(it) for it in part.properties if it.name not in _NO_NEWS))
        for part in parts
    )


def _line(line: Property) -> str:
    """Without what a guest answered, whose name and role are news and whose word is not."""
    if line.name not in _PEOPLE:
        return line.line
    said = line.params
    kept = {it: said[it] for it in _OF_PEOPLE if it in said and it not in {"PARTSTAT", "RSVP"}}
    return Property.of(line.name, line.value.strip().lower(), **kept).line
