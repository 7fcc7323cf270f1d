"""What the first page shows, in a bounded number of reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hub import settings
from hub.actor import Actor
from hub.current import Current
from hub.domain.ports import Appointment, Change, Changes, Task, Today, Todo
from hub.people import queries as people
from hub.people.queries import Away

MOST_CHANGES = 6
ALL_CHANGES = 60
"""As many as anybody reads of one day."""
EVENING = time(18)
"""What was changed since then, the day before, is news in the morning."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What the domains tell of somebody's day."""

    today: Sequence[Today] = ()
    todo: Sequence[Todo] = ()
    changes: Sequence[Changes] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    changes: Sequence[Change]
    has_more: bool
    """That can be asked for."""


ports: Current[Ports] = Current("what the domains tell of a day")


async def colleagues_away(on: date, *, by: Actor) -> list[Away]:
    """Those of the reader's own units who are absent that day, in the order of a list."""
    if by.person_id is None or not by.is_inside:
        return []
    return await people.colleagues_away(by.person_id, on, by=by)


async def appointments(on: date, *, by: Actor) -> list[Appointment]:
    """The day of the reader, from midnight to midnight by the clocks of the authority."""
    start, end = _midnight(on), _midnight(on + timedelta(1))
    found = [it for ask in ports.get().today for it in await ask(start, end, by=by)]
    return sorted(found, key=lambda it: (it.starts_at, it.ends_at, it.title))


async def tasks(*, by: Actor) -> list[Task]:
    """What waits for the reader, the most urgent first."""
    found = [it for ask in ports.get().todo for it in await ask(by=by)]
    return sorted(found, key=lambda it: (it.due_on or date.max, it.title))


async def changes(on: date, *, by: Actor, all_of_it: bool = False) -> Changed:
    """What others changed since the evening before, the latest first."""
    since = datetime.combine(on - timedelta(1), EVENING, settings.current.get().zone)
    most = ALL_CHANGES if all_of_it else MOST_CHANGES
    found = [it for ask in ports.get().changes for it in await ask(since, by=by, limit=most + 1)]
    latest = sorted(found, key=lambda it: it.at, reverse=True)
    return Changed(latest[:most], len(latest) > most and not all_of_it)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, settings.current.get().zone)
