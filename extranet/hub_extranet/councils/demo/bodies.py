"""The council and the bureau of the demo, and who sits in them."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

from hub.access import actors
from hub.demo.people import START
from hub.demo.world import World, insert
from hub.people import actions as people
from hub.people.models import GroupKind
from hub_extranet.councils import actions
from hub_extranet.councils.demo.words import COPIED
from hub_extranet.councils.models import Body, BodyKind, Seat


async def open_bodies(world: World, counts: Counter[str]) -> tuple[Body, Body]:
    """With the seats of both. The other councillors of the communes get copies of the council."""
    by = actors.of_command("demo")
    secretariat = next(it for it in world.people.groups if it.name == "Assemblées")
    communes = [it.id for it in world.people.groups if it.kind == GroupKind.COMMUNE]
    copied = await people.create_group(by=by, name=COPIED)
    await people.add_members([(copied.id, it) for it in communes], by=by, starts_on=START)
    council, bureau = world.people.bodies[:2]
    bodies = (
        await actions.open_body(
            council.id, by=by, secretariat_id=secretariat.id, copied_id=copied.id
        ),
        await actions.open_body(
            bureau.id, by=by, secretariat_id=secretariat.id, kind=BodyKind.DELEGATED
        ),
    )
    counts.update(body=2, **await insert(_seats(world)))
    return bodies


def _seats(world: World) -> list[Seat]:
    draw, people_ = world.draw.branch("councils seats"), world.people
    groups = {it.id: it.kind for it in people_.groups}
    communes = {
        it.person_id: it.group_id
        for it in people_.positions
        if groups[it.group_id] == GroupKind.COMMUNE
    }
    council, bureau = people_.bodies[:2]
    pairs = list(zip_longest(people_.seated, people_.substitutes))[: len(people_.seated)]
    seats = [(council.id, holder.id, it.id if it else None) for holder, it in pairs]
    in_bureau = [it.member_id for it in people_.memberships if it.group_id == bureau.id]
    seats += [(bureau.id, person_id, None) for person_id in in_bureau]
    return [
        Seat(
            id=draw.key(), body_id=body, holder_id=holder, substitute_id=substitute,
            commune_id=communes.get(holder), starts_on=START,
        )
        for body, holder, substitute in seats
    ]  # fmt: skip
