"""Reads of people, units and groups. All but `principals_of` answer whoever reads the directory;
those about given people also answer somebody about oneself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.database import read
from hub.errors import NotFound
from hub.language import _
from hub.people import policy
from hub.people.folding import search_words
from hub.people.models import (
    Absence,
    Commune,
    Group,
    GroupKind,
    Membership,
    Person,
    PersonStatus,
    Position,
    Site,
    Unit,
    WorkingHours,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where the chart shows it: after its parent, among its siblings by rank and name."""

    id: int
    name: str
    parent_id: int | None
    path: tuple[str, ...]
    """The names from the top down to this one."""

    @property
    def depth(self) -> int:
        return len(self.path) - 1


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is absent, and whom to see instead."""

    person_id: int
    name: str
    ends_on: date
    message: str
    replacement: str
    """The name of a person, or nothing."""


_AWAY = """
SELECT DISTINCT away.id AS absence_id, person.id AS person_id, person.sort_key,
    TRIM(person.given_name || ' ' || person.family_name) AS name, away.ends_on, away.message,
    COALESCE(TRIM(other.given_name || ' ' || other.family_name), '') AS replacement
FROM position AS mine
JOIN position AS theirs ON theirs.group_id = mine.group_id AND theirs.person_id <> :person
    AND theirs.starts_on <= :on AND (theirs.ends_on IS NULL OR theirs.ends_on >= :on)
JOIN absence AS away ON away.person_id = theirs.person_id
    AND away.starts_on <= :on AND away.ends_on >= :on
JOIN person ON person.id = away.person_id
LEFT JOIN person AS other ON other.id = away.replacement_id
WHERE mine.person_id = :person
    AND mine.starts_on <= :on AND (mine.ends_on IS NULL OR mine.ends_on >= :on)
ORDER BY person.sort_key, away.ends_on, absence_id"""


async def principals_of(person_id: int, on: date) -> frozenset[int]:
    """Whatever can be given to this person on that civil day: self, groups, everyone's."""
    rows = await read(
        "SELECT group_id FROM group_person"
        " WHERE person_id = :person AND starts_on <= :on AND ends_on >= :on",
        person=person_id, on=on,
    )  # fmt: skip
    return frozenset({person_id, SIGNED_IN, ANYONE, *(row["group_id"] for row in rows)})


async def person(person_id: int, *, by: Actor) -> Person:
    policy.check_reads(by, person_id)
    found = await Person.get_or_none(id=person_id)
    if found is None:
        raise NotFound(_("There is no such person."))
    return found


async def people(person_ids: Collection[int], *, by: Actor) -> dict[int, Person]:
    """Those of them that there are, whether they have left or not."""
    policy.check_reads(by, *person_ids)
    return {found.id: found for found in await Person.filter(id__in=list(person_ids))}


async def find_people(
    text: str, *, by: Actor, limit: int = 20, with_left: bool = False
) -> list[Person]:
    """Whose names have words that begin like each word of the text, in the order of a list."""
    policy.check_reads(by)
    words = search_words(text)
    if not words:
        return []
    found = Person.filter(*(Q(name_key__contains=word) for word in words))
    if not with_left:
        found = found.filter(status=PersonStatus.ACTIVE)
    return await found.order_by("sort_key").limit(limit)


async def people_at(address: str, *, by: Actor, limit: int = 20) -> list[Person]:
    """Whose e-mail address begins like that, in the order of a list."""
    policy.check_reads(by)
    begun = address.strip().lower()
    if not begun:
        return []
    found = Person.filter(email__startswith=begun, status=PersonStatus.ACTIVE)
    return await found.order_by("sort_key").limit(limit)


async def group(group_id: int, *, by: Actor) -> Group:
    policy.check_reads(by)
    found = await Group.get_or_none(id=group_id)
    if found is None:
        raise NotFound(_("There is no such group."))
    return found


async def groups(
    *, by: Actor, kinds: Sequence[GroupKind] = tuple(GroupKind), with_closed: bool = False
) -> list[Group]:
    """The groups of these kinds, by name."""
    policy.check_reads(by)
    found = Group.filter(kind__in=kinds)
    if not with_closed:
        found = found.filter(closed_on=None)
    return sorted(await found, key=lambda group: (group.name_key, group.id))


async def members_of(group_id: int, on: date, *, by: Actor) -> list[Person]:
    """Everybody in the group that day, directly or through other groups, as a list is sorted."""
    policy.check_reads(by)
    in_force = {"groups__starts_on__lte": on, "groups__ends_on__gte": on}
    return await Person.filter(groups__group_id=group_id, **in_force).order_by("sort_key")


async def groups_of(person_id: int, on: date, *, by: Actor) -> list[Group]:
    """Every group that the person is in that day, directly or through other groups, by name."""
    policy.check_reads(by, person_id)
    mine = await principals_of(person_id, on)
    found = await Group.filter(id__in=list(mine))
    return sorted(found, key=lambda group: (group.name_key, group.id))


async def memberships(group_id: int, *, by: Actor) -> list[Membership]:
    """Who was, is and will be a member by name, in the order of their first days."""
    policy.check_reads(by)
    return await Membership.filter(group_id=group_id).order_by("starts_on", "id")


async def chart(*, by: Actor) -> list[Place]:
    """All open units, each after its parent."""
    policy.check_reads(by)
    names = {group.id: group for group in await Group.filter(kind=GroupKind.UNIT, closed_on=None)}
    children: dict[int | None, list[Unit]] = {}
    for unit in await Unit.all():
        if unit.id in names:
            children.setdefault(unit.parent_id, []).append(unit)
    for siblings in children.values():
        siblings.sort(key=lambda unit: (unit.rank, names[unit.id].name_key))
    places: list[Place] = []
    waiting: list[tuple[Unit, tuple[str, ...]]] = [
        (unit, ()) for unit in reversed(children.get(None, []))
    ]
    while waiting:
        unit, above = waiting.pop()
        path = (*above, names[unit.id].name)
        places.append(Place(unit.id, path[-1], unit.parent_id, path))
        waiting += [(child, path) for child in reversed(children.get(unit.id, []))]
    return places


async def positions_of(person_id: int, *, by: Actor) -> list[Position]:
    """What the person held, holds and will hold, the latest first, with the groups."""
    policy.check_reads(by, person_id)
    held = Position.filter(person_id=person_id).prefetch_related("group")
    return await held.order_by("-starts_on", "id")


async def positions_in(group_ids: Collection[int], on: date, *, by: Actor) -> list[Position]:
    """The positions held there that day, heads first, then by name, with the people."""
    policy.check_reads(by)
    held = Position.filter(Q(ends_on=None) | Q(ends_on__gte=on), group_id__in=list(group_ids))
    rows = await held.filter(starts_on__lte=on).prefetch_related("person")
    return sorted(rows, key=lambda row: (not row.is_head, row.person.sort_key, row.id))


async def absences(
    person_ids: Collection[int], first: date, last: date, *, by: Actor
) -> list[Absence]:
    """The absences that meet these days, in their order."""
    policy.check_reads(by, *person_ids)
    found = Absence.filter(person_id__in=list(person_ids), ends_on__gte=first, starts_on__lte=last)
    return await found.order_by("starts_on", "starts_at_noon", "id")


async def colleagues_away(person_id: int, on: date, *, by: Actor) -> list[Away]:
    """Who of the person's own units and schools is absent that day, in the order of a list."""
    policy.check_reads(by)
    rows = await read(_AWAY, person=person_id, on=on)
    return [
        Away(it["person_id"], it["name"], it["ends_on"], it["message"], it["replacement"])
        for it in rows
    ]


async def working_hours(person_ids: Collection[int], *, by: Actor) -> dict[int, list[WorkingHours]]:
    """The usual week of each of them who told it, from Monday on."""
    policy.check_reads(by, *person_ids)
    weeks: dict[int, list[WorkingHours]] = {}
    rows = WorkingHours.filter(person_id__in=list(person_ids))
    for row in await rows.order_by("weekday", "starts_minute", "weeks"):
        weeks.setdefault(row.person_id, []).append(row)
    return weeks


async def sites(*, by: Actor) -> list[Site]:
    policy.check_reads(by)
    return sorted(await Site.all(), key=lambda site: (site.name_key, site.id))


async def communes(*, by: Actor) -> list[tuple[Commune, Group]]:
    """Each commune with its group, by name."""
    policy.check_reads(by)
    names = {group.id: group for group in await Group.filter(kind=GroupKind.COMMUNE)}
    found = [(commune, names[commune.id]) for commune in await Commune.all()]
    return sorted(found, key=lambda pair: pair[1].name_key)
