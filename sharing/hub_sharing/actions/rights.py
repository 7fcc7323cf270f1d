"""Rights of its own for a space, folder or file: given to somebody, closed to what is above."""

from __future__ import annotations

from datetime import datetime

from hub.access.actions import break_inheritance, grant, restore_inheritance
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Invalid
from hub.language import _
from hub.people import policy as people_policy
from hub_sharing import queries
from hub_sharing.actions import locked
from hub_sharing.models import NodeKind
from hub_sharing.policy import TREES


@action("sharing.node.shared")
async def share(
    node_id: int, principal_id: int, role: str, *, by: Actor, ends_at: datetime | None = None
) -> int:
    """Gives somebody a role in a node and in all that lies in it; the key of the grant.

    Raises:
        Conflict, Forbidden, Invalid: as `hub.access.actions.grant`.
        NotFound: to whoever may not read the directory, nobody there: given a right, one is named.
    """
    node = await locked.node(node_id, by=by, to="share")
    people_policy.check_reads(by)
    if node.kind != NodeKind.SPACE:
        await TREES[node.kind].part(node.id, by=by)
    given = await grant(node.id, principal_id, role, by=by, ends_at=ends_at)
    detail = {"principal": str(principal_id), "role": role}
    happened(node.kind, node.id, tells=locked.topics(node), detail=detail)
    return given


@action("sharing.node.closed")
async def close(node_id: int, *, by: Actor, keeps: bool) -> None:
    """Closes a folder or file to what is given above it.

    Args:
        node_id: the node.
        by: the actor, who manages it and goes on doing so.
        keeps: whether those who see it through what is above keep what they have.

    Raises:
        Invalid: it is a space, which has nothing above it.
    """
    node = await locked.node(node_id, by=by, to="manage")
    if node.kind == NodeKind.SPACE:
        raise Invalid(_("Nothing is above this: it has rights of its own already."))
    if await queries.is_closed(node):
        unchanged()
        return
    await TREES[node.kind].part(node.id, by=by)
    await break_inheritance(node.id, by=by, keeps=keeps)
    happened(node.kind, node.id, tells=locked.topics(node), detail={"keeps": keeps})


@action("sharing.node.reopened")
async def reopen(node_id: int, *, by: Actor) -> None:
    """Lets a closed folder or file take again what is given above it, beside what is its own."""
    node = await locked.node(node_id, by=by, to="manage")
    if not await queries.is_closed(node):
        unchanged()
        return
    await restore_inheritance(node.id, by=by)
    happened(node.kind, node.id, tells=locked.topics(node))
