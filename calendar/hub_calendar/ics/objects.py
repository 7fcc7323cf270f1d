"""One calendar object (RFC 4791 §4.1), and what is read off it for the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import tzinfo

from hub.errors import Invalid
from hub.language import N_, _
from hub_calendar.ics.lines import Component, Malformed, Property, parse
from hub_calendar.ics.series import Series
from hub_calendar.ics.zones import Zones
from hub_calendar.models import BusyKind
from hub_calendar.models import Component as Kind

COMMENT = "X-RESPONSE-COMMENT"  # as Google writes it
WAITING = "NEEDS-ACTION"
"""PARTSTAT of whoever has not answered."""
MOST_BYTES = 1024 * 1024
MOST_PARTS = 3000
"""Repetitions of one event that were changed."""
MOST_ATTENDEES = 1000
_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Invited:
    """An ATTENDEE, or the ORGANIZER; `address` is in lower case, without `mailto:`."""

    address: str
    name: str
    role: str
    partstat: str
    comment: str = ""
    """What they said to their answer."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A calendar object that was read and found right."""

    ics: str
    tree: Component
    kind: Kind
    uid: str
    series: Series

    @property
    def etag(self) -> str:
        return etag_of(self.ics)

    @property
    def parts(self) -> list[Component]:
        return self.series.parts

    @property
    def main(self) -> Component:
        return self.series.master or self.parts[0]

    @property
    def is_private(self) -> bool:
        """Of one private repetition the others would tell, so all of them are."""
        return any(map(is_private, self.parts))

    @property
    def timezone(self) -> str:
        start = self.main.get("DTSTART")
        if start is None:
            return ""
        if start.value.strip().upper().endswith("Z"):
            return "UTC"
        return self.series.zones.name(start.params.get("TZID", ""))[:64]

    @property
    def sequence(self) -> int:
        text = self.main.text("SEQUENCE").strip()
        return min(int(text), 2**31 - 1) if text.isascii() and text.isdigit() else 0

    @property
    def organizer(self) -> str:
        line = self.main.get("ORGANIZER")
        return address_of(line.value) if line else ""

    @property
    def attendees(self) -> list[Invited]:
        """Of all repetitions, each address once, as its first line says."""
        found: dict[str, Invited] = {}
        for part in (self.main, *self.parts):
            for it in invited(part):
                found.setdefault(it.address, it)
        return list(found.values())[:MOST_ATTENDEES]


def read_object(ics: str, zone: tzinfo) -> Parsed:
    """Reads what a client wants to store.

    Args:
        ics: the text of one resource.
        zone: the calendar's, for days and for times without a zone.

    Raises:
        Invalid: it is no such text; the message says why, and in which line.
    """
    if len(ics) > MOST_BYTES or len(ics.encode(errors="replace")) > MOST_BYTES:
        raise Invalid(_("An event may have at most {size} KB.", size=MOST_BYTES // 1024))
    try:
        return parsed(parse(ics), ics, zone)
    except Malformed as error:
        raise Invalid(explained(error)) from error


def parsed(tree: Component, ics: str, zone: tzinfo) -> Parsed:
    """Raises `Malformed`."""
    if tree.name != "VCALENDAR":
        raise Malformed(N_("This is not a calendar."), tree.line)
    if tree.get("METHOD"):
        raise Malformed(N_("This is a message about an event, and not an event."), tree.line)
    parts = [it for it in tree.components if it.name != "VTIMEZONE"]
    kinds = {it.name for it in parts}
    if len(kinds) != 1 or not kinds <= _KINDS.keys():
        raise Malformed(N_("There must be one event or one task, and nothing else."), tree.line)
    if len(parts) > MOST_PARTS:
        raise Malformed(N_("Too many repetitions of this event are unlike the others."), tree.line)
    uids = {it.text("UID").strip() for it in parts}
    if len(uids) != 1 or not (uid := uids.pop()) or len(uid) > 255:
        raise Malformed(N_("There must be one UID, of at most 255 characters."), tree.line)
    return Parsed(ics, tree, _KINDS[kinds.pop()], uid, Series(parts, Zones(tree), zone))


def is_private(part: Component) -> bool:
    """Whether a class is said that is not PUBLIC: one that nobody knows is PRIVATE too (RFC 5545
    §3.8.1.3), and of two that are said the stricter holds."""
    return any(it.value.strip().upper() != "PUBLIC" for it in part.all("CLASS"))


def etag_of(ics: str) -> str:
    return hashlib.sha256(ics.encode()).hexdigest()[:32]


def explained(error: Malformed) -> str:
    """The sentence for the reader, with the line where there is one."""
    sentence = _(error.message, **error.values)
    return (
        _("Line {line}: {sentence}", line=error.line, sentence=sentence) if error.line else sentence
    )


def busy_kind(part: Component, owner: Collection[str]) -> BusyKind:
    """What a repetition does to its calendar's owner, whose addresses those are."""
    if part.name != Kind.EVENT or part.value("STATUS") == "CANCELLED":
        return BusyKind.FREE
    answers = {it.partstat for it in invited(part) if it.address in owner}
    microsoft = part.value("X-MICROSOFT-CDO-BUSYSTATUS")
    if "DECLINED" in answers or part.value("TRANSP") == "TRANSPARENT" or microsoft == "FREE":
        return BusyKind.FREE
    if not answers.isdisjoint({"TENTATIVE", "NEEDS-ACTION"}):
        return BusyKind.TENTATIVE
    is_tentative = part.value("STATUS") == "TENTATIVE" or microsoft == "TENTATIVE"
    return BusyKind.TENTATIVE if is_tentative else BusyKind.BUSY


def invited(part: Component) -> list[Invited]:
    return [_invited(it) for it in part.all("ATTENDEE") if address_of(it.value)]


def address_of(value: str) -> str:
    """`mailto:Maud.Sorel@orbelle.example` without its scheme, in lower case."""
    text = value.strip().lower()
    return text.removeprefix("mailto:")[:255]


def _invited(line: Property) -> Invited:
    params = line.params
    return Invited(
        address_of(line.value),
        params.get("CN", "")[:255],
        params.get("ROLE", "REQ-PARTICIPANT").upper()[:20],
        params.get("PARTSTAT", WAITING).upper()[:20],
        params.get(COMMENT, ""),
    )
