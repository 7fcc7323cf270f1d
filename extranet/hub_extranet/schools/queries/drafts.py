"""What is being prepared, for the service that plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub_extranet.schools.clock import Counting, Stretch, Zone
from hub_extranet.schools.policy import SCHOOL
from hub_extranet.schools.queries.found import SchoolView, school
from hub_extranet.schools.timetable import Lesson, Line, Override, Timetable, Weeks

_LINE = "SELECT l.* FROM weekly_line l"
_OVERRIDE = "SELECT o.* FROM line_override o JOIN weekly_line l ON l.id = o.line_id"
_ELSEWHERE = (
    "SELECT l.*, s.zone, s.counting FROM weekly_line l JOIN school s ON s.id = l.school_id"
    " WHERE l.school_id IN :readable AND l.school_id <> :school AND (l.is_by_bus OR l.person_id IN"
    " :people OR EXISTS (SELECT 1 FROM line_override r"
    " WHERE r.line_id = l.id AND r.person_id IN :people)) AND l.starts_on <= :last"
)
_ORDER = "ORDER BY weekday, starts_minute, id"


@dataclass(frozen=True, slots=True)
class Draft:
    """All of it, with the keys by which it is changed."""

    school: SchoolView
    timetable: Timetable
    closings: dict[int, Stretch]


async def draft(school_id: int, *, by: Actor) -> Draft:
    """Raises `NotFound` or `Forbidden`."""
    view = await school(school_id, by=by, to="plan")
    lines = await read(f"{_LINE} WHERE l.school_id = :school {_ORDER}", school=school_id)
    overrides = await read(
        f"{_OVERRIDE} WHERE l.school_id = :school ORDER BY o.due_on, o.id", school=school_id
    )
    closings = await read(
        "SELECT id, starts_on, ends_on, reason FROM school_closing"
        " WHERE school_id = :school ORDER BY starts_on, id",
        school=school_id,
    )
    closed = {it["id"]: Stretch(it["starts_on"], it["ends_on"], it["reason"]) for it in closings}
    made = Timetable(
        view.zone, view.counting, tuple(map(_line, lines)), tuple(map(_override, overrides)),
        tuple(closed.values()),
    )  # fmt: skip
    return Draft(view, made, closed)


async def school_of_line(line_id: int, *, by: Actor) -> int:
    """Raises `NotFound` unless the actor plans it: nobody else learns which lines there are."""
    return await _planned("weekly_line", line_id, by)


async def school_of_closing(closing_id: int, *, by: Actor) -> int:
    """Raises `NotFound`, as for a line."""
    return await _planned("school_closing", closing_id, by)


async def school_of_class(class_id: int, *, by: Actor) -> int:
    """Raises `NotFound`, as for a line."""
    return await _planned("school_class", class_id, by)


async def lessons_elsewhere(
    school_id: int, first: date, last: date, people: Collection[int], *, by: Actor
) -> list[Lesson]:
    """What is planned on these days at other schools that the actor plans too, for these people
    or in places that schools share."""
    able = SCHOOL.readable(by, "plan")
    asked = {"school": school_id, "people": people}
    lines = await able.read(
        f"{_ELSEWHERE} AND l.ends_on >= :first", first=first, last=last, **asked
    )
    overrides = await read(
        "SELECT * FROM line_override WHERE line_id IN :ids", ids=[it["id"] for it in lines]
    )
    closings = await able.read(
        "SELECT c.* FROM school_closing c WHERE c.school_id IN :readable AND c.school_id IN :ids",
        ids={it["school_id"] for it in lines},
    )
    tables = _timetables(lines, overrides, closings)
    return [lesson for timetable in tables for lesson in timetable.lessons(first, last)]


async def _planned(table: str, key: int, by: Actor) -> int:
    rows = await SCHOOL.readable(by, "plan").read(
        f"SELECT school_id FROM {table} WHERE id = :id AND school_id IN :readable",  # noqa: S608  # of this module
        id=key,
    )  # fmt: skip
    if not rows:
        raise NotFound
    return int(rows[0]["school_id"])


def _timetables(lines: list[Row], overrides: list[Row], closings: list[Row]) -> list[Timetable]:
    by_school: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in lines:
        by_school[row["school_id"], row["zone"], row["counting"]].append(row)
    return [
        Timetable(
            Zone(zone), Counting(counting), tuple(map(_line, rows)),
            tuple(_override(it) for it in overrides if it["line_id"] in {r["id"] for r in rows}),
            tuple(
                Stretch(it["starts_on"], it["ends_on"], it["reason"])
                for it in closings if it["school_id"] == school_id
            ),
        )
        for (school_id, zone, counting), rows in by_school.items()
    ]  # fmt: skip


def _line(row: Row) -> Line:
    return Line(
        row["id"], row["school_id"], row["weekday"], Weeks(row["weeks"]), row["starts_minute"],
        row["ends_minute"], row["activity"], row["school_class_id"], row["person_id"], row["who"],
        row["place"], bool(row["is_by_bus"]), row["starts_on"], row["ends_on"],
    )  # fmt: skip


def _override(row: Row) -> Override:
    return Override(
        row["line_id"], row["due_on"], bool(row["is_cancelled"]), row["moved_on"],
        row["starts_minute"], row["ends_minute"], row["person_id"], row["place"], row["reason"],
    )  # fmt: skip
