"""Putting, reading, keeping and collecting content, whatever stores it.

An action that writes a digest into a row of its own calls `keep` in the same transaction. This is
what makes collecting safe: content that nobody kept for a day and nobody refers to is unused.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog

from hub.blobs.local import LocalFiles
from hub.blobs.s3 import Bucket
from hub.blobs.spool import Spool, Spooled
from hub.blobs.store import Store
from hub.current import Current
from hub.database import Row, is_in_transaction, new_key, read, transaction, write
from hub.errors import NotFound, Unavailable
from hub.language import _
from hub.settings import Settings

log = structlog.get_logger(__name__)

ORPHANED_AFTER = timedelta(days=1)
"""No upload takes so long: a file without a row is then what a crash left."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Blob:
    digest: str
    """SHA-256 of the content, in lower-case hexadecimal."""
    size: int
    """In bytes."""


class Blobs:
    """The content of one hub."""

    def __init__(self, store: Store, spool: Spool) -> None:
        self._store = store
        self._spool = spool

    async def put(self, stream: AsyncIterable[bytes], limit: int) -> Blob:
        """Stores a stream; it is on disk, or in the bucket, when this returns.

        Raises:
            Invalid: more than `limit` bytes came; nothing of them is left.
            Unavailable: the store is full or away; nothing is left either.
        """
        _outside_transaction()
        async with self._spool.received(stream, limit) as spooled:
            key = f"{spooled.digest[:2]}/{spooled.digest[2:4]}/{spooled.digest}-{new_key():x}"
            # Also when it is there already: who has a file could otherwise learn from the time it
            # takes whether somebody else put it here.
            await self._store.adopt(spooled.path, key)
            await self._list(spooled, key)
        return Blob(spooled.digest, spooled.size)

    async def find(self, digest: str) -> Blob:
        """
        Raises:
            NotFound: there is no such content.
        """
        return Blob(digest, (await _row(digest))["size"])

    async def exists(self, digest: str) -> bool:
        return bool(await read("SELECT 1 AS one FROM blob WHERE digest = :digest", digest=digest))

    async def open(
        self, digest: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, which is not included; by default to the last.

        Raises:
            NotFound: there is no such content.
            Unavailable: the store is away or damaged; also while the bytes are read.
        """
        _outside_transaction()
        row = await _row(digest)
        end = row["size"] if end is None else end
        if not 0 <= start <= end <= row["size"]:
            raise ValueError(f"bytes {start} to {end} of {row['size']}")
        try:
            return await self._store.read(row["key"], row["size"], start, end)
        except Unavailable:
            again = await _row(digest)
            if again["key"] == row["key"]:
                raise
        return await self._store.read(again["key"], row["size"], start, end)

    async def verify(self, digest: str) -> bool:
        """Whether the stored bytes, read to the last, still have this digest."""
        hashed = sha256()
        try:
            async for chunk in await self.open(digest):
                hashed.update(chunk)
        except Unavailable:
            return False
        return hashed.hexdigest() == digest

    async def faults(self) -> AsyncIterator[str]:
        """The digest of each blob that is missing or damaged. Reads everything."""
        after = ""
        sql = "SELECT digest FROM blob WHERE digest > :after ORDER BY digest LIMIT :page"
        while rows := await read(sql, after=after, page=PAGE):
            for row in rows:
                after = row["digest"]
                if not await self.verify(after):
                    yield after

    async def delete_unreferenced(
        self, referenced: AsyncIterable[str], older_than: timedelta
    ) -> int:
        """Deletes content not kept for `older_than` that is not `referenced`; says how much.

        Safe beside everything else that runs: what is put or kept while this looks stays.
        """
        _outside_transaction()
        before = datetime.now(UTC) - older_than
        rows = await read("SELECT digest FROM blob WHERE kept_at < :before", before=before)
        unused = {bytes.fromhex(row["digest"]) for row in rows}
        async for digest in referenced:
            unused.discard(bytes.fromhex(digest))
        deleted = 0
        for raw in unused:
            deleted += await self._delete(raw.hex(), before)
        await self._delete_orphans()
        await self._spool.sweep(ORPHANED_AFTER)
        return deleted

    async def _list(self, spooled: Spooled, key: str) -> None:
        """Makes the new file the one that holds the content: an older one may be damaged."""
        known = {"digest": spooled.digest, "key": key, "now": datetime.now(UTC)}
        async with transaction():
            older = await write(
                "UPDATE blob SET kept_at = :now WHERE digest = :digest RETURNING key", **known
            )
            if older:
                await write("UPDATE blob SET key = :key WHERE digest = :digest", **known)
            else:
                older = await self._insert(spooled.size, **known)
        # When the transaction fails, nobody knows whether it was committed: the file then waits
        # for `_delete_orphans`, which sees whether it has a row.
        for row in older:
            await self._store.delete(row["key"])

    async def _insert(self, size: int, **known: Any) -> list[Row]:
        """Rows of files that are one too many: ours, when the same content won a race."""
        rows = await write(
            "INSERT INTO blob (digest, size, key, kept_at) VALUES (:digest, :size, :key, :now)"
            " ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at RETURNING key",
            size=size, **known,
        )  # fmt: skip
        return [] if rows[0]["key"] == known["key"] else [{"key": known["key"]}]

    async def _delete(self, digest: str, before: datetime) -> bool:
        # One row a transaction: with several, an action that keeps two could meet it head-on.
        async with transaction():
            rows = await write(
                "DELETE FROM blob WHERE digest = :digest AND kept_at < :before RETURNING key",
                digest=digest, before=before,
            )  # fmt: skip
        for row in rows:
            await self._store.delete(row["key"])
        return bool(rows)

    async def _delete_orphans(self) -> None:
        before = datetime.now(UTC) - ORPHANED_AFTER
        async for keys in self._store.older_than(before):
            rows = await read("SELECT key FROM blob WHERE key IN :keys", keys=keys)
            for key in set(keys) - {row["key"] for row in rows}:
                log.warning("orphan_deleted", key=key)
                await self._store.delete(key)


async def keep(digest: str) -> None:
    """Inside the transaction that stores the digest in a row: the content will stay.

    Raises:
        NotFound: it was collected since it was put; it has to be put again.
    """
    rows = await write(
        "UPDATE blob SET kept_at = :now WHERE digest = :digest RETURNING digest",
        now=datetime.now(UTC), digest=digest,
    )  # fmt: skip
    if not rows:
        raise NotFound(_("This file is no longer there: send it again."))


def of(settings: Settings) -> Blobs:
    """The content of the hub so configured."""
    folder = settings.data / "blobs"
    store: Store = Bucket(settings) if settings.blobs_url else LocalFiles(folder / "sha256")
    return Blobs(store, Spool(folder / "incoming"))


async def _row(digest: str) -> Row:
    rows = await read("SELECT size, key FROM blob WHERE digest = :digest", digest=digest)
    if not rows:
        raise NotFound(_("There is no such file."))
    return rows[0]


def _outside_transaction() -> None:
    if is_in_transaction():
        raise RuntimeError("Files are never read or written inside a transaction.")


current: Current[Blobs] = Current("blobs")
