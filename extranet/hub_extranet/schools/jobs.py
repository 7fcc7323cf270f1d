"""What follows for who plans when a school ends."""

from __future__ import annotations

from hub.actor import Actor
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reactions
from hub_extranet.schools import actions


async def follow_group(it: Happened, /, *, by: Actor) -> None:
    """A school may have been closed."""
    await actions.settle_planners(by=by)


reactions: Reactions = {"people.group.closed": (follow_group,)}
periodic = (Periodic("schools.settle_planners", "15 0 * * *", actions.settle_planners),)
"""For what ends by its date."""
