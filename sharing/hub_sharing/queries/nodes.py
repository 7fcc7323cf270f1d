"""One node at a time, and where it lies."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from dataclasses import dataclass

from hub.access.queries import abilities_of, require
from hub.actor import Actor
from hub.database import read
from hub.errors import Conflict, NotFound
from hub.language import _
from hub_sharing.models import Node
from hub_sharing.policy import NODE
from hub_sharing.queries.rows import BRANCH

_ABOVE = (
    "WITH RECURSIVE above(id, parent_id, name, kind, scope_id, depth) AS ("
    "SELECT id, parent_id, name, kind, scope_id, 0 FROM node WHERE id = :id"
    " UNION ALL SELECT n.id, n.parent_id, n.name, n.kind, n.scope_id, above.depth + 1"
    " FROM node n JOIN above ON n.id = above.parent_id) "
)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the places that a node lies in."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A node, and what the actor may do with it."""

    node: Node
    abilities: frozenset[str]


async def held(node_id: int, *, by: Actor, to: str = "read") -> Held:
    """
    Raises:
        NotFound: there is none that the actor may read, or it is in the bin.
        Forbidden: it may be read, but not this.
    """
    found = await Node.get_or_none(id=node_id)
    if found is None or not found.is_live:
        raise NotFound
    return Held(found, (await require(by, found.scope_id, to)).abilities)


async def node(node_id: int, *, by: Actor, to: str = "read") -> Node:
    """As `held`."""
    return (await held(node_id, by=by, to=to)).node


async def place(node_id: int, *, by: Actor, to: str = "read") -> Node:
    """A space or folder, as `node`; a file is no place."""
    found = await node(node_id, by=by, to=to)
    if not found.holds:
        raise NotFound
    return found


async def is_closed(node: Node) -> bool:
    """Whether it takes nothing of the rights above it."""
    if node.scope_id != node.id:
        return False
    return bool(await read("SELECT 1 FROM scope WHERE id = :id AND is_closed", id=node.id))


async def binned_node(node_id: int, *, by: Actor) -> Node:
    """What was put in the bin by itself, if the actor may take it out.

    Raises:
        NotFound: also to whoever may read where it was, but not delete there.
        Conflict: it is not in the bin.
    """
    found = await Node.get_or_none(id=node_id)
    if found is None:
        raise NotFound
    able = await abilities(found, by=by)
    if "read" not in able:
        raise NotFound
    if found.is_live:
        raise Conflict(_("This is not in the bin any more."))
    if "delete" not in able or found.trash_id != found.id:
        raise NotFound
    return found


async def abilities(of: Node, *, by: Actor) -> frozenset[str]:
    """What the actor may do with it."""
    return (await abilities_of(by, [of.scope_id]))[of.scope_id]


async def path(of: Node, *, by: Actor) -> list[Step]:
    """The readable places that a node lies in, the outermost first.

    It begins below the innermost one that the actor may not read: of what lies above a folder that
    was shared apart, not even the name is told.
    """
    rows = await NODE.readable(by).read(
        _ABOVE + "SELECT id, name, depth, CASE WHEN scope_id IN :readable THEN 1 ELSE 0 END AS may"
        " FROM above WHERE depth > 0 ORDER BY depth",
        id=of.id,
    )
    steps: list[Step] = []
    for row in rows:
        if not row["may"]:
            break
        steps.insert(0, Step(row["id"], row["name"]))
    return steps


async def holds_frozen(of: Node) -> bool:
    """Whether a file that stays as it is lies somewhere in it."""
    if not of.holds:
        return False
    rows = await read(
        BRANCH + "SELECT 1 FROM branch JOIN node n ON n.id = branch.id"
        " WHERE n.frozen_at IS NOT NULL LIMIT 1",
        id=of.id,
    )  # fmt: skip
    return bool(rows)


async def branch(node_id: int) -> list[tuple[str, int]]:
    """Kind and key of a node and of all that lies in it, in the bin or not: for the hub's jobs."""
    rows = await read(BRANCH + "SELECT id, kind FROM branch", id=node_id)
    return [(row["kind"], row["id"]) for row in rows]
