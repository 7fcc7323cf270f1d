"""Reads of links."""

from __future__ import annotations

from tortoise.expressions import Q

from hub.access import things
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.links.models import Link


async def linked(ref: Ref, *, by: Actor) -> list[Thing]:
    """What is linked with a thing, as far as the actor may know of it.

    Raises:
        NotFound: of the thing itself the actor may not know.
    """
    await things.find(ref, by=by)
    others = [other for link in await touching(ref) for other in link.ends if other != ref]
    found = await things.current.get().find(others, by=by)
    return [found[other] for other in dict.fromkeys(others) if other in found]


async def touching(ref: Ref) -> list[Link]:
    """Every link of a thing, oldest first, whoever may know of its other end."""
    return await Link.filter(
        Q(from_kind=ref.kind, from_id=ref.id) | Q(to_kind=ref.kind, to_id=ref.id)
    ).order_by("id")
