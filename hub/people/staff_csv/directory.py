"""The directory as a plan sees it: read once, whole, and looked up in memory."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from tortoise.expressions import Q

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import _
from hub.people import queries
from hub.people.folding import fold
from hub.people.models import Group, GroupKind, Membership, Person, Position
from hub.people.queries import Place

JOINED_BY_IMPORT = (GroupKind.SET, GroupKind.PROJECT)
"""A list of staff makes nobody an administrator, an official or a teacher."""

Name = tuple[str, str]
"""Family and given name, folded."""
Path = tuple[str, ...]
"""Names of units from the top down."""


class Spot(NamedTuple):
    """Where in the chart a line belongs: no path is nowhere, no key is a unit still to create."""

    path: Path
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything that lines are compared with."""

    today: date
    people: dict[int, Person]
    by_number: dict[str, Person]
    by_email: dict[str, list[Person]]
    """Those who have not left; likewise by name."""
    by_name: dict[Name, list[Person]]
    positions: dict[int, list[Position]]
    """In units, by person, the latest first."""
    units: dict[int, Place]
    named: dict[str, list[tuple[Path, Place]]]
    """Units with their folded paths, by the last name of it."""
    groups: dict[str, list[Group]]
    members: set[tuple[int, int]]
    """Group and person of each membership in force, among those groups."""

    @classmethod
    async def load(cls, today: date, *, by: Actor) -> Self:
        people = {person.id: person for person in await Person.all()}
        emails, names = defaultdict(list), defaultdict(list)
        for person in people.values():
            if person.is_active:
                names[name_of(person.family_name, person.given_name)].append(person)
                emails[person.email or ""].append(person)
        groups = await queries.groups(by=by, kinds=JOINED_BY_IMPORT)
        units = await queries.chart(by=by)
        named = defaultdict(list)
        for unit in units:
            named[fold(unit.name)].append((folded(unit.path), unit))
        return cls(
            today=today,
            people=people,
            by_number={p.employee_number: p for p in people.values() if p.employee_number},
            by_email=dict(emails),
            by_name=dict(names),
            positions=await _positions(),
            units={unit.id: unit for unit in units},
            named=dict(named),
            groups=_by_name(groups),
            members=await _members(groups, today),
        )

    def unit(self, path: Path) -> Place | None:
        """The unit whose path is or ends with these names; None if there is none.

        Raises:
            Invalid: there are several.
        """
        wanted = folded(path)
        named = self.named.get(wanted[-1], [])
        found = [unit for whole, unit in named if whole[-len(wanted) :] == wanted]
        if whole := dict(named).get(wanted):
            return whole
        if len(found) > 1:
            several = ", ".join(shown(unit.path) for unit in found[:3])
            raise Invalid(_("Several units are called so: {several}.", several=several))
        return found[0] if found else None

    def group(self, name: str) -> Group:
        """The one group of this name that a list of staff may fill."""
        found = self.groups.get(fold(name), [])
        if len(found) > 1:
            raise Invalid(_("Several groups are called {name}.", name=name))
        if not found:
            known = [group.name for same in self.groups.values() for group in same]
            raise unknown(_("There is no group {name}.", name=name), name, known)
        return found[0]

    def unknown_unit(self, path: Path) -> Invalid:
        paths = [shown(unit.path) for unit in self.units.values()]
        known = paths if len(path) > 1 else [*{unit.name for unit in self.units.values()}]
        return unknown(_("There is no unit {name}.", name=shown(path)), shown(path), known)


def name_of(family_name: str, given_name: str) -> Name:
    return fold(family_name), fold(given_name)


def folded(path: Path) -> Path:
    return tuple(map(fold, path))


def shown(path: Path) -> str:
    return " > ".join(path)


def unknown(reason: str, name: str, known: list[str]) -> Invalid:
    """The reason, and the name that may have been meant."""
    names = {fold(other): other for other in sorted(known)}
    for close in difflib.get_close_matches(fold(name), list(names), n=1, cutoff=0.75):
        question = _("Is it {name}?", name=names[close])
        return Invalid(f"{reason} {question}")
    return Invalid(reason)


async def _positions() -> dict[int, list[Position]]:
    held = defaultdict(list)
    rows = Position.filter(group__kind=GroupKind.UNIT).order_by("-starts_on", "-id")
    for position in await rows.prefetch_related("group"):
        held[position.person_id].append(position)
    return dict(held)


async def _members(groups: list[Group], today: date) -> set[tuple[int, int]]:
    rows = Membership.filter(group_id__in=[group.id for group in groups])
    held = rows.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return {(row.group_id, row.member_id) for row in await held}


def _by_name(groups: list[Group]) -> dict[str, list[Group]]:
    found = defaultdict(list)
    for group in groups:
        found[fold(group.name)].append(group)
    return dict(found)
