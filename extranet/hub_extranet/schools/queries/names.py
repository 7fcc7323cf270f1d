"""Who and which class the keys of a timetable are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hub.database import read
from hub.people.rows import name_of
from hub_extranet.schools.timetable import Lesson, Timetable


@dataclass(frozen=True, slots=True)
class ClassName:
    id: int
    name: str
    pupils: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """What is gone has no name any more, and is left out of sentences."""

    people: Mapping[int, str] = field(default_factory=dict)
    classes: Mapping[int, ClassName] = field(default_factory=dict)

    def person(self, person_id: int | None) -> str:
        return self.people.get(person_id or 0, "")

    def school_class(self, class_id: int | None) -> str:
        found = self.classes.get(class_id or 0)
        return found.name if found else ""

    def who(self, lesson: Lesson) -> str:
        """Who comes: a person, else what the line says."""
        return self.person(lesson.person_id) or lesson.line.who

    def title(self, lesson: Lesson) -> str:
        """`Piscine, CM1`."""
        parts = (lesson.line.activity, self.school_class(lesson.line.class_id))
        return ", ".join(filter(None, parts))


async def names(school_id: int, *timetables: Timetable, more: Collection[int] = ()) -> Names:
    """For a reader of these timetables: who is published to a school is known to it by name.

    Args:
        school_id: the school, which the reader was let into.
        timetables: what the reader may read.
        more: keys of further people that are told.
    """
    wanted = {it for timetable in timetables for it in _people(timetable)} | set(more)
    rows = await read("SELECT id, given_name, family_name FROM person WHERE id IN :ids", ids=wanted)
    people = {row["id"]: name_of(row) for row in rows}
    return Names(people, await classes_of(school_id))


async def classes_of(school_id: int) -> dict[int, ClassName]:
    """The classes of a school that the reader was let into, by name."""
    rows = await read(
        "SELECT id, name, pupils FROM school_class WHERE school_id = :school ORDER BY name, id",
        school=school_id,
    )
    return {row["id"]: ClassName(row["id"], row["name"], row["pupils"]) for row in rows}


def _people(timetable: Timetable) -> set[int]:
    told = [it.person_id for it in timetable.lines] + [it.person_id for it in timetable.overrides]
    return {it for it in told if it is not None}
