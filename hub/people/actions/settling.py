"""Groups of the hub whose members a domain knows, such as who prepares the meetings of a body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

from tortoise.expressions import Q

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import read
from hub.people import closure, policy
from hub.people.actions.ending import end_after
from hub.people.days import today
from hub.people.models import Membership

_PRESENT = (
    "SELECT id FROM people_group WHERE id IN :ids AND (closed_on IS NULL OR closed_on >= :on)"
    " UNION ALL SELECT id FROM person WHERE id IN :ids AND status = 'active'"
)


@action("people.system_group.settled")
async def settle_system_group(
    group_id: int, members: Callable[[], Awaitable[Collection[int]]], *, by: Actor
) -> None:
    """From today on, exactly these people and groups are in a group of the hub, of those that are
    here still. Run again, it changes nothing.

    Args:
        group_id: the group.
        members: finds them. It is asked once nobody else settles: of two who each open something,
            the later one would else end what the other has just begun.
        by: the actor.

    Raises:
        Forbidden: neither an administrator nor a job of the hub acts.
    """
    policy.check_settles(by, group_id)
    on = today()
    async with closure.keeping() as touched:
        rows = await read(_PRESENT, ids=list(await members()), on=on)
        wanted = {row["id"] for row in rows}
        lasting = Membership.filter(Q(ends_on=None) | Q(ends_on__gte=on), group_id=group_id)
        gone = lasting.exclude(member_id__in=list(wanted)) if wanted else lasting
        ended = await end_after(gone, on - timedelta(days=1))
        held = await lasting.filter(starts_on__lte=on).values_list("member_id", flat=True)
        new = wanted - set(held)
        if not ended and not new:
            return unchanged()
        await Membership.filter(
            group_id=group_id, member_id__in=list(new), starts_on__gt=on
        ).delete()
        await Membership.bulk_create(
            [Membership(group_id=group_id, member_id=it, starts_on=on) for it in sorted(new)]
        )
        touched.containers(group_id)
    happened("group", group_id, tells=[f"group:{group_id}"], detail={"members": sorted(wanted)})
