"""Keeps `access` true: what follows from the grants of a scope and of those it inherits from.

An action locks the trees it works on, changes grants or scopes, and says what it touched. That, and
all that inherits from it, is worked out again in a number of statements that depends on neither how
many scopes nor how many grants there are; when one principal is concerned, only that one's rows are
read and written.
"""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.access.models import FOREVER, Access
from hub.access.policy import Ladder, ladder_of
from hub.accounts import clock
from hub.database import Row, is_in_transaction, read, write

_CHUNK = 5000

Roles = Mapping[str, datetime]
"""The roles of one principal in one scope, and until when each lasts."""

_INSIDE = (
    "WITH RECURSIVE inside(id) AS (SELECT id FROM scope WHERE id IN :tops"
    " UNION SELECT s.id FROM scope s JOIN inside ON s.parent_id = inside.id WHERE NOT s.is_closed) "
)
_SCOPES = _INSIDE + (
    "SELECT s.id, s.kind, s.parent_id, s.is_closed FROM scope s JOIN inside ON inside.id = s.id"
)
_GRANTS = _INSIDE + (
    "SELECT g.scope_id, g.principal_id, g.role, g.ends_at FROM access_grant g"
    " JOIN inside ON inside.id = g.scope_id WHERE (g.ends_at IS NULL OR g.ends_at > :now)"
)
_ACCESS = _INSIDE + (
    "SELECT a.id, a.scope_id, a.principal_id, a.role, a.ends_at FROM access a"
    " JOIN inside ON inside.id = a.scope_id WHERE 1 = 1"
)
_OUTSIDE = (
    "SELECT a.scope_id, a.principal_id, a.role, a.ends_at FROM access a"
    " WHERE a.scope_id IN :ids AND a.ends_at > :now"
)
_ROOTS = (
    "WITH RECURSIVE above(id, parent_id) AS (SELECT id, parent_id FROM scope WHERE id IN :ids"
    " UNION SELECT s.id, s.parent_id FROM scope s JOIN above ON s.id = above.parent_id)"
    " SELECT id FROM above WHERE parent_id IS NULL"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What had to be written for `access` to be true."""

    missing: list[Access]
    surplus: list[Row]
    kinds: dict[int, str]

    @property
    def scopes(self) -> list[int]:
        changed = {row.scope_id for row in self.missing} | {row["scope_id"] for row in self.surplus}
        return sorted(changed)


async def lock(*scope_ids: int) -> None:
    """One change of a tree at a time, on all nodes: two that each see half of it would both be
    wrong about the other half. SQLite has one writer anyway."""
    if not is_in_transaction():
        raise RuntimeError("Access is kept inside actions alone.")
    locked: set[int] = set()
    # A tree may have been put under another while we waited for its root: look again.
    while roots := {row["id"] for row in await read(_ROOTS, ids=scope_ids)} - locked:
        for root in sorted(roots):
            await write("UPDATE scope SET kind = kind WHERE id = :id", id=root)
        locked |= roots


async def recompute(tops: Collection[int], principal_id: int | None = None) -> Difference:
    """Makes `access` true of the scopes and of all that inherit from them.

    Args:
        tops: scopes whose grants, parent or closing has changed; their trees are locked.
        principal_id: the only one whose grants have changed, if so.
    """
    scopes = {row["id"]: row for row in await read(_SCOPES, tops=tops)}
    wanted = await _wanted(scopes, tops, principal_id)
    actual = await _read(_ACCESS, "a", principal_id, tops=tops)
    difference = _difference(wanted, actual, {id_: row["kind"] for id_, row in scopes.items()})
    surplus = [row["id"] for row in difference.surplus]
    for at in range(0, len(surplus), _CHUNK):
        await write("DELETE FROM access WHERE id IN :ids", ids=surplus[at : at + _CHUNK])
    if difference.missing:
        await Access.bulk_create(difference.missing, batch_size=_CHUNK)
    return difference


async def rebuild() -> Difference:
    """Works out all of `access` again, inside an action."""
    roots = await read("SELECT id FROM scope WHERE parent_id IS NULL OR is_closed")
    return await recompute([row["id"] for row in roots])


def stairs(ladder: Ladder, roles: Iterable[tuple[str, datetime]]) -> Roles:
    """Of several roles, those that no higher one outlasts."""
    kept: dict[str, datetime] = {}
    last: datetime | None = None
    for role, ends_at in sorted(roles, key=lambda it: (ladder.rank(it[0]), it[1]), reverse=True):
        if last is None or ends_at > last:
            kept[role] = last = ends_at
    return kept


class _Tree:
    """Works out each scope once, its parent first."""

    def __init__(self, scopes: Mapping[int, Row], own: list[Row], outside: list[Row]) -> None:
        self._scopes = scopes
        self._own = _by_scope(own)
        self._found = {scope: _by_principal(rows) for scope, rows in _by_scope(outside).items()}

    def all(self) -> dict[int, dict[int, Roles]]:
        for scope in self._scopes:
            self._settle(scope)
        return {scope: self._found[scope] for scope in self._scopes}

    def _settle(self, scope: int) -> None:
        # Iterative: nothing bounds how deep folders lie in each other but the reader's patience.
        waiting = [scope]
        while waiting:
            row = self._scopes[waiting[-1]]
            parent: int | None = None if row["is_closed"] else row["parent_id"]
            if parent is not None and parent in self._scopes and parent not in self._found:
                waiting.append(parent)
            else:
                inherited = {} if parent is None else self._found.get(parent, {})
                self._found[waiting.pop()] = self._of(row, inherited)

    def _of(self, scope: Row, inherited: Mapping[int, Roles]) -> dict[int, Roles]:
        ladder, own = ladder_of(scope["kind"]), _by_principal(self._own.get(scope["id"], []))
        return {
            principal: stairs(
                ladder, [*inherited.get(principal, {}).items(), *own.get(principal, {}).items()]
            )
            for principal in inherited.keys() | own.keys()
        }


async def _wanted(
    scopes: Mapping[int, Row], tops: Collection[int], principal_id: int | None
) -> dict[int, dict[int, Roles]]:
    parents = {row["parent_id"] for row in scopes.values() if not row["is_closed"]}
    now = clock.now()
    grants = await _read(_GRANTS, "g", principal_id, tops=tops, now=now)
    above = parents - scopes.keys() - {None}
    outside = await _read(_OUTSIDE, "a", principal_id, ids=above, now=now)
    return _Tree(scopes, grants, outside).all()


async def _read(sql: str, table: str, principal_id: int | None, **values: object) -> list[Row]:
    if principal_id is None:
        return await read(sql, **values)
    return await read(f"{sql} AND {table}.principal_id = :p", p=principal_id, **values)


def _by_scope(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["scope_id"]].append(row)
    return dict(found)


def _by_principal(rows: Iterable[Row]) -> dict[int, Roles]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        roles, role = found[row["principal_id"]], row["role"]
        roles[role] = max(row["ends_at"] or FOREVER, roles.get(role, row["ends_at"] or FOREVER))
    return dict(found)


def _difference(
    wanted: Mapping[int, Mapping[int, Roles]], actual: list[Row], kinds: dict[int, str]
) -> Difference:
    needed = {
        (scope, principal, role): ends_at
        for scope, principals in wanted.items()
        for principal, roles in principals.items()
        for role, ends_at in roles.items()
    }
    surplus = []
    for row in actual:
        place = (row["scope_id"], row["principal_id"], row["role"])
        if needed.get(place) == row["ends_at"]:
            del needed[place]
        else:
            surplus.append(row)
    missing = [
        Access(scope_id=scope, principal_id=principal, role=role, ends_at=ends_at)
        for (scope, principal, role), ends_at in sorted(needed.items())
    ]
    return Difference(missing, surplus, kinds)
