"""Content on its way in: stored and looked at before any transaction begins."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from starlette.datastructures import UploadFile

from hub import settings
from hub.blobs import blobs
from hub_sharing import media

CHUNK = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Received:
    """Content that the hub has, and that no file holds yet. Nobody can reach it."""

    digest: str
    size: int
    head: bytes
    """Its first bytes, which say what it is."""


async def chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    """What a form brought, for `receive`."""
    while chunk := await upload.read(CHUNK):
        yield chunk


async def receive(content: AsyncIterable[bytes], limit: int | None = None) -> Received:
    """Stores a stream; on disk, or in the bucket, when this returns. Not inside an action.

    Args:
        content: the bytes as they come.
        limit: how many there may be; by default what the operator allows for an upload.

    Raises:
        Invalid: there were more; nothing of them is left.
        Unavailable: the store is full or away; nothing is left either.
    """
    most = settings.current.get().upload_limit if limit is None else limit
    head = bytearray()
    blob = await blobs.current.get().put(_noting(content, head), most)
    return Received(blob.digest, blob.size, bytes(head))


async def _noting(content: AsyncIterable[bytes], head: bytearray) -> AsyncIterator[bytes]:
    async for chunk in content:
        if len(head) < media.HEAD:
            head += chunk[: media.HEAD - len(head)]
        yield chunk
