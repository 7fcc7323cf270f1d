"""Whom somebody may name as their replacement, from a name that was typed."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from dataclasses import dataclass

from hub.actor import Actor
from hub.database import read
from hub.people import queries as people
from hub.people.days import today
from hub.people.folding import fold
from hub.people.rows import name_of
from hub_directory.queries.lists import IN_FORCE, lines_of

MOST_NAMED = 8
MOST_COLLEAGUES = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    name: str
    note: str
    """What they do, to tell namesakes apart."""


async def candidates(name: str, *, by: Actor) -> list[Candidate]:
    """The one person who is called so, or all who may be meant."""
    found = await people.find_people(name, by=by, limit=MOST_NAMED)
    exact = [person for person in found if fold(person.name) == fold(name)]
    rows = [
        {"id": it.id, "given_name": it.given_name, "family_name": it.family_name}
        for it in (exact if len(exact) == 1 else found)
    ]
    lines = await lines_of(rows)
    return [
        Candidate(it.id, it.name, ", ".join(filter(None, (it.title, it.group)))) for it in lines
    ]


async def colleagues(person_id: int, *, by: Actor) -> list[str]:
    """Names of people of the same units, to be proposed while one types; none to who is outside."""
    if not by.is_inside:
        return []
    rows = await read(_COLLEAGUES, person=person_id, on=today(), limit=MOST_COLLEAGUES)
    return [name_of(row) for row in rows]


_COLLEAGUES = (
    "SELECT DISTINCT p.given_name, p.family_name, p.sort_key FROM position o"
    " JOIN person p ON p.id = o.person_id"
    f" WHERE o.group_id IN (SELECT o.group_id FROM position o WHERE o.person_id = :person"
    f" AND {IN_FORCE}) AND {IN_FORCE} AND p.id <> :person AND p.status = 'active'"
    " ORDER BY p.sort_key LIMIT :limit"
)
