"""Asking the sources: each when it is due, several at once, none in the way of another."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from hub import cipher
from hub import settings as hub_settings
from hub.access import actors
from hub.actor import Actor
from hub.database import read
from hub.database.due import Claim, Claims, Due, growing
from hub.errors import Forbidden, NotFound
from hub.jobs.clock import Periodic
from hub.jobs.faults import described
from hub.jobs.outbox import Happened, Reactions
from hub_calendar.queries.calendars import entered
from hub_calendar.subscriptions import actions
from hub_calendar.subscriptions.models import Reason, Subscription
from hub_calendar.subscriptions.source import Brought, Fault, Known, bring

log = structlog.get_logger(__name__)

LANES = 4
USUAL = timedelta(hours=1)
"""For those that do not say how often."""
NAME = "calendar.subscriptions"
_DUE = Due("calendar_subscription")


async def ask_due(*, by: Actor) -> None:
    """Asks all sources that are due."""
    await asyncio.gather(*(_lane() for _number in range(LANES)))


async def ask_now(it: Happened, /, *, by: Actor) -> None:
    """Asks the source of a calendar that somebody waits for."""
    await _ask("calendar_id = :calendar", calendar=it.object_id)


async def _lane() -> None:
    while await _ask():
        pass


async def _ask(where: str = "", **values: Any) -> int:
    async with _DUE.claimed(1, where, **values) as claims:
        for claim in claims.all:
            row = await Subscription.get_or_none(id=claim.id)
            if row is not None:
                await _settle(row, claim, claims)
        return len(claims.all)


async def _settle(row: Subscription, claim: Claim, claims: Claims) -> None:
    pause = pause_of(row.every)
    try:
        facts = await _follow(row, claim.tries)
        pause = pause_of(facts["every"])
    except Fault as fault:
        facts = {
            "reason": fault.reason.value, "status": fault.status, "failures": row.failures + 1,
        }  # fmt: skip
        longest = max(pause, hub_settings.current.get().subscription_most)
        pause = growing(row.failures + 1, pause, longest)
    now = datetime.now(UTC)
    await claims.settle(claim, now + pause, looked_at=now, **facts)


async def _follow(row: Subscription, fence: int) -> dict[str, Any]:
    """What is known once the calendar says what its source says. Raises `Fault`."""
    try:
        return await _taken(row, fence)
    except cipher.Lost:
        raise Fault(Reason.LOST) from None
    except (NotFound, Forbidden):
        raise Fault(Reason.ORPHANED) from None
    except Fault:
        raise
    except Exception as error:
        log.warning("subscription_broke", id=row.id, fault=described(error))
        raise Fault(Reason.BROKEN) from None


async def _taken(row: Subscription, fence: int) -> dict[str, Any]:
    by = await actors.of_job(NAME, row.maker_id)
    await entered(row.calendar_id, by=by, to="manage")  # else nothing is asked in their name
    address = cipher.current.get().unlocked(row.address, actions.PURPOSE)
    known = Known(row.etag, row.modified, row.content_sha256)
    brought = await bring(address, known, await _zone(row.calendar_id))
    facts = {
        **asdict(brought.known), "succeeded_at": datetime.now(UTC), "reason": "", "status": 0,
        "failures": 0, "every": row.every,
    }  # fmt: skip
    if brought.found is None:
        return facts
    await _check_empty(row, brought)
    await actions.follow(row.calendar_id, brought.found, by=by, fence=fence)
    every = brought.found.every
    return facts | {
        "every": min(int(every.total_seconds()), 2**31 - 1) if every else 0,
        "unread": len(brought.found.unread),
    }


async def _check_empty(row: Subscription, brought: Brought) -> None:
    """A source that says nothing at all, where it said much, is believed the second time: some
    servers answer like that while they are repaired."""
    found = brought.found
    if found is None or found.objects or found.unread or row.reason == Reason.EMPTY:
        return
    sql = "SELECT id FROM calendar_object WHERE calendar_id = :id LIMIT 1"
    if await read(sql, id=row.calendar_id):
        raise Fault(Reason.EMPTY)


async def _zone(calendar_id: int) -> ZoneInfo:
    rows = await read("SELECT timezone FROM calendar WHERE id = :id", id=calendar_id)
    return ZoneInfo(rows[0]["timezone"])


def pause_of(every: int) -> timedelta:
    """How long the next look can wait, for a source that asks for so many seconds."""
    own = hub_settings.current.get()
    wanted = timedelta(seconds=every) if every > 0 else USUAL
    return max(own.subscription_least, min(wanted, own.subscription_most))


reactions: Reactions = {
    "calendar.subscription.made": (ask_now,),
    "calendar.subscription.turned": (ask_now,),
    "calendar.subscription.asked": (ask_now,),
}
periodic = (Periodic("calendar.ask_due", "* * * * *", ask_due),)
