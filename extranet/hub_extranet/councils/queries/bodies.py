"""Reads of bodies and of who sits in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.access.queries import require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub_extranet.councils.models import Body, BodyKind
from hub_extranet.councils.policy import BODY

_SITTING = (
    "SELECT s.id, s.holder_id, h.given_name AS holder_given_name,"
    " h.family_name AS holder_family_name, s.substitute_id,"
    " r.given_name AS substitute_given_name, r.family_name AS substitute_family_name,"
    " c.name AS commune FROM seat s JOIN person h ON h.id = s.holder_id"
    " LEFT JOIN person r ON r.id = s.substitute_id"
    " LEFT JOIN people_group c ON c.id = s.commune_id"
    " WHERE s.body_id = :body AND s.starts_on <= :on AND (s.ends_on IS NULL OR s.ends_on >= :on)"
    " ORDER BY h.sort_key, s.id"
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
        row["id"], row["holder_id"], name(row, "holder_"), row["substitute_id"],
        name(row, "substitute_"), row["commune"] or "",
    )  # fmt: skip


def name(row: Row, prefix: str = "") -> str:
    """A person's name out of a row; empty if there is none."""
    words = (row[f"{prefix}given_name"], row[f"{prefix}family_name"])
    return " ".join(str(it) for it in words if it)
