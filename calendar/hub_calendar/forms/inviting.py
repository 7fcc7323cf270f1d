"""What pages send of guests: whom an event invites, and what those answer."""

from __future__ import annotations

from dataclasses import dataclass

from hub.web.forms import Fields
from hub_calendar.ics.answers import KNOWN, LONGEST_COMMENT
from hub_calendar.ics.guests import Guest
from hub_calendar.ics.objects import address_of

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Answer:
    partstat: str
    comment: str
    sequence: int
    """Of what was shown."""
    reach: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of the list of guests before the event is saved."""

    guests: tuple[Guest, ...]
    words: str
    """Of a name that is looked for, or an address."""
    is_asked: bool
    """Whether the list alone is meant, and nothing is to be saved yet."""
    is_changed: bool
    is_held: bool
    """Whether it was to be saved, while somebody is looked for still."""


def answer(fields: Fields) -> Answer:
    """What a guest says to an invitation."""
    partstat = fields.choice("partstat", sorted(KNOWN))
    comment = fields.text("comment", required=False, most=LONGEST_COMMENT)
    reach = fields.choice("reach", ("this", "all")) if fields.flag("reach") else "all"
    return Answer(partstat, comment, fields.integer("sequence"), reach)


def guests(fields: Fields) -> tuple[Guest, ...]:
    """Those that are in the list."""
    optional = {address_of(it) for it in fields.texts("optional", most=LONGEST_ADDRESS)}
    found = (address_of(it) for it in fields.texts("guest", most=LONGEST_ADDRESS))
    return tuple(Guest(it, is_optional=it in optional) for it in dict.fromkeys(found))


def step(fields: Fields) -> Step:
    """Who looks for somebody and has not chosen yet is not done: nothing is saved without them."""
    add, remove = (_address(fields, it) for it in ("add", "remove"))
    those = [it for it in guests(fields) if it.address != remove]
    if add and add not in {it.address for it in those}:
        those.append(Guest(add))
    words = fields.text("who", required=False, most=LONGEST_ADDRESS)
    is_changed = bool(add or remove)
    is_list = is_changed or fields.flag("find")
    return Step(
        tuple(those), "" if add else words, bool(is_list or words), is_changed,
        bool(words) and not is_list,
    )  # fmt: skip


def _address(fields: Fields, name: str) -> str:
    return address_of(fields.text(name, required=False, most=LONGEST_ADDRESS))
