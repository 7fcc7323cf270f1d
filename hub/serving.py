"""Serving over HTTP: the address is taken first, then the database, then requests."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket

import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from hub.app import Hub, create_app
from hub.database import migrations
from hub.domains import TABLES
from hub.jobs.engine import run_worker
from hub.live.protocol import Protocol
from hub.settings import Settings


class Busy(Exception):
    """Something else listens on the address; one line says what to do."""


def serve(settings: Settings) -> None:
    """Serves until a signal ends it.

    Raises:
        Busy: the address is taken.
        DatabaseError: the database cannot be opened or migrated.
    """
    with listen(settings) as listener:
        serve_on(settings, listener)


def serve_on(settings: Settings, listener: socket.socket) -> None:
    """The same, on a socket that `listen` gave."""
    # uvicorn's own `run` would choose uvloop where it is installed; `asyncio.run` does not.
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(settings, listener))


def work(settings: Settings) -> None:
    """`hub worker`, until a signal ends it.

    Raises:
        SettingsError: on SQLite, whose server does its own work.
    """

    async def run() -> None:
        hub = Hub(settings)
        async with hub.running():
            await run_worker(hub.engine, hub.bound, hub.work)

    asyncio.run(run())


def listen(settings: Settings) -> socket.socket:
    """The listening socket."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, or asyncio leaves Nagle's algorithm on, and every second request of a
    # connection that is kept waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Busy(
                f"Port {settings.port} is already used: stop what listens there,"
                f" or choose another with --port."
            ) from None
        raise Busy(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from None
    return listener


async def _serve(settings: Settings, listener: socket.socket) -> None:
    await migrations.migrate(settings, TABLES)
    config = uvicorn.Config(
        create_app(Hub(settings)),
        ws=Protocol,
        ws_max_size=64 * 1024,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
    )
    # What is loaded now stays: a long answer must not have the collector walk through all of it.
    gc.collect()
    gc.freeze()
    await uvicorn.Server(config).serve(sockets=[listener])
