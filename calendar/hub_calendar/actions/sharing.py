"""What a person or a group may do with a calendar, as whoever manages it decides."""

from __future__ import annotations

from datetime import datetime

from tortoise.expressions import Q

from hub.access import closure
from hub.access.actions import change_role, grant, revoke
from hub.access.models import Grant
from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.people.candidates import OUTSIDE
from hub.people.days import today
from hub.people.models import Group, Person
from hub.people.queries import principals_of
from hub_calendar import policy
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import DELEGATION


@action("calendar.calendar.shared")
async def share_calendar(
    calendar_id: int,
    principal_id: int,
    role: str | None,
    *,
    by: Actor,
    ends_at: datetime | None = None,
) -> None:
    """Gives a person or group that role and no other; without a role, takes back what was given.

    What reaches a person through a group is the group's, and stays.

    Raises:
        Invalid: it is nobody that a calendar can be shared with.
        Conflict, Forbidden: as `hub.access.actions.grant`, `change_role` and `revoke`.
    """
    await entered(calendar_id, by=by, to="share")
    await closure.lock(calendar_id)
    held = await _held(calendar_id, principal_id)
    if role is not None and not held:
        await _check_receives(principal_id)
        await grant(calendar_id, principal_id, role, by=by, ends_at=ends_at)
    elif role is not None:
        await change_role(held.pop(0).id, role, by=by, ends_at=ends_at)
    elif not held:
        unchanged()
        return
    for it in held:
        await revoke(it.id, by=by)
    detail = {"principal": str(principal_id), "role": role or ""}
    happened("calendar", calendar_id, tells=[f"calendar:{calendar_id}"], detail=detail)


async def _held(calendar_id: int, principal_id: int) -> list[Grant]:
    """What was given to them here; what has ended left aside, and a delegation, which is apart."""
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    given = Grant.filter(live, scope_id=calendar_id, principal_id=principal_id)
    return await given.exclude(reason=DELEGATION).order_by("id")


async def _check_receives(principal_id: int) -> None:
    is_person = await Person.exists(id=principal_id)
    mine = await principals_of(principal_id, today()) if is_person else None
    is_outside = await Group.exists(id=principal_id, kind__in=OUTSIDE)
    policy.check_receives(principal_id, mine, is_outside=is_outside)
