"""Every door of the directory for everybody; and nothing of it is told to who is outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.app import App, Hub
from hub.imports import actions as imports
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import GroupKind, Person
from hub.settings import Settings
from hub_directory import domain
from tests.access import asking, twins, worlds
from tests.access.asking import Visitor
from tests.access.conftest import Cast
from tests.access.matrix import Case, Matrix
from tests.conftest import _create
from tests.directory.conftest import away, tell
from tests.imports.conftest import admin, administrator, work
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class World:
    """Nadia keeps the directory and is of the staff, as bob is; charlie is of a school."""

    tokens: dict[str, str]
    nadia: Person
    charlie: Person
    unit: int
    absence: int
    job: int

    async def visitor(self, app: App, name: str) -> Visitor:
        if name == "nobody":
            return Visitor(name, app)
        return await asking.signed_in(app, name, self.tokens[name])


async def build() -> World:
    nadia = await administrator("Nadia")
    bob, charlie = await new_person("Bob", "Petit"), await new_person("Charlie", "Durand")
    unit, school = await new_unit("Voirie"), await new_group("École", kind=GroupKind.SCHOOL)
    for person, group in ((nadia, unit), (bob, unit), (charlie, school)):
        await people.start_position(person.id, group.id, by=ADMINISTRATOR, starts_on=today())
    absence = await people.declare_absence(
        nadia.id, by=ADMINISTRATOR, starts_on=today(), ends_on=today()
    )
    job = await imports.upload(
        "people", by=admin(nadia), name="a.csv", content="Nom;Prénom\nDumas;Luc".encode()
    )
    await work()
    tokens = {
        "bob": await worlds.session(Cast(bob)),
        "charlie": await worlds.session(Cast(charlie)),
    }
    tokens["nadia"] = await worlds.token(nadia.id)
    return World(tokens, nadia, charlie, unit.id, absence.id, job.id)


def cases(world: World) -> dict[str, Case]:
    person, job = {"person": world.nadia.id}, {"import": world.job}
    closed = {"bob": 404}
    day = (today() + timedelta(9)).isoformat()
    return {
        "people": Case(query="q=voirie"),
        "people.person": Case(values=person),
        "people.vcard": Case(values=person),
        "people.absence": Case(
            values=person, sends={"starts_on": day, "ends_on": day}, get={"bob": 403}
        ),
        "people.hours": Case(
            values=person, sends={"start-1-1": "08:00", "end-1-1": "12:00"}, get={"bob": 403}
        ),
        "people.hours.repeat": Case(values=person, post={"nadia": 200}),
        "people.cancel_absence": Case(values={"absence": world.absence}),
        "units": Case(),
        "units.unit": Case(values={"unit": world.unit}),
        "people.import": Case(get=closed, post=closed | {"nadia": 422}),
        "people.import.one": Case(values=job, get=closed),
        "people.import.faults": Case(values=job, get=closed),
        "people.import.plan": Case(
            values=job, sends={"column-0": "family_name", "column-1": "given_name"}, post=closed
        ),
        "people.import.start": Case(
            values=job, sends={"version": "1"}, post=closed | {"nadia": 409}
        ),
        "people.import.discard": Case(values=job, post=closed),
    }


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    world, app = await build(), App(hub)
    visitors = [await world.visitor(app, it) for it in ("nadia", "bob", "charlie", "nobody")]
    await Matrix(domain.routes, cases(world), *visitors, worlds.snapshot).check()


async def secret(world: World) -> list[str]:
    """More of everything that is inside; the addresses of all of it."""
    unit = await new_unit("Secret")
    agent = await new_person("Agent", "Secret", phone="0199001234")
    await people.start_position(
        agent.id, unit.id, by=ADMINISTRATOR, title="Secret", starts_on=today()
    )
    await away(agent, 0, 5, replacement_id=world.nadia.id)
    await people.change_person(world.nadia.id, by=ADMINISTRATOR, phone="0199009999")
    await tell()
    paths = [f"/people/{agent.id}", f"/units/{unit.id}", f"/people/{agent.id}/card.vcf"]
    return [*paths, "/people?q=secret", f"/people?unit={unit.id}", "/search?q=secret", "/today"]


@pytest.fixture
async def pair(
    new_settings: Callable[..., Settings], server: str, tmp_path: Path
) -> tuple[Settings, Settings, World, list[str]]:
    """Settings of the twins, of which the second has the secret."""
    settings = new_settings()
    async with Hub(settings).running():
        world = await build()
        await tell()
    twin = worlds.clone(settings, server, tmp_path, _create)
    async with Hub(twin).running():
        return settings, twin, world, await secret(world)


def entering(settings: Settings, world: World, name: str) -> twins.Enter:
    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        async with Hub(settings).running() as hub:
            yield await world.visitor(App(hub), name)

    return enter


@pytest.mark.parametrize("name", ["charlie", "nobody"])
async def test_outside_a_secret_is_told_by_nothing(pair: Any, name: str) -> None:
    settings, twin, world, addresses = pair
    own = f"/people/{world.charlie.id}"
    walk = await twins.check(
        [entering(it, world, name) for it in (settings, twin)], domain.routes,
        [*addresses, own], at=datetime.now(UTC),
    )  # fmt: skip
    assert walk.pages[own].status == (200 if name == "charlie" else 303)
    assert walk.pages["/people"].status == (404 if name == "charlie" else 303)


async def test_inside_it_is_told(pair: Any) -> None:
    settings, twin, world, addresses = pair
    with pytest.raises(AssertionError, match="secret"):
        await twins.check(
            [entering(it, world, "bob") for it in (settings, twin)], domain.routes, addresses,
            at=datetime.now(UTC),
        )  # fmt: skip
