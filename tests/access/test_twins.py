"""What charlie may not see changes nothing of what he is told, nor of what is told signed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.access import queries as access
from hub.access.actions import grant
from hub.database import read, transaction
from hub.errors import Refusal
from hub.settings import Settings
from hub.web.routes import page
from tests.access import twins, worlds
from tests.access.asking import Visitor
from tests.access.boards import actions as boards
from tests.access.boards import queries
from tests.access.boards.policy import NOTES
from tests.access.conftest import new_group, opened
from tests.access.worlds import ROUTES, World, entering
from tests.conftest import _create

pytestmark = pytest.mark.anyio


async def secret(world: World) -> list[str]:
    """More of everything, where charlie may not see it; the addresses of all of it."""
    by = await world.alice.actor()
    board = await boards.create_board(by=by, title="Secret")
    notes = [await boards.write_note(board.id, by=by, text=f"ordre {n}") for n in range(3)]
    inside = await boards.write_note(world.board, by=by, text="ordre", parent_id=world.note)
    async with transaction():
        await NOTES.part(inside.id, by=by)
    given = await grant(inside.id, (await new_group(world.bob)).id, "write", by=by)
    await grant(board.id, world.bob.id, "manage", by=by)
    await boards.change_note(world.note, by=by, text="ordre secret")
    ids = [board.id, *(note.id for note in notes), inside.id, given]
    return [f"/{word}/{it}" for it in ids for word in ("boards", "notes", "access/board")]


async def counts(visitor: Visitor) -> object:
    """What the queries tell, beside the pages."""
    answers = [await visitor.get("/boards", query) for query in ("q=ordre", "q=secret", "q=e")]
    return [(answer.status, answer.body) for answer in answers]


@pytest.fixture
async def pair(
    new_settings: Callable[..., Settings], server: str, tmp_path: Path
) -> tuple[Settings, Settings, World, list[str]]:
    """Settings of the twins, of which the second has the secret."""
    settings = new_settings()
    async with opened(settings).running():
        world = await worlds.build()
    twin = worlds.clone(settings, server, tmp_path, _create)
    async with opened(twin).running():
        return settings, twin, world, await secret(world)


@pytest.mark.parametrize("name", ["charlie", "nobody"])
async def test_a_secret_is_told_by_nothing(pair: Any, name: str) -> None:
    settings, twin, world, addresses = pair
    addresses = [*addresses, f"/boards/{world.board}", f"/notes/{world.note}", "/boards?q=ordre"]
    walk = await twins.check(
        [entering(it, world, name) for it in (settings, twin)], ROUTES, addresses,
        at=datetime.now(UTC), probes=[counts],
    )  # fmt: skip
    if name == "charlie":
        assert walk.pages[f"/boards/{world.own_board}"].status == 200
        assert walk.pages[f"/access/board/{world.own_board}"].status == 200
        assert walk.pages[f"/boards/{world.board}"].status == 404
    assert {answer.status for answer in walk.pages.values()} <= {200, 303, 302, 404, 405}


async def test_bob_is_told(pair: Any) -> None:
    settings, twin, world, addresses = pair
    with pytest.raises(AssertionError, match=r"secret"):
        await twins.check(
            [entering(it, world, "bob") for it in (settings, twin)], ROUTES, addresses,
            at=datetime.now(UTC), probes=[counts],
        )  # fmt: skip


async def _total(request: Request) -> Response:
    return JSONResponse(await read("SELECT COUNT(*) AS boards FROM board"))


async def _header(request: Request) -> Response:
    rows = await read("SELECT MAX(id) AS id FROM note")
    return JSONResponse([], headers={"ETag": f'"{rows[0]["id"]}"'})


@pytest.mark.parametrize(("endpoint", "told"), [(_total, r"boards\":3"), (_header, "headers")])
async def test_a_leak_is_found(pair: Any, endpoint: Any, told: str) -> None:
    settings, twin, world, _addresses = pair
    routes = [*ROUTES, page("/leak", endpoint, "GET", name="leak")]
    with pytest.raises(AssertionError, match=f"/leak tells the secret.*{told}"):
        await twins.check(
            [entering(it, world, "charlie", routes) for it in (settings, twin)], routes, [],
            at=datetime.now(UTC),
        )  # fmt: skip


async def test_a_probe_that_leaks_is_found(pair: Any) -> None:
    async def all_notes(visitor: Visitor) -> object:
        return await read("SELECT COUNT(*) AS notes FROM note")

    settings, twin, world, _addresses = pair
    with pytest.raises(AssertionError, match="probe 1 tells the secret"):
        await twins.check(
            [entering(it, world, "charlie") for it in (settings, twin)], [], [],
            at=datetime.now(UTC), probes=[counts, all_notes],
        )  # fmt: skip


async def test_queries_tell_the_same_too(pair: Any) -> None:
    settings, twin, world, addresses = pair
    told = []
    for it in (settings, twin):
        async with opened(it).running():
            told.append([await _asked(world, number) for number in sorted(_ids(addresses))])
    assert told[0] == told[1]


async def _asked(world: World, scope_id: int) -> list[object]:
    by = await world.charlie.actor()
    answers: list[object] = []
    for question in (
        access.role_of(by, scope_id), access.who_can_see(scope_id, by=by),
        access.closed_inside(scope_id, by=by), access.why(world.charlie.id, scope_id, by=by),
        queries.note(scope_id, by=by), queries.search("ordre", by=by), queries.count(by=by),
    ):  # fmt: skip
        try:
            answers.append(await question)
        except Refusal as refusal:
            answers.append((type(refusal), refusal.message))
    return answers


def _ids(addresses: list[str]) -> set[int]:
    return {int(it.rpartition("/")[2]) for it in addresses}
