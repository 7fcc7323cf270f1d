"""`/live` of the whole hub: its cookie, its sessions, its suspensions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from hub.access import actors
from hub.accounts import commands
from hub.accounts.actions import end_sessions
from hub.accounts.models import Session
from hub.app import App, Hub
from hub.database import transaction
from hub.demo import load
from hub.live.protocol import Protocol
from hub.people.days import today
from hub.settings import Settings
from hub.web import cookies
from tests.home.reader import signed_in
from tests.live.conftest import Browser, until

pytestmark = pytest.mark.anyio

ADMINISTRATOR = actors.of_command("hub account suspend")


@dataclass
class Served:
    hub: Hub
    port: int

    def browser(self, token: str) -> connect:
        return connect(
            f"ws://127.0.0.1:{self.port}/live", origin=self.hub.settings.public_url,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"{cookies.name()}={token}"}, proxy=None,
        )  # fmt: skip


@pytest.fixture
async def served(new_settings: Callable[..., Settings]) -> AsyncIterator[Served]:
    app = App(Hub(new_settings()))
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, ws=Protocol, log_config=None, lifespan="off")
    )
    async with app.running():
        await load.load("s", today())
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        yield Served(app.hub, server.servers[0].sockets[0].getsockname()[1])
        server.should_exit = True
        await task


async def test_a_signed_in_person_gets_in_and_nobody_else(served: Served) -> None:
    async with served.browser(await signed_in("agent")) as socket:
        browser = Browser(socket)
        await browser.subscribe("calendar:7")
        assert await browser.hears() == ("gone", "calendar:7")
    with pytest.raises(InvalidStatus) as refusal:
        async with served.browser("forged"):
            pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("how", ["suspend", "end sessions", "expire unseen"])
async def test_whoever_is_shut_out_loses_the_socket_within_five_seconds(
    served: Served, how: str
) -> None:
    async with (
        served.browser(await signed_in("agent")) as socket,
        served.browser(await signed_in("official")) as other,
    ):
        await asyncio.sleep(0.3)
        if how == "suspend":
            await commands.suspend("agent", by=ADMINISTRATOR)
        elif how == "end sessions":
            session = (
                await Session.filter(account__login="agent").first().prefetch_related("account")
            )
            await end_sessions(session.account.id, by=ADMINISTRATOR)
        else:
            async with transaction():
                past = datetime.now(UTC) - timedelta(seconds=1)
                await Session.filter(account__login="agent").update(ends_at=past)
        assert await Browser(socket).is_closed(within=5) == 4401
        await Browser(other).hears_nothing(0.2)
