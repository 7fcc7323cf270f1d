"""Whoever plans the weeks of a school that is open: they have the page of schools for that."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.actor import PLANNERS, Actor
from hub.database import read
from hub.people.actions import settle_system_group
from hub.people.days import today

_HEADS = (
    "SELECT DISTINCT a.principal_id AS id FROM school s JOIN people_group g ON g.id = s.id"
    " JOIN access a ON a.scope_id = s.scope_id"
    " WHERE (g.closed_on IS NULL OR g.closed_on >= :on) AND a.role = 'head' AND a.ends_at > :now"
)


async def settle_planners(*, by: Actor) -> None:
    """After a school was opened or closed, or is planned by others."""
    await settle_system_group(PLANNERS, _heads, by=by)


async def _heads() -> list[int]:
    rows = await read(_HEADS, on=today(), now=datetime.now(UTC))
    return [row["id"] for row in rows]
