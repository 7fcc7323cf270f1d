"""The chart: units and where each hangs."""

from __future__ import annotations

from typing import TypedDict, Unpack

from hub.action import action, happened, unchanged
from hub.actor import STAFF, Actor
from hub.errors import Invalid
from hub.language import _
from hub.people import closure, policy, values
from hub.people.actions import found
from hub.people.actions.groups import make
from hub.people.folding import search_key
from hub.people.models import GroupKind, Unit


class UnitChanges(TypedDict, total=False):
    """What a unit's card says beside its name."""

    rank: int
    site_id: int | None
    email: str | None
    phone: str | None


@action("people.unit.created")
async def create_unit(
    *, by: Actor, name: str, parent_id: int | None = None, **card: Unpack[UnitChanges]
) -> Unit:
    """A unit under its parent, or at the top; its group comes with it."""
    policy.check_manages(by)
    fields = values.cleaned(_RULES, card)
    await closure.lock()
    if parent_id is not None:
        await found.open_unit(parent_id)
    await _check_site(fields)
    await found.check_name_is_free(search_key(name), parent_id)
    group = await make(name, GroupKind.UNIT)
    unit = await Unit.create(id=group.id, parent_id=parent_id, **fields)
    detail = {"name": group.name, "parent": parent_id}
    happened("unit", unit.id, tells=_topics(unit.id, parent_id), detail=detail)
    return unit


@action("people.unit.moved")
async def move_unit(unit_id: int, *, by: Actor, parent_id: int | None) -> None:
    """Hangs the unit, and all below it, under another one or at the top.

    Raises:
        Invalid: under itself, or under a unit below it.
    """
    policy.check_manages(by)
    async with closure.keeping() as touched:
        unit = await found.open_unit(unit_id)
        if unit.parent_id == parent_id:
            return unchanged()
        await _check_place(unit, parent_id)
        await Unit.filter(id=unit_id).update(parent_id=parent_id)
        touched.containers(unit.parent_id or STAFF, parent_id or STAFF)
    topics = _topics(unit_id, unit.parent_id, parent_id)
    happened("unit", unit_id, tells=topics, detail={"parent": [unit.parent_id, parent_id]})


@action("people.unit.changed")
async def change_unit(unit_id: int, *, by: Actor, **changes: Unpack[UnitChanges]) -> None:
    policy.check_manages(by)
    fields = values.cleaned(_RULES, changes)
    unit = await found.unit(unit_id)
    await _check_site(fields)
    differences = found.different(unit, fields)
    if not differences:
        return unchanged()
    await Unit.filter(id=unit_id).update(**fields)
    happened("unit", unit_id, tells=_topics(unit_id), detail=differences)


async def _check_place(unit: Unit, parent_id: int | None) -> None:
    if parent_id == unit.id:
        raise Invalid(parent_id=_("A unit cannot be under itself."))
    if parent_id is not None:
        await found.open_unit(parent_id)
    group = await found.group(unit.id)
    await found.check_name_is_free(group.name_key, parent_id, except_for=unit.id)


async def _check_site(fields: dict[str, object]) -> None:
    site_id = fields.get("site_id")
    if isinstance(site_id, int):
        await found.site(site_id)


def _topics(*unit_ids: int | None) -> list[str]:
    return [f"group:{unit}" for unit in unit_ids if unit is not None]


_RULES: values.Rules = {
    "rank": values.as_it_is,
    "site_id": values.as_it_is,
    "email": values.email,
    "phone": values.phone,
}
