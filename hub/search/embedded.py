"""What the indexes of both databases have in common: their rows lie beside those of the hub, so
who may read is part of the same query."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from hub.access.things import Ref
from hub.database import Row, is_in_transaction, new_key, read, transaction, write
from hub.domain.ports import Text
from hub.search.columns import Columns, columns
from hub.search.parsing import Query
from hub.search.policy import Readable
from hub.search.port import Candidate, Place

BATCH = 50
"""Texts that are written in one transaction: on SQLite all other writers wait for it."""
_CHUNK = 5000

_FIND = """
WITH readable AS ({readable}),
found AS (
  SELECT e.id, e.kind, e.object_id, e.changed_at,
         CASE WHEN e.title_key = :whole THEN 0 WHEN {in_title} THEN 1 ELSE 2 END AS tier
    FROM {matches} AND e.kind IN :kinds
     AND ({unowned}e.scope_id IN (SELECT scope_id FROM readable))
),
ranked AS (
  SELECT id, kind, object_id, changed_at, tier, row_number() OVER
         (PARTITION BY kind ORDER BY tier, changed_at DESC, object_id DESC) AS number
    FROM found {after}
)
SELECT id, kind, object_id, changed_at, tier FROM ranked WHERE number <= :most
 ORDER BY tier, changed_at DESC, object_id DESC, kind
"""
_AFTER = """
   WHERE tier > :tier OR tier = :tier
     AND (changed_at < :changed_at OR changed_at = :changed_at
     AND (object_id < :object OR object_id = :object AND kind > :kind))
"""


class EmbeddedIndex(ABC):
    put_sql: ClassVar[str]
    """Writes the entry; gives its id, or nothing when a newer one is there."""
    fill_sql: ClassVar[str] = ""
    """Writes what the entry's own row does not hold."""
    remove_sql: ClassVar[str] = ""
    bodies_sql: ClassVar[str]
    matches_sql: ClassVar[str]
    in_title_sql: ClassVar[str]

    @abstractmethod
    def stored(self, columns: Columns) -> dict[str, str]:
        """What the statements want of a text."""

    @abstractmethod
    def match(self, query: Query) -> str: ...

    @abstractmethod
    def match_in_title(self, query: Query) -> str: ...

    async def put(self, texts: Sequence[Text]) -> None:
        _check_outside()
        # In one order everywhere, so that two nodes never wait for each other's rows.
        ordered = sorted(texts, key=lambda text: text.ref)
        for at in range(0, len(ordered), BATCH):
            split = [(it, columns(it.title, it.body)) for it in ordered[at : at + BATCH]]
            async with transaction():
                for text, its_columns in split:
                    await self._put(text, its_columns)

    async def remove(self, refs: Collection[Ref]) -> None:
        _check_outside()
        by_kind: dict[str, list[int]] = defaultdict(list)
        for ref in sorted(refs):
            by_kind[ref.kind].append(ref.id)
        for kind, ids in by_kind.items():
            for at in range(0, len(ids), _CHUNK):
                async with transaction():
                    await self._remove(kind, ids[at : at + _CHUNK])

    async def known(self, kind: str, scope_id: int | None = None) -> set[int]:
        rows = await read(
            "SELECT object_id FROM search_entry WHERE kind = :kind"
            " AND (CAST(:scope AS bigint) IS NULL OR scope_id = :scope)",
            kind=kind, scope=scope_id,
        )  # fmt: skip
        return {row["object_id"] for row in rows}

    async def candidates(
        self,
        query: Query,
        readable: Readable,
        *,
        kinds: Collection[str],
        after: Place | None,
        most: int,
    ) -> list[Candidate]:
        rows = await read(
            self._find_sql(readable, after),
            match=self.match(query),
            in_title=self.match_in_title(query),
            whole=query.whole,
            kinds=tuple(kinds),
            most=most,
            **_values(after),
            **readable.values,
        )
        return [_candidate(row) for row in rows]

    async def bodies(self, rows: Collection[int]) -> dict[int, str]:
        found = await read(self.bodies_sql, ids=tuple(rows))
        return {row["id"]: row["body"] for row in found}

    def _find_sql(self, readable: Readable, after: Place | None) -> str:
        return _FIND.format(
            readable=readable.sql,
            in_title=self.in_title_sql,
            matches=self.matches_sql,
            unowned="e.scope_id IS NULL OR " if readable.is_signed_in else "",
            after=_AFTER if after else "",
        )

    async def _put(self, text: Text, its_columns: Columns) -> None:
        stored = self.stored(its_columns)
        both = self.fill_sql == ""
        entry = await write(
            self.put_sql,
            id=new_key(),
            kind=text.ref.kind,
            object=text.ref.id,
            scope=text.scope_id,
            changed_at=text.changed_at,
            key=its_columns.key,
            **(stored if both else {}),
        )
        if entry and not both:
            await write(self.fill_sql, id=entry[0]["id"], **stored)

    async def _remove(self, kind: str, ids: Sequence[int]) -> None:
        sql = "DELETE FROM search_entry WHERE kind = :kind AND object_id IN :ids RETURNING id"
        rows = await write(sql, kind=kind, ids=ids)
        if self.remove_sql and rows:
            await write(self.remove_sql, ids=[row["id"] for row in rows])


def _check_outside() -> None:
    if is_in_transaction():
        raise RuntimeError("The index is written after the commit, never inside the change.")


def _values(after: Place | None) -> dict[str, Any]:
    if after is None:
        return {}
    return {
        "tier": after.tier,
        "changed_at": after.changed_at,
        "object": after.ref.id,
        "kind": after.ref.kind,
    }


def _candidate(row: Row) -> Candidate:
    # SQLite forgets the type of a column that passed through a window.
    changed_at = row["changed_at"]
    if isinstance(changed_at, str):
        changed_at = datetime.fromisoformat(changed_at)
    return Candidate(Place(row["tier"], changed_at, Ref(row["kind"], row["object_id"])), row["id"])
