"""A service's space: alice heads the service and manages, bob writes, carole reads, charlie is a
stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest

from hub.access.actions import grant
from hub.app import Hub
from hub.people import actions as people
from hub_sharing import actions
from hub_sharing.models import Node
from tests.access.conftest import ADMINISTRATOR, Cast, cast

START = date(2020, 1, 1)


@dataclass(frozen=True)
class Team:
    alice: Cast
    bob: Cast
    carole: Cast
    charlie: Cast
    unit_id: int


@pytest.fixture
async def team(hub: Hub) -> Team:
    return await make_team()


@pytest.fixture
async def space(team: Team) -> Node:
    return await make_space(team)


async def make_team() -> Team:
    """Four people, of whom the first heads a service; the last is of another one."""
    unit = await people.create_unit(by=ADMINISTRATOR, name="Vie scolaire")
    other = await people.create_unit(by=ADMINISTRATOR, name="Voirie")
    made = [
        await cast(*it.split())
        for it in ("Alice Martin", "Bob Petit", "Carole Roux", "Charlie Durand")
    ]
    for who in made:
        await people.start_position(
            who.id, (other if who is made[3] else unit).id, by=ADMINISTRATOR, starts_on=START,
            title="Agent", is_head=who is made[0],
        )  # fmt: skip
    return Team(*made, unit.id)


async def make_space(team: Team, name: str = "Vie scolaire") -> Node:
    by = await team.alice.actor()
    space = await actions.create_space(by=by, name=name)
    await grant(space.id, team.bob.id, "write", by=by)
    await grant(space.id, team.carole.id, "read", by=by)
    return space


async def stream(content: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def put(where: Node, who: Cast, name: str, content: bytes = b"Bonjour") -> Node:
    by = await who.actor()
    return await actions.upload(where.id, by=by, name=name, content=stream(content))


async def folder(where: Node, who: Cast, name: str, *, is_closed: bool = False) -> Node:
    return await actions.create_folder(
        where.id, by=await who.actor(), name=name, is_closed=is_closed
    )
