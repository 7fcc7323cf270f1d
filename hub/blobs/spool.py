"""Where a stream lands while it arrives: counted, hashed, and gone if it does not end well."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from hub.blobs.store import refusing
from hub.database import new_key
from hub.errors import Invalid
from hub.language import _

P = ParamSpec("P")
T = TypeVar("T")

GATHERED = 1024 * 1024  # bytes; each write is a trip to a thread


@dataclass(frozen=True, slots=True)
class Spooled:
    path: Path
    digest: str
    size: int


class Spool:
    """A folder of files that are being received, readable by nobody else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_private(folder)

    @asynccontextmanager
    async def received(self, stream: AsyncIterable[bytes], limit: int) -> AsyncIterator[Spooled]:
        """The whole stream in a file, for the block.

        Raises:
            Invalid: more than `limit` bytes came.
            Unavailable: they could not be written.
        """
        path = self._folder / f"{new_key():x}.part"
        try:
            with refusing("receive"):
                file = await in_thread(_create, path)
            try:
                digest, size = await _write(stream, limit, file)
            finally:
                await in_thread(file.close)
            yield Spooled(path, digest, size)
        finally:
            path.unlink(missing_ok=True)

    async def sweep(self, age: timedelta) -> None:
        """Removes what a killed process left."""
        await in_thread(self._sweep, time.time() - age.total_seconds())

    def _sweep(self, before: float) -> None:
        for path in self._folder.glob("*.part"):
            with contextlib.suppress(FileNotFoundError):  # it was just received
                if path.stat().st_mtime < before:
                    path.unlink()


def make_private(folder: Path) -> None:
    """Makes a folder, and those above that are missing, for this user alone."""
    for part in (*reversed(folder.parents), folder):
        if not part.exists():
            part.mkdir(mode=0o700, exist_ok=True)


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Like `asyncio.to_thread`, but a cancelled caller waits for the thread to end.

    Otherwise it would close the file under the thread, which then writes into whatever file gets
    the same descriptor next.
    """
    task = asyncio.create_task(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            await asyncio.wait({task})
        raise


async def _write(stream: AsyncIterable[bytes], limit: int, file: BinaryIO) -> tuple[str, int]:
    hashed = sha256()
    size = 0
    gathered: list[bytes] = []
    waiting = 0

    def flush(chunks: list[bytes]) -> None:
        for chunk in chunks:
            hashed.update(chunk)
            file.write(chunk)

    async for chunk in stream:
        size += len(chunk)
        waiting += len(chunk)
        if size > limit:
            raise Invalid(_("This file is larger than the {size} MB allowed.", size=limit // 10**6))
        gathered.append(chunk)
        if waiting >= GATHERED:
            with refusing("receive"):
                await in_thread(flush, gathered)
            gathered, waiting = [], 0
    with refusing("receive"):
        await in_thread(flush, gathered)
    return hashed.hexdigest(), size


def _create(path: Path) -> BinaryIO:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(opened, "wb", buffering=0)
