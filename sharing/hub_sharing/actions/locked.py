"""Nodes whose tree nobody else changes until the transaction is over."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.access import closure
from hub.actor import Actor
from hub.errors import Conflict
from hub.language import N_, _
from hub_sharing import names, queries
from hub_sharing.models import Node, NodeKind
from hub_sharing.queries.nodes import holds_frozen

TAKEN = N_("There is something of that name here already.")


async def node(node_id: int, *, by: Actor, to: str) -> Node:
    """As `queries.node`, and locked."""
    before = await queries.node(node_id, by=by, to=to)  # whoever may not, holds nobody up
    await closure.lock(before.scope_id)
    return await queries.node(node_id, by=by, to=to)  # as it is now that the tree is locked


async def place(node_id: int, *, by: Actor, to: str) -> Node:
    """As `queries.place`, and locked."""
    await queries.place(node_id, by=by, to=to)
    return await node(node_id, by=by, to=to)


def check_version(node: Node, version: int | None) -> None:
    """Raises `Conflict` if the locked node is no more as it was when it had that version."""
    if version is not None and node.version != version:
        raise Conflict(_("Somebody has changed this in the meantime. Look at it again first."))


async def check_is_not_frozen(node: Node) -> None:
    """Raises `Conflict` if the locked node stays as it is, or where it is because of what is in it:
    what was sent to people is still there, in those words, for whoever was sent it."""
    if node.frozen_at is not None:
        raise Conflict(_("“{name}” was sent to people: it stays as it was sent.", name=node.name))
    if await holds_frozen(node):
        raise Conflict(_("Something in “{name}” was sent to people: it stays.", name=node.name))


def topics(node: Node) -> list[str]:
    """Of whoever looks at the node, or at where it lies."""
    return [f"node:{it}" for it in (node.id, node.parent_id) if it is not None]


async def sibling(parent_id: int, name: str) -> Node | None:
    """What has that name there, whether or not the actor may read it."""
    return await Node.get_or_none(parent_id=parent_id, name_key=names.key(name), trash_id=None)


async def check_free(parent_id: int, name: str, *, but: int = 0) -> None:
    """Raises `Conflict` if something else has that name there, as desktop systems compare names."""
    found = await sibling(parent_id, name)
    if found is not None and found.id != but:
        raise Conflict(_(TAKEN))


async def add(parent: Node, kind: NodeKind, name: str, *, by: Actor) -> Node:
    """A new node in a locked place where its name is free."""
    now = datetime.now(UTC)
    return await Node.create(
        kind=kind, parent_id=parent.id, space_id=parent.space_id, name=name,
        name_key=names.key(name), sort_key=names.sort_key(name), scope_id=parent.scope_id,
        created_at=now, changed_at=now, changed_by_id=by.person_id,
    )  # fmt: skip
