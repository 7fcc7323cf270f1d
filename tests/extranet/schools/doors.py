"""The cast of two schools in front of the whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.app import App, Hub
from hub.settings import Settings
from tests.access import asking, twins
from tests.access.asking import Visitor
from tests.extranet.schools.conftest import ADMINISTRATOR, Cast, World, build


@dataclass(frozen=True)
class Doors:
    """A world whose people have sessions."""

    world: World
    tokens: dict[str, str]

    async def visitor(self, hub: Hub, name: str) -> Visitor:
        if name == "nobody":
            return Visitor(name, App(hub))
        return await asking.signed_in(App(hub), name, self.tokens[name])


async def doors() -> Doors:
    """A world in the hub that is bound."""
    world = await build()
    cast = {it: getattr(world, it) for it in ("alice", "bob", "charlie", "dora", "guest")}
    return Doors(world, {name: await _session(person) for name, person in cast.items()})


def entering(settings: Settings, opened: Doors, name: str) -> twins.Enter:
    """Opens the hub of these settings with that visitor in it."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        async with Hub(settings).running() as hub:
            yield await opened.visitor(hub, name)

    return enter


async def _session(person: Cast) -> str:
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    return await asking.session(account.id, by=ADMINISTRATOR)
