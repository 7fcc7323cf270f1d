"""What is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hub.actor import Actor
from hub.database import Row, read
from hub.people.rows import name_of
from hub_extranet.schools import snapshot
from hub_extranet.schools.policy import SCHOOL
from hub_extranet.schools.queries.found import school
from hub_extranet.schools.timetable import Timetable

_LAST = (
    "SELECT e.school_id, e.number, e.published_at, e.content, p.given_name, p.family_name"
    " FROM timetable_edition e LEFT JOIN person p ON p.id = e.published_by_id"
    " WHERE e.number = (SELECT MAX(number) FROM timetable_edition WHERE school_id = e.school_id)"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A published timetable."""

    number: int
    published_at: datetime
    publisher: str
    timetable: Timetable


async def edition(school_id: int, *, by: Actor) -> Edition | None:
    """The last one; None where nothing has been published. Raises `NotFound`."""
    await school(school_id, by=by)
    rows = await read(f"{_LAST} AND e.school_id = :school", school=school_id)
    return _edition(rows[0]) if rows else None


async def editions(*, by: Actor, of: Collection[int]) -> dict[int, Edition]:
    """The last ones of those of the schools that the actor may read."""
    rows = await SCHOOL.readable(by).read(
        f"{_LAST} AND e.school_id IN :of AND e.school_id IN :readable", of=of
    )
    return {row["school_id"]: _edition(row) for row in rows}


def _edition(row: Row) -> Edition:
    timetable = snapshot.load(row["content"])
    return Edition(row["number"], row["published_at"], name_of(row), timetable)
