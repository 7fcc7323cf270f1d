"""The change log: what a collection counts, and the tokens with which clients ask for the rest.

A change counts up its collection first (`UPDATE … RETURNING`), which is also the lock of that
collection: changes are committed in the order of their numbers, so no reader of number 7 will ever
miss a 6 that was still on its way. Whoever changes several collections begins with the smallest
key.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.database import LARGEST, read, write
from hub.dav.models import Change, Collection
from hub.errors import NotFound

KEPT_FOR = timedelta(days=90)
"""Of names that are gone. A client that was away for longer starts again."""
_BATCH = 500
_TOKEN = re.compile(r"urn:parvis:sync:([0-9a-f]{16}):([a-z]{1,8}):([0-9]{1,19})")


class StaleToken(Exception):  # not one of the five: only a DAV door meets it
    """The token is of another epoch or view, or older than the log; the client starts again."""


@dataclass(frozen=True, slots=True)
class Token:
    """How far a client has read one collection.

    `view` is a word for what its reader is shown of it: somebody who may read more or less than
    when the token was given must read everything again.
    """

    epoch: str
    view: str
    seq: int

    def __str__(self) -> str:
        return f"urn:parvis:sync:{self.epoch}:{self.view}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Token:
        """Raises `StaleToken` on anything that we did not write."""
        match = _TOKEN.fullmatch(text)
        if match is None or int(match[3]) > LARGEST:
            raise StaleToken
        return cls(match[1], match[2], int(match[3]))


def check(token: Token, epoch: str, view: str, seq: int, min_seq: int) -> None:
    """Raises `StaleToken` unless a log of that state can answer the token."""
    if (token.epoch, token.view) != (epoch, view) or not min_seq <= token.seq <= seq:
        raise StaleToken


async def open_collection(collection_id: int) -> None:
    """Begins the log of a new calendar or address book, inside the action that makes it."""
    await Collection.create(id=collection_id, epoch=new_epoch(), seq=0, min_seq=0)


async def close_collection(collection_id: int) -> None:
    """Forgets the log of what is deleted."""
    await write("DELETE FROM dav_collection WHERE id = :id", id=collection_id)


async def lock(collection_id: int) -> int:
    """Counts one change, and holds the collection until the transaction ends.

    To be called before what is there is looked at: two changes then follow each other.

    Raises:
        NotFound: there is no such collection, or none any more.
    """
    rows = await write(
        "UPDATE dav_collection SET seq = seq + 1 WHERE id = :id RETURNING seq", id=collection_id
    )
    if not rows:
        raise NotFound
    return int(rows[0]["seq"])


async def record(
    collection_id: int, seq: int, *, written: Sequence[str] = (), deleted: Sequence[str] = ()
) -> None:
    """Notes under the number that `lock` gave which names were written, and which are gone."""
    now = datetime.now(UTC)
    rows = [
        Change(
            collection_id=collection_id, href=href, seq=seq, is_deleted=is_deleted, changed_at=now
        )
        for hrefs, is_deleted in ((written, False), (deleted, True))
        for href in hrefs
    ]  # fmt: skip
    await Change.bulk_create(
        rows, batch_size=_BATCH, on_conflict=["collection_id", "href"],
        update_fields=["seq", "is_deleted", "changed_at"],
    )  # fmt: skip


async def forget_old(now: datetime) -> None:
    """Drops names that have been gone for long, and refuses the tokens that would need them."""
    before = now - KEPT_FOR
    rows = await read(
        "SELECT collection_id, MAX(seq) AS seq FROM dav_change"
        " WHERE is_deleted AND changed_at < :before GROUP BY collection_id ORDER BY collection_id",
        before=before,
    )  # fmt: skip
    for row in rows:
        await write(
            "UPDATE dav_collection SET min_seq = :seq WHERE id = :id AND min_seq < :seq",
            id=row["collection_id"], seq=row["seq"],
        )  # fmt: skip
        await write(
            "DELETE FROM dav_change WHERE collection_id = :id AND is_deleted AND seq <= :seq",
            id=row["collection_id"], seq=row["seq"],
        )  # fmt: skip


def new_epoch() -> str:
    return secrets.token_hex(8)
