"""Who may do what with calendars and what is in them.

A calendar has its own rights; what is in it has none apart from them, but one rule: an event that
is PRIVATE or CONFIDENTIAL is shown to those who manage its calendar, and to all others who read
the calendar it is a busy time and nothing else: no title, place, text or people, through no door.
Nor may they change or delete what they are not shown. `sight` is that rule; every read asks it.

Agents and officials begin with a personal calendar that is theirs to manage. All agents see when
they are busy (`freebusy`), and those of their own service what they do (`read`): a service plans
its week together, and everybody else needs to find a time and no more. Both are grants like
others, which the owner may take back. Schools, town halls and guests have no part in it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from functools import cache

from hub.access.policy import Ladder
from hub.actor import OFFICIALS, READ_ONLY, STAFF, SYSTEM, Actor, Via
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub_calendar.models import CalendarKind

CALENDAR = Ladder(
    "calendar",
    roles=("freebusy", "read", "edit", "manage"),
    needed={
        "see_busy": "freebusy", "read": "read", "write": "edit",
        "share": "manage", "manage": "manage",
    },
)  # fmt: skip


class Sight(Enum):
    """How much of an event somebody is shown."""

    NOTHING = 0
    BUSY = 1
    ALL = 2


@cache  # four roles, asked of every event of every list
def sight(role: str | None, *, is_private: bool) -> Sight:
    """What an actor with that role in a calendar is shown of an event in it.

    By role and not by what the credential lets do: a read-only telephone shows all that is its
    owner's.
    """
    able = CALENDAR.abilities(role)
    if "read" in able and (not is_private or "manage" in able):
        return Sight.ALL
    return Sight.BUSY if "see_busy" in able else Sight.NOTHING


def able(kind: CalendarKind, abilities: frozenset[str]) -> frozenset[str]:
    """What of these abilities there is in a calendar of that kind: what is kept elsewhere, nobody
    here changes, whatever their role."""
    return abilities - {"write"} if kind is CalendarKind.SUBSCRIBED else abilities


def check_writes(role: str | None, *, is_private: bool) -> None:
    """Raises `Forbidden` for a change of an event that one is not shown."""
    if sight(role, is_private=is_private) is not Sight.ALL:
        raise Forbidden(_("You see of this event only that it takes time."))


def check_opens(by: Actor, owner_id: int, *, is_person: bool) -> None:
    """Raises `Forbidden` unless the actor may make a calendar of that person or group.

    Of a group of the hub's own nobody may: its calendar would be drawn on everybody's page. Nor
    may an administrator of somebody else: whoever makes a calendar reads what is put into it.
    """
    if not by.is_inside:
        raise Forbidden(_("Only agents and officials have calendars."))
    if READ_ONLY in by.scope:
        raise Forbidden(_("This device password only reads."))
    is_others = owner_id not in by.principals and (is_person or not by.is_administrator)
    if is_others or owner_id in SYSTEM:
        raise Forbidden(_("You can make a calendar for yourself and for your own groups."))


def check_receives(
    principal_id: int, principals: Collection[int] | None, *, is_outside: bool = False
) -> None:
    """Raises `Invalid` for whom a calendar cannot be shared with: all of them must be inside.

    Args:
        principal_id: a person or group.
        principals: those of a person today; None for a group.
        is_outside: whether it is a school or a town hall.
    """
    is_guest = principals is not None and {STAFF, OFFICIALS}.isdisjoint(principals)
    if is_outside or is_guest or principal_id in SYSTEM - {STAFF, OFFICIALS}:
        raise Invalid(_("Calendars are shared with agents and officials alone."))


def feeds(role: str | None) -> bool:
    """Whether a feed answers whose maker has that role now: never more than they may give."""
    return "share" in CALENDAR.abilities(role)


def check_follows(by: Actor) -> None:
    """Raises `Forbidden` for whoever is not a job: what is in a subscribed calendar comes from its
    source, and nobody's word stands in for that."""
    if by.via is not Via.JOB:
        raise Forbidden


def check_delivers(by: Actor) -> None:
    """Raises `Forbidden` for whoever is not the hub's own job. It puts into calendars what others
    do, of which no grant says that they may: it alone knows what their own change was, or has seen
    proof of who a guest outside is, who is nobody here."""
    if by.via is not Via.JOB:
        raise Forbidden


def check_takes(by: Actor) -> None:
    """Raises `Forbidden` for a credential that only reads one's inbox."""
    if READ_ONLY in by.scope:
        raise Forbidden(_("This device password only reads."))


def invites(organizer: str, addresses: Collection[str]) -> bool:
    """Whether those who may change an event say whom it invites, too.

    Args:
        organizer: of the event; empty: nobody yet.
        addresses: of its calendar's owner; none of a group, in whose calendar all who may change
            an event do so for its organizer.
    """
    return not addresses or not organizer or organizer in addresses


def check_inside(by: Actor) -> None:
    """Raises `NotFound` for whom there is nothing here."""
    if not by.is_inside:
        raise NotFound


def has_personal(principals: Collection[int]) -> bool:
    """Whether a person with these principals has a personal calendar."""
    return not {STAFF, OFFICIALS}.isdisjoint(principals)


def is_shown_to(by: Actor) -> bool:
    """Whether the agenda is among the places of the navigation."""
    return by.is_inside
