"""PUT, DELETE, MOVE, COPY, PROPPATCH, and the making of collections. Each is one action of the
domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from hub import settings
from hub.dav import answers, proxies, xml
from hub.dav.addresses import CollectionPath, ObjectPath, path_of
from hub.dav.answers import Answer
from hub.dav.properties import RESOURCE_TYPE
from hub.dav.reading import one, represented
from hub.dav.requests import Request
from hub.dav.xml import dav
from hub.domain.dav import Sort, Unmet
from hub.errors import NotFound

Values = Mapping[str, Element | None]


async def put(request: Request) -> Answer:
    at = _object(request)
    door, sort = at.collection.home.dav, at.collection.home.dav.sort
    check_size(request.body, sort)
    try:
        stored = await door.put(
            at.collection.segment, at.href, request.body, by=request.by, match=request.match
        )
    except Unmet as unmet:
        return await _told(request, at, unmet)
    if request.preference == "representation":
        return await _shown(request, at, 201 if stored.is_new else 200)
    # Without an etag when what is stored is not what was sent (RFC 4791 §5.3.4).
    headers = {"ETag": stored.etag, "Schedule-Tag": stored.schedule_tag}
    told = {name: it for name, it in headers.items() if it}
    return Answer(201 if stored.is_new else 204, told)


async def delete(request: Request) -> Answer:
    match request.at:
        case CollectionPath() as at:
            await at.home.dav.remove(at.segment, by=request.by)
        case ObjectPath() as at:
            door = at.collection.home.dav
            is_silent = request.headers.get("schedule-reply", "T").strip().upper() == "F"
            await door.delete(
                at.collection.segment, at.href, by=request.by, match=request.match,
                is_silent=is_silent,
            )  # fmt: skip
        case _:
            raise HTTPException(403)
    return Answer(204)


async def move(request: Request) -> Answer:
    at, to = _object(request), await _destination(request)
    door = at.collection.home.dav
    is_new = await door.move(
        at.collection.segment, at.href, to.collection.segment, to.href, by=request.by,
        overwrites=_overwrites(request), match=request.match,
    )  # fmt: skip
    return Answer(201 if is_new else 204)


async def copy(request: Request) -> Answer:
    """What the reader is shown of one object, put under another name."""
    at, to = _object(request), await _destination(request)
    if at == to:
        raise HTTPException(403)  # RFC 4918 §9.8.5
    door = at.collection.home.dav
    is_new = await door.copy(
        at.collection.segment, at.href, to.collection.segment, to.href, by=request.by,
        overwrites=_overwrites(request), match=request.match,
    )  # fmt: skip
    return Answer(201 if is_new else 204)


async def make(request: Request) -> Answer:
    """MKCOL or the domain's own, such as MKCALENDAR, at an address that the client chose."""
    if not isinstance(request.at, CollectionPath):
        raise HTTPException(405)
    door = request.at.home.dav
    values = {name: it for name, it in _values(request.asked).items() if it is not None}
    if request.method == "MKCOL":
        _check_kind(values, door.sort)
    values.pop(RESOURCE_TYPE, None)
    await door.create(request.at.segment, values, by=request.by)
    return Answer(201)


async def proppatch(request: Request) -> Answer:
    if not isinstance(request.at, CollectionPath):
        raise HTTPException(403)
    door, values = request.at.home.dav, _values(request.asked)
    if not values:
        raise HTTPException(400)
    statuses = await door.change(request.at.segment, values, by=request.by)
    if request.preference == "minimal" and set(statuses.values()) == {200}:
        return Answer(200, {"Preference-Applied": "return=minimal"})  # RFC 8144 §2.3
    grouped: dict[int, list[str]] = defaultdict(list)
    for name in values:
        grouped[statuses[name]].append(name)
    told = [answers.propstat(status, xml.elements(names)) for status, names in grouped.items()]
    opened = f"<D:response>{xml.href(request.at.path)}"
    return answers.multistatus([opened, *told, "</D:response>"])


def check_size(body: bytes, sort: Sort) -> None:
    """Raises `Unmet`."""
    if len(body) > sort.largest:
        raise Unmet(sort.resource_type.rpartition("}")[0] + "}max-resource-size")


def _object(request: Request) -> ObjectPath:
    """Objects alone can be put and moved; a collection is never replaced by one body, which has
    cost people their calendars elsewhere."""
    if not isinstance(request.at, ObjectPath):
        raise HTTPException(405)
    return request.at


async def _destination(request: Request) -> ObjectPath:
    """Where to, among what the same domain serves, in whichever home is open to the actor.

    What moves or copies is asked about first: of a place that it does not come from, nothing is
    told.
    """
    at, said = _object(request), request.headers.get("destination")
    if said is None:
        raise HTTPException(400)
    await at.collection.home.dav.collection(at.collection.segment, by=request.by)
    path = _path_here(said, request.headers)
    addresses = await proxies.opening(request.addresses, path, by=request.by)
    to = addresses.of_href(said, by=request.by)
    if not isinstance(to, ObjectPath) or to.collection.home.dav is not at.collection.home.dav:
        raise HTTPException(403)
    try:
        await proxies.check_owner(to, request.by)
        await to.collection.home.dav.collection(to.collection.segment, by=request.by)
    except NotFound:
        raise HTTPException(409) from None  # RFC 4918 §9.9.4: no collection to put it into
    return to


def _path_here(said: str, headers: Headers) -> str:
    """The path of an address of this hub, by the name it was asked under or its public one."""
    names = f"//{headers['host']}", settings.current.get().public_url
    try:
        host, path = urlsplit(said.strip()).hostname, path_of(said)
    except ValueError:
        raise HTTPException(400) from None
    if host not in {None, *(urlsplit(it).hostname for it in names)}:
        raise Unmet("", 502)  # RFC 4918 §9.8.5: what it goes to is another server's
    return path


def _overwrites(request: Request) -> bool:
    # RFC 4918 §10.6: without the header, what is there is replaced.
    return request.headers.get("overwrite", "T").strip().upper() != "F"


async def _told(request: Request, at: ObjectPath, unmet: Unmet) -> Answer:
    """A change that came too late, with what is there now if that was asked for (RFC 8144 §3.2)."""
    if unmet.status != 412 or request.preference != "representation":
        raise unmet
    try:
        return await _shown(request, at, 412)
    except NotFound:
        raise unmet from None


async def _shown(request: Request, at: ObjectPath, status: int) -> Answer:
    entry = await one(request, at)
    headers = represented(entry, at.collection.home.dav.sort)
    headers["Preference-Applied"] = "return=representation"
    return Answer(status, headers | {"Content-Location": xml.quoted(at.path)}, entry.data)


def _check_kind(values: Values, sort: Sort) -> None:
    """RFC 5689 §3: what is not said to be one of ours would be a folder."""
    kind = values.get(RESOURCE_TYPE)
    if kind is None or sort.resource_type not in {child.tag for child in kind}:
        raise Unmet(dav("valid-resourcetype"))


def _values(asked: Element | None) -> dict[str, Element | None]:
    """What is to be set and, None, removed, the last word on each."""
    values: dict[str, Element | None] = {}
    for change in asked if asked is not None else ():
        if change.tag not in {dav("set"), dav("remove")}:
            continue
        for prop in change.findall(f"{dav('prop')}/*"):
            values[prop.tag] = prop if change.tag == dav("set") else None
    return values
