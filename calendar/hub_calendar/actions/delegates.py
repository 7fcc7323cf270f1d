"""Delegates: colleagues who act for somebody in that person's own calendar."""

from __future__ import annotations

from datetime import datetime

from tortoise.expressions import Q

from hub.access import closure
from hub.access.actions import change_role, grant, revoke
from hub.access.models import Grant
from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub.people.days import today
from hub.people.models import Person
from hub.people.queries import principals_of
from hub_calendar import policy
from hub_calendar.actions.personal import personal_calendar
from hub_calendar.models import PERSONAL
from hub_calendar.queries.calendars import own_calendar
from hub_calendar.queries.delegates import DELEGATION

ROLES = ("read", "edit")


@action("calendar.delegate.named")
async def name_delegate(
    person_id: int, role: str, *, by: Actor, ends_at: datetime | None = None
) -> None:
    """Lets somebody act for the actor, or changes what they may.

    Raises:
        NotFound: the actor has no calendar of their own.
        Invalid: it is nobody of the authority, or no such role.
        Forbidden: it is the actor; or their device password only reads.
    """
    own = await personal_calendar(by.person_id, by=by) if by.person_id else None
    if own is None:
        raise NotFound
    if role not in ROLES:
        raise Invalid(role=_("There is no such role here."))
    if person_id == by.person_id:
        raise Forbidden(_("Nobody acts for themselves."))
    if not await Person.exists(id=person_id):
        raise NotFound(_("There is no such person."))
    policy.check_receives(person_id, await principals_of(person_id, today()))
    await closure.lock(own.id)
    held = await _held(own.id, person_id)
    if held is None:
        await grant(own.id, person_id, role, by=by, ends_at=ends_at, reason=DELEGATION)
    else:
        await change_role(held.id, role, by=by, ends_at=ends_at)
    _told(by, person_id, role)


@action("calendar.delegate.dismissed")
async def dismiss_delegate(person_id: int, *, by: Actor) -> None:
    """Lets somebody act for the actor no more."""
    calendar_id = await own_calendar(PERSONAL, by=by)
    await closure.lock(calendar_id)
    held = await _held(calendar_id, person_id)
    if held is None:
        unchanged()
        return
    await revoke(held.id, by=by)
    _told(by, person_id, "")


async def _held(calendar_id: int, person_id: int) -> Grant | None:
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return await Grant.filter(
        live, scope_id=calendar_id, principal_id=person_id, reason=DELEGATION
    ).first()


def _told(by: Actor, person_id: int, role: str) -> None:
    happened(
        "person", by.person_id or 0, tells=[f"person:{person_id}"],
        detail={"delegate": str(person_id), "role": role},
    )  # fmt: skip
