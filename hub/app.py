"""The composition root: what a running hub is made of, and the ASGI application on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Self

import structlog
from starlette.types import Receive, Scope, Send

from hub import cipher, console, identify
from hub import commands as _commands  # noqa: F401  # registers them for hub.sock
from hub import settings as hub_settings
from hub.access import actors, things
from hub.accounts import afterwards
from hub.accounts import queries as accounts
from hub.accounts.relying_party import providers
from hub.accounts.relying_party.providers import Providers
from hub.audit import names, reads
from hub.audit.reads import Reads
from hub.blobs import blobs
from hub.confined import pool
from hub.confined.pool import Pool
from hub.database import Database, DatabaseError, migrations
from hub.dav import credentials
from hub.dav.credentials import Credentials
from hub.demo import sso
from hub.domain import collecting, panels
from hub.domains import TABLES
from hub.evidence import sealing
from hub.home import queries as home
from hub.imports import importers
from hub.imports import jobs as import_jobs
from hub.jobs import nudge
from hub.jobs.engine import HueyEngine, Work
from hub.live import bus
from hub.live.door import Access, Door
from hub.live.memory import MemoryBus
from hub.live.postgres import PostgresBus
from hub.mail import sending
from hub.mailbox import receivers
from hub.parts import (
    CARDS,
    DAY,
    DIGESTS,
    IMPORTERS,
    KINDS,
    NAMES,
    PERIODIC,
    PLACES,
    REACTIONS,
    RECEIVERS,
    ROUTES,
    SERVED,
    TEMPLATES,
    THINGS,
    TOPICS,
)
from hub.search import kinds, port
from hub.search.postgres import PostgresIndex
from hub.search.sqlite import SqliteIndex
from hub.settings import Settings
from hub.web.site import Site

log = structlog.get_logger(__name__)


class Hub:
    """One running hub: everything that a process has one of."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings, TABLES)
        self.bus = MemoryBus() if settings.is_sqlite else PostgresBus(settings)
        self.engine = HueyEngine(settings)
        self.blobs = blobs.of(settings)
        self.cipher = cipher.Cipher(settings)
        self.index = SqliteIndex() if settings.is_sqlite else PostgresIndex()
        self.confinement = Pool()
        self.reads = Reads()
        self.sso = sso.of(settings)
        own = (self.sso.provider,) if self.sso else ()
        self.providers = Providers([*settings.providers, *own])
        self.credentials = Credentials(frozenset(it.sort.scope for it in SERVED))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Opened for the block, and bound in it.

        Raises:
            DatabaseError: it cannot be opened, or `hub migrate` was not run.
        """
        async with AsyncExitStack() as stack:
            await self.database.open()
            self.cipher.prepare()
            stack.push_async_callback(self.database.close)
            stack.callback(self.confinement.close)
            stack.enter_context(self.bound())
            stack.push_async_callback(self.reads.flush)
            stack.push_async_callback(afterwards.settle)
            if missing := await migrations.pending(self.database):
                raise DatabaseError(f"Run `hub migrate` first: {missing[0]} is missing.")
            await stack.enter_async_context(self.bus.running())
            yield self

    @contextmanager
    def bound(self) -> Iterator[None]:
        """What runs inside, and the tasks it starts, find this hub's settings, database and bus."""
        with ExitStack() as stack:
            stack.enter_context(hub_settings.current.bound(self.settings))
            stack.enter_context(self.database.bound())
            stack.enter_context(bus.current.bound(self.bus))
            stack.enter_context(nudge.current.bound(self.engine))
            stack.enter_context(blobs.current.bound(self.blobs))
            stack.enter_context(cipher.current.bound(self.cipher))
            stack.enter_context(port.current.bound(self.index))
            stack.enter_context(pool.current.bound(self.confinement))
            stack.enter_context(reads.current.bound(self.reads))
            stack.enter_context(names.current.bound(NAMES))
            stack.enter_context(providers.current.bound(self.providers))
            stack.enter_context(sso.current.bound(self.sso))
            stack.enter_context(credentials.current.bound(self.credentials))
            stack.enter_context(things.current.bound(THINGS))
            stack.enter_context(kinds.current.bound(KINDS))
            stack.enter_context(identify.navigation.bound(PLACES))
            stack.enter_context(importers.current.bound(IMPORTERS))
            stack.enter_context(receivers.current.bound(RECEIVERS))
            stack.enter_context(panels.current.bound(CARDS))
            stack.enter_context(collecting.current.bound(DIGESTS))
            stack.enter_context(home.ports.bound(DAY))
            yield

    @property
    def work(self) -> Work:
        others = (sending.send_some, partial(import_jobs.run_next, actors.of_job))
        return Work(actors.of_job, REACTIONS, PERIODIC, others)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """The background work of this process during the block, inside `running`."""
        stop = asyncio.Event()
        seal = asyncio.create_task(sealing.run(stop))
        journal = asyncio.create_task(self.reads.run(stop))
        try:
            async with self.engine.running(self.bound, self.work):
                yield
        finally:
            stop.set()
            await journal
            await seal


class App:
    """The ASGI application: the hub runs from the server's start to its end."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.door = Door(
            hub.settings.public_url, Access(identify.of_socket, accounts.live_sessions, TOPICS)
        )
        routes = [*ROUTES, *self.door.routes]
        self.site = Site(routes, packages=TEMPLATES, identify=identify.of_request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        with self.hub.bound():
            await self.site(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything that answers or works, during the block."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.hub.running())
            await stack.enter_async_context(self.hub.working())
            await stack.enter_async_context(self.door.running(self.hub.bus))
            await stack.enter_async_context(console.listening(self.hub.settings))
            yield

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except BaseException as error:
            log.exception("hub_failed")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})


def create_app(hub: Hub) -> App:
    return App(hub)
