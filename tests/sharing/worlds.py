"""The hub's pages and those of spaces, asked by people with sessions."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from hub import identify
from hub.access import pages as access
from hub.access.actions import grant
from hub.access.models import Grant
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.actor import SIGNED_IN
from hub.app import Hub
from hub.search import pages as search
from hub.settings import Settings
from hub.web.site import Site
from hub_sharing import actions
from hub_sharing.models import FileVersion, Node
from hub_sharing.pages import routes
from tests.access import asking, twins
from tests.access.asking import Answer, Visitor
from tests.access.conftest import ADMINISTRATOR, Cast
from tests.extraction.test_pdf import document
from tests.sharing.conftest import Team, folder, make_space, make_team, put

ROUTES = routes
NEAR = [*access.routes, *search.routes, *routes]


class Near:
    """The application with the doors of spaces and those they lead to; other domains make things
    when somebody first looks, which would tell two databases apart."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        packages = ("hub.access", "hub.search", "hub_sharing")
        self.site = Site(NEAR, packages=packages, identify=identify.of_request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.hub.bound():
            await self.site(scope, receive, send)


@dataclass(frozen=True)
class World:
    """Alice's space, which bob writes in and carole reads; charlie has one that all may read."""

    team: Team
    cookies: Mapping[str, str]
    space: int
    folder: int
    other_folder: int
    file: int
    version: int
    binned: int
    own_space: int
    own_file: int
    own_version: int
    grant: int
    """What bob was given in the space."""


async def build() -> World:
    """A world in the hub that is bound."""
    team = await make_team()
    space = await make_space(team)
    plans = await folder(space, team.alice, "Plans")
    other = await folder(space, team.alice, "Archives")
    file = await put(plans, team.alice, "Plan.pdf", document("rentree"))
    gone = await put(space, team.alice, "Parti.txt")
    await actions.trash(gone.id, by=await team.alice.actor())
    closed = await folder(space, team.alice, "Entretiens", is_closed=True)
    await put(closed, team.alice, "Notes.txt")
    mine = await _own_space(team)
    own = await put(mine, team.charlie, "A moi.pdf", document("à moi"))
    tokens = {
        name: await new_session(who)
        for name, who in (
            ("alice", team.alice), ("bob", team.bob), ("carole", team.carole),
            ("charlie", team.charlie),
        )
    }  # fmt: skip
    versions = [await FileVersion.get(node_id=it.id) for it in (file, own)]
    return World(
        team, tokens, space.id, plans.id, other.id, file.id, versions[0].id, gone.id, mine.id,
        own.id, versions[1].id, (await Grant.get(scope_id=space.id, principal_id=team.bob.id)).id,
    )  # fmt: skip


async def _own_space(team: Team) -> Node:
    charlie = await team.charlie.actor()
    space = await actions.open_space(by=charlie, name="À moi", given={team.charlie.id: "manage"})
    await grant(space.id, SIGNED_IN, "read", by=charlie)
    return space


async def visitor(app: ASGIApp, world: World, name: str) -> Visitor:
    if name == "nobody":
        return Visitor(name, app)
    return await asking.signed_in(app, name, world.cookies[name])


def entering(settings: Settings, world: World, name: str) -> twins.Enter:
    """Opens the hub of these settings with that visitor in it."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        async with Hub(settings).running() as hub:
            yield await visitor(Near(hub), world, name)

    return enter


async def send_files(who: Visitor, path: str, files: Mapping[str, bytes], **more: Any) -> Answer:
    """A form with files, as a browser sends it."""
    edge = "parts-of-a-form"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: text/html\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files.items()
    ]
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    headers = [
        (b"host", b"127.0.0.1:8000"), (b"cookie", who.cookie.encode()), (b"accept", b"text/html"),
        (b"accept-language", b"fr"), (b"sec-fetch-site", b"same-origin"),
        (b"x-csrf-token", who.token.encode()),
        (b"content-type", f"multipart/form-data; boundary={edge}".encode()),
        (b"content-length", str(more.get("length", len(body))).encode()),
    ]  # fmt: skip
    return await asking.call(who.app, "POST", path, headers, body)


def zipped(content: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("content.xml", content)
    return made.getvalue()


async def new_session(person: Cast) -> str:
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    return await asking.session(account.id, by=ADMINISTRATOR)
