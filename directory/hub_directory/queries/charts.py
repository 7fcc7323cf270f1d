"""The chart: every unit below the one above it; and one unit's page."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.language import _
from hub.people.days import today
from hub.people.rows import name_of
from hub_directory import policy
from hub_directory.queries.lists import IN_FORCE, Line, lines_of

MOST_MEMBERS = 200
"""Of one unit, without those below; the list of people has pages for larger ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in the chart."""

    id: int
    name: str
    heads: tuple[tuple[int, str], ...]
    """Keys and names; none: the post is vacant."""
    people: int
    """With those of the units below."""
    children: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    id: int
    name: str
    email: str
    phone: str
    site: str
    address: str
    trail: tuple[tuple[int, str], ...]
    """The units above, from the top down."""
    children: tuple[Place, ...]
    people: int
    """With those of the units below."""
    members: tuple[Line, ...]
    """Who holds a position here, heads first."""
    is_longer: bool


async def chart(*, by: Actor) -> tuple[Place, ...]:
    """All open units, those at the top first."""
    policy.check_finds(by)
    return _below(None, await _units(), await _heads())


async def unit(unit_id: int, *, by: Actor) -> UnitPage:
    """Raises `NotFound`, also for a unit that is closed."""
    policy.check_finds(by)
    units, heads = await _units(), await _heads()
    known = {row["id"]: row for row in units}
    row = known.get(unit_id)
    if row is None:
        raise NotFound(_("There is no such unit."))
    members = await read(_MEMBERS, unit=unit_id, on=today(), limit=MOST_MEMBERS + 1)
    address = [row["address"], " ".join(filter(None, (row["postcode"], row["town"])))]
    return UnitPage(
        unit_id, row["name"], row["email"] or "", row["phone"] or row["site_phone"] or "",
        row["site"] or "", ", ".join(filter(None, address)), _trail(row, known),
        _below(unit_id, units, heads), row["people"], await lines_of(members[:MOST_MEMBERS]),
        len(members) > MOST_MEMBERS,
    )  # fmt: skip


async def _units() -> list[Row]:
    """Hundreds, not thousands: the tree is put together here and not by the database."""
    return await read(_UNITS, on=today())


async def _heads() -> dict[int, list[tuple[int, str]]]:
    heads: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in await read(_HEADS, on=today()):
        heads[row["group_id"]].append((row["id"], name_of(row)))
    return heads


def _below(
    unit_id: int | None, units: list[Row], heads: dict[int, list[tuple[int, str]]]
) -> tuple[Place, ...]:
    by_parent: dict[int | None, list[Row]] = defaultdict(list)
    for row in units:
        by_parent[row["parent_id"]].append(row)

    def place(row: Row) -> Place:
        children = tuple(place(child) for child in by_parent[row["id"]])
        return Place(row["id"], row["name"], tuple(heads[row["id"]]), row["people"], children)

    return tuple(place(row) for row in by_parent[unit_id])


def _trail(row: Row, known: dict[int, Row]) -> tuple[tuple[int, str], ...]:
    trail: list[tuple[int, str]] = []
    while row := known.get(row["parent_id"], {}):
        trail.insert(0, (row["id"], row["name"]))
    return tuple(trail)


_UNITS = (
    "SELECT u.id, u.parent_id, g.name, u.email, u.phone, s.name AS site, s.address, s.postcode,"
    " s.town, s.phone AS site_phone, COALESCE(c.people, 0) AS people"
    " FROM unit u JOIN people_group g ON g.id = u.id LEFT JOIN site s ON s.id = u.site_id"
    " LEFT JOIN (SELECT m.group_id, COUNT(*) AS people FROM group_person m"
    " JOIN unit counted ON counted.id = m.group_id"
    " WHERE m.starts_on <= :on AND m.ends_on >= :on GROUP BY m.group_id) c ON c.group_id = u.id"
    " WHERE g.closed_on IS NULL ORDER BY u.rank, g.name_key, u.id"
)
_HEADS = (
    "SELECT o.group_id, p.id, p.given_name, p.family_name FROM position o"
    " JOIN unit u ON u.id = o.group_id JOIN person p ON p.id = o.person_id"
    f" WHERE o.is_head AND {IN_FORCE} ORDER BY p.sort_key, p.id"
)
_MEMBERS = (
    "SELECT p.id, p.given_name, p.family_name, MAX(CASE WHEN o.is_head THEN 1 ELSE 0 END) AS heads"
    " FROM position o JOIN person p ON p.id = o.person_id"
    f" WHERE o.group_id = :unit AND p.status = 'active' AND {IN_FORCE}"
    " GROUP BY p.id, p.given_name, p.family_name, p.sort_key"
    " ORDER BY heads DESC, p.sort_key, p.id LIMIT :limit"
)
