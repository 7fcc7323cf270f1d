"""What an actor may do in a scope, or in each of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hub.access.policy import LADDERS, Ladder, ladder_of
from hub.accounts import clock
from hub.actor import Actor
from hub.database import read
from hub.errors import Forbidden, NotFound
from hub.language import _

_ROLES = (
    "SELECT a.scope_id, a.principal_id, s.kind, a.role"
    " FROM access a JOIN scope s ON s.id = a.scope_id"
    " WHERE a.scope_id IN :scopes AND a.principal_id IN :principals AND a.ends_at > :now"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A scope, as far as one actor goes in it."""

    id: int
    kind: str
    role: str
    abilities: frozenset[str]

    @property
    def ladder(self) -> Ladder:
        return ladder_of(self.kind)


async def places_of(by: Actor, scope_ids: Collection[int]) -> dict[int, Place]:
    """Those of the scopes in which the actor has a role, however low. One read."""
    if not scope_ids:
        return {}
    rows = await read(_ROLES, scopes=scope_ids, principals=by.principals, now=clock.now())
    held: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in rows:
        held[row["scope_id"], row["kind"]].append(row["role"])
    return {scope: _place(scope, kind, roles, by) for (scope, kind), roles in held.items()}


async def place_of(by: Actor, scope_id: int) -> Place:
    """The scope, if the actor has any role in it; else `NotFound`."""
    places = await places_of(by, [scope_id])
    if scope_id not in places:
        raise NotFound
    return places[scope_id]


async def roles_of(by: Actor, scope_ids: Collection[int]) -> dict[int, str]:
    """The actor's role in each scope where there is one."""
    return {scope: place.role for scope, place in (await places_of(by, scope_ids)).items()}


async def role_of(by: Actor, scope_id: int) -> str | None:
    return (await roles_of(by, [scope_id])).get(scope_id)


async def roles_in(scope_id: int, actors: Mapping[int, Actor]) -> dict[int, str]:
    """Of many actors, each under a key, the role that those have who have one. One read."""
    everybody = {it for by in actors.values() for it in by.principals}
    if not everybody:
        return {}
    rows = await read(_ROLES, scopes=[scope_id], principals=everybody, now=clock.now())
    found = {
        key: [row["role"] for row in rows if row["principal_id"] in by.principals]
        for key, by in actors.items()
    }
    return {key: _highest(rows[0]["kind"], roles) for key, roles in found.items() if roles}


async def abilities_of(by: Actor, scope_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """What the actor may do in each of the scopes; in some, nothing."""
    places = await places_of(by, scope_ids)
    nothing = frozenset[str]()
    return {it: places[it].abilities if it in places else nothing for it in scope_ids}


async def require(by: Actor, scope_id: int, ability: str) -> Place:
    """The scope, if the actor has the ability there.

    Raises:
        NotFound: the actor may not read what is there, so it must not be known to exist; or it is
            of a kind of which nobody can have the ability.
        Forbidden: it may be read, but not this.
    """
    place = await place_of(by, scope_id)
    if ability not in place.ladder.needed:
        if any(ability in ladder.needed for ladder in LADDERS.values()):
            raise NotFound  # a key of something else stood in the address: there is no such thing
        raise ValueError(f"No role of a {place.kind} is needed to {ability}.")
    if ability in place.abilities:
        return place
    if "read" not in place.abilities:
        raise NotFound
    raise Forbidden(_("You can see this, but not do that with it."))


def _place(scope_id: int, kind: str, roles: list[str], by: Actor) -> Place:
    ladder, role = ladder_of(kind), _highest(kind, roles)
    return Place(scope_id, kind, role, ladder.abilities(role, by))


def _highest(kind: str, roles: list[str]) -> str:
    return max(roles, key=ladder_of(kind).rank)
