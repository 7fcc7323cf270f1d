"""People and groups as DAV knows them (RFC 3744): what an address book shows, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hub.actor import Actor
from hub.dav import addresses, policy, proxies, xml
from hub.dav.properties import EXPANDS, RESOURCE_TYPE, Properties, of_container
from hub.dav.xml import caldav, calendarserver, dav
from hub.domain.dav import Dav
from hub.errors import NotFound
from hub.people import queries
from hub.people.models import Group, Person


async def of_principal(principal_id: int, served: Mapping[str, Dav], *, by: Actor) -> Properties:
    """Raises `NotFound` for whoever the actor may not know."""
    policy.check_reads(by, principal_id)
    try:
        known = of_person(await queries.person(principal_id, by=by), served, by=by)
    except NotFound:
        return of_group(await queries.group(principal_id, by=by), by=by)
    return {**known, **await proxies.about(principal_id, served, by=by)}


def of_person(person: Person, served: Mapping[str, Dav], *, by: Actor) -> Properties:
    known = _properties(person.id, person.name, "INDIVIDUAL", [person.email], by)
    return known | (_homes(by, served) if person.id == by.person_id else {})


def of_group(group: Group, *, by: Actor) -> Properties:
    return _properties(group.id, group.name, "GROUP", [], by)


def _properties(
    principal_id: int, name: str, kind: str, addresses_: Iterable[str | None], by: Actor
) -> dict[str, str]:
    path = addresses.principal(principal_id)
    emails = [it for it in addresses_ if it]
    # Without a mailto: in it, Apple's calendar offers no invitation.
    written = [f"<D:href>{xml.text(f'mailto:{it}')}</D:href>" for it in emails]
    own = {
        RESOURCE_TYPE: xml.elements([dav("collection"), dav("principal")]),
        dav("displayname"): xml.text(name),
        dav("principal-URL"): xml.href(path),
        dav("supported-report-set"): EXPANDS,
        caldav("calendar-user-type"): kind,
        caldav("calendar-user-address-set"): "".join([*written, xml.href(path)]),
    }
    mails = [xml.element(calendarserver("email-address"), xml.text(it)) for it in emails]
    if mails:
        own[calendarserver("email-address-set")] = "".join(mails)
    return {**of_container(by), **own}


def _homes(by: Actor, served: Mapping[str, Dav]) -> dict[str, str]:
    """Everybody sees their own homes alone, and where they plan from, of what their password is
    for."""
    ours = [it for it in served.values() if it.sort.scope in by.scope]
    homes = [addresses.HomePath(it, by.person_id or 0) for it in ours]
    known = {it.dav.sort.home_set: xml.href(it.path) for it in homes}
    for home in homes:
        if home.dav.scheduling:
            known[caldav("schedule-outbox-URL")] = xml.href(addresses.OutboxPath(home).path)
            inbox = addresses.CollectionPath(home, addresses.INBOX)
            known[caldav("schedule-inbox-URL")] = xml.href(inbox.path)
    return known
