"""Schools themselves."""

from __future__ import annotations

from dataclasses import dataclass

from hub.access.queries import abilities_of, require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.people.models import GroupKind
from hub_extranet.schools.clock import Counting, Zone
from hub_extranet.schools.policy import SCHOOL, check_opens

_SCHOOL = (
    "SELECT s.id, g.name, s.uai, s.zone, s.counting, s.calendar_id, s.version,"
    " s.published_version, site.town, site.phone"
    " FROM school s JOIN people_group g ON g.id = s.id LEFT JOIN site ON site.id = s.site_id"
)


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school, as one actor may know it."""

    id: int
    name: str
    uai: str
    town: str
    phone: str
    zone: Zone
    counting: Counting
    calendar_id: int | None
    version: int
    published_version: int
    abilities: frozenset[str]

    @property
    def is_published(self) -> bool:
        """Whether the last edition is all that there is."""
        return self.version == self.published_version


async def school(school_id: int, *, by: Actor, to: str = "read") -> SchoolView:
    """Raises `NotFound` or `Forbidden`."""
    place = await require(by, school_id, to)
    rows = await read(f"{_SCHOOL} WHERE s.id = :id", id=school_id)
    if not rows or place.kind != "school":
        raise NotFound
    return _view(rows[0], place.abilities)


async def schools(*, by: Actor, to: str = "read") -> list[SchoolView]:
    """Those in which the actor has the ability, by name."""
    rows = await SCHOOL.readable(by, to).read(
        f"{_SCHOOL} WHERE s.scope_id IN :readable ORDER BY g.name_key, s.id"
    )
    able = await abilities_of(by, [row["id"] for row in rows])
    return [_view(row, able[row["id"]]) for row in rows]


async def unpublished(*, by: Actor) -> dict[int, str]:
    """The schools that the actor plans and whose draft has changed, by name, in one read."""
    rows = await SCHOOL.readable(by, "plan").read(
        "SELECT s.id, g.name FROM school s JOIN people_group g ON g.id = s.id WHERE"
        " s.scope_id IN :readable AND s.version <> s.published_version ORDER BY g.name_key, s.id"
    )
    return {row["id"]: row["name"] for row in rows}


async def unopened(*, by: Actor) -> dict[int, str]:
    """The groups of schools that have no timetable here yet, by name; for administrators."""
    check_opens(by)
    rows = await read(
        "SELECT g.id, g.name FROM people_group g LEFT JOIN school s ON s.id = g.id"
        " WHERE g.kind = :kind AND g.closed_on IS NULL AND s.id IS NULL ORDER BY g.name_key, g.id",
        kind=GroupKind.SCHOOL.value,
    )
    return {row["id"]: row["name"] for row in rows}


def _view(row: Row, abilities: frozenset[str]) -> SchoolView:
    return SchoolView(
        row["id"], row["name"], row["uai"] or "", row["town"] or "", row["phone"] or "",
        Zone(row["zone"]), Counting(row["counting"]), row["calendar_id"], row["version"],
        row["published_version"], abilities,
    )  # fmt: skip
