"""Who finds what: whoever has a role that reads, in the scope that the thing was indexed with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.access.policy import LADDERS
from hub.accounts import clock
from hub.actor import Actor


@dataclass(frozen=True, slots=True)
class Readable:
    """The scopes in which an actor may read now."""

    sql: str
    """A SELECT of `scope_id`, to go with `values`."""
    values: dict[str, Any]
    is_signed_in: bool
    """Things without rights of their own, such as people, are looked for by the signed in."""


def readable(by: Actor) -> Readable:
    """Of scopes of all kinds: the same word may be a reading role of one ladder and not of another,
    so a role counts by the ladder of its scope's kind."""
    values: dict[str, Any] = {"principals": by.principals, "search_at": clock.now()}
    branches = []
    for number, ladder in enumerate(dict.fromkeys(LADDERS.values())):
        if roles := ladder.roles_to("read", by):
            values |= {f"kinds_{number}": ladder.kinds, f"roles_{number}": roles}
            branches.append(f"(s.kind IN :kinds_{number} AND a.role IN :roles_{number})")
    return Readable(_SCOPES + (" OR ".join(branches) or "1 = 0") + ")", values, by.is_signed_in)


_SCOPES = (
    "SELECT a.scope_id FROM access a JOIN scope s ON s.id = a.scope_id"
    " WHERE a.principal_id IN :principals AND a.ends_at > :search_at AND ("
)
