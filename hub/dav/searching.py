"""Whom one can invite: principal-property-search (RFC 3744 §9.4), and by what (§9.5)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from starlette.exceptions import HTTPException

from hub.actor import Actor
from hub.dav import answers, policy, xml
from hub.dav.addresses import PrincipalPath
from hub.dav.answers import Answer
from hub.dav.principals import of_group, of_person
from hub.dav.properties import Properties, Wanted
from hub.dav.requests import Request
from hub.dav.xml import caldav, calendarserver, dav
from hub.domain.dav import Dav, Unmet
from hub.errors import NotFound
from hub.people import queries
from hub.people.folding import finds
from hub.people.models import Group, Person

SEARCH, SEARCHABLE = dav("principal-property-search"), dav("principal-search-property-set")
MOST = 50
"""Of one answer; whoever sees more goes on typing."""
MOST_EACH = 1000
"""Of each condition, where several are said: what all of them find is what is told."""
MOST_SEARCHES = 20
"""Conditions of one search; a body has room for thousands, each of them a read or two."""

NAME = dav("displayname")
ADDRESSES = frozenset({calendarserver("email-address-set"), caldav("calendar-user-address-set")})
_BY = {
    NAME: "Name",
    calendarserver("email-address-set"): "E-mail address",
    caldav("calendar-user-address-set"): "Calendar address",
}
_PARTS = {
    dav("property-search"), dav("prop"), dav("match"), dav("apply-to-principal-collection-set"),
}  # fmt: skip

Found = dict[int, Properties]
"""By key, what is told of each."""


async def search(request: Request, asked: Element) -> Answer:
    """Those who match all of what is said, or, with `test="anyof"`, any of it.

    Without a word it is only oneself: the directory is not listed through this door.
    """
    wanted = Wanted.of_report(asked)
    # The `caldav` library names what it wants beside `prop` and not in it.
    beside = (it.tag for it in asked if it.tag not in _PARTS)
    wanted = Wanted((*wanted.names, *beside), wanted.is_all)
    found = await _found(asked, request.addresses.served, request.by)
    shown = list(found.items())[:MOST]
    told = [wanted.response(PrincipalPath(key).path, known) for key, known in shown]
    if len(found) > MOST:
        inside = xml.element(dav("error"), xml.element(dav("number-of-matches-within-limits")))
        told.append(answers.gone(request.at.path, 507, inside))
    return answers.multistatus(told)


def searchable() -> Answer:
    """The properties by which principals are found."""
    opened, closed = xml.root(SEARCHABLE)
    told = [
        xml.element(
            dav("principal-search-property"),
            xml.element(dav("prop"), xml.element(name))
            + f'<D:description xml:lang="en">{said}</D:description>',
        )
        for name, said in _BY.items()
    ]
    return Answer(200, {"Content-Type": answers.XML}, opened + "".join(told) + closed)


async def _found(asked: Element, served: Mapping[str, Dav], by: Actor) -> Found:
    searches = asked.findall(dav("property-search"))
    if len(searches) > MOST_SEARCHES:
        raise HTTPException(400)
    if not searches:
        return await _oneself(served, by)
    most = MOST + 1 if len(searches) == 1 else MOST_EACH
    each = [await _matching(it, served, by, most) for it in searches]
    if asked.get("test") == "anyof":
        return {key: known for it in each for key, known in it.items()}
    keys = set(each[0]).intersection(*each[1:])
    return {key: known for key, known in each[0].items() if key in keys}


async def _matching(said: Element, served: Mapping[str, Dav], by: Actor, most: int) -> Found:
    """Raises `Unmet` for a search by what nobody is found by."""
    names = {it.tag for it in said.iterfind(f"{dav('prop')}/*")}
    text = (said.findtext(dav("match")) or "").strip()
    if not names or not names <= _BY.keys():
        raise Unmet(dav("property-search"), 403)
    if not policy.finds_others(by):
        own = await _oneself(served, by)
        return {key: it for key, it in own.items() if finds(text, it[NAME])}
    people: list[Person] = []
    groups: list[Group] = []
    if NAME in names:
        people += await queries.find_people(text, by=by, limit=most)
        groups += [it for it in await queries.groups(by=by) if finds(text, it.name)]
    if not ADDRESSES.isdisjoint(names):
        people += await queries.people_at(text.removeprefix("mailto:"), by=by, limit=most)
    return {it.id: of_person(it, served, by=by) for it in people} | {
        it.id: of_group(it, by=by) for it in groups
    }


async def _oneself(served: Mapping[str, Dav], by: Actor) -> Found:
    if by.person_id is None:
        raise NotFound
    person = await queries.person(by.person_id, by=by)
    return {person.id: of_person(person, served, by=by)}
