"""What follows for secretaries when a body ends."""

from __future__ import annotations

from hub.actor import Actor
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reactions
from hub_extranet.councils import actions


async def follow_group(it: Happened, /, *, by: Actor) -> None:
    """A body may have been closed."""
    await actions.settle_secretaries(by=by)


reactions: Reactions = {"people.group.closed": (follow_group,)}
periodic = (Periodic("councils.settle_secretaries", "15 0 * * *", actions.settle_secretaries),)
"""For what ends by its date."""
