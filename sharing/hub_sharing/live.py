"""`/live` topics `node:ID`: a place whose list, or a file whose versions, have changed."""

from __future__ import annotations

from hub.actor import Actor
from hub.errors import NotFound
from hub_sharing import queries


async def reads(by: Actor, node_id: int) -> bool:
    """Whether the actor may read that node now."""
    try:
        await queries.node(node_id, by=by)
    except NotFound:
        return False
    return True
