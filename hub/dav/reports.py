"""REPORT: what changed (RFC 6578), these objects, and whatever the domain answers itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, tostring

from starlette.exceptions import HTTPException

from hub.dav import answers, expanding, searching, xml
from hub.dav.addresses import (
    Address,
    CollectionPath,
    ObjectPath,
    PrincipalPath,
    PrincipalsPath,
    ProxyPath,
    RootPath,
)
from hub.dav.answers import Answer
from hub.dav.properties import ETAG, Wanted, entry_writer
from hub.dav.requests import Request
from hub.dav.xml import dav, element, text
from hub.domain.dav import Cut, Entry, Text, Unmet

SYNC = dav("sync-collection")


async def report(request: Request) -> Answer | None:
    """None for a shape that is left to the fallback."""
    asked, at = request.asked, request.at
    if asked is None:
        raise HTTPException(400)
    match asked.tag:
        case searching.SEARCH if _is_above(at, asked):
            return await searching.search(request, asked)
        case searching.SEARCHABLE if _is_above(at, asked):
            return searching.searchable()
        case expanding.EXPAND if isinstance(at, PrincipalPath | ProxyPath):
            return await expanding.expand(request, at, asked)
    if not isinstance(at, CollectionPath):
        raise Unmet(dav("supported-report"))
    sort = at.home.dav.sort
    match asked.tag:
        case tag if tag == SYNC:
            return await _sync(request, at, asked)
        case tag if tag == sort.multiget:
            return await _multiget(request, at, asked)
        case tag if tag in sort.reports:
            return await _own(request, at, asked)
    raise Unmet(dav("supported-report"))


def _is_above(at: Address, asked: Element) -> bool:
    """Whether the principals are below, or all of them are meant from wherever (RFC 3744 §9.4)."""
    is_meant = asked.find(dav("apply-to-principal-collection-set")) is not None
    return is_meant or isinstance(at, RootPath | PrincipalsPath)


async def _sync(request: Request, at: CollectionPath, asked: Element) -> Answer:
    _check_level(request, asked)
    wanted = _wanted(request, asked)
    token = (asked.findtext(dav("sync-token")) or "").strip()
    changes = await at.home.dav.changes(
        at.segment, token, by=request.by, limit=_limit(asked), with_data=_wants_data(wanted, at)
    )
    written = await _shaped(request, at, wanted, changes.written)
    responses = [*_written(request, at, wanted, written)]
    responses += [answers.gone(at.path + href) for href in changes.gone]
    if changes.is_cut:
        responses.append(_more(at))
    return answers.multistatus(responses, end=element(dav("sync-token"), text(changes.token)))


async def _multiget(request: Request, at: CollectionPath, asked: Element) -> Answer:
    wanted = _wanted(request, asked)
    hrefs: dict[str, None] = {}
    missing: list[str] = []
    for said in dict.fromkeys(it.text or "" for it in asked.findall(dav("href"))):
        named = request.addresses.of_href(said, by=request.by)
        if isinstance(named, ObjectPath) and named.collection == at:
            hrefs[named.href] = None
        else:
            missing.append(_as_said(said))
    entries = await at.home.dav.objects(at.segment, list(hrefs), by=request.by)
    there = {it.href for it in entries}
    gone = [answers.gone(at.path + it) for it in hrefs if it not in there]
    entries = await _shaped(request, at, wanted, entries)
    return answers.multistatus([*_written(request, at, wanted, entries), *gone, *missing])


async def _own(request: Request, at: CollectionPath, asked: Element) -> Answer | None:
    wanted = _wanted(request, asked)
    answer = await at.home.dav.report(
        asked, at.segment, by=request.by, with_data=_wants_data(wanted, at)
    )
    match answer:
        case None:
            return None
        case Text():
            return Answer(200, {"Content-Type": answer.media_type}, answer.text)
        case Cut():
            entries, more = answer.entries, [_more(at)]
        case _:
            entries, more = answer, []
    entries = await _shaped(request, at, wanted, entries)
    return answers.multistatus([*_written(request, at, wanted, entries), *more])


def _more(at: CollectionPath) -> str:
    """The collection itself says that there is more (RFC 6578 §3.6, RFC 6352 §8.6.2)."""
    inside = element(dav("error"), element(dav("number-of-matches-within-limits")))
    return answers.gone(at.path, 507, inside)


def for_names(request: Request) -> Request | None:
    """The same query for nothing but names, if it wants a part of the data only: its filter is
    Radicale's, but the data are cut here."""
    asked, at = request.asked, request.at
    if asked is None or not isinstance(at, CollectionPath):
        return None
    prop, data = asked.find(dav("prop")), at.home.dav.sort.data
    if prop is None or (said := prop.find(data)) is None or not len(said):
        return None
    prop[:] = [Element(ETAG)]
    return replace(request, body=tostring(asked))


async def of_names(request: Request, found: Answer) -> Answer:
    """What the query wanted, of those that were found."""
    asked, at = request.asked, request.at
    if found.status != 207 or asked is None or not isinstance(at, CollectionPath):
        return found
    told = xml.parse(str(found.body).encode()).iterfind(f"{dav('response')}/{dav('href')}")
    named = [request.addresses.of_href(it.text or "", by=request.by) for it in told]
    hrefs = [it.href for it in named if isinstance(it, ObjectPath)]
    entries = await at.home.dav.objects(at.segment, hrefs, by=request.by)
    wanted = _wanted(request, asked)
    entries = await _shaped(request, at, wanted, entries)
    return answers.multistatus(_written(request, at, wanted, entries))


async def _shaped(
    request: Request, at: CollectionPath, wanted: Wanted, entries: Sequence[Entry]
) -> Sequence[Entry]:
    asked = request.asked
    if asked is None or not _wants_data(wanted, at):
        return entries
    return await at.home.dav.shaped(asked, at.segment, entries, by=request.by)


def _wanted(request: Request, asked: Element) -> Wanted:
    return Wanted.of_report(asked, is_brief=request.preference == "minimal")


def _written(
    request: Request, at: CollectionPath, wanted: Wanted, entries: Iterable[Entry]
) -> Iterable[str]:
    return map(entry_writer(wanted, at.path, at.home.dav.sort, request.by), entries)


def _wants_data(wanted: Wanted, at: CollectionPath) -> bool:
    return at.home.dav.sort.data in wanted.names


def _check_level(request: Request, asked: Element) -> None:
    """Of one level, which is all that a collection has. Depth must be 0 (RFC 6578 §3.2), but
    programs from before the standard say their level with it (its appendix A)."""
    level = asked.findtext(dav("sync-level"), "1").strip().lower()
    depth = request.headers.get("depth", "0").strip()
    if level not in {"1", "infinite"} or depth not in {"0", "1"}:
        raise HTTPException(400)


def _limit(asked: Element) -> int | None:
    said = asked.findtext(f"{dav('limit')}/{dav('nresults')}")
    if said is None:
        return None
    said = said.strip()
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 10 and int(said)):
        raise HTTPException(400)
    return int(said)


def _as_said(href: str) -> str:
    """A name that is none here is given back as it came, so that its sender knows it again."""
    told = answers.status_line(404)
    return f"<D:response><D:href>{text(href)}</D:href><D:status>{told}</D:status></D:response>"
