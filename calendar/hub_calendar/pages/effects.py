"""What sharing a calendar does, said before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hub.access.pages import words
from hub.access.queries.readers import Reader, Readers
from hub.actor import OFFICIALS, STAFF, SYSTEM, Actor
from hub.language import N_, _, _n
from hub.people import days
from hub_calendar.forms import NO_ROLE
from hub_calendar.policy import CALENDAR
from hub_calendar.queries.delegates import DELEGATION
from hub_calendar.queries.sharing import Holding

LABELS = {
    NO_ROLE: N_("Nothing"),
    "freebusy": N_("See when it is busy"),
    "read": N_("Read"),
    "edit": N_("Change"),
    "manage": N_("Manage"),
}
_EFFECTS = {
    "freebusy": N_("Sees when time is taken; no title, no place, no names."),
    "read": N_("Sees titles, places and guests. Private events stay “Busy”."),
    "edit": N_("Also adds, changes and deletes events. Private events stay “Busy”."),
    "manage": N_("Sees private events too, shares the calendar, may delete it."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers."""

    value: str
    label: str
    effect: str


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who has a role."""

    id: int
    name: str
    note: str
    is_group: bool
    role: str
    because: str
    until: date | None
    is_shareable: bool
    """Whether there is something to decide about them."""


def lines(found: Readers, by: Actor) -> list[Line]:
    return [_line(it, by) for it in found.readers]


def today(held: Holding) -> str:
    """What they may do as things are."""
    if held.role is None and held.other_role is None:
        return _("{name} does not see this calendar.", name=held.name)
    given = "{role}" if held.is_group else _("{role}, given by name")
    parts = [given.format(role=words.role(held.role))] if held.role else []
    parts += [_through(held)] if held.through else []
    return _("Today, {name} can: {roles}.", name=held.name, roles="; ".join(parts))


def choices(held: Holding) -> list[Choice]:
    """Every answer with what would follow from it."""
    given = [Choice(it, _(LABELS[it]), _effect(held, it)) for it in CALENDAR.roles]
    if held.role is None:
        return given
    return [Choice(NO_ROLE, _(LABELS[NO_ROLE]), _taken_back(held)), *given]


def last_day(ends_at: datetime | None) -> date | None:
    return days.last_day(ends_at) if ends_at else None


def _effect(held: Holding, role: str) -> str:
    other = held.other_role
    if other is not None and CALENDAR.rank(other) >= CALENDAR.rank(role):
        return _("Changes nothing: {already}.", already=_through(held))
    if not held.is_group:
        return _(_EFFECTS[role])
    number = _n("{number} person today.", "{number} people today.", held.people)
    return f"{_(_EFFECTS[role])} {number}"


def _taken_back(held: Holding) -> str:
    if held.through:
        return _("What is given by name is taken back. There remains: {rest}.", rest=_through(held))
    if held.is_group:
        return _n(
            "{number} person no longer sees it, unless it is shared with them otherwise.",
            "{number} people no longer see it, unless it is shared with them otherwise.",
            held.people,
        )  # fmt: skip
    return _("{name} no longer sees it, nor that it exists.", name=held.name)


def _through(held: Holding) -> str:
    first = held.through[0]
    if first.words == DELEGATION:
        return _("{role}, as a delegate", role=words.role(first.role))
    group = words.name(first.principal_id, first.principal)
    return _("{role}, through {group}", role=words.role(first.role), group=group)


def _line(it: Reader, by: Actor) -> Line:
    because = "; ".join(words.reason(reason, {}, by) for reason in it.reasons)
    return Line(
        it.principal_id, words.name(it.principal_id, it.name), words.note(it),
        it.kind == "group", _(LABELS[it.role]), because, last_day(it.ends_at),
        it.kind in {"person", "group"} and it.principal_id not in SYSTEM - {STAFF, OFFICIALS},
    )  # fmt: skip
