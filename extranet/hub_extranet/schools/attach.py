"""Schools, as others link, search, subscribe to and show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hub.access.queries import role_of
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.people.folding import finds
from hub_extranet.schools import queries
from hub_extranet.schools.queries import SchoolView


class Schools:
    """The `attach` port."""

    kinds: Collection[str] = ("school",)

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        things = [_thing(it) for it in await queries.schools(by=by)]
        return {it.ref: it for it in things if it.ref in set(refs)}

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        schools = [it for it in await queries.schools(by=by) if finds(words, it.name)]
        return [_thing(it) for it in schools[:limit]]


async def may_read(by: Actor, school_id: int) -> bool:
    """For `school:ID` of `/live`."""
    return await role_of(by, school_id) is not None


def _thing(view: SchoolView) -> Thing:
    ref = Ref("school", view.id)
    return Thing(ref, view.name, f"/schools/{view.id}", view.id, view.abilities, "school")
