"""The calendar of the house: tasks with a time, each run once by whichever node comes first.

A task that was due while nothing ran is run once, afterwards. The times are civil times of the
authority: one that daylight saving skips comes an hour later, one that it repeats comes once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from hub import settings as hub_settings
from hub.actor import Actor
from hub.database import new_key, transaction, write
from hub.database.due import LEASE, Claim, Claims, Due
from hub.jobs.broker import crontab
from hub.jobs.faults import described
from hub.jobs.models import PeriodicTask
from hub.jobs.outbox import ActorOf

log = structlog.get_logger(__name__)

RETRY_DELAY = timedelta(minutes=10)
TIME_LIMIT = timedelta(hours=2)
_FARTHEST_DAYS = 4 * 366 + 1  # the 29th of February


class Task(Protocol):
    """A coroutine function such as `async def forget_old(*, by: Actor) -> None`; run twice, it does
    the same as once."""

    def __call__(self, *, by: Actor) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task by its name, with its times as cron writes them: `10 3 * * 1` is Mondays at 03:10."""

    name: str
    times: str
    run: Task


async def prepare(tasks: Sequence[Periodic]) -> None:
    """Gives each new task its first time, and forgets those that this version has not."""
    names = [task.name for task in tasks]
    async with transaction():
        for row in await PeriodicTask.all():
            if row.name not in names:
                await row.delete()
        for task in tasks:
            await write(
                "INSERT INTO periodic_task (id, name, due_at) VALUES (:id, :name, :due_at)"
                " ON CONFLICT (name) DO NOTHING",
                id=new_key(), name=task.name, due_at=_next_here(task),
            )  # fmt: skip


async def run_next(tasks: Sequence[Periodic], actor_of: ActorOf, lease: timedelta = LEASE) -> int:
    """Runs the task that has been due longest; 0 when none is."""
    names = [task.name for task in tasks]
    async with Due("periodic_task", lease).claimed(1, "name IN :names", names=names) as claims:
        for claim in claims.all:
            row = await PeriodicTask.get(id=claim.id)
            task = next(task for task in tasks if task.name == row.name)
            await _run(task, claim, claims, actor_of)
        return len(claims.all)


def next_time(times: str, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after `after` that `times` names, in UTC. All five fields must match.

    Raises:
        ValueError: the text is not five fields of cron, or names no day at all.
    """
    is_day, minutes = _parsed(times)
    first = after.astimezone(zone).date()
    for days in range(_FARTHEST_DAYS):
        day = first + timedelta(days=days)
        if is_day(datetime.combine(day, time())):
            coming = (_instant(day, minute, zone) for minute in minutes)
            if found := next((at for at in coming if at > after), None):
                return found
    raise ValueError(f"No day is like {times}.")


def _parsed(times: str) -> tuple[Callable[[datetime], bool], list[int]]:
    """Which days, and which minutes of the day."""
    minute, hour, day, month, weekday = times.split()
    is_day = crontab(day=day, month=month, day_of_week=weekday, strict=True)
    is_time = crontab(minute=minute, hour=hour, strict=True)
    midnight = datetime(2000, 1, 1)  # any day
    return is_day, [m for m in range(1440) if is_time(midnight + timedelta(minutes=m))]


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    # fold=0: a skipped time is read with the offset before the change (PEP 495).
    return datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)


def _next_here(task: Periodic) -> datetime:
    return next_time(task.times, datetime.now(UTC), hub_settings.current.get().zone)


async def _run(task: Periodic, claim: Claim, claims: Claims, actor_of: ActorOf) -> None:
    started = datetime.now(UTC)
    try:
        async with asyncio.timeout(TIME_LIMIT.total_seconds()):
            await task.run(by=await actor_of(task.name))
    except Exception as error:
        fault = described(error)
        log.warning("periodic_task_failed", task=task.name, fault=fault)
        due_at = min(datetime.now(UTC) + RETRY_DELAY, _next_here(task))
        await claims.settle(claim, due_at, fault=fault, started_at=started)
        return
    done = datetime.now(UTC)
    await claims.settle(claim, _next_here(task), fault=None, started_at=started, done_at=done)
