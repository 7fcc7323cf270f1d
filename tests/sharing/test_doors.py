"""Every door of spaces and files, for everybody; and what charlie may not see changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.app import Hub
from hub.settings import Settings
from tests.access import twins
from tests.access.asking import Visitor
from tests.access.matrix import Case, Matrix
from tests.access.worlds import clone, snapshot
from tests.conftest import _create
from tests.sharing.conftest import folder, put
from tests.sharing.worlds import ROUTES, Near, World, build, entering, visitor

pytestmark = pytest.mark.anyio


def cases(world: World) -> dict[str, Case]:
    place, file, node = {"place": world.space}, {"file": world.file}, {"node": world.file}
    one = {"name": "Nouveau", "version": "2"}
    return {
        "sharing.spaces": Case(is_own=True),
        "sharing.new_space": Case(
            is_own=True, sends={"name": "Nouveau", "role": "write"},
            get={"carole": 403, "charlie": 403}, post={"carole": 403, "charlie": 403},
        ),
        "sharing.place": Case(values=place),
        "sharing.new_folder": Case(values=place, sends=one, get={"carole": 403}),
        "sharing.upload": Case(values=place, get={"carole": 403}, post={"alice": 422}),
        "sharing.bin": Case(values=place),
        "sharing.node": Case(values=node),
        "sharing.rename": Case(values=node, sends=one),
        "sharing.move": Case(
            values=node, sends={"into": str(world.other_folder), "version": "3"}
        ),
        "sharing.trash": Case(values={"node": world.folder}),
        "sharing.restore": Case(values={"node": world.binned}, post={"carole": 404}),
        "sharing.share": Case(values=node, get={"carole": 403}),
        "sharing.grant": Case(
            values=node, sends={"principal": str(world.team.charlie.id), "role": "read"}
        ),
        "sharing.change": Case(
            values={"node": world.space}, sends={"grant": str(world.grant), "role": "read"}
        ),
        "sharing.close": Case(values={"node": world.other_folder}, sends={"keeps": "1"}),
        "sharing.reopen": Case(values={"node": world.other_folder}),
        "sharing.file": Case(values=file),
        "sharing.text": Case(values=file),
        "sharing.replace": Case(values=file, get={"carole": 403}, post={"alice": 422}),
        "sharing.content": Case(values=file),
        "sharing.pdf": Case(values=file),
        "sharing.version": Case(
            values=file | {"version": world.version},
            readable={"file": world.own_file, "version": world.own_version},
        ),
    }  # fmt: skip


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    world = await build()
    app = Near(hub)
    people = [await visitor(app, world, it) for it in ("alice", "carole", "charlie", "nobody")]
    await Matrix(ROUTES, cases(world), *people, snapshot).check()


async def secret(world: World) -> list[str]:
    """More of everything, where charlie may not see it; the addresses of all of it."""
    from hub_sharing import actions
    from hub_sharing.models import Node

    alice = world.team.alice
    space = await Node.get(id=world.space)
    inside = await folder(space, alice, "Secret")
    made = [await put(inside, alice, f"rentree {n}.txt", b"rentree") for n in range(3)]
    await actions.rename(world.file, by=await alice.actor(), name="Rentrée secrète.txt")
    await actions.trash(made[0].id, by=await alice.actor())
    words = (
        "spaces/{}",
        "files/{}",
        "files/{}/content",
        "files/{}/pdf",
        "files/{}/text",
        "nodes/{}",
        "nodes/{}/share",
        "spaces/{}/bin",
    )
    ids = (world.space, world.folder, world.file, inside.id, *(it.id for it in made))
    return [f"/{word.format(it)}" for it in ids for word in (*words, "access/file/{}")]


async def searches(who: Visitor) -> object:
    asked = [await who.get("/search", f"q={words}") for words in ("rentree", "secret", "plan")]
    return [(it.status, it.body) for it in asked]


@pytest.fixture
async def pair(
    new_settings: Callable[..., Settings], server: str, tmp_path: Path
) -> tuple[Settings, Settings, World, list[str]]:
    """Settings of the twins, of which the second has the secret."""
    settings = new_settings()
    async with Hub(settings).running():
        world = await build()
    twin = clone(settings, server, tmp_path, _create)
    async with Hub(twin).running():
        return settings, twin, world, await secret(world)


async def test_a_secret_is_told_by_nothing(pair: Any) -> None:
    settings, twin, world, addresses = pair
    for name in ("charlie", "nobody"):
        walk = await twins.check(
            [entering(it, world, name) for it in (settings, twin)], ROUTES, addresses,
            at=datetime.now(UTC), probes=[searches],
        )  # fmt: skip
        if name == "charlie":
            assert walk.pages[f"/spaces/{world.own_space}"].status == 200
            assert walk.pages[f"/files/{world.own_file}/content"].status == 200
            assert walk.pages[f"/spaces/{world.space}"].status == 404
    with pytest.raises(AssertionError, match="secret"):
        await twins.check(
            [entering(it, world, "carole") for it in (settings, twin)], ROUTES, addresses,
            at=datetime.now(UTC), probes=[searches],
        )  # fmt: skip
