"""The guests of an event, as its organizer writes them (RFC 5545 §3.8.4.1, §3.8.4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.dav.addresses import principal_of
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import WAITING, address_of, invited

REQUIRED, OPTIONAL = "REQ-PARTICIPANT", "OPT-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom an event invites; `address` is in lower case, without `mailto:`."""

    address: str
    name: str = ""
    is_optional: bool = False
    """They may stay away."""


def guests_of(part: Component) -> tuple[Guest, ...]:
    """Those whom it invites, without who organizes it."""
    own = _organizer(part)
    return tuple(
        Guest(it.address, it.name, it.role == OPTIONAL) for it in invited(part) if it.address != own
    )


def invite(part: Component, organizer: Guest | None, guests: Sequence[Guest]) -> None:
    """Makes those the guests, and nobody else.

    What is there of each stays: what they answered, and parameters that we do not know. Who
    organizes it stays the organizer; of an event without guests there is none.

    Args:
        part: the event, or a time of it.
        organizer: who is to be, where nobody is yet.
        guests: all of them; the organizer among them is passed over.
    """
    there = {address_of(it.value): it for it in part.all("ATTENDEE")}
    own = _organizer(part) or (organizer.address if organizer else "")
    meant = {it.address: it for it in guests if it.address != own}
    if not meant or not own:
        part.set("ATTENDEE")
        part.set("ORGANIZER")
        return
    if organizer and part.get("ORGANIZER") is None:
        part.set("ORGANIZER", _named("ORGANIZER", organizer))
    lines = [_line(it, there.get(it.address)) for it in meant.values()]
    part.set("ATTENDEE", *([there[own]] if own in there else []), *lines)


def merged(
    there: Sequence[Guest], shown: Sequence[Guest], wanted: Sequence[Guest]
) -> tuple[Guest, ...]:
    """The guests of one time of a series after what was shown of another was changed: who was
    added comes there too, who was taken out does not, and nobody else is touched."""
    before, after = ({it.address: it for it in them} for them in (shown, wanted))
    kept = {it.address: it for it in there if it.address in after or it.address not in before}
    changed = {key: it for key, it in after.items() if before.get(key) != it}
    return tuple((kept | changed).values())


def _organizer(part: Component) -> str:
    line = part.get("ORGANIZER")
    return address_of(line.value) if line else ""


def _line(guest: Guest, there: Property | None) -> Property:
    if there is None:
        role = {"ROLE": OPTIONAL} if guest.is_optional else {}
        return _named("ATTENDEE", guest).saying(**role, PARTSTAT=WAITING, RSVP="TRUE")
    is_optional = there.params.get("ROLE", "").upper() == OPTIONAL
    if is_optional == guest.is_optional:
        return there
    return there.saying(ROLE=OPTIONAL if guest.is_optional else "")


def _named(name: str, whom: Guest) -> Property:
    scheme = "" if principal_of(whom.address) is not None else "mailto:"
    return Property.of(name, f"{scheme}{whom.address}", **({"CN": whom.name} if whom.name else {}))
