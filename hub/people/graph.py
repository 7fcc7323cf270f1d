"""Which group contains which, and when: read whole, because there are hundreds, not thousands.

Three groups contain others by what these are: everybody of the chart is staff, everybody of a body
an official, everybody of a school of the schools. No row says so, so no row can be forgotten.
Who prepares a body or plans a school is no kind of group: their domains settle it, each time one
begins or ends (`actions.settling`).
"""

from __future__ import annotations

import graphlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from hub.actor import OFFICIALS, SCHOOLS, STAFF
from hub.database import read
from hub.errors import Invalid
from hub.language import _
from hub.people.intervals import ALWAYS, Days, span
from hub.people.models import GroupKind

BY_KIND: dict[str, int] = {
    GroupKind.UNIT: STAFF,
    GroupKind.BODY: OFFICIALS,
    GroupKind.SCHOOL: SCHOOLS,
}


@dataclass(frozen=True, slots=True)
class Graph:
    """The edges between groups, in both directions."""

    contents: dict[int, list[tuple[int, Days]]]
    containers: dict[int, set[int]]

    @classmethod
    async def load(cls) -> Self:
        nested = await read(
            "SELECT m.group_id, m.member_id, m.starts_on, m.ends_on"
            " FROM membership m JOIN people_group g ON g.id = m.member_id"
        )
        kinds = await read(
            "SELECT g.id, g.kind, unit.parent_id FROM people_group g"
            " LEFT JOIN unit ON unit.id = g.id WHERE g.kind IN :kinds",
            kinds=list(BY_KIND),
        )
        edges = [
            (row["group_id"], row["member_id"], span(row["starts_on"], row["ends_on"]))
            for row in nested
        ]
        edges += [(row["parent_id"] or BY_KIND[row["kind"]], row["id"], ALWAYS) for row in kinds]
        contents: dict[int, list[tuple[int, Days]]] = defaultdict(list)
        containers: dict[int, set[int]] = defaultdict(set)
        for container, member, held in edges:
            contents[container].append((member, held))
            containers[member].add(container)
        return cls(dict(contents), dict(containers))

    def upwards(self, groups: Iterable[int]) -> list[int]:
        """The groups and whatever contains them, at any distance, each after all it contains.

        Raises:
            Invalid: a group contains itself, through however many others.
        """
        found: set[int] = set()
        frontier = set(groups)
        while frontier:
            found |= frontier
            frontier = {above for group in frontier for above in self.containers.get(group, ())}
            frontier -= found
        inside = {group: {child for child, _held in self.inside(group)} & found for group in found}
        try:
            return list(graphlib.TopologicalSorter(inside).static_order())
        except graphlib.CycleError:
            raise Invalid(_("A group cannot contain itself, even through other groups.")) from None

    def inside(self, group: int) -> list[tuple[int, Days]]:
        """The groups directly inside, and the days on which they are."""
        return self.contents.get(group, [])
