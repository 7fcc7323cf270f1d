"""The `today` port: what takes place at one's own school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub import settings
from hub.actor import Actor
from hub.domain.ports import Appointment
from hub_extranet.schools import queries
from hub_extranet.schools.policy import is_of_a_school
from hub_extranet.schools.queries import Names
from hub_extranet.schools.timetable import Lesson, at


async def lessons(start: datetime, end: datetime, /, *, by: Actor) -> Sequence[Appointment]:
    """Of those who belong to a school; the service that plans forty has a day of its own."""
    if not is_of_a_school(by):
        return []
    timezone = settings.current.get().zone
    first, last = start.astimezone(timezone).date(), end.astimezone(timezone).date()
    found: list[Appointment] = []
    schools = {it.id: it for it in await queries.schools(by=by)}
    editions = await queries.editions(by=by, of=list(schools))
    for school_id, edition in editions.items():
        names = await queries.names(school_id, edition.timetable)
        here = edition.timetable.lessons(first, last)
        made = [_appointment(it, names, school_id) for it in here if not it.is_cancelled]
        found += [it for it in made if it.starts_at < end and it.ends_at > start]
    return found


def _appointment(lesson: Lesson, names: Names, school_id: int) -> Appointment:
    timezone = settings.current.get().timezone
    title = ", ".join(filter(None, (names.title(lesson), names.who(lesson))))
    return Appointment(
        at(lesson.on, lesson.starts, timezone), at(lesson.on, lesson.ends, timezone), title,
        f"/schools/{school_id}", lesson.place,
    )  # fmt: skip
