"""What guests may change of their copy of an event (RFC 6638 §3.2.2.1)."""

from __future__ import annotations

from hub_calendar.ics.counterparts import counterpart, excluded, is_same_time
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import Parsed, address_of, invited

_SAID = ("SUMMARY", "LOCATION")


def is_faithful(after: Parsed, before: Parsed) -> bool:
    """Whether a guest's program left alone what they rely on who look at the copy: when and where
    what is, who invites and who else comes.

    A guest answers, takes times out of a series, and keeps alarms and notes. Other differences are
    those of programs which do not know a property, and the next news mends them.
    """
    if (after.series.master is None) != (before.series.master is None):
        return False
    if not excluded(before) <= excluded(after):
        return False
    gone = before.series.overrides.keys() - after.series.overrides.keys() - excluded(after)
    return all(_is_same(it, after, before) for it in after.parts) and not any(
        _differs(before.series.overrides[key], before) for key in gone
    )


def guarded(after: Parsed, before: Parsed, address: str) -> Component:
    """The copy as its guest writes it, with what the others answered as it was."""
    tree = Component(after.tree.name, list(after.tree.properties))
    for it in after.tree.components:
        own = counterpart(it, after, before) if it.name != "VTIMEZONE" else None
        tree.components.append(_part(it, own, address) if own else it)
    return tree


def _is_same(part: Component, after: Parsed, before: Parsed) -> bool:
    own = counterpart(part, after, before)
    return own is not None and is_same_time(part, after, own, before) and _says_same(part, own)


def _differs(part: Component, before: Parsed) -> bool:
    """Whether a time had more of its own than what its guest answered."""
    master = before.series.master
    if master is None:
        return True
    return not (is_same_time(part, before, master, before) and _says_same(part, master))


def _says_same(part: Component, own: Component) -> bool:
    if any(part.text(name).strip() != own.text(name).strip() for name in _SAID):
        return False
    return _people(part) == _people(own)


def _people(part: Component) -> tuple[str, frozenset[str]]:
    line = part.get("ORGANIZER")
    whose = address_of(line.value) if line else ""
    return whose, frozenset(it.address for it in invited(part)) - {whose}


def _part(part: Component, own: Component, address: str) -> Component:
    others = {address_of(it.value): it for it in own.all("ATTENDEE")}
    organizer = own.get("ORGANIZER")

    def said(line: Property) -> Property:
        if line.name == "ORGANIZER":
            return organizer or line
        whose = address_of(line.value)
        return line if line.name != "ATTENDEE" or whose == address else others.get(whose, line)

    return Component(part.name, [said(it) for it in part.properties], part.components)
