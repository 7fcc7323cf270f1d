"""Whom something can be given to: people and groups, found by the beginnings of their names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub.actor import OFFICIALS, SCHOOLS, STAFF, Actor
from hub.database import read
from hub.people import queries
from hub.people.days import today
from hub.people.folding import search_words
from hub.people.models import Group, GroupKind
from hub.people.rows import in_force

MOST = 12
"""Of people, and of groups."""
_INSIDE = (GroupKind.UNIT, GroupKind.BODY, GroupKind.PROJECT, GroupKind.SET)
OUTSIDE = (GroupKind.COMMUNE, GroupKind.SCHOOL)
_POSTS = (
    "SELECT r.id, p.title, g.name, EXISTS (SELECT 1 FROM group_person i"  # noqa: S608  # our own
    " WHERE i.person_id = r.id AND i.group_id IN :inside AND i.starts_on <= :on"
    " AND i.ends_on >= :on) AS is_inside"
    f" FROM person r LEFT JOIN position p ON p.person_id = r.id AND {in_force('p')}"
    " LEFT JOIN people_group g ON g.id = p.group_id WHERE r.id IN :people ORDER BY p.id DESC"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person or group."""

    id: int
    name: str
    is_group: bool
    post: str = ""
    """Of a person, since there may be two of one name."""


async def candidates(
    words: str, *, by: Actor, but: Collection[int] = (), with_outside: bool = False
) -> list[Candidate]:
    """Groups and people of that name, a few of each.

    Args:
        words: beginnings of the words of a name.
        by: the actor, who reads the directory.
        but: nobody of these.
        with_outside: town halls and schools too.
    """
    wanted = search_words(words)
    if not wanted:
        return []
    groups = [
        Candidate(it.id, it.name, True)
        for it in await _groups(by, with_outside)
        if it.id not in but and all(word in it.name_key for word in wanted)
    ]
    # Some of a school or town hall may have to be left out.
    most = len(but) + (MOST if with_outside else 5 * MOST)
    found = [it for it in await queries.find_people(words, by=by, limit=most) if it.id not in but]
    posts = await _posts([it.id for it in found], with_outside)
    near = [Candidate(it.id, it.name, False, posts[it.id]) for it in found if it.id in posts]
    return [*groups[:MOST], *near[:MOST]]


async def _groups(by: Actor, with_outside: bool) -> list[Group]:
    kinds = (*_INSIDE, *OUTSIDE) if with_outside else _INSIDE
    meant = {STAFF, OFFICIALS} | ({SCHOOLS} if with_outside else set())
    found = await queries.groups(by=by, kinds=(*kinds, GroupKind.SYSTEM))
    return [it for it in found if it.kind != GroupKind.SYSTEM or it.id in meant]


async def _posts(person_ids: Collection[int], with_outside: bool) -> dict[int, str]:
    """What each does today, and where; without those who are not inside, unless they are meant."""
    if not person_ids:
        return {}
    rows = await read(_POSTS, people=person_ids, inside=(STAFF, OFFICIALS), on=today())
    return {
        row["id"]: ", ".join(filter(None, (row["title"], row["name"])))
        for row in rows
        if with_outside or row["is_inside"]
    }
