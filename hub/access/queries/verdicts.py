"""Whether one person sees a thing, and why; or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.access.queries.readers import Reason, gives, grants_above, reason_of
from hub.access.queries.roles import place_of
from hub.accounts import clock
from hub.accounts.models import AccountStatus
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.database import read
from hub.errors import Forbidden, NotFound
from hub.language import _
from hub.people.days import today
from hub.people.intervals import ALWAYS, Days
from hub.people.models import PersonStatus
from hub.people.rows import name_of


class Hindrance(StrEnum):
    """Why a grant does not lead somebody to the thing."""

    ENDED = "ended"
    """The grant has ended."""
    CLOSED = "closed"
    """It was given higher up, and something between is closed."""
    NOT_YET = "not_yet"
    """It was given to a group, and the person joins it later."""
    NO_LONGER = "no_longer"
    """It was given to a group that the person has left."""


class Obstacle(StrEnum):
    """Why somebody opens nothing at all, whatever is given."""

    LEFT = "left"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, slots=True)
class Miss:
    """A grant that nearly leads there."""

    reason: Reason
    hindrance: Hindrance
    day: date | None = None
    """When the membership began or ended, if that is what hinders."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one person."""

    person_id: int
    name: str
    role: str | None
    """What the grants lead to, if anything opens at all."""
    reasons: tuple[Reason, ...]
    misses: tuple[Miss, ...]
    obstacle: Obstacle | None

    @property
    def is_yes(self) -> bool:
        # What is for anyone needs no account, not even a post here.
        is_public = any(reason.principal_id == ANYONE for reason in self.reasons)
        return self.role is not None and (self.obstacle is None or is_public)


async def why(person_id: int, scope_id: int, *, by: Actor) -> Verdict:
    """Whether that person sees it, through which grants or why through none.

    Raises:
        NotFound: the actor has no role there, or there is no such person.
        Forbidden: it is about somebody else, and the actor may not give rights there.
    """
    place = await place_of(by, scope_id)
    if person_id != by.person_id and not gives(place):
        raise Forbidden(_("Whoever manages this can see that."))
    name, obstacle = await _person(person_id)
    rows = await grants_above(scope_id)
    days = await _days(person_id, [row["principal_id"] for row in rows])
    reasons, misses = [], []
    for reason in map(reason_of, rows):
        if reason.principal_id not in days:
            continue
        if miss := _miss(reason, days[reason.principal_id]):
            misses.append(miss)
        else:
            reasons.append(reason)
    role = place.ladder.highest([reason.role for reason in reasons])
    return Verdict(person_id, name, role, tuple(reasons), tuple(misses), obstacle)


async def _person(person_id: int) -> tuple[str, Obstacle | None]:
    rows = await read(
        "SELECT p.given_name, p.family_name, p.status, a.status AS account FROM person p"
        " LEFT JOIN account a ON a.person_id = p.id WHERE p.id = :id",
        id=person_id,
    )
    for row in rows:
        name = name_of(row)
        if row["status"] != PersonStatus.ACTIVE:
            return name, Obstacle.LEFT
        return name, None if row["account"] == AccountStatus.ACTIVE else Obstacle.NO_ACCOUNT
    raise NotFound(_("There is no such person."))


async def _days(person_id: int, principals: list[int]) -> dict[int, Days]:
    """On which days each of the principals counts for the person, if ever."""
    rows = await read(
        "SELECT group_id, starts_on, ends_on FROM group_person"
        " WHERE person_id = :person AND group_id IN :groups ORDER BY starts_on",
        person=person_id, groups=principals,
    )  # fmt: skip
    own = {person_id, SIGNED_IN, ANYONE}.intersection(principals)
    days: dict[int, Days] = dict.fromkeys(own, ALWAYS)
    for row in rows:
        held = days.get(row["group_id"], ())
        days[row["group_id"]] = (*held, (row["starts_on"], row["ends_on"]))
    return days


def _miss(reason: Reason, days: Days) -> Miss | None:
    if reason.ends_at is not None and reason.ends_at <= clock.now():
        return Miss(reason, Hindrance.ENDED)
    if reason.is_cut:
        return Miss(reason, Hindrance.CLOSED)
    on = today()
    if any(start <= on <= end for start, end in days):
        return None
    if coming := [start for start, _end in days if start > on]:
        return Miss(reason, Hindrance.NOT_YET, min(coming))
    return Miss(reason, Hindrance.NO_LONGER, max(end for _start, end in days))
