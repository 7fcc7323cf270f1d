"""Streams to store, and what is left of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.blobs.blobs import Blobs
from hub.database import transaction, write

LIMIT = 10**9


async def stream(content: bytes, step: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(content), step):
        yield content[start : start + step]


async def none() -> AsyncIterator[str]:
    return
    yield ""


async def only(*digests: str) -> AsyncIterator[str]:
    for digest in digests:
        yield digest


async def whole(blobs: Blobs, digest: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await blobs.open(digest, start, end)])


async def make_old(by: timedelta = timedelta(days=3)) -> None:
    """As if everything had been put long ago."""
    async with transaction():
        await write("UPDATE blob SET kept_at = :then", then=datetime.now(UTC) - by)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def stored(blobs: Blobs) -> list[str]:
    """Keys of everything that the store has."""
    later = datetime.now(UTC) + timedelta(days=1)
    return [key async for keys in blobs._store.older_than(later) for key in keys]
