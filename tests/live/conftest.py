"""Two nodes on one bus, and a door with its own small world of sessions and rights."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect

from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.live import door as live_door
from hub.live.bus import Bus, Topics
from hub.live.door import Access, Door
from hub.live.memory import MemoryBus
from hub.live.postgres import PostgresBus
from hub.live.protocol import Protocol
from hub.settings import Settings

ORIGIN = "https://hub.example.fr"


class Ear:
    """What one node hears."""

    def __init__(self, bus: Bus) -> None:
        self.heard: list[Topics] = []
        self._news = asyncio.Event()
        bus.listen(self._hear)

    @property
    def topics(self) -> set[str]:
        return {topic for topics in self.heard for topic in topics}

    async def until(self, *topics: str, within: float = 10) -> None:
        async with asyncio.timeout(within):
            while not self.topics.issuperset(topics):
                await self._news.wait()
                self._news.clear()

    def _hear(self, topics: Topics) -> None:
        self.heard.append(topics)
        self._news.set()


@pytest.fixture
async def nodes(
    dialect: str, new_settings: Callable[..., Settings]
) -> AsyncIterator[tuple[Bus, Bus]]:
    """Two nodes of one hub; on SQLite there is only one, so it stands for both."""
    async with AsyncExitStack() as stack:
        if dialect == "sqlite":
            bus = MemoryBus()
            await stack.enter_async_context(bus.running())
            yield bus, bus
            return
        settings = new_settings()
        pair = PostgresBus(settings), PostgresBus(settings)
        for node in pair:
            await stack.enter_async_context(node.running())
        yield pair


@dataclass
class World:
    """Sessions by cookie, and who may read what; `asked` counts the look-ups."""

    sessions: dict[str, Actor] = field(default_factory=dict)
    rights: set[tuple[int | None, str]] = field(default_factory=set)
    is_down: bool = False
    asked: int = 0

    def sign_in(self, name: str, number: int, *readable: str) -> str:
        """The cookie of a new session of the person."""
        cookie = f"{name}{len(self.sessions)}"
        session = len(self.sessions) + 1
        self.sessions[cookie] = Actor(
            frozenset({SIGNED_IN, ANYONE, number}), Via.SESSION, name,
            person_id=number, account_id=number, session_id=session,
        )  # fmt: skip
        self.rights |= {(number, topic) for topic in readable}
        return cookie

    async def identify(self, websocket: WebSocket) -> Actor | None:
        self._answer()
        return self.sessions.get(websocket.cookies.get("hub", ""))

    async def alive(self, ids: frozenset[int]) -> frozenset[int]:
        self._answer()
        return ids & {actor.session_id for actor in self.sessions.values() if actor.session_id}

    async def may_read(self, by: Actor, number: int) -> bool:
        self._answer()
        await asyncio.sleep(0)
        return (by.person_id, f"calendar:{number}") in self.rights

    def _answer(self) -> None:
        self.asked += 1
        if self.is_down:
            raise OSError("the database is away")


class Node:
    """A door served by uvicorn, as in production, on a port of its own."""

    def __init__(self, world: World, bus: Bus, port: int, door: Door | None = None) -> None:
        self.world, self.bus, self.port = world, bus, port
        self.sockets = door._sockets if door else set()
        self.door = door

    @asynccontextmanager
    async def browser(
        self, cookie: str, origin: str | None = ORIGIN, **options: Any
    ) -> AsyncIterator[Browser]:
        url = f"ws://127.0.0.1:{self.port}/live"
        headers = {"Cookie": f"hub={cookie}"} if cookie else {}
        options.setdefault("proxy", None)
        async with connect(url, origin=origin, additional_headers=headers, **options) as socket:  # type: ignore[arg-type]
            yield Browser(socket)


class Browser:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def subscribe(self, topic: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": "subscribe", "topic": topic} | fields))

    async def hears(self, within: float = 5) -> tuple[str, str]:
        async with asyncio.timeout(within):
            frame = json.loads(await self.socket.recv())
        return frame["type"], frame["topic"]

    async def hears_nothing(self, during: float = 0.4) -> None:
        with pytest.raises(TimeoutError):
            await self.hears(during)

    async def is_closed(self, within: float = 5) -> int | None:
        """The code of the close, which must come without another frame before it."""
        async with asyncio.timeout(within):
            with pytest.raises(Exception, match=r".*") as fault:
                await self.socket.recv()
        assert self.socket.close_code is not None, fault.value
        return self.socket.close_code


async def until(condition: Callable[[], object], within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  # what is waited for is not ours to signal
            await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(world: World, bus: Bus, **options: Any) -> AsyncIterator[Node]:
    door = Door(ORIGIN, Access(world.identify, world.alive, {"calendar": world.may_read}))
    config = uvicorn.Config(
        Starlette(routes=door.routes),
        **{"ws": Protocol, "ws_max_size": 64 * 1024, "log_config": None, "port": 0} | options,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    async with door.running(bus):
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        node = Node(world, bus, server.servers[0].sockets[0].getsockname()[1], door)
        try:
            yield node
        finally:
            server.should_exit = True
            await task


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def node(world: World) -> AsyncIterator[Node]:
    async with serving(world, MemoryBus()) as running:
        yield running


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_door, "RECHECK_EVERY", 0.1)
