"""Things that lie in each other, such as folders: which of them carries which scope.

Every row of the domain's table has `scope_id`, of itself or of its nearest ancestor with rights of
its own, so that a list needs no tree. These functions point the rows of a branch elsewhere, inside
an action of the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.access import closure
from hub.access.actions import move_scope, open_scope
from hub.access.queries.roles import place_of
from hub.actor import Actor
from hub.database import Row, read, write
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _

# ruff: noqa: S608  # the table's name is a constant of the domain


@dataclass(frozen=True, slots=True)
class Tree:
    """A table with `id`, `parent_id` and `scope_id`, whose rows can have rights of their own."""

    table: str
    kind: str
    """Of the scopes that its rows open."""

    async def part(self, id_: int, *, by: Actor) -> int:
        """Gives a row, and all that lies in it, a scope of its own, in which nothing changes yet.

        Raises:
            Forbidden: the actor gives no rights here.
        """
        await closure.lock(await self._scope_of(id_))
        before = await self._scope_of(id_)  # as it is now that the tree is locked
        if before == id_:
            return id_
        await open_scope(self.kind, id_, by=by, parent_id=before)
        inner = await self._point(id_, before, id_)
        await closure.recompute([id_, *inner])
        return id_

    async def moved(self, id_: int, *, by: Actor, into: int) -> None:
        """Lets a row that lies elsewhere now, and all that lies in it, follow the rights there.

        Args:
            id_: the row, whose `parent_id` was changed.
            by: the actor, who may write in both places.
            into: the scope of where it lies now.

        Raises:
            Forbidden: somebody would gain more there than the actor has to give.
        """
        before = await self._scope_of(id_)
        if before == id_:
            await move_scope(id_, by=by, under=into)
            return
        await closure.lock(before, into)
        if await self._scope_of(id_) != before:
            raise NotFound  # it was moved or parted while we waited
        if before != into:
            await _check_gains(by, before, into)
            await closure.recompute(await self._point(id_, before, into))

    async def check_place(self, id_: int, below: int) -> None:
        """Raises `Invalid` if a row would lie inside itself, before it is put there."""
        if await self._read("SELECT 1 FROM branch WHERE id = :below", id=id_, below=below):
            raise Invalid(_("This cannot be moved into itself."))

    async def owned(self, id_: int) -> list[int]:
        """The scopes of a branch, to be deleted after its rows."""
        rows = await self._read("SELECT s.id FROM scope s JOIN branch ON branch.id = s.id", id=id_)
        return [row["id"] for row in rows]

    async def _scope_of(self, id_: int) -> int:
        rows = await read(f"SELECT scope_id FROM {self.table} WHERE id = :id", id=id_)
        if not rows:
            raise NotFound
        return int(rows[0]["scope_id"])

    async def _point(self, id_: int, before: int, after: int) -> list[int]:
        """Points the branch from one scope to another; gives the scopes in it that did inherit."""
        values = {"id": id_, "before": before, "after": after}
        branch = "scope_id = :before AND id IN (SELECT id FROM branch)"
        await self._write(f"UPDATE {self.table} SET scope_id = :after WHERE {branch}", **values)
        rows = await self._write(
            "UPDATE scope SET parent_id = :after WHERE parent_id = :before AND id <> :after"
            " AND id IN (SELECT id FROM branch) RETURNING id",
            **values,
        )
        return [row["id"] for row in rows]

    async def _read(self, sql: str, **values: Any) -> list[Row]:
        return await read(self._branch + sql, **values)

    async def _write(self, sql: str, **values: Any) -> list[Row]:
        return await write(self._branch + sql, **values)

    @property
    def _branch(self) -> str:
        return (
            f"WITH RECURSIVE branch(id) AS (SELECT id FROM {self.table} WHERE id = :id UNION"
            f" SELECT t.id FROM {self.table} t JOIN branch ON t.parent_id = branch.id) "
        )


async def _check_gains(by: Actor, before: int, after: int) -> None:
    """Nobody may gain a higher role on a thing than whoever moves it has on it (test A5)."""
    place = await place_of(by, before)
    ladder = place.ladder
    sql = "SELECT scope_id, principal_id, role, ends_at FROM access WHERE scope_id IN :ids"
    rows = await read(sql, ids=[before, after])
    held = [row for row in rows if row["scope_id"] == before]
    higher = [row for row in rows if ladder.rank(row["role"]) > ladder.rank(place.role)]
    gains = [row for row in higher if row["scope_id"] == after]
    if not all(any(_covers(it, gain, ladder.rank) for it in held) for gain in gains):
        raise Forbidden(_("Others would get more rights there than you can give."))


def _covers(one: Row, other: Row, rank: Any) -> bool:
    return bool(
        one["principal_id"] == other["principal_id"]
        and rank(one["role"]) >= rank(other["role"])
        and one["ends_at"] >= other["ends_at"]
    )
