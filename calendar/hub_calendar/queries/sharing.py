"""Who may do what with a calendar, for whoever shares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.access.queries import who_can_see, why
from hub.access.queries.readers import Readers, Reason
from hub.actor import OFFICIALS, STAFF, Actor
from hub.database import read
from hub.people import queries as people
from hub.people.days import today
from hub.people.folding import search_words
from hub.people.models import GroupKind
from hub.people.rows import in_force
from hub_calendar import policy
from hub_calendar.queries.calendars import entered

MOST_FOUND = 12
_KINDS = (GroupKind.UNIT, GroupKind.BODY, GroupKind.PROJECT, GroupKind.SET)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person or group that a calendar can be shared with."""

    id: int
    name: str
    is_group: bool
    post: str = ""
    """Of a person, since there may be two of one name."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person or group may do with a calendar now."""

    id: int
    name: str
    is_group: bool
    people: int
    """How many people that is today."""
    role: str | None
    """Given to them by name."""
    ends_at: datetime | None
    through: Sequence[Reason]
    """What reaches a person through groups, strongest first."""

    @property
    def other_role(self) -> str | None:
        """What stays if nothing is given by name."""
        return self.through[0].role if self.through else None


async def readers(calendar_id: int, *, by: Actor) -> Readers:
    """Everybody who has a role, strongest first."""
    await entered(calendar_id, by=by, to="share")
    return await who_can_see(calendar_id, by=by)


async def candidates(words: str, *, by: Actor) -> list[Candidate]:
    """Groups and people of that name, a few of each."""
    wanted = search_words(words)
    if not wanted:
        return []
    groups = [
        Candidate(it.id, it.name, True)
        for it in await people.groups(by=by, kinds=(*_KINDS, GroupKind.SYSTEM))
        if (it.kind != GroupKind.SYSTEM or it.id in {STAFF, OFFICIALS})
        and all(word in it.name_key for word in wanted)
    ]
    found = await people.find_people(words, by=by, limit=MOST_FOUND)
    posts = await _posts([it.id for it in found])
    named = [Candidate(it.id, it.name, False, posts.get(it.id, "")) for it in found]
    return [*groups[:MOST_FOUND], *named]


async def _posts(person_ids: list[int]) -> dict[int, str]:
    """What each does today, and where."""
    rows = await read(
        "SELECT p.person_id, p.title, g.name FROM position p"  # noqa: S608  # our own
        " JOIN people_group g ON g.id = p.group_id"
        f" WHERE p.person_id IN :people AND {in_force('p')} ORDER BY p.id DESC",
        people=person_ids, on=today(),
    )  # fmt: skip
    return {row["person_id"]: ", ".join(filter(None, (row["title"], row["name"]))) for row in rows}


async def holding(calendar_id: int, principal_id: int, *, by: Actor) -> Holding:
    """Raises `NotFound` for somebody who is not there, `Forbidden` for who may not share it."""
    await entered(calendar_id, by=by, to="share")
    found = await people.people([principal_id], by=by)
    if principal_id in found:
        return await _of_person(calendar_id, principal_id, by)
    group = await people.group(principal_id, by=by)
    number = len(await people.members_of(group.id, today(), by=by))
    seen = await who_can_see(calendar_id, by=by)
    given = [it for row in seen.readers if row.principal_id == group.id for it in row.reasons]
    role, ends_at = _first(given)
    return Holding(group.id, group.name, True, number, role, ends_at, ())


async def _of_person(calendar_id: int, person_id: int, by: Actor) -> Holding:
    verdict = await why(person_id, calendar_id, by=by)
    given = [it for it in verdict.reasons if it.principal_id == person_id]
    through = [it for it in verdict.reasons if it.principal_id != person_id]
    role, ends_at = _first(given)
    return Holding(person_id, verdict.name, False, 1, role, ends_at, _strongest(through))


def _first(given: list[Reason]) -> tuple[str | None, datetime | None]:
    for it in _strongest(given):
        return it.role, it.ends_at
    return None, None


def _strongest(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda it: -policy.CALENDAR.rank(it.role))
