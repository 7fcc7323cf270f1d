"""Giving a role to somebody, changing it, taking it back."""

from __future__ import annotations

from datetime import datetime

from hub.access import closure, giving
from hub.access.models import Grant, Scope
from hub.access.policy import ladder_of
from hub.access.queries.roles import place_of
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Conflict, Forbidden, NotFound
from hub.language import _


@action("access.grant.given")
async def grant(
    scope_id: int,
    principal_id: int,
    role: str,
    *,
    by: Actor,
    ends_at: datetime | None = None,
    reason: str = "",
) -> int:
    """Gives a role in a scope and in all that inherits from it; the key of the grant.

    Raises:
        Conflict: the principal has been given a role here already, for the same reason.
        Forbidden: the actor gives no rights here, or would give more or longer than their own.
    """
    place = await giving.giver(by, scope_id)
    await giving.check_gives(by, place, role, ends_at)
    if principal_id == by.person_id:
        # Through a group that one leaves tomorrow, one could stay for ever.
        raise Forbidden(_("You cannot give a right to yourself."))
    await giving.check_principal(place.ladder, principal_id, role)
    giving.check_end(ends_at)
    await giving.check_once(scope_id, principal_id, reason)
    given = await giving.give(scope_id, principal_id, role, by, ends_at=ends_at, reason=reason)
    tells = await giving.settle([scope_id], principal_id)
    happened(place.kind, scope_id, tells=tells, detail=_detail(given))
    return int(given.id)


@action("access.grant.changed")
async def change_role(
    grant_id: int, role: str, *, by: Actor, ends_at: datetime | None = None
) -> None:
    """Makes a grant be of that role, until `ends_at`, or for ever if that is None.

    Raises:
        Conflict: nobody would manage the scope any more, or the grant has just been changed.
        Forbidden: as `grant`; or the present role is higher than the actor's own.
    """
    given = await _grant(grant_id)
    place = await giving.giver(by, given.scope_id)
    given = await _grant(grant_id)  # as it is now that the tree is locked
    if (given.role, given.ends_at) == (role, ends_at):
        unchanged()
        return
    giving.check_takes(place, given.role)
    await giving.check_gives(by, place, role, ends_at)
    _check_own(by, given, place.ladder.rank(role) - place.ladder.rank(given.role), ends_at)
    await giving.check_principal(place.ladder, given.principal_id, role)
    giving.check_end(ends_at)
    before = given.role
    given.role, given.ends_at = role, ends_at
    await given.save(update_fields=["role", "ends_at"])
    await _settle_loss(given, before, place.kind)


@action("access.grant.revoked")
async def revoke(grant_id: int, *, by: Actor) -> None:
    """Takes a role back. Everybody may give up their own.

    Raises:
        Conflict: nobody would manage the scope any more.
        Forbidden: the actor gives no rights here, or the role is higher than the actor's own.
    """
    given = await _grant(grant_id)
    await closure.lock(given.scope_id)
    place = await place_of(by, given.scope_id)
    given = await _grant(grant_id)
    if given.principal_id != by.person_id or by.person_id is None:
        giving.check_takes(place, given.role)
    await given.delete()
    await _settle_loss(given, given.role, place.kind)


@action("access.manager.appointed")
async def appoint(scope_id: int, person_id: int, *, by: Actor) -> int:
    """Gives the highest role to somebody where nobody who manages is left; the key of the grant.

    Raises:
        NotFound: the actor is no administrator.
        Conflict: somebody still manages it: that is whom to ask.
        Forbidden: administrators do not appoint themselves.
    """
    if not by.is_administrator:
        raise NotFound
    await closure.lock(scope_id)
    scope = await Scope.get_or_none(id=scope_id)
    if scope is None:
        raise NotFound
    if await giving.is_managed(scope_id, scope.kind):
        raise Conflict(_("Somebody still manages this, and can give the right."))
    if person_id == by.person_id:
        raise Forbidden(_("You cannot give a right to yourself."))
    ladder = ladder_of(scope.kind)
    await giving.check_principal(ladder, person_id, ladder.roles[-1])
    given = await giving.give(scope_id, person_id, ladder.roles[-1], by)
    tells = await giving.settle([scope_id], person_id)
    happened(scope.kind, scope_id, tells=tells, detail=_detail(given))
    return int(given.id)


async def _grant(grant_id: int) -> Grant:
    given = await Grant.get_or_none(id=grant_id)
    if given is None:
        raise NotFound
    return given


def _check_own(by: Actor, given: Grant, steps: int, ends_at: datetime | None) -> None:
    is_longer = given.ends_at is not None and (ends_at is None or ends_at > given.ends_at)
    if given.principal_id == by.person_id and (steps > 0 or is_longer):
        raise Forbidden(_("You cannot give a right to yourself."))


async def _settle_loss(given: Grant, before: str, kind: str) -> None:
    tells = await giving.settle([given.scope_id], given.principal_id)
    if before in ladder_of(kind).roles_to("manage"):
        await giving.check_managed(given.scope_id, kind)
    happened(kind, given.scope_id, tells=tells, detail=_detail(given))


def _detail(given: Grant) -> dict[str, str]:
    detail = {"grant": str(given.id), "principal": str(given.principal_id), "role": given.role}
    return detail | ({"ends_at": given.ends_at.isoformat()} if given.ends_at else {})
