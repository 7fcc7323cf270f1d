"""An organizer's event as the hub keeps it, which tells its guests of it (RFC 6638 §3.2.1).

Whether a guest comes, the guest alone says: a program that writes an older answer, or one of its
own, changes nothing. SEQUENCE counts what asks for a new answer, also where a program forgot to.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub_calendar.ics.answers import STAMP, sequence_of
from hub_calendar.ics.counterparts import counterpart, excluded, is_same_time
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import COMMENT, WAITING, Parsed, address_of

STATUS = "SCHEDULE-STATUS"
DELIVERED = "1.2"
"""The hub tells this guest, in their calendar (RFC 6638 §3.2.9)."""
SENT = "1.1"
"""By mail, and nothing is known of whether it comes."""
UNKNOWN = "3.7"
"""It is nobody's address."""
UNSENT = "5.2"
"""There is no way to tell this guest."""
_ANSWER = ("PARTSTAT", STAMP, COMMENT)


def organized(after: Parsed, before: Parsed | None, status: Mapping[str, str]) -> Component:
    """The organizer's event with what is the guests' in it.

    Args:
        after: what the organizer's program writes.
        before: what is there.
        status: of the guests whom the hub tells, by address, in the words of §3.2.9.
    """
    tree = Component(after.tree.name, list(after.tree.properties))
    for it in after.tree.components:
        tree.components.append(it if it.name == "VTIMEZONE" else _part(it, after, before, status))
    return tree


def addressed(parsed: Parsed, usual: Mapping[str, str]) -> Component:
    """The event with people called as is usual, by what they are called in it."""

    def called(line: Property) -> Property:
        new = usual.get(address_of(line.value)) if line.name in {"ORGANIZER", "ATTENDEE"} else None
        head = line.line[: len(line.line) - len(line.value)]
        return Property(line.name, head + new) if new else line

    tree = Component(parsed.tree.name, list(parsed.tree.properties))
    for it in parsed.tree.components:
        lines = [called(line) for line in it.properties]
        tree.components.append(Component(it.name, lines, it.components))
    return tree


def is_told(line: Property) -> bool:
    """Whether the server tells that guest, and not a program (§7.1)."""
    return line.params.get("SCHEDULE-AGENT", "SERVER").upper() == "SERVER"


def status_of(parsed: Parsed, address: str) -> str:
    """What was written of that guest; empty for whom the hub does not tell."""
    lines = (it for part in parsed.parts for it in part.all("ATTENDEE"))
    found = (it.params.get(STATUS, "") for it in lines if address_of(it.value) == address)
    return next(filter(None, found), "")


def _part(
    part: Component, after: Parsed, before: Parsed | None, status: Mapping[str, str]
) -> Component:
    own = counterpart(part, after, before) if before else None
    is_same = bool(own and before and is_same_time(part, after, own, before))
    known = _answers(own) if own else {}
    lines = [
        _guest(it, status, known, is_same=is_same) if it.name == "ATTENDEE" else it
        for it in part.properties
    ]
    made = Component(part.name, lines, part.components)
    if own and before and not (is_same and _is_held(part, own, after, before)):
        least = sequence_of(own) + 1
        if sequence_of(part) < least:
            made.set("SEQUENCE", Property.of("SEQUENCE", str(least)))
    return made


def _answers(own: Component) -> dict[str, Mapping[str, str]]:
    return {address_of(it.value): it.params for it in own.all("ATTENDEE")}


def _guest(
    line: Property,
    status: Mapping[str, str],
    known: Mapping[str, Mapping[str, str]],
    *,
    is_same: bool,
) -> Property:
    """The client asks with SCHEDULE-FORCE-SEND for what always happens, and it is not kept
    (§7.2)."""
    address = address_of(line.value)
    told, there = status.get(address, "") if is_told(line) else "", known.get(address, {})
    if told != DELIVERED and not (told == SENT and STAMP in there):
        # Of whom the hub has no answer, the organizer may have one, by telephone.
        return line.saying(SCHEDULE_STATUS=told, SCHEDULE_FORCE_SEND="")
    answer = there if is_same else {}
    said = {it: answer.get(it, "") for it in _ANSWER}
    said["PARTSTAT"] = said["PARTSTAT"] or WAITING
    return line.saying(**said, SCHEDULE_STATUS=told, SCHEDULE_FORCE_SEND="")


def _is_held(part: Component, own: Component, after: Parsed, before: Parsed) -> bool:
    """Whether it takes place as it did, of a series at all its times."""
    if part.value("STATUS") == "CANCELLED" != own.value("STATUS"):
        return False
    return part is not after.series.master or excluded(after) == excluded(before)
