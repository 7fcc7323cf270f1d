"""Into the bin and out of it. Nothing is destroyed here."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from datetime import UTC, datetime

from hub.access import closure
from hub.access.queries import abilities_of
from hub.action import action, happened
from hub.actor import Actor
from hub.database import write
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import _
from hub_sharing import names, queries
from hub_sharing.actions import locked
from hub_sharing.models import Node, NodeKind
from hub_sharing.policy import TREES
from hub_sharing.queries.rows import BRANCH

_TRASH = (
    BRANCH
    + "UPDATE node SET trash_id = :id WHERE trash_id IS NULL AND id IN (SELECT id FROM branch)"
)
_MARK = "UPDATE node SET trashed_at = :now, trashed_by_id = :person WHERE id = :id"
_RESTORE = (
    "UPDATE node SET name = :name, name_key = :key, sort_key = :sort, version = version + 1,"
    " trashed_at = NULL, trashed_by_id = NULL WHERE id = :id"
)
_RETURN = "UPDATE node SET trash_id = NULL WHERE trash_id = :id"


@action("sharing.node.trashed")
async def trash(node_id: int, *, by: Actor) -> None:
    """Puts a folder or file, with all that lies in it, into the bin of its space.

    Raises:
        Conflict: it, or something that lies in it, is frozen.
        Forbidden: the actor may not delete there, or something that lies in it is closed to them.
        Invalid: it is a space.
    """
    node = await locked.node(node_id, by=by, to="delete")
    if node.kind == NodeKind.SPACE:
        raise Invalid(_("A space is not put into the bin."))
    await locked.check_is_not_frozen(node)
    inside = await abilities_of(by, await TREES[node.kind].owned(node.id))
    if not all("delete" in able for able in inside.values()):
        # Whoever was given a folder of their own in it would lose that unseen.
        raise Forbidden(_("Something in it is not yours to delete."))
    await write(_TRASH, id=node.id)
    await write(_MARK, now=datetime.now(UTC), person=by.person_id, id=node.id)
    _happened(node)


@action("sharing.node.restored")
async def restore(node_id: int, *, by: Actor) -> Node:
    """Puts what lies in the bin back where it was, under a name that is free there.

    Raises:
        Conflict: it is not in the bin any more, or the folder it was in is in the bin itself.
        NotFound: the actor may not delete it.
    """
    node = await queries.binned_node(node_id, by=by)
    await closure.lock(node.scope_id)
    node = await queries.binned_node(node_id, by=by)
    parent = await Node.get(id=node.parent_id)
    if not parent.is_live:
        raise Conflict(_("The folder it was in is in the bin too: restore that one first."))
    node.name = await _free_name(parent.id, node.name)
    await write(
        _RESTORE,
        name=node.name, key=names.key(node.name), sort=names.sort_key(node.name), id=node.id,
    )  # fmt: skip
    await write(_RETURN, id=node.id)
    _happened(node)
    return node


async def _free_name(parent_id: int, name: str) -> str:
    for tried in names.numbered(name):
        if await locked.sibling(parent_id, tried) is None:
            return tried
    raise Conflict(_(locked.TAKEN))


def _happened(node: Node) -> None:
    tells = [f"node:{node.id}", f"node:{node.parent_id}"]
    happened(node.kind, node.id, tells=tells, detail={"name": node.name})
