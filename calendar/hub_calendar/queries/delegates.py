"""Who acts for whom: a right in somebody's own calendar that they gave by name, as a delegation.

It is a grant like others, so it ends like others; what makes it one is the reason it was given for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.access.queries import Place
from hub.accounts import clock
from hub.actor import Actor
from hub.database import Row, read
from hub.people.models import PersonStatus
from hub.people.rows import name_of
from hub_calendar import policy

DELEGATION = "délégation"
"""The reason, as pages show it: of the authority's own words, since it is stored."""
# `given_by`: one's own word alone makes somebody a delegate.
_GIVEN = (
    " FROM access_grant g JOIN calendar c ON c.id = g.scope_id"
    " JOIN person o ON o.id = c.owner_id JOIN person d ON d.id = g.principal_id"
    " WHERE g.reason = :reason AND g.given_by_id = c.owner_id AND c.slug = :slug"
    " AND (g.ends_at IS NULL OR g.ends_at > :now) AND o.status = :here AND d.status = :here"
)
_NAMED = (
    "SELECT d.id, d.given_name, d.family_name, g.role, g.ends_at"
    f"{_GIVEN} AND c.owner_id = :me ORDER BY d.sort_key, d.id"
)
_SERVED = (
    "SELECT o.id, o.given_name, o.family_name, g.role, g.ends_at"
    f"{_GIVEN} AND g.principal_id = :me ORDER BY o.sort_key, o.id"
)
_ACTING = (
    "SELECT o.given_name, o.family_name"  # our own
    f"{_GIVEN} AND g.principal_id = :me AND g.scope_id = :calendar"
)


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody at the other end of a delegation."""

    id: int
    name: str
    role: str
    ends_at: datetime | None

    @property
    def writes(self) -> bool:
        return "write" in policy.CALENDAR.abilities(self.role)


async def delegates(*, by: Actor) -> list[Delegate]:
    """Those who act for the actor, by name."""
    return await _found(_NAMED, by)


async def served(*, by: Actor) -> list[Delegate]:
    """Those for whom the actor acts, by name."""
    return await _found(_SERVED, by)


async def acting(place: Place, by: Actor) -> str:
    """The name of whom the actor writes for in that calendar; empty if for themselves.

    Whoever manages a calendar needs no delegation, and is not looked for.
    """
    if "manage" in place.abilities or by.person_id is None:
        return ""
    rows = await read(_ACTING, me=by.person_id, calendar=place.id, **_values())
    return name_of(rows[0]) if rows else ""


async def _found(sql: str, by: Actor) -> list[Delegate]:
    rows = await read(sql, me=by.person_id or 0, **_values())
    return [_delegate(row) for row in rows]


def _values() -> dict[str, object]:
    return {
        "reason": DELEGATION, "slug": "personal", "now": clock.now(),
        "here": PersonStatus.ACTIVE.value,
    }  # fmt: skip


def _delegate(row: Row) -> Delegate:
    return Delegate(row["id"], name_of(row), row["role"], row["ends_at"])
