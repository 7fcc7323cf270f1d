"""Putting files: the content first, outside any transaction, then the rows, in one."""

from __future__ import annotations

from collections.abc import AsyncIterable, Collection
from datetime import UTC, datetime

from hub.access import closure
from hub.access.queries import abilities_of
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.blobs.blobs import keep
from hub.database import write
from hub.errors import Conflict, NotFound
from hub.language import _
from hub_sharing import media, names, queries
from hub_sharing.actions import locked
from hub_sharing.models import FileText, FileVersion, Node, NodeKind, TextState
from hub_sharing.receiving import Received, receive

_NEXT = (
    "UPDATE node SET content = content + 1, version = version + 1, changed_at = :now,"
    " changed_by_id = :person WHERE id = :id RETURNING content"
)

_FREEZE = (
    "UPDATE node SET frozen_at = :now, version = version + 1"
    " WHERE id IN :ids AND frozen_at IS NULL RETURNING id, name"
)


async def upload(
    parent_id: int,
    *,
    by: Actor,
    name: str,
    content: AsyncIterable[bytes],
    limit: int | None = None,
) -> Node:
    """Receives a stream and stores it as `store_file` does. Not inside an action: that one would
    hold its transaction open while bytes travel; it takes what `receive` gave before it began."""
    names.checked(name)
    await queries.place(parent_id, by=by, to="write")
    received = await receive(content, limit)
    return await store_file(parent_id, by=by, name=name, received=received)


@action("sharing.file.stored")
async def store_file(parent_id: int, *, by: Actor, name: str, received: Received) -> Node:
    """Puts content that was received into a space or folder, as a new file or, where a file has
    that name, as its new version.

    Raises:
        Conflict: a folder has that name, a frozen file, or something that is not the actor's to
            change.
        NotFound: the place is not there; or the content is not any more, and must be sent again.
    """
    name = names.checked(name)
    parent = await locked.place(parent_id, by=by, to="write")
    node = await locked.sibling(parent.id, name)
    if node is not None:
        await _check_replaces(node, by)
        return await _put(node, by, received)
    node = await locked.add(parent, NodeKind.FILE, name, by=by)
    return await _put(node, by, received)


@action("sharing.file.replaced")
async def add_version(
    file_id: int, *, by: Actor, received: Received, version: int | None = None
) -> Node:
    """Puts content that was received as the new version of a file.

    Raises:
        Conflict: the file is frozen, or no more as it was when it had that `version`.
    """
    node = await locked.node(file_id, by=by, to="write")
    if node.kind != NodeKind.FILE:
        raise NotFound
    locked.check_version(node, version)
    return await _put(node, by, received)


@action("sharing.file.frozen")
async def freeze(file_ids: Collection[int], *, by: Actor) -> None:
    """Keeps files for good as they are and where they are: they were sent to people. Called inside
    the action of another domain that sends them.

    Raises:
        NotFound: one of them is in the bin, or not the actor's to manage.
    """
    before = await queries.files(file_ids, by=by)
    await closure.lock(*{file.scope_id for file in before.values()})
    found = await queries.files(file_ids, by=by)
    able = await abilities_of(by, {file.scope_id for file in found.values()})
    if found.keys() != set(file_ids) or not all("manage" in it for it in able.values()):
        raise NotFound
    rows = await write(_FREEZE, now=datetime.now(UTC), ids=list(found))
    for row in rows:
        happened("file", row["id"], tells=[f"node:{row['id']}"], detail={"name": row["name"]})
    if not rows:
        unchanged()


async def _check_replaces(node: Node, by: Actor) -> None:
    able = await queries.abilities(node, by=by)
    if node.kind != NodeKind.FILE or "write" not in able:
        # Of a name in a folder where one writes it must be said that it is taken.
        raise Conflict(_(locked.TAKEN))


async def _put(node: Node, by: Actor, received: Received) -> Node:
    present = await FileVersion.get_or_none(node_id=node.id, number=node.content)
    if present is not None and present.digest == received.digest:
        unchanged()
        return node
    await locked.check_is_not_frozen(node)
    await keep(received.digest)
    now = datetime.now(UTC)
    rows = await write(_NEXT, now=now, person=by.person_id, id=node.id)
    node.content, node.version = rows[0]["content"], node.version + 1
    node.changed_at, node.changed_by_id = now, by.person_id
    made = await FileVersion.create(
        node_id=node.id, number=node.content, digest=received.digest, size=received.size,
        media_type=media.of(node.name, received.head), at=now, by_id=by.person_id,
    )  # fmt: skip
    await _await_text(made, now)
    happened(
        "file", node.id, tells=[f"node:{node.id}", f"node:{node.parent_id}"],
        detail={"name": node.name, "version": node.content, "size": received.size},
    )  # fmt: skip
    return node


async def _await_text(made: FileVersion, now: datetime) -> None:
    is_readable = made.media_type == media.PDF
    state = TextState.PENDING if is_readable else TextState.NONE
    await FileText.create(id=made.id, state=state, due_at=now if is_readable else None)
