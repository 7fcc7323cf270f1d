"""The rows that actions change: found, or refused in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hub.errors import Conflict, NotFound
from hub.language import _
from hub.people.models import (
    Absence,
    Group,
    GroupKind,
    Membership,
    Person,
    PersonStatus,
    Position,
    Site,
    Unit,
)


async def person(person_id: int) -> Person:
    return (await people([person_id]))[person_id]


async def people(person_ids: Iterable[int]) -> dict[int, Person]:
    wanted = set(person_ids)
    rows = {row.id: row for row in await Person.filter(id__in=list(wanted))} if wanted else {}
    if len(rows) < len(wanted):
        raise NotFound(_("There is no such person."))
    return rows


async def active_person(person_id: int) -> Person:
    return (await active_people([person_id]))[person_id]


async def active_people(person_ids: Iterable[int]) -> dict[int, Person]:
    rows = await people(person_ids)
    for row in rows.values():
        if row.status == PersonStatus.LEFT:
            raise Conflict(_("{name} has left.", name=row.name))
    return rows


async def group(group_id: int) -> Group:
    return (await groups([group_id]))[group_id]


async def groups(group_ids: Iterable[int]) -> dict[int, Group]:
    wanted = set(group_ids)
    rows = {row.id: row for row in await Group.filter(id__in=list(wanted))} if wanted else {}
    if len(rows) < len(wanted):
        raise NotFound(_("There is no such group."))
    return rows


async def open_group(group_id: int) -> Group:
    return (await open_groups([group_id]))[group_id]


async def open_groups(group_ids: Iterable[int]) -> dict[int, Group]:
    rows = await groups(group_ids)
    for row in rows.values():
        if row.closed_on is not None:
            raise Conflict(_("{name} is closed.", name=row.name))
    return rows


async def unit(unit_id: int) -> Unit:
    found = await Unit.get_or_none(id=unit_id)
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


async def open_unit(unit_id: int) -> Unit:
    found = await unit(unit_id)
    await open_group(unit_id)
    return found


async def check_name_is_free(
    name_key: str, parent_id: int | None, except_for: int | None = None
) -> None:
    """Refuses a second open unit of one name in one place: a path of names must lead to one."""
    siblings = await Unit.filter(parent_id=parent_id).values_list("id", flat=True)
    same = Group.filter(
        id__in=list(siblings), name_key=name_key, kind=GroupKind.UNIT, closed_on=None
    )
    if await same.exclude(id=except_for or 0).exists():
        raise Conflict(_("There is already a unit of this name here."))


async def position(position_id: int) -> Position:
    found = await Position.get_or_none(id=position_id)
    if found is None:
        raise NotFound(_("There is no such position."))
    return found


async def membership(membership_id: int) -> Membership:
    found = await Membership.get_or_none(id=membership_id)
    if found is None:
        raise NotFound(_("There is no such membership."))
    return found


async def absence(absence_id: int) -> Absence:
    found = await Absence.get_or_none(id=absence_id)
    if found is None:
        raise NotFound(_("There is no such absence."))
    return found


async def site(site_id: int) -> Site:
    return (await sites([site_id]))[site_id]


async def sites(site_ids: Iterable[int]) -> dict[int, Site]:
    wanted = set(site_ids)
    rows = {row.id: row for row in await Site.filter(id__in=list(wanted))} if wanted else {}
    if len(rows) < len(wanted):
        raise NotFound(_("There is no such site."))
    return rows


def different(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Before and after of each value that would change, as the journal writes them."""
    return {
        field: [_plain(getattr(row, field)), _plain(value)]
        for field, value in values.items()
        if getattr(row, field) != value
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
