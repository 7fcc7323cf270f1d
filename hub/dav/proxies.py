"""Delegates, as Apple's calendar and others know them (draft-caldav-proxy of the CalendarServer).

Whoever acts for somebody finds that person's home, and in it what is theirs; what may be done there
is decided by the rights that the delegation gave, as everywhere. Who acts for whom is told to both
and to nobody else. It is decided on our pages: no client changes the groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub.actor import Actor
from hub.dav import addresses, xml
from hub.dav.addresses import (
    PROXIES,
    Address,
    Addresses,
    CollectionPath,
    HomePath,
    ObjectPath,
    ProxyPath,
)
from hub.dav.properties import EXPANDS, RESOURCE_TYPE, Properties, of_container
from hub.dav.xml import calendarserver, dav
from hub.domain.dav import Collection, Dav, Proxies
from hub.errors import NotFound


async def about(person_id: int, served: Mapping[str, Dav], *, by: Actor) -> Properties:
    """What a person's principal says of delegations: one's own, for whom one acts; that of
    somebody for whom one acts, where their home is."""
    known: dict[str, str] = {}
    for door, found in await _proxies(served, by):
        if person_id == by.person_id:
            known |= _for_whom(found)
        elif any(it.person_id == person_id for it in found.served):
            known[door.sort.home_set] = xml.href(HomePath(door, person_id).path)
    return known


async def of_group(at: ProxyPath, served: Mapping[str, Dav], *, by: Actor) -> Properties:
    """Raises `NotFound` for who is at neither end."""
    members, is_end = list[int](), at.person_id == by.person_id
    for _door, found in await _proxies(served, by):
        if at.person_id == by.person_id:
            members += [it.person_id for it in found.delegates if it.writes == at.writes]
        for it in found.served:
            if it.person_id == at.person_id:
                is_end = True
                members += [by.person_id or 0] if it.writes == at.writes else []
    if not is_end:
        raise NotFound
    return _group(at, members, by)


async def opening(addresses_: Addresses, path: str, *, by: Actor) -> Addresses:
    """Where a path leads into another's home, the same with those open whose owners the actor acts
    for."""
    door = addresses_.foreign(path, by=by)
    if door is None:
        return addresses_
    found = await door.proxies(by=by)
    return addresses_.opened(it.person_id for it in found.served)


async def collections_in(home: HomePath, *, by: Actor) -> Sequence[Collection]:
    """What a home shows: one's own also what others share, another's what is theirs."""
    found = await home.dav.collections(by=by)
    if home.person_id == by.person_id:
        return found
    return [it for it in found if it.owner_id == home.person_id]


async def check_owner(at: Address, by: Actor) -> None:
    """Raises `NotFound` in another's home for what is not theirs, however readable."""
    match at:
        case CollectionPath():
            place = at
        case ObjectPath():
            place = at.collection
        case _:
            return
    if place.home.person_id == by.person_id:
        return
    found = await place.home.dav.collection(place.segment, by=by, to="see_busy")
    if found.owner_id != place.home.person_id:
        raise NotFound


async def _proxies(served: Mapping[str, Dav], by: Actor) -> list[tuple[Dav, Proxies]]:
    doors = [it for it in served.values() if it.sort.scope in by.scope]
    return [(it, await it.proxies(by=by)) for it in doors]


def _for_whom(found: Proxies) -> Properties:
    groups = [ProxyPath(it.person_id, it.writes).path for it in found.served]
    told = {dav("group-membership"): "".join(map(xml.href, groups))}
    for writes, name in PROXIES.items():
        people = [it.person_id for it in found.served if it.writes == writes]
        hrefs = "".join(xml.href(addresses.principal(it)) for it in people)
        told[calendarserver(f"{name}-for")] = hrefs
    return told


def _group(at: ProxyPath, members: Sequence[int], by: Actor) -> Properties:
    name = PROXIES[at.writes]
    return {
        **of_container(by),
        RESOURCE_TYPE: xml.elements([dav("collection"), dav("principal"), calendarserver(name)]),
        dav("displayname"): name,
        dav("principal-URL"): xml.href(at.path),
        dav("supported-report-set"): EXPANDS,
        dav("group-member-set"): "".join(xml.href(addresses.principal(it)) for it in members),
    }
