"""Renaming and moving."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from hub.access import closure
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import Invalid
from hub.language import _
from hub_sharing import names, queries
from hub_sharing.actions import locked
from hub_sharing.models import Node, NodeKind
from hub_sharing.policy import TREES
from hub_sharing.queries.rows import BRANCH

_RENAME = (
    "UPDATE node SET name = :name, name_key = :key, sort_key = :sort, version = version + 1"
    " WHERE id = :id"
)
_MOVE = "UPDATE node SET parent_id = :parent, version = version + 1 WHERE id = :id"
_CHANGE_SPACE = BRANCH + "UPDATE node SET space_id = :space WHERE id IN (SELECT id FROM branch)"


@action("sharing.node.renamed")
async def rename(node_id: int, *, by: Actor, name: str, version: int | None = None) -> None:
    """Gives a space, which the actor manages, or what lies in one, another name.

    Raises:
        Conflict: something beside it has that name, it is no more as it was at that `version`, or
            it is a frozen file.
    """
    name = names.checked(name)
    node = await locked.node(node_id, by=by, to="write")
    if node.kind == NodeKind.SPACE:
        await queries.node(node_id, by=by, to="manage")
    locked.check_version(node, version)
    if node.name == name:
        unchanged()
        return
    if not node.holds:
        await locked.check_is_not_frozen(node)
    if node.parent_id is not None:
        await locked.check_free(node.parent_id, name, but=node.id)
    key, sort = names.key(name), names.sort_key(name)
    await write(_RENAME, name=name, key=key, sort=sort, id=node.id)
    happened(node.kind, node.id, tells=locked.topics(node), detail={"name": name, "was": node.name})


@action("sharing.node.moved")
async def move(node_id: int, *, by: Actor, into: int, version: int | None = None) -> None:
    """Puts a folder or file, with all that lies in it, into another place, whose rights it takes.

    Raises:
        Conflict: something there has its name, it is no more as it was at that `version`, or it or
            something that lies in it is frozen.
        Forbidden: the actor may not write at one of the ends, or others would gain more than the
            actor has to give.
        Invalid: it is a space, or would lie in itself.
    """
    before, after = await _ends(node_id, into, by)
    locked.check_version(before, version)
    if before.parent_id == after.id:
        unchanged()
        return
    await locked.check_is_not_frozen(before)
    tree = TREES[before.kind]
    await tree.check_place(before.id, after.id)
    await locked.check_free(after.id, before.name)
    await write(_MOVE, parent=after.id, id=before.id)
    await write(_CHANGE_SPACE, space=after.space_id, id=before.id)
    await tree.moved(before.id, by=by, into=after.scope_id)
    tells = [*locked.topics(before), f"node:{after.id}"]
    detail = {"from": str(before.parent_id), "into": str(after.id)}
    happened(before.kind, before.id, tells=tells, detail=detail)


async def _ends(node_id: int, into: int, by: Actor) -> tuple[Node, Node]:
    """What is moved and where it goes, both trees locked."""
    node = await queries.node(node_id, by=by, to="delete")
    place = await queries.place(into, by=by, to="write")
    if node.kind == NodeKind.SPACE:
        raise Invalid(_("A space lies in nothing: it cannot be moved."))
    await closure.lock(node.scope_id, place.scope_id)
    return (
        await queries.node(node_id, by=by, to="delete"),
        await queries.place(into, by=by, to="write"),
    )
