"""What somebody who gives a right must hold: nobody gives more than they have, nor for longer.

And what a thing must keep: somebody who manages it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tortoise.expressions import Q

from hub.access import closure
from hub.access.models import FOREVER, Grant
from hub.access.policy import Ladder, ladder_of
from hub.access.queries.readers import gives
from hub.access.queries.roles import Place, place_of, require
from hub.accounts import clock
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.database import one_only, read, write
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import _
from hub.people.days import today

_LONGEST = 200  # characters of a reason
_MOST_TOLD = 200
"""Topics of one change. Whoever shows the rest learns it from their socket's next look."""


async def giver(by: Actor, scope_id: int) -> Place:
    """The scope, locked, if the actor may give rights there.

    Raises:
        NotFound: it may not even be read.
        Forbidden: it may be read only.
    """
    await closure.lock(scope_id)
    place = await place_of(by, scope_id)
    ability = place.ladder.giving
    if ability is None:
        raise Forbidden(_("Rights here are given by the administrators."))
    return await require(by, scope_id, ability)


async def check_gives(by: Actor, place: Place, role: str, ends_at: datetime | None) -> None:
    """Raises `Forbidden` if it is more than the actor has, or longer (test A5)."""
    if role not in place.ladder.roles:
        raise Invalid(role=_("There is no such role here."))
    until = await lasts(by, place, role)
    if until is None:
        raise Forbidden(_("You cannot give more than you have yourself."))
    if (ends_at or FOREVER) > until:
        raise Forbidden(_("You cannot give a right for longer than you have it yourself."))


def check_takes(place: Place, role: str) -> None:
    """Raises `Forbidden` if the actor would take away a higher right than their own."""
    if not gives(place):
        raise Forbidden(_("You can see this, but not do that with it."))
    if place.ladder.rank(role) > place.ladder.rank(place.role):
        raise Forbidden(_("You cannot take away more than you have yourself."))


async def check_principal(ladder: Ladder, principal_id: int, role: str) -> None:
    """Raises `Invalid` unless it is somebody that the role can be given to now."""
    rows = await read(
        "SELECT p.status, g.closed_on FROM principal pr LEFT JOIN person p ON p.id = pr.id"
        " LEFT JOIN people_group g ON g.id = pr.id WHERE pr.id = :id",
        id=principal_id,
    )
    if not rows:
        raise Invalid(principal=_("There is no such person or group."))
    if rows[0]["status"] == "left" or (rows[0]["closed_on"] or today()) < today():
        raise Invalid(principal=_("They are no longer here."))
    if ladder.rank(role) > ladder.rank(ladder.highest_for(principal_id)):
        raise Invalid(role=_("People who are not signed in can only read."))


async def check_once(scope_id: int, principal_id: int, reason: str) -> None:
    """Raises `Conflict` if the principal has a grant for that reason: one would hide the other."""
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    same = Grant.filter(live, scope_id=scope_id, principal_id=principal_id, reason=reason)
    if await same.exists():
        raise Conflict(_("They have a right here already. Change that one."))


def check_end(ends_at: datetime | None) -> None:
    if ends_at is not None and not clock.now() < ends_at < FOREVER:
        raise Invalid(ends_at=_("Choose a day to come."))


async def give(
    scope_id: int,
    principal_id: int,
    role: str,
    by: Actor,
    *,
    ends_at: datetime | None = None,
    reason: str = "",
) -> Grant:
    """Writes the grant, in a locked tree; whether it may be given was checked."""
    if len(reason) > _LONGEST:
        raise Invalid(reason=_("This is longer than {longest} characters.", longest=_LONGEST))
    now = clock.now()
    await write(
        "DELETE FROM access_grant WHERE scope_id = :scope AND principal_id = :principal"
        " AND role = :role AND reason = :reason AND ends_at <= :now",
        scope=scope_id, principal=principal_id, role=role, reason=reason, now=now,
    )  # fmt: skip
    with one_only(_("They have a right here already. Change that one.")):
        return await Grant.create(
            scope_id=scope_id, principal_id=principal_id, role=role, given_by_id=by.person_id,
            given_at=now, ends_at=None if ends_at == FOREVER else ends_at, reason=reason,
        )  # fmt: skip


async def check_managed(scope_id: int, kind: str) -> None:
    """Raises `Conflict` if nobody would manage the scope, now or once a right has ended."""
    if not await is_managed(scope_id, kind):
        raise Conflict(_("Somebody must still manage this. Give the right to somebody else first."))


async def is_managed(scope_id: int, kind: str) -> bool:
    """Whether somebody who is still here manages the scope, for as long as can be foreseen."""
    rows = await read(
        "SELECT 1 FROM access a LEFT JOIN person p ON p.id = a.principal_id"
        " WHERE a.scope_id = :scope AND a.role IN :roles AND a.ends_at = :forever"
        " AND (p.status = 'active' OR a.principal_id IN :everyone OR EXISTS ("
        "SELECT 1 FROM group_person gp WHERE gp.group_id = a.principal_id"
        " AND gp.starts_on <= :on AND gp.ends_on >= :on)) LIMIT 1",
        scope=scope_id, roles=ladder_of(kind).roles_to("manage"), forever=FOREVER, on=today(),
        everyone=(SIGNED_IN, ANYONE),
    )  # fmt: skip
    return bool(rows)


async def lasts(by: Actor, place: Place, role: str) -> datetime | None:
    """Until when the actor has the role or a higher one; None: the actor has it not."""
    rows = await read(
        "SELECT ends_at FROM access WHERE scope_id = :scope AND principal_id IN :principals"
        " AND role IN :roles AND ends_at > :now ORDER BY ends_at DESC LIMIT 1",
        scope=place.id, principals=by.principals, now=clock.now(),
        roles=place.ladder.roles[place.ladder.rank(role) :],
    )  # fmt: skip
    return rows[0]["ends_at"] if rows else None


async def settle(tops: Collection[int], principal_id: int | None = None) -> list[str]:
    """Works out what follows from a change; gives the topics of whoever should look again."""
    difference = await closure.recompute(tops, principal_id)
    topics = [f"{difference.kinds[it]}:{it}" for it in difference.scopes[:_MOST_TOLD]]
    return [*topics, f"person:{principal_id}"] if principal_id is not None else topics
