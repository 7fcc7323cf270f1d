"""Whom a thing can be shared with: people and groups, found by the beginnings of their names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub.actor import Actor
from hub.database import read
from hub.people import queries as people
from hub.people.days import today
from hub.people.folding import search_words
from hub.people.rows import in_force

_POSTS = (
    "SELECT p.person_id, g.name FROM position p JOIN people_group g ON g.id = p.group_id"  # noqa: S608  # ours
    f" WHERE p.person_id IN :people AND {in_force('p')} ORDER BY p.id DESC"
)
MOST = 8


@dataclass(frozen=True, slots=True)
class Recipient:
    id: int
    name: str
    post: str
    """The service of a person, which tells two of one name apart."""
    is_group: bool


async def recipients(text: str, *, by: Actor, but: Collection[int] = ()) -> list[Recipient]:
    """Groups first; none of `but`, who have a right already, nor the actor."""
    words = search_words(text)
    if not words:
        return []
    groups = [
        Recipient(it.id, it.name, "", is_group=True)
        for it in await people.groups(by=by)
        if all(word in f" {it.name_key.strip()}" for word in words) and it.id not in but
    ]
    found = await people.find_people(text, by=by, limit=MOST + len(but) + 1)
    near = [it for it in found if it.id not in but and it.id != by.person_id][:MOST]
    posts = await _posts([it.id for it in near])
    named = [Recipient(it.id, it.name, posts.get(it.id, ""), is_group=False) for it in near]
    return [*groups[:MOST], *named]


async def _posts(person_ids: Collection[int]) -> dict[int, str]:
    if not person_ids:
        return {}
    rows = await read(_POSTS, people=person_ids, on=today())
    return {row["person_id"]: row["name"] for row in rows}
