"""After the commit: the search hears of people and units, whose actions are the hub's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub import search
from hub.access.things import Ref
from hub.actor import Actor
from hub.database import read
from hub.jobs.outbox import Happened, Reaction
from hub.people.days import today
from hub_directory.queries.lists import IN_FORCE

_IN_UNIT = f"SELECT o.person_id FROM position o WHERE o.group_id = :unit AND {IN_FORCE}"  # noqa: S608


async def refresh_person(it: Happened, /, *, by: Actor) -> None:
    await search.refresh(Ref("person", it.object_id), by=by)


async def refresh_holder(it: Happened, /, *, by: Actor) -> None:
    """Of a position, the person is found by it."""
    await search.refresh(Ref("person", int(it.detail["person"])), by=by)


async def refresh_unit(it: Happened, /, *, by: Actor) -> None:
    """With the people in it, who are found by its name."""
    await search.refresh(Ref("unit", it.object_id), by=by)
    for row in await read(_IN_UNIT, unit=it.object_id, on=today()):
        await search.refresh(Ref("person", row["person_id"]), by=by)


reactions: Mapping[str, Sequence[Reaction]] = {
    "people.person.created": (refresh_person,),
    "people.person.changed": (refresh_person,),
    "people.person.left": (refresh_person,),
    "people.person.returned": (refresh_person,),
    "people.position.started": (refresh_holder,),
    "people.position.changed": (refresh_holder,),
    "people.position.ended": (refresh_holder,),
    "people.unit.created": (refresh_unit,),
    "people.unit.changed": (refresh_unit,),
    "people.group.renamed": (refresh_unit,),
    "people.group.closed": (refresh_unit,),
}
