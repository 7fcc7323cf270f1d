"""The only writers of links."""

from __future__ import annotations

from hub.access import things
from hub.access.things import Ref
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import Forbidden, Invalid
from hub.language import _
from hub.links.models import Link
from hub.links.queries import touching


@action("links.link.made")
async def make_link(one: Ref, other: Ref, *, by: Actor) -> None:
    """Links two things, of which the actor may change the first and read the second.

    Raises:
        NotFound: the actor may not know of one of them.
        Forbidden: the actor may only read the first.
    """
    await _check_writes(one, by=by)
    await things.find(other, by=by)
    if one == other:
        raise Invalid(_("A thing cannot be linked with itself."))
    if any(other in link.ends for link in await touching(one)):
        unchanged()
        return
    link = await Link.create(from_kind=one.kind, from_id=one.id, to_kind=other.kind, to_id=other.id)
    happened("link", link.id, tells=[str(one), str(other)], detail=_detail(one, other))


@action("links.link.removed")
async def remove_link(one: Ref, other: Ref, *, by: Actor) -> None:
    """Unlinks two things, of which the actor may change the first.

    Raises:
        NotFound, Forbidden: as `make_link`.
    """
    await _check_writes(one, by=by)
    await things.find(other, by=by)
    links = [link for link in await touching(one) if other in link.ends]
    if not links:
        unchanged()
    for link in links:
        await link.delete()
        happened("link", link.id, tells=[str(one), str(other)], detail=_detail(one, other))


@action("links.thing.forgotten")
async def forget(ref: Ref, *, by: Actor) -> None:
    """Removes the links of a thing that is gone, inside the action that deleted it."""
    links = await touching(ref)
    if not links:
        unchanged()
    for link in links:
        await write("DELETE FROM link WHERE id = :id", id=link.id)
        happened("link", link.id, tells=map(str, link.ends), detail=_detail(*link.ends))


async def _check_writes(ref: Ref, *, by: Actor) -> None:
    thing = await things.find(ref, by=by)
    if "write" not in thing.abilities:
        raise Forbidden(_("You can see this, but not do that with it."))


def _detail(one: Ref, other: Ref) -> dict[str, str]:
    return {"from": str(one), "to": str(other)}
