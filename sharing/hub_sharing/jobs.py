"""After the commit: files are read for the search, and branches that moved are found anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hub import search
from hub.access.things import Ref
from hub.actor import Actor
from hub.blobs import blobs
from hub.database import read
from hub.database.due import Claim, Claims, Due
from hub.extraction import Extract, Why, text_of_pdf
from hub.extraction.reading import LARGEST
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reaction
from hub.live import bus
from hub_sharing.models import TextState
from hub_sharing.queries.nodes import branch

TRIES = 5
"""A file that took the whole process with it so often is not opened again."""

DUE = Due("file_text", timedelta(minutes=2))
_OF_FILE = "id IN (SELECT id FROM file_version WHERE node_id = :node)"
_VERSION = "SELECT node_id, digest, size FROM file_version WHERE id = :id"


async def read_text(it: Happened, /, *, by: Actor) -> None:
    """Reads what a file says, as soon as it is there."""
    while await _read_next(_OF_FILE, by, node=it.object_id):
        pass
    # Also when another worker has read it: that one may have died before it told the index.
    await search.refresh(Ref("file", it.object_id), by=by)


async def read_late_texts(*, by: Actor) -> None:
    """Reads what a crash, or a store that was away, has left."""
    while await _read_next("", by):
        pass


async def refresh_branch(it: Happened, /, *, by: Actor) -> None:
    """Tells the index of all that lies in what was moved, shared apart, binned or restored."""
    for kind, id_ in await branch(it.object_id):
        if id_ != it.object_id:  # the hub's own reaction has told of that
            await search.refresh(Ref(kind, id_), by=by)


async def _read_next(where: str, by: Actor, **values: int) -> bool:
    async with DUE.claimed(1, where, **values) as claims:
        for claim in claims.all:
            await _read(claim, claims, by)
        return bool(claims.all)


async def _read(claim: Claim, claims: Claims, by: Actor) -> None:
    rows = await read(_VERSION, id=claim.id)
    found = await _found(rows[0]["digest"], rows[0]["size"], claim.tries)
    if not await claims.settle(claim, None, **found):
        return
    node_id = rows[0]["node_id"]
    await search.refresh(Ref("file", node_id), by=by)
    await bus.current.get().publish((f"node:{node_id}",))


async def _found(digest: str, size: int, tries: int) -> dict[str, Any]:
    """What the row is told: the text, or why there is none."""
    if tries > TRIES or size > LARGEST:
        return _failed(Why.CRASHED if tries > TRIES else Why.TOO_LARGE)
    content = b"".join([chunk async for chunk in await blobs.current.get().open(digest)])
    text = await text_of_pdf(content)
    if not isinstance(text, Extract):
        return _failed(text.why)
    return {"state": TextState.DONE.value, "body": str(text), "is_whole": text.is_whole}


def _failed(why: Why) -> dict[str, Any]:
    return {"state": TextState.FAILED.value, "why": why.value}


periodic = (Periodic("sharing.read_late_texts", "* * * * *", read_late_texts),)

reactions: Mapping[str, Sequence[Reaction]] = {
    "sharing.file.stored": (read_text,),
    "sharing.file.replaced": (read_text,),
    "sharing.node.moved": (refresh_branch,),
    "sharing.node.shared": (refresh_branch,),
    "sharing.node.trashed": (refresh_branch,),
    "sharing.node.restored": (refresh_branch,),
}
