"""What stores files by key: a folder of this machine, or a bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import obstore
import structlog
from obstore.exceptions import BaseError

from hub.errors import Unavailable
from hub.language import _

if TYPE_CHECKING:
    from obstore.store import ObjectStore

log = structlog.get_logger(__name__)

CHUNK = 256 * 1024  # bytes handed on at once
LISTED = 500  # keys at once


class Store(Protocol):
    """A key is written once and never again; what it names is whole or not there."""

    async def adopt(self, file: Path, key: str) -> None:
        """Stores the file for good. It may be gone from its place afterwards."""
        ...

    async def read(self, key: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes of a file that was `size` long when it was stored."""
        ...

    async def delete(self, key: str) -> None:
        """Nothing is wrong if it is not there."""
        ...

    def older_than(self, before: datetime) -> AsyncIterator[list[str]]:
        """Keys stored before an instant, by the hundred."""
        ...


class Objects:
    """What obstore does alike for a folder and a bucket."""

    objects: ObjectStore

    async def read(self, key: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        if start == end:
            return _nothing()
        with refusing("read", key):
            found = await obstore.get_async(self.objects, key, options={"range": (start, end)})
            if found.meta["size"] != size:
                raise OSError(f"{found.meta['size']} bytes instead of {size}")
        return _chunks(found, key, end - start)

    async def delete(self, key: str) -> None:
        with refusing("delete", key), suppress(FileNotFoundError):
            await obstore.delete_async(self.objects, key)

    async def older_than(self, before: datetime) -> AsyncIterator[list[str]]:
        with refusing("list"):
            async for page in obstore.list(self.objects, chunk_size=LISTED):
                keys = [item["path"] for item in page if item["last_modified"] < before]
                if keys:
                    yield keys


@contextmanager
def refusing(doing: str, key: str = "") -> Iterator[None]:
    """Whatever is wrong with the store is `Unavailable`; the log says what."""
    try:
        yield
    except (BaseError, OSError) as error:
        log.error("blobs_failed", doing=doing, key=key, error=f"{type(error).__name__}: {error}")
        raise Unavailable(_("Files cannot be stored or read just now.")) from error


async def _chunks(found: obstore.GetResult, key: str, length: int) -> AsyncIterator[bytes]:
    with refusing("read", key):
        async for chunk in found.stream(min_chunk_size=CHUNK):
            length -= len(chunk)
            yield bytes(chunk)
        if length:
            raise OSError(f"{length} bytes are missing")


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
