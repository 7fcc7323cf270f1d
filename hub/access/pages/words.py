"""Roles, reasons and refusals in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from hub.access.queries.readers import Reader, Readers, Reason
from hub.access.queries.verdicts import Hindrance, Miss, Obstacle, Verdict
from hub.access.things import Thing
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.language import N_, _, _n
from hub.web.formats import short_day

ROLES = {
    "freebusy": N_("see when busy"),
    "read": N_("read it"),
    "comment": N_("comment on it"),
    "edit": N_("change it"),
    "write": N_("write in it"),
    "book": N_("book it"),
    "approve": N_("approve bookings"),
    "vote": N_("vote"),
    "copy": N_("read a copy of it"),
    "member": N_("take part"),
    "secretary": N_("keep it as its secretary"),
    "head": N_("head it"),
    "use": N_("use it"),
    "manage": N_("manage it"),
}
_HINDRANCES = {
    Hindrance.ENDED: N_("A right has ended: {reason}."),
    Hindrance.CLOSED: N_("A right higher up stops before this, which is closed: {reason}."),
    Hindrance.NOT_YET: N_("A right waits for {day}, when they join the group: {reason}."),
    Hindrance.NO_LONGER: N_("A right was theirs until {day}, when they left the group: {reason}."),
}
_OBSTACLES = {
    Obstacle.LEFT: N_("{name} has left the authority and opens nothing any more."),
    Obstacle.NO_ACCOUNT: N_("{name} has no open account, so opens nothing here."),
}


def role(word: str) -> str:
    return _(ROLES.get(word, word))


def name(principal_id: int, told: str) -> str:
    everybody = {SIGNED_IN: _("Everybody signed in"), ANYONE: _("Anybody, even signed out")}
    return everybody.get(principal_id, told)


def note(reader: Reader) -> str:
    """What is told of a reader beside the name."""
    if reader.kind != "group":
        return ""
    return _n("group, {number} person", "group, {number} people", reader.people)


def lede(found: Readers) -> str:
    """How many see it, and what the reader may do."""
    number = _n("{number} person sees this.", "{number} people see this.", found.people)
    if found.is_for_anyone:
        number = _("Anybody sees this, even signed out.")
    elif found.is_for_all:
        number = _("Everybody signed in sees this.")
    own = _("Your right: {role}.", role=role(found.place.role))
    return f"{number} {own}"


def reason(it: Reason, places: Mapping[int, Thing], by: Actor) -> str:
    """Where the right was given, by whom and when."""
    parts = [_place(it, places), _giver(it, by), it.words]
    return ", ".join(part for part in parts if part)


def verdict(it: Verdict) -> str:
    if it.is_yes and it.role is not None:
        return _("{name} can {role}.", name=it.name, role=role(it.role))
    if it.role is not None and it.obstacle is not None:
        return _(_OBSTACLES[it.obstacle], name=it.name)
    if it.misses:
        return _("{name} does not see this.", name=it.name)
    return _("{name} does not see this: no right leads here, by name or by group.", name=it.name)


def miss(it: Miss, places: Mapping[int, Thing], by: Actor) -> str:
    day = short_day(it.day) if it.day else ""
    told = reason(it.reason, places, by)
    if it.reason.principal:
        told = f"{it.reason.principal}, {told}"
    return _(_HINDRANCES[it.hindrance], reason=told, day=day)


def through(it: Reason, person_id: int) -> str:
    """Through which group a right reaches a person; empty if it was given to the person."""
    if it.principal_id == person_id:
        return ""
    return name(it.principal_id, it.principal)


def _place(it: Reason, places: Mapping[int, Thing]) -> str:
    if not it.is_inherited:
        return ""
    if it.scope_id in places:
        return _("it lies in “{place}”", place=places[it.scope_id].title)
    return _("it lies in something shared")


def _giver(it: Reason, by: Actor) -> str:
    day = short_day(it.given_at)
    if it.given_by_id is None:
        return _("since {day}", day=day)
    if it.given_by_id == by.person_id:
        return _("given by you on {day}", day=day)
    return _("given by {name} on {day}", name=it.given_by, day=day)
