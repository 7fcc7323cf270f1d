"""A line between a client and PostgreSQL that a test can cut, or make swallow everything."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from hub.settings import Settings, load


class Line:
    def __init__(self, settings: Settings) -> None:
        self._parts = urlsplit(settings.database_url.get_secret_value())
        self._data = settings.data
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._is_cut = False
        self._flows.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        netloc = self._parts.netloc.rsplit(":", 1)[0] + f":{port}"
        url = urlunsplit(self._parts._replace(netloc=netloc))
        self.settings = load(data=self._data, database_url=url)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._drop()
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def swallow(self) -> None:
        """Keeps what is open open, and carries nothing of it ever again."""
        self._flows.clear()

    def cut(self) -> None:
        self._is_cut = True
        self._drop()

    def restore(self) -> None:
        """New connections are carried; what was swallowed is lost."""
        self._is_cut = False
        self._drop()
        self._flows = asyncio.Event()
        self._flows.set()

    def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(
            self._parts.hostname, self._parts.port
        )
        self._writers |= {writer, far_writer}
        for source, target in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._carry(source, target, self._flows))
            self._tasks.add(task)

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, flows: asyncio.Event
    ) -> None:
        while data := await source.read(65536):
            await flows.wait()
            target.write(data)
        target.close()
