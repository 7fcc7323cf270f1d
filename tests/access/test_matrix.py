"""Every door of the tests' application, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.access import things
from hub.app import Hub
from hub.database import read
from hub.web.routes import PageRoute, page
from tests.access.boards import actions as boards
from tests.access.matrix import Case, Matrix
from tests.access.worlds import ROUTES, THINGS, App, World, build, snapshot, visitor

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def bound(hub: Hub) -> Iterator[None]:
    with things.current.bound(THINGS):
        yield


def cases(world: World) -> dict[str, Case]:
    board, note = {"board": world.board}, {"note": world.note}
    whole = {"kind": "board", "thing": world.board}
    return {
        "root": Case(is_own=True, get={"alice": 303, "bob": 303, "charlie": 303}),
        "today": Case(is_own=True),
        "boards": Case(is_own=True, sends={"title": "Encore"}, query="q=ordre"),
        "boards.public": Case(is_own=True, get={"nobody": 200}),
        "boards.board": Case(values=board),
        "boards.write": Case(values=board, sends={"text": "Bonjour"}),
        "boards.count": Case(values=board),
        "boards.note": Case(values=note, sends={"text": "Bonjour"}),
        "boards.move": Case(
            values={"note": world.note, "below": world.closed},
            readable={"note": world.own_note, "below": world.own_other},
            post={"bob": 403, "alice": 422},
        ),
        "access": Case(values=whole),
        "access.list": Case(values=whole),
        "access.revoke": Case(values={"grant": world.grant}, sends={"next": "/"}),
    }  # fmt: skip


async def matrix(hub: Hub, world: World, *more: PageRoute, **cases: Case) -> Matrix:
    """Of the routes and cases given, of an application that has all."""
    app = App(hub, [*ROUTES, *more])
    alice, bob, charlie, nobody = [
        await visitor(app, world, it) for it in ("alice", "bob", "charlie", "nobody")
    ]
    return Matrix(more, cases, alice, bob, charlie, nobody, snapshot)


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    world = await build()
    everything = replace(await matrix(hub, world), routes=ROUTES, cases=cases(world))
    await everything.check()


async def test_a_door_without_a_case_fails(hub: Hub) -> None:
    async def show(request: Request) -> Response:
        return JSONResponse([])

    new = page("/new", show, "GET", name="boards.new")
    with pytest.raises(AssertionError, match=r"No case says who may use: boards\.new"):
        await (await matrix(hub, await build(), new)).check()


async def _everything(request: Request) -> Response:
    return JSONResponse(await read("SELECT title FROM board WHERE id = :id", id=_board(request)))


async def _told_apart(request: Request) -> Response:
    found = await read("SELECT 1 FROM board WHERE id = :id", id=_board(request))
    return JSONResponse({"exists": bool(found)}, 404)


async def _written_first(request: Request) -> Response:
    await boards.create_board(by=request.scope["actor"], title="Oups")
    return JSONResponse({}, 404)


def _board(request: Request) -> int:
    return int(request.path_params["board"])


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        (_everything, r"GET /leak/\{board:id\} as charlie: 200 instead of 404"),
        (_told_apart, r"GET /leak/\{board:id\} as charlie: is told whether it exists"),
        (_written_first, r"GET /leak/\{board:id\} as charlie: changed something"),
    ],
)
async def test_a_door_that_leaks_is_found(
    hub: Hub, endpoint: Callable[[Request], Any], told: str
) -> None:
    world = await build()
    leak = page("/leak/{board:id}", endpoint, "GET", name="leak")
    with pytest.raises(AssertionError, match=told):
        await (await matrix(hub, world, leak, leak=Case(values={"board": world.board}))).check()


async def test_two_keys_of_which_one_is_checked_are_found(hub: Hub) -> None:
    async def show(request: Request) -> Response:
        board = await read("SELECT id FROM board WHERE id = :id", id=request.path_params["board"])
        return JSONResponse(board, 200 if request.path_params["board"] == world.own_board else 404)

    world = await build()
    two = page("/two/{board:id}/{note:id}", show, "GET", name="two")
    values = {"board": world.board, "note": world.note}
    case = Case(values=values, readable={"board": world.own_board, "note": world.own_note})
    with pytest.raises(AssertionError, match=r"as charlie: 200 with \{'board'"):
        await (await matrix(hub, world, two, two=case)).check()
    with pytest.raises(AssertionError, match="lacks `readable` keys"):
        await (await matrix(hub, world, two, two=replace(case, readable={}))).check()
