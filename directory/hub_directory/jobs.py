"""After the commit: the search hears of people and units, whose actions are the hub's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from hub import search
from hub.access.things import Ref
from hub.actor import Actor
from hub.database import read
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reaction
from hub.people.days import today
from hub_directory.queries.lists import IN_FORCE

_IN_UNIT = f"SELECT o.person_id FROM position o WHERE o.group_id = :unit AND {IN_FORCE}"  # noqa: S608

_DATED = (
    "SELECT DISTINCT person_id FROM position WHERE (starts_on > :since AND starts_on <= :on)"
    " OR (ends_on >= :since AND ends_on < :on)"
)
MISSED = timedelta(days=7)
"""Nights that nothing ran."""


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


async def refresh_dated(*, by: Actor) -> None:
    """People whose position began or ended since: nobody acts on the day that comes."""
    since = today() - MISSED
    for row in await read(_DATED, since=since, on=today()):
        await search.refresh(Ref("person", row["person_id"]), by=by)


periodic = (Periodic("directory.refresh_dated", "17 2 * * *", refresh_dated),)

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
