"""The tests' own application, the hub's pages and the boards', and a small world in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from hub import identify
from hub.access import pages as access
from hub.access import things
from hub.access.actions import break_inheritance, grant
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.actor import ANYONE, SIGNED_IN
from hub.app import Hub
from hub.database import read, transaction
from hub.domain import AllThings, load
from hub.home import pages as home
from hub.settings import Settings
from hub.web.site import Site
from tests.access import asking, twins
from tests.access.asking import Visitor
from tests.access.boards import actions as boards
from tests.access.boards.policy import NOTES
from tests.access.conftest import ADMINISTRATOR, Cast, cast, employ, new_group, opened

DOMAINS = load(["tests.access.boards"])
ROUTES = [*home.routes, *access.routes, *(it for domain in DOMAINS for it in domain.routes)]
THINGS = AllThings([domain.attach for domain in DOMAINS if domain.attach])


class App:
    """The ASGI application on one hub."""

    def __init__(self, hub: Hub, routes: Any = ROUTES) -> None:
        self.hub = hub
        packages = ("hub.home", "hub.access", "tests.access.boards")
        self.site = Site(routes, packages=packages, identify=identify.of_request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.hub.bound(), things.current.bound(THINGS):
            await self.site(scope, receive, send)


@dataclass(frozen=True)
class World:
    """Alice shares a board with bob; charlie has one of his own. Nadia manages hers alone."""

    alice: Cast
    bob: Cast
    charlie: Cast
    cookies: dict[str, str]
    board: int
    note: int
    closed: int
    grant: int
    own_board: int
    own_note: int
    own_other: int


async def build() -> World:
    """A world in the hub that is bound, of colleagues."""
    alice, bob, charlie = [
        await cast(*name) for name in (("Alice", "Martin"), ("Bob", "Petit"), ("Charlie", "Durand"))
    ]
    await employ(alice, bob, charlie)
    tokens = {
        name: await session(person)
        for name, person in (("alice", alice), ("bob", bob), ("charlie", charlie))
    }
    by, own = await alice.actor(), await charlie.actor()
    board = await boards.create_board(by=by, title="Rentrée")
    note = await boards.write_note(board.id, by=by, text="ordre du jour")
    closed = await boards.write_note(board.id, by=by, text="entretiens", parent_id=note.id)
    async with transaction():
        await NOTES.part(closed.id, by=by)
    await break_inheritance(closed.id, by=by, keeps=False)
    given = await grant(board.id, (await new_group(bob)).id, "read", by=by)
    mine = await boards.create_board(by=own, title="À moi")
    notes = [await boards.write_note(mine.id, by=own, text=f"ordre {n}") for n in range(2)]
    await grant(mine.id, SIGNED_IN, "read", by=own)
    public = await boards.create_board(by=by, title="Pour tous")
    await grant(public.id, ANYONE, "read", by=by)
    return World(
        alice, bob, charlie, tokens, board.id, note.id, closed.id, given, mine.id, notes[0].id,
        notes[1].id,
    )  # fmt: skip


async def visitor(app: App, world: World, name: str) -> Visitor:
    if name == "nobody":
        return Visitor(name, app)
    return await asking.signed_in(app, name, world.cookies[name])


async def snapshot() -> dict[str, list[str]]:
    """Every row of every table, but for when a session was last seen."""
    names = await read(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if _is_sqlite()
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    tables = sorted(row["name"] for row in names if not _is_apart(row["name"]))
    return {it: sorted(map(repr, await read(f'SELECT * FROM "{it}"'))) for it in tables}


def clone(settings: Settings, server: str, folder: Path, create: Callable[..., str]) -> Settings:
    """Settings of a copy of a hub's database, which nobody has open."""
    data = folder / "twin"
    shutil.copytree(settings.data, data, ignore=shutil.ignore_patterns("*.sock", ".lock"))
    name = urlsplit(settings.database_url.get_secret_value()).path[1:]
    from hub.settings import load as load_settings

    return load_settings(data=data, database_url=create(server, name))


def entering(settings: Settings, world: World, name: str, routes: Any = ROUTES) -> twins.Enter:
    """Opens the hub of these settings with that visitor in it."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        async with opened(settings).running() as hub:
            yield await visitor(App(hub, routes), world, name)

    return enter


async def session(person: Cast) -> str:
    """The token of a new session of somebody without an account."""
    await accounts.create_account(person.id, by=ADMINISTRATOR)
    return await token(person.id)


async def token(person_id: int) -> str:
    """The same of somebody who has one."""
    account = await Account.get(person_id=person_id)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    return await asking.session(account.id, by=ADMINISTRATOR)


def _is_sqlite() -> bool:
    from hub import settings

    return settings.current.get().is_sqlite


def _is_apart(table: str) -> bool:
    return table.startswith("sqlite_") or table == "session" or "fts" in table
