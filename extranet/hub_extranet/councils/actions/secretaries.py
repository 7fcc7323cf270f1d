"""Whoever prepares the meetings of a body that is open: they have the page of meetings for that."""

from __future__ import annotations

from hub.actor import SECRETARIES, Actor
from hub.database import read
from hub.people.actions import settle_system_group
from hub.people.days import today

_SECRETARIATS = (
    "SELECT DISTINCT b.secretariat_id AS id FROM body b JOIN people_group g ON g.id = b.id"
    " WHERE g.closed_on IS NULL OR g.closed_on >= :on"
)


async def settle_secretaries(*, by: Actor) -> None:
    """After a body was opened or closed."""
    await settle_system_group(SECRETARIES, _secretariats, by=by)


async def _secretariats() -> list[int]:
    return [row["id"] for row in await read(_SECRETARIATS, on=today())]
