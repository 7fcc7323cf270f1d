"""What the first page shows, in a bounded number of reads."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from hub import settings
from hub.actor import Actor
from hub.current import Current
from hub.database import together
from hub.domain.ports import Appointment, Change, Changes, Task, Today, Todo
from hub.people import queries as people
from hub.people.queries import Away
from hub.web.formats import local

Told = TypeVar("Told")

MOST_CHANGES = 6
ALL_CHANGES = 60
"""As many as anybody reads of one day."""
COMING = timedelta(7)
"""How far ahead the next day with something on it is looked for: past any weekend."""
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


@dataclass(frozen=True, slots=True)
class Coming:
    """A day that is not today, and what begins on it."""

    day: date
    appointments: Sequence[Appointment]


@dataclass(frozen=True, slots=True)
class Days:
    today: Sequence[Appointment]
    """From midnight to midnight by the clocks of the authority."""
    coming: Coming | None
    """The first day after it on which something begins, if it is near."""


ports: Current[Ports] = Current("what the domains tell of a day")


async def colleagues_away(on: date, *, by: Actor) -> list[Away]:
    """Those of the reader's own units who are absent that day, in the order of a list."""
    if by.person_id is None or not by.is_inside:
        return []
    return await people.colleagues_away(by.person_id, on, by=by)


async def days(on: date, *, by: Actor) -> Days:
    """The day of the reader and the next one, in one read of each domain."""
    start, end = _midnight(on), _midnight(on + timedelta(1))
    until = _midnight(on + timedelta(1) + COMING)
    found = await _told(ask(start, until, by=by) for ask in ports.get().today)
    found.sort(key=lambda it: (it.starts_at, it.ends_at, it.title))
    later = [it for it in found if it.starts_at >= end]
    return Days([it for it in found if it.starts_at < end], _first(later))


async def tasks(*, by: Actor) -> list[Task]:
    """What waits for the reader, the most urgent first."""
    found = await _told(ask(by=by) for ask in ports.get().todo)
    return sorted(found, key=lambda it: (it.due_on or date.max, it.title))


async def changes(on: date, *, by: Actor, all_of_it: bool = False) -> Changed:
    """What others changed since the evening before, the latest first."""
    since = datetime.combine(on - timedelta(1), EVENING, settings.current.get().zone)
    most = ALL_CHANGES if all_of_it else MOST_CHANGES
    found = await _told(ask(since, by=by, limit=most + 1) for ask in ports.get().changes)
    latest = sorted(found, key=lambda it: it.at, reverse=True)
    return Changed(latest[:most], len(latest) > most and not all_of_it)


async def _told(asked: Iterable[Coroutine[Any, Any, Sequence[Told]]]) -> list[Told]:
    """What all domains answer."""
    async with together() as reads:
        answers = [reads.create_task(it) for it in asked]
    return [it for answer in answers for it in answer.result()]


def _first(later: Sequence[Appointment]) -> Coming | None:
    if not later:
        return None
    day = local(later[0].starts_at).date()
    return Coming(day, [it for it in later if local(it.starts_at).date() == day])


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, settings.current.get().zone)
