"""A guest's copy of an event: what the organizer tells, and what is the guest's own (RFC 6638
§3.2.2.1, §4.3)."""

from __future__ import annotations

from datetime import datetime

from hub_calendar.ics.counterparts import counterpart, excluded, is_same_time
from hub_calendar.ics.edits import left_out
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import WAITING, Parsed, address_of, invited
from hub_calendar.ics.values import written

_OWN = {"TRANSP", "CATEGORIES", "COLOR", "COMMENT", "PERCENT-COMPLETE", "COMPLETED"}


def copied(told: Parsed, theirs: Parsed | None, address: str) -> Component:
    """The copy after the organizer has told something: all that is theirs, and of the guest the
    alarms, categories, notes, whether it takes time, the answer, and which times of a series they
    took out.

    An answer is to a time: where that is another now, or the event had been cancelled, it is asked
    for again (RFC 5546 §3.2.2.1). Nobody but the guest can have answered, so in a first copy
    nothing is answered. Twice is the same as once.

    Args:
        told: what `told_to` gave for this guest.
        theirs: the copy until now.
        address: the guest's.
    """
    tree = Component(told.tree.name, list(told.tree.properties))
    tree.components = told.tree.inside("VTIMEZONE")
    gone = _taken_out(told, theirs)
    for it in told.parts:
        line = it.get("RECURRENCE-ID")
        if line is None or told.series.key_of(line) not in gone:
            tree.components.append(_part(it, told, theirs, address))
            if line is None:
                tree.components[-1].properties += [
                    left_out(told.series, key) for key in sorted(gone)
                ]
    return tree


def cancelled_copy(theirs: Parsed, sequence: int, now: datetime) -> Component:
    """The copy of an event that there is no more, or to which its guest is no longer invited: it
    stays until they have seen it, takes no time, and rings no more."""
    tree = Component(theirs.tree.name, list(theirs.tree.properties))
    tree.components = theirs.tree.inside("VTIMEZONE")
    for it in theirs.parts:
        part = Component(it.name, list(it.properties))
        if part.value("STATUS") != "CANCELLED":
            part.set("STATUS", Property.of("STATUS", "CANCELLED"))
            part.set("SEQUENCE", Property.of("SEQUENCE", str(sequence)))
            part.set("DTSTAMP", Property.of("DTSTAMP", written(now)))
        tree.components.append(part)
    return tree


def _taken_out(told: Parsed, theirs: Parsed | None) -> frozenset[str]:
    """The times which the guest left out of their copy, while the series is the one that it was;
    of one that was moved since, they are told again."""
    if theirs is None or (master := told.series.master) is None or theirs.series.master is None:
        return frozenset()
    if not is_same_time(master, told, theirs.series.master, theirs):
        return frozenset()
    gone = excluded(theirs) - excluded(told)
    moved = {
        key
        for key in gone & told.series.overrides.keys()
        if not is_same_time(told.series.overrides[key], told, master, told)
    }
    return gone - moved


def _part(part: Component, told: Parsed, theirs: Parsed | None, address: str) -> Component:
    own = counterpart(part, told, theirs) if theirs else None
    partstat = WAITING
    if own and theirs and is_same_time(part, told, own, theirs):
        partstat = _answer(own, address)
    lines = [_said(it, address, partstat) for it in part.properties if it.name not in _OWN]
    of_guest = own.properties if own else [it for it in part.properties if it.name == "TRANSP"]
    lines += [it for it in of_guest if it.name in _OWN or it.name.startswith("X-")]
    return Component(part.name, lines, own.inside("VALARM") if own else [])


def _answer(own: Component, address: str) -> str:
    if own.value("STATUS") == "CANCELLED":
        return WAITING
    return next((it.partstat for it in invited(own) if it.address == address), WAITING)


def _said(line: Property, address: str, partstat: str) -> Property:
    if line.name != "ATTENDEE" or address_of(line.value) != address:
        return line
    asked = {"RSVP": "TRUE"} if partstat == WAITING else {}
    return Property.of(line.name, line.value, **line.params | {"PARTSTAT": partstat} | asked)
