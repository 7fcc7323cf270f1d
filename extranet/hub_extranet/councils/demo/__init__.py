"""The demo's council and bureau: one meeting convened, one held, one that is being prepared.

Places of other domains (calendar, space, files) come by their actions, the rest in bulk: a meeting
of the past is one that no action would plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hub.access import actors
from hub.actor import Actor
from hub.database import transaction
from hub.demo.world import World
from hub_extranet.councils.demo.bodies import open_bodies
from hub_extranet.councils.demo.meetings import Meetings
from hub_extranet.councils.demo.pieces import receive_pieces


async def demo(world: World, /, *, by: Actor) -> Mapping[str, int]:
    """How many rows each table of councils got."""
    pieces = await receive_pieces(world)
    counts: Counter[str] = Counter()
    async with transaction():
        council, bureau = await open_bodies(world, counts)
        secretary = await actors.of_job(by.name, world.people.cast["secretary"].id)
        made = Meetings(world, secretary, counts, pieces)
        await made.held(council)
        await made.convened(council)
        await made.drafted(bureau)
    return counts
