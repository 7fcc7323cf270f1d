"""Whom somebody can invite: colleagues about whose time they may ask, and anybody by address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub.actor import Actor
from hub.database import read
from hub.dav.addresses import principal
from hub.people.candidates import candidates
from hub.people.rows import name_of
from hub_calendar.ics.objects import address_of
from hub_calendar.queries.addresses import invitable, usual

MOST = 8
"""Colleagues found at once; another letter finds fewer."""


@dataclass(frozen=True, slots=True)
class Invitable:
    """A colleague, by the address that an event names them with."""

    address: str
    name: str
    post: str


async def colleagues(words: str, *, by: Actor) -> list[Invitable]:
    """Those of that name whom the actor may invite, without the actor."""
    found = [it for it in await candidates(words, by=by) if not it.is_group]
    paths = {it.id: principal(it.id) for it in found if it.id != by.person_id}
    free = await invitable(set(paths.values()), by=by)
    called = await usual(set(free))
    meant = [it for it in found if paths.get(it.id) in free][:MOST]
    return [Invitable(address_of(called[paths[it.id]]), it.name, it.post) for it in meant]


async def named(addresses: Collection[str], *, by: Actor) -> dict[str, str]:
    """The names of those of them whom the actor may invite; others are strangers to the actor."""
    found = await invitable(set(addresses), by=by)
    rows = await read(
        "SELECT id, given_name, family_name FROM person WHERE id IN :ids", ids=set(found.values())
    )
    names = {row["id"]: name_of(row) for row in rows}
    return {address: names[key] for address, key in found.items() if key in names}
