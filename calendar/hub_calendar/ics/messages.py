"""Messages about events (RFC 5546 §3.2), for mail programs outside and for inboxes here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hub_calendar.ics.answers import Answer, sequence_of
from hub_calendar.ics.edits import left_out
from hub_calendar.ics.invitations import told_to
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.masking import PRODID, plain_zone
from hub_calendar.ics.objects import Parsed, address_of, parsed
from hub_calendar.ics.values import written

REQUEST, CANCEL, REPLY = "REQUEST", "CANCEL", "REPLY"
_OF_REPLY = (
    "UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "ORGANIZER",
)  # fmt: skip


def request(known: Parsed, address: str) -> Component | None:
    """What asks that guest to come, or tells them of a change: all times that they are invited to;
    None for whom it is not for.

    A time without them is left out of the series: programs take a cancelled one among those that
    are asked for as an event that is not to be there at all.
    """
    tree = told_to(known, address)
    if tree is None:
        return None
    told = parsed(tree, serialise(tree), known.series.zone)
    gone = {key: it for key, it in told.series.overrides.items() if _is_left_out(it)}
    if told.series.master:
        told.series.master.properties += [left_out(told.series, key) for key in sorted(gone)]
    kept = [it for it in tree.components if all(it is not part for part in gone.values())]
    return _message(REQUEST, kept)


def cancellation(known: Parsed, address: str, now: datetime, *, is_held: bool) -> Component | None:
    """What tells a guest that they need not come; None for whom it is not for.

    Args:
        known: the event as the guest knows it.
        address: the guest's.
        now: when it is said.
        is_held: whether the event takes place without them: then it has no STATUS, and names them
            alone (§3.2.5).
    """
    tree = told_to(known, address)
    if tree is None:
        return None
    asked = [it for it in tree.components if it.name == "VTIMEZONE" or _is_asked(it)]
    return _message(CANCEL, [_cancelled(it, address, now, is_held=is_held) for it in asked])


def is_off(tree: Component) -> bool:
    """Whether all that a message asks for does not take place."""
    parts = [it for it in tree.components if it.name != "VTIMEZONE"]
    return all(it.value("STATUS") == "CANCELLED" for it in parts)


def reply(copy: Parsed, answer: Answer) -> Component:
    """What tells the organizer a guest's answer: the event in few words, and nothing of what else
    the guest keeps in the copy."""
    key = copy.series.key_of(answer.recurrence) if answer.recurrence else ""
    part = copy.series.overrides.get(key, copy.main)
    lines = [it for it in part.properties if it.name in _OF_REPLY]
    if answer.recurrence and part is copy.main:
        # The series says when it begins, which is not when this time is.
        lines = [it for it in lines if it.name not in {"DTSTART", "DTEND", "DURATION"}]
        kept = {it: at for it, at in answer.recurrence.params.items() if it in {"TZID", "VALUE"}}
        lines += [answer.recurrence, Property.of("DTSTART", answer.recurrence.value, **kept)]
    guests = [it for it in part.all("ATTENDEE") if address_of(it.value) == answer.address]
    name = guests[0].params.get("CN", "") if guests else ""
    value = guests[0].value if guests else f"mailto:{answer.address}"
    cn = {"CN": name} if name else {}
    lines += [
        Property.of("ATTENDEE", value, **cn, PARTSTAT=answer.partstat),
        Property.of("DTSTAMP", answer.stamp.partition(".")[0].removesuffix("Z") + "Z"),
        Property.of("SEQUENCE", str(answer.sequence)),
    ]
    if answer.comment:
        lines.append(Property.of_text("COMMENT", answer.comment))
    zones = [plain_zone(it) for it in copy.tree.inside("VTIMEZONE")]
    return _message(REPLY, [*zones, Component(part.name, lines)])


def _is_asked(part: Component) -> bool:
    """Whether it is a time to which somebody is invited, and not one that says they are not."""
    return part.get("ATTENDEE") is not None


def _is_left_out(part: Component) -> bool:
    """Whether it takes one time away; one that is of all that follow no line of the series can."""
    line = part.get("RECURRENCE-ID")
    return not _is_asked(part) and line is not None and "RANGE" not in line.params


def _cancelled(part: Component, address: str, now: datetime, *, is_held: bool) -> Component:
    if part.name == "VTIMEZONE":
        return part
    made = Component(part.name, list(part.properties))
    guests = part.all("ATTENDEE")
    if is_held:
        guests = [it for it in guests if address_of(it.value) == address]
    made.set("ATTENDEE", *guests)
    made.set("STATUS", *([] if is_held else [Property.of("STATUS", "CANCELLED")]))
    made.set("SEQUENCE", Property.of("SEQUENCE", str(sequence_of(part) + 1)))
    made.set("DTSTAMP", Property.of("DTSTAMP", written(now)))
    return made


def _message(method: str, components: Iterable[Component]) -> Component:
    head = [
        Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID), Property.of("METHOD", method),
    ]  # fmt: skip
    return Component("VCALENDAR", head, list(components))
