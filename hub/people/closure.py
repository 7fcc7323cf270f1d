"""Keeps `group_person` true: who is in which group on which days, through whatever path.

Every action that changes a membership, a position or the tree does so inside `keeping()` and says
what it touched. When the outermost block ends, the touched groups and those above them are worked
out again for the people concerned, in a number of statements that does not depend on how many
there are. The block holds a lock: two changes on PostgreSQL that each see one half of a new path
would otherwise both leave it out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

from hub.actor import ADMINISTRATORS
from hub.database import Row, is_in_transaction, read, write
from hub.errors import Invalid
from hub.language import _
from hub.people.days import today
from hub.people.graph import Graph
from hub.people.intervals import Days, Interval, intersection, span, union
from hub.people.models import GroupPerson

# From here on, one scan of the groups concerned costs less than naming each person.
MOST_NAMED = 500
_CHUNK = 5000

People = dict[int, Days]
"""The days on which each person is in one group."""


@dataclass(slots=True)
class Touched:
    """What a block has changed so far."""

    groups: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    is_everyone: bool = False

    def person(self, group_id: int, person_id: int) -> None:
        """A person came to a group, left it, or is otherwise dated in it."""
        self.groups.add(group_id)
        self.people.add(person_id)

    def containers(self, *group_ids: int) -> None:
        """These groups contain another one now, or no longer: everybody in it is concerned."""
        self.groups.update(group_ids)
        self.is_everyone = True

    @property
    def named(self) -> set[int] | None:
        """The people concerned; None is whoever is there."""
        if self.is_everyone or len(self.people) > MOST_NAMED:
            return None
        return self.people


@dataclass(frozen=True, slots=True)
class Difference:
    """What had to be written for the closure to be true."""

    missing: list[GroupPerson]
    surplus: list[Row]


_open: ContextVar[Touched | None] = ContextVar("block that keeps the closure", default=None)


@asynccontextmanager
async def keeping() -> AsyncIterator[Touched]:
    """A block of changes, inside an action, after which the closure is true.

    Raises:
        Invalid: a group would contain itself, or nobody would administer the hub any more.
    """
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    touched = Touched()
    await lock()
    token = _open.set(touched)
    try:
        yield touched
    finally:
        _open.reset(token)
    if touched.groups:
        difference = await _recompute(touched.groups, touched.named)
        await _someone_administers(difference)


async def rebuild() -> tuple[int, int]:
    """Works out the whole closure again; how many rows were missing, and how many were wrong."""
    await lock()
    groups = await read("SELECT id FROM people_group")
    difference = await _recompute({row["id"] for row in groups}, None)
    return len(difference.missing), len(difference.surplus)


async def lock() -> None:
    """One change of the graph at a time, on all nodes. SQLite has one writer anyway."""
    if not is_in_transaction():
        raise RuntimeError("The closure is kept inside actions alone.")
    await write("UPDATE people_group SET name = name WHERE id = :id", id=ADMINISTRATORS)


async def _recompute(touched: set[int], people: set[int] | None) -> Difference:
    graph = await Graph.load()
    concerned = graph.upwards(touched)
    wanted = await _wanted(graph, concerned, people)
    difference = _difference(wanted, await _rows("group_person", concerned, people))
    surplus = [row["id"] for row in difference.surplus]
    for at in range(0, len(surplus), _CHUNK):
        await write("DELETE FROM group_person WHERE id IN :ids", ids=surplus[at : at + _CHUNK])
    if difference.missing:
        await GroupPerson.bulk_create(difference.missing, batch_size=_CHUNK)
    return difference


async def _wanted(graph: Graph, concerned: list[int], people: set[int] | None) -> dict[int, People]:
    """Who should be in each concerned group: those it holds itself, and those of groups inside.

    A group inside that is not concerned is read from the closure, which is true of it.
    """
    inside = {child for group in concerned for child, _held in graph.inside(group)}
    settled = _by_group(await _rows("group_person", inside - set(concerned), people))
    direct = _by_group(
        await _rows("membership", concerned, people) + await _rows("position", concerned, people)
    )
    wanted: dict[int, People] = {}
    for group in concerned:
        found: dict[int, list[Interval]] = defaultdict(list)
        for person, held in direct.get(group, {}).items():
            found[person] += held
        for child, linked in graph.inside(group):
            for person, held in wanted.get(child, settled.get(child, {})).items():
                found[person] += intersection(held, linked)
        wanted[group] = {person: union(held) for person, held in found.items() if held}
    return wanted


_SELECT = {
    "group_person": "SELECT id, group_id, person_id, starts_on, ends_on FROM group_person t",
    "position": "SELECT group_id, person_id, starts_on, ends_on FROM position t",
    "membership": (
        "SELECT group_id, member_id AS person_id, starts_on, ends_on FROM membership t"
        " JOIN person ON person.id = t.member_id"
    ),
}


async def _rows(table: str, groups: Collection[int], people: set[int] | None) -> list[Row]:
    if not groups:
        return []
    sql = f"{_SELECT[table]} WHERE t.group_id IN :groups"
    if people is None:
        return await read(sql, groups=groups)
    column = "member_id" if table == "membership" else "person_id"
    return await read(f"{sql} AND t.{column} IN :people", groups=groups, people=people)


def _by_group(rows: list[Row]) -> dict[int, People]:
    found: dict[int, dict[int, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["group_id"]][row["person_id"]] += span(row["starts_on"], row["ends_on"])
    return {
        group: {person: union(held) for person, held in people.items()}
        for group, people in found.items()
    }


def _difference(wanted: dict[int, People], actual: list[Row]) -> Difference:
    needed = {
        (group, person, start, end)
        for group, people in wanted.items()
        for person, held in people.items()
        for start, end in held
    }
    surplus = []
    for row in actual:
        place = (row["group_id"], row["person_id"], row["starts_on"], row["ends_on"])
        if place in needed:
            needed.remove(place)
        else:
            surplus.append(row)
    missing = [
        GroupPerson(group_id=group, person_id=person, starts_on=start, ends_on=end)
        for group, person, start, end in sorted(needed)
    ]
    return Difference(missing, surplus)


async def _someone_administers(difference: Difference) -> None:
    """A change may not leave the hub without an administrator from tomorrow on."""
    tomorrow = today() + timedelta(days=1)
    if not any(
        row["group_id"] == ADMINISTRATORS and row["starts_on"] <= tomorrow <= row["ends_on"]
        for row in difference.surplus
    ):
        return
    left = await read(
        "SELECT 1 FROM group_person"
        " WHERE group_id = :group AND starts_on <= :on AND ends_on >= :on LIMIT 1",
        group=ADMINISTRATORS, on=tomorrow,
    )  # fmt: skip
    if not left:
        raise Invalid(_("The hub needs at least one administrator."))
