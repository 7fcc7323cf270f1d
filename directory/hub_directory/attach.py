"""People and units, as others link, search and show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.database import Row, read
from hub.people import policy
from hub.people.rows import name_of
from hub_directory import queries

_PEOPLE = "SELECT id, given_name, family_name FROM person WHERE id IN :ids"
_UNITS = (
    "SELECT g.id, g.name FROM people_group g JOIN unit u ON u.id = g.id"
    " WHERE g.id IN :ids AND g.closed_on IS NULL"
)


class People:
    """The `attach` port. A person has no rights of their own: the directory's rule decides."""

    kinds: Collection[str] = ("person", "unit")

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        people = [it.id for it in refs if it.kind == "person" and _reads(by, it.id)]
        units = [it.id for it in refs if it.kind == "unit"] if _reads(by) else []
        found = [_person(row) for row in await _rows(_PEOPLE, people)]
        found += [_unit(row) for row in await _rows(_UNITS, units)]
        return {it.ref: it for it in found}

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        if not words.strip() or not _reads(by):
            return []
        hits = await queries.find(queries.Wanted(words), by=by)
        refs = [Ref("person", it.id) for it in hits.lines] + [
            Ref("unit", it.id) for it in hits.units
        ]
        found = await self.find(refs[:limit], by=by)
        return [found[ref] for ref in refs[:limit] if ref in found]


def _reads(by: Actor, person_id: int | None = None) -> bool:
    return "read" in policy.abilities(by, person_id)


async def _rows(sql: str, ids: Iterable[int]) -> list[Row]:
    wanted = list(ids)
    return await read(sql, ids=wanted) if wanted else []


def _person(row: Row) -> Thing:
    """Without an icon: a person has a face."""
    ref = Ref("person", row["id"])
    return Thing(ref, name_of(row), f"/people/{row['id']}", None, frozenset({"read"}))


def _unit(row: Row) -> Thing:
    ref = Ref("unit", row["id"])
    return Thing(ref, row["name"], f"/units/{row['id']}", None, frozenset({"read"}), "building")
