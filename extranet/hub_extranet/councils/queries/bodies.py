"""Reads of bodies and of who sits in them."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.access.queries import require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.people.rows import in_force, name_of
from hub_extranet.councils.models import Body, BodyKind
from hub_extranet.councils.policy import BODY

_SITTING = (
    "SELECT s.id, s.holder_id, h.given_name AS holder_given_name,"
    " h.family_name AS holder_family_name, s.substitute_id,"
    " r.given_name AS substitute_given_name, r.family_name AS substitute_family_name,"
    " c.name AS commune FROM seat s JOIN person h ON h.id = s.holder_id"
    " LEFT JOIN person r ON r.id = s.substitute_id"
    " LEFT JOIN people_group c ON c.id = s.commune_id"
    f" WHERE s.body_id = :body AND {in_force('s')}"
    " ORDER BY h.sort_key, s.id"
)
_OWN = (
    "SELECT body_id, starts_on, ends_on FROM seat WHERE holder_id = :person"
    " UNION ALL SELECT body_id, starts_on, ends_on FROM seat WHERE substitute_id = :person"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A body in a list."""

    id: int
    name: str
    kind: BodyKind


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat as it is held on some day."""

    id: int
    holder_id: int
    holder: str
    substitute_id: int | None
    substitute: str
    commune: str


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """That somebody sits in a body, or stands in for who does."""

    body_id: int
    starts_on: date
    ends_on: date | None

    def is_of(self, body_id: int, day: date) -> bool:
        """Whether it counts at a meeting of that body on that day."""
        is_over = self.ends_on is not None and self.ends_on < day
        return self.body_id == body_id and self.starts_on <= day and not is_over


async def body(body_id: int, *, by: Actor, to: str = "read") -> Body:
    """Raises `NotFound` or `Forbidden`."""
    found = await Body.get_or_none(id=body_id)
    if found is None:
        raise NotFound
    await require(by, body_id, to)
    return found


async def bodies(*, by: Actor, to: str = "read") -> Sequence[Named]:
    """Those in which the actor has the ability, by name."""
    rows = await BODY.readable(by, to).read(
        "SELECT b.id, b.kind, g.name FROM body b JOIN people_group g ON g.id = b.id"
        " WHERE b.id IN :readable AND g.closed_on IS NULL ORDER BY g.name_key, b.id"
    )
    return [Named(row["id"], row["name"], BodyKind(row["kind"])) for row in rows]


async def own_seats(*, by: Actor) -> Sequence[OwnSeat]:
    """The actor's own, past and to come."""
    rows = await read(_OWN, person=by.person_id or 0)
    return [OwnSeat(**row) for row in rows]


async def sitting(body_id: int, on: date, *, by: Actor) -> Sequence[Sitting]:
    """Who sits there that day, as a list is sorted.

    Raises:
        NotFound: the actor may not read the body.
    """
    await require(by, body_id, "read")
    return await seats(body_id, on)


async def seats(body_id: int, on: date) -> Sequence[Sitting]:
    """The same, for queries that have asked whether the actor may."""
    return [_sitting(row) for row in await read(_SITTING, body=body_id, on=on)]


def _sitting(row: Row) -> Sitting:
    return Sitting(
        row["id"], row["holder_id"], name_of(row, "holder_"), row["substitute_id"],
        name_of(row, "substitute_"), row["commune"] or "",
    )  # fmt: skip
