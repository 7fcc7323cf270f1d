"""The question when people have time: a VFREEBUSY that is sent to them (RFC 5546 §3.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.language import N_
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.objects import address_of
from hub_calendar.ics.values import moment


@dataclass(frozen=True, slots=True)
class Question:
    uid: Property
    organizer: Property
    """Who asks."""
    attendees: Mapping[str, Property]
    """Who is asked, each address once, as `address_of` writes it."""
    start: datetime
    end: datetime

    @property
    def asker(self) -> str:
        return address_of(self.organizer.value)


def question(tree: Component) -> Question:
    """Raises `Malformed` for any other message, or one that lacks something."""
    parts = [it for it in tree.components if it.name != "VTIMEZONE"]
    if (tree.name, tree.value("METHOD")) != ("VCALENDAR", "REQUEST"):
        raise Malformed(N_("This does not ask when people have time."))
    if len(parts) != 1 or parts[0].name != "VFREEBUSY":
        raise Malformed(N_("This does not ask when people have time."))
    part = parts[0]
    start, end = _instant(part, "DTSTART"), _instant(part, "DTEND")
    attendees: dict[str, Property] = {}
    for it in part.all("ATTENDEE"):
        attendees.setdefault(address_of(it.value), it)
    if not attendees or start >= end:
        raise Malformed(N_("It must say whom it asks, and about a time that ends."), part.line)
    return Question(_one(part, "UID"), _one(part, "ORGANIZER"), attendees, start, end)


def _one(part: Component, name: str) -> Property:
    """Raises `Malformed` unless it is said once."""
    found = part.all(name)
    if len(found) != 1 or not found[0].value.strip():
        raise Malformed(N_("It must say {name} once."), part.line, name=name)
    return found[0]


def _instant(part: Component, name: str) -> datetime:
    """In UTC, as the standard has it (RFC 5545 §3.6.4)."""
    at = moment(_one(part, name).value)
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise Malformed(N_("{name} must be a time in UTC."), part.line, name=name)
    return at
