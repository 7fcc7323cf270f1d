"""Who finds what: whoever has a role that reads, in the scope that the thing was indexed with; and
who may ask a domain for all that it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.access.policy import LADDERS, Ladder
from hub.accounts import clock
from hub.actor import Actor, Via
from hub.errors import NotFound


def check_indexes(by: Actor) -> None:
    """For every `Search` port, which tells all there is: raises `NotFound` to all but jobs. Whoever
    searches is asked again for each hit."""
    if by.via is not Via.JOB:
        raise NotFound


@dataclass(frozen=True, slots=True)
class Readable:
    """The scopes in which an actor may read now."""

    sql: str
    """A SELECT of `scope_id`, to go with `values`."""
    values: dict[str, Any]
    is_signed_in: bool
    """Things without rights of their own, such as people, are looked for by the signed in."""


def readable(by: Actor) -> Readable:
    """Of scopes of all kinds. A word that is a reading role of one ladder and a lesser one of
    another counts by the ladder of its scope's kind; of the others the index of `access` says all.
    """
    ladders = tuple(dict.fromkeys(LADDERS.values()))
    reading = {role for ladder in ladders for role in ladder.roles_to("read", by)}
    mixed = {role for role in reading if not all(_agrees(it, role, by) for it in ladders)}
    values: dict[str, Any] = {"principals": by.principals, "search_at": clock.now()}
    values["roles"] = tuple(sorted(reading - mixed))
    branches = [_ACCESS + "a.role IN :roles"]
    for number, ladder in enumerate(ladders):
        if roles := mixed.intersection(ladder.roles_to("read", by)):
            values |= {f"kinds_{number}": ladder.kinds, f"roles_{number}": tuple(sorted(roles))}
            branches.append(_ACCESS + _OF_KINDS.format(number))
    return Readable(" UNION ALL ".join(branches), values, by.is_signed_in)


def _agrees(ladder: Ladder, role: str, by: Actor) -> bool:
    return role not in ladder.roles or role in ladder.roles_to("read", by)


_ACCESS = (
    "SELECT a.scope_id FROM access a WHERE a.principal_id IN :principals"
    " AND a.ends_at > :search_at AND "
)
_OF_KINDS = "a.role IN :roles_{0} AND a.scope_id IN (SELECT id FROM scope WHERE kind IN :kinds_{0})"
