"""What an event in somebody's calendar asks of them: to say whether they come."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actor import Actor
from hub.database import Row
from hub.people.rows import name_of
from hub_calendar.ics.answers import KNOWN, sequence_of
from hub_calendar.ics.lines import Component
from hub_calendar.ics.objects import Parsed, address_of, invited
from hub_calendar.ics.organizing import DELIVERED, SENT, STATUS
from hub_calendar.ics.replying import answer_of, asks, comment_of, invited_as
from hub_calendar.queries.addresses import addresses_of


@dataclass(frozen=True, slots=True)
class Invitation:
    """To the event that is shown, or to the time of it."""

    guest: str
    """The name of whose calendar it is."""
    is_own: bool
    """Whether that is the reader."""
    organizer: str
    """Their name, or their address."""
    partstat: str
    comment: str
    """What the guest said to that answer."""
    sequence: int
    is_told: bool
    """Whether the organizer was told it, in their calendar or by mail."""
    is_of_series: bool
    """Whether the guest is invited to more of it than is shown."""


def invitation(parsed: Parsed, recurrence_id: str, row: Row, *, by: Actor) -> Invitation | None:
    """None where its calendar's owner has nothing to answer.

    Args:
        parsed: the event.
        recurrence_id: the repetition that is shown.
        row: `person_id`, `email` and name of the calendar's owner, if that is a person.
        by: the actor, who reads all of the event.
    """
    addresses = addresses_of(row["person_id"], row["email"])
    address = invited_as(parsed, addresses)
    part = parsed.series.overrides.get(recurrence_id, parsed.main)
    line = part.get("ORGANIZER")
    if not address or line is None or not asks(part, address) or parsed.organizer in addresses:
        return None
    partstat = answer_of(part, address)
    return Invitation(
        name_of(row), row["person_id"] == by.person_id, organizer_name(part),
        partstat, comment_of(part) if partstat in KNOWN else "", sequence_of(part),
        line.params.get(STATUS) in {DELIVERED, SENT},
        bool(recurrence_id) and _is_more(parsed, part, address),
    )  # fmt: skip


def _is_more(parsed: Parsed, part: Component, address: str) -> bool:
    is_by_rule = part is parsed.series.master
    return is_by_rule or any(asks(it, address) for it in parsed.parts if it is not part)


def organizer_name(part: Component) -> str:
    """As the event calls them; empty where nobody organizes it."""
    line = part.get("ORGANIZER")
    if line is None:
        return ""
    address = address_of(line.value)
    names = [line.params.get("CN", ""), *(it.name for it in invited(part) if it.address == address)]
    return next(filter(None, names), address)
