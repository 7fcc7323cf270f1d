"""Telling the rest of the hub what happened: each due row goes to the reactions of its action.

A reaction runs after the commit, at least once, perhaps twice and perhaps late: it reads again what
now is, and does nothing when that is already so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from hub.actor import Actor
from hub.database import read, transaction, write
from hub.database.due import LEASE, Claim, Claims, Due, growing
from hub.errors import Forbidden, NotFound
from hub.jobs.faults import described
from hub.jobs.models import Outbox

log = structlog.get_logger(__name__)

TRIES = 20
"""The last one comes about three days after the first."""
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
TIME_LIMIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Happened:
    """What a reaction is told. It has no more rights for it: what it reads, it reads as `by`."""

    id: int
    """The same each time it is told."""
    action: str
    kind: str
    object_id: int
    person_id: int | None
    detail: Mapping[str, Any]


class Reaction(Protocol):
    """A coroutine function such as `async def index_file(it: Happened, *, by: Actor) -> None`."""

    def __call__(self, it: Happened, /, *, by: Actor) -> Awaitable[None]: ...


class ActorOf(Protocol):
    """Makes the actor of a job by its name; `hub.access.actors.of_job` is one."""

    def __call__(self, name: str, /) -> Awaitable[Actor]: ...


Reactions = Mapping[str, Sequence[Reaction]]


async def tell_next(reactions: Reactions, actor_of: ActorOf, lease: timedelta = LEASE) -> int:
    """Tells the oldest due row to the reactions of its action; 0 when there is none."""
    async with Due("outbox", lease).claimed(
        1, "action IN :heard", heard=sorted(reactions)
    ) as claims:
        for claim in claims.all:
            await _tell(claim, claims, reactions, actor_of)
        return len(claims.all)


async def forget_unheard(reactions: Reactions) -> int:
    """Deletes what no reaction of this version waits for; so `hub worker` is upgraded first."""
    sql = "SELECT DISTINCT action FROM outbox WHERE due_at <= :now"
    rows = await read(sql, now=datetime.now(UTC))
    unheard = [row["action"] for row in rows if row["action"] not in reactions]
    if unheard:
        async with transaction():
            await write("DELETE FROM outbox WHERE action IN :unheard", unheard=unheard)
    return 0


async def given_up(*, by: Actor) -> list[Outbox]:
    """What could not be told, newest first."""
    if not by.is_administrator:
        raise Forbidden
    return await Outbox.filter(due_at=None).order_by("-id").limit(500)


async def retry(outbox_id: int) -> None:
    """Makes a given-up row due again, in the running transaction."""
    sql = (
        "UPDATE outbox SET due_at = :now, tries = 0 WHERE id = :id AND due_at IS NULL RETURNING id"
    )
    if not await write(sql, now=datetime.now(UTC), id=outbox_id):
        raise NotFound


async def _tell(claim: Claim, claims: Claims, reactions: Reactions, actor_of: ActorOf) -> None:
    row = await Outbox.get_or_none(id=claim.id)
    if row is None:
        return
    it = Happened(
        row.id, row.action, row.kind, row.object_id, row.person_id, json.loads(row.detail)
    )
    faults = [
        fault
        for reaction in reactions.get(row.action, ())
        if (fault := await _fault_of(reaction, it, actor_of))
    ]
    if not faults:
        await claims.delete(claim)
        return
    log.warning("reaction_failed", action=row.action, outbox=row.id, faults=faults)
    delay = growing(claim.tries, FIRST_DELAY, LONGEST_DELAY)
    due_at = datetime.now(UTC) + delay if claim.tries < TRIES else None
    await claims.settle(claim, due_at, fault="; ".join(faults))


async def _fault_of(reaction: Reaction, it: Happened, actor_of: ActorOf) -> str:
    """Empty when it went well. One that fails does not keep the others from being told."""
    name = f"{getattr(reaction, '__module__', '?')}.{getattr(reaction, '__qualname__', '?')}"
    try:
        async with asyncio.timeout(TIME_LIMIT.total_seconds()):
            await reaction(it, by=await actor_of(name))
    except Exception as error:
        return f"{name}: {described(error)}"
    return ""
