"""Groups, and who is a member of them."""

from __future__ import annotations

from datetime import date

from tortoise.expressions import Q

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import _
from hub.people import closure, policy, values
from hub.people.actions import found
from hub.people.actions.ending import end_after
from hub.people.days import today
from hub.people.folding import search_key
from hub.people.models import (
    Group,
    GroupKind,
    Membership,
    Position,
    Principal,
    PrincipalKind,
    Unit,
)


@action("people.group.created")
async def create_group(*, by: Actor, name: str, kind: GroupKind = GroupKind.SET) -> Group:
    """A group of its own; units and communes come with `create_unit` and `create_commune`."""
    policy.check_manages(by)
    if kind in {GroupKind.UNIT, GroupKind.COMMUNE, GroupKind.SYSTEM}:
        raise Invalid(kind=_("A group of this kind is not made alone."))
    group = await make(name, kind)
    happened("group", group.id, detail={"name": group.name, "kind": group.kind})
    return group


async def make(name: str, kind: GroupKind) -> Group:
    """The row and its principal, for the actions that make a group."""
    fields = values.cleaned({"name": values.group_name}, {"name": name})
    principal = await Principal.create(kind=PrincipalKind.GROUP)
    key = search_key(fields["name"])
    return await Group.create(id=principal.id, name=fields["name"], name_key=key, kind=kind)


@action("people.group.renamed")
async def rename_group(group_id: int, *, by: Actor, name: str) -> None:
    policy.check_manages(by)
    fields = values.cleaned({"name": values.group_name}, {"name": name})
    await closure.lock()
    group = await _own_group(group_id)
    if group.name == fields["name"]:
        return unchanged()
    key = search_key(fields["name"])
    if group.kind == GroupKind.UNIT:
        unit = await found.unit(group_id)
        await found.check_name_is_free(key, unit.parent_id, except_for=group_id)
    await Group.filter(id=group_id).update(name=fields["name"], name_key=key)
    names = found.different(group, fields)
    happened("group", group_id, tells=[f"group:{group_id}"], detail=names)


@action("people.group.closed")
async def close_group(group_id: int, *, by: Actor, on: date | None = None) -> None:
    """Ends all memberships in the group and of it; `on` is its last day, today if not said.

    Raises:
        Conflict: somebody holds a position there afterwards, or a unit of it is still open.
    """
    policy.check_manages(by)
    last = values.day(on or today())
    async with closure.keeping() as touched:
        group = await _own_group(group_id)
        if group.closed_on is not None:
            return unchanged()
        await _check_is_empty(group, last)
        inside_or_of = Q(group_id=group_id) | Q(member_id=group_id)
        touched.containers(group_id, *await end_after(Membership.filter(inside_or_of), last))
        await Group.filter(id=group_id).update(closed_on=last)
    happened("group", group_id, tells=[f"group:{group_id}"], detail={"on": last.isoformat()})


async def _own_group(group_id: int) -> Group:
    group = await found.group(group_id)
    if group.kind == GroupKind.SYSTEM:
        raise Forbidden(_("The hub itself needs this group."))
    return group


async def _check_is_empty(group: Group, last: date) -> None:
    children = await Unit.filter(parent_id=group.id).values_list("id", flat=True)
    if await Group.filter(id__in=list(children), closed_on=None).exists():
        raise Conflict(_("{name} still has units in it.", name=group.name))
    held = Position.filter(group_id=group.id)
    if await held.filter(ends_on=None).exists() or await held.filter(ends_on__gt=last).exists():
        raise Conflict(_("Somebody still holds a position in {name}.", name=group.name))
