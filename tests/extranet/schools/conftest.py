"""Two schools in a hub: alice plans one with her service, bob teaches there, charlie at another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from hub import settings
from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, STAFF, Actor, Via
from hub.app import Hub
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Group, GroupKind, Person
from hub.people.queries import principals_of
from hub.settings import Settings
from hub_extranet.schools import actions
from hub_extranet.schools.clock import Zone
from hub_extranet.schools.drafting import LineDraft
from hub_extranet.schools.timetable import Weeks

ADMINISTRATOR = Actor(
    frozenset({ADMINISTRATORS, STAFF, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier"
)
START, END = date(2026, 9, 1), date(2027, 7, 2)
"""A school year over a year of 53 weeks."""


@pytest.fixture(autouse=True)
def metropole(tmp_path: Path) -> Iterator[None]:
    """What is pure asks the settings alone, whose public holidays it goes by."""
    with settings.current.bound(settings.load(data=tmp_path)):
        yield


@dataclass(frozen=True)
class Cast:
    person: Person

    @property
    def id(self) -> int:
        return int(self.person.id)

    async def actor(self) -> Actor:
        principals = await principals_of(self.id, today())
        return Actor(principals, Via.SESSION, self.person.name, person_id=self.id)


@dataclass(frozen=True)
class World:
    alice: Cast
    """Of the service that plans `school`."""
    bob: Cast
    """Teaches at `school`."""
    charlie: Cast
    """Teaches at `other`, which another service plans."""
    dora: Cast
    """Plans `other`."""
    guest: Cast
    swimmer: Person
    school: int
    other: int
    year1: int
    """A class of `school`."""


async def build() -> World:
    """A world in the hub that is bound."""
    service, second = [await unit(name) for name in ("Vie scolaire", "Périscolaire")]
    schools = [await school_group(name) for name in ("École Jean-Moulin", "École Les Tilleuls")]
    alice, bob, charlie, dora, guest = [
        await cast(*name)
        for name in (
            ("Alice", "Martin"), ("Bob", "Petit"), ("Charlie", "Durand"), ("Dora", "Noël"),
            ("Rémi", "Castel"),
        )
    ]  # fmt: skip
    for it, group in ((alice, service), (dora, second), (bob, schools[0]), (charlie, schools[1])):
        await people.start_position(
            it.id, group.id, by=ADMINISTRATOR, title="Agent", starts_on=date(2020, 9, 1)
        )
    swimmer = (await cast("Romain", "Keller")).person
    for group, planner in zip(schools, (service, second), strict=True):
        await actions.open_school(group.id, by=ADMINISTRATOR, planned_by=planner.id, zone=Zone.A)
    year1 = await actions.add_class(schools[0].id, by=await alice.actor(), name="CM1", pupils=24)
    return World(
        alice, bob, charlie, dora, guest, swimmer, schools[0].id, schools[1].id, year1,
    )  # fmt: skip


async def unit(name: str) -> Group:
    made = await people.create_unit(by=ADMINISTRATOR, name=name)
    return await Group.get(id=made.id)


async def school_group(name: str) -> Group:
    return await people.create_group(by=ADMINISTRATOR, name=name, kind=GroupKind.SCHOOL)


async def cast(given_name: str, family_name: str) -> Cast:
    return Cast(
        await people.create_person(by=ADMINISTRATOR, given_name=given_name, family_name=family_name)
    )


def pool(world: World, **more: object) -> LineDraft:
    values: dict[str, object] = {
        "weekday": 2, "weeks": Weeks.A, "starts": 540, "ends": 600, "activity": "Piscine",
        "starts_on": START, "ends_on": END, "class_id": world.year1,
        "person_id": world.swimmer.id, "place": "Bassin 2", "is_by_bus": True,
    }  # fmt: skip
    return LineDraft(**(values | more))  # type: ignore[arg-type]


def music(**more: object) -> LineDraft:
    values: dict[str, object] = {
        "weekday": 4, "weeks": Weeks.EVERY, "starts": 630, "ends": 690, "activity": "Musique",
        "starts_on": START, "ends_on": END, "who": "École de musique", "place": "Salle polyvalente",
    }  # fmt: skip
    return LineDraft(**(values | more))  # type: ignore[arg-type]


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    async with Hub(new_settings()).running() as running:
        yield running


@pytest.fixture
async def world(hub: Hub) -> World:
    return await build()
