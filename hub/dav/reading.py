"""OPTIONS, GET and PROPFIND."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from starlette.exceptions import HTTPException

from hub.dav import addresses, answers, properties
from hub.dav.addresses import (
    CollectionPath,
    HomePath,
    HomesPath,
    ObjectPath,
    OutboxPath,
    PrincipalPath,
    PrincipalsPath,
    ProxyPath,
    RootPath,
)
from hub.dav.answers import Answer
from hub.dav.principals import of_principal
from hub.dav.properties import Wanted, collection_response, entry_writer
from hub.dav.proxies import collections_in, of_group
from hub.dav.requests import Request
from hub.dav.scheduling import of_outbox
from hub.dav.xml import Malformed
from hub.domain.dav import Entry, Sort
from hub.errors import NotFound


async def get(request: Request) -> Answer:
    """Of an object, what was put, octet for octet; of a collection, all of it as one file."""
    match request.at:
        case CollectionPath() as at:
            return await _whole(request, at)
        case ObjectPath() as at:
            entry = await one(request, at)
            if request.has(entry.etag):
                return Answer(304, {"ETag": entry.etag})
            return Answer(200, represented(entry, at.collection.home.dav.sort), entry.data)
    raise HTTPException(405)


async def propfind(request: Request) -> Answer:
    try:
        wanted = Wanted.of_propfind(request.asked, is_brief=request.preference == "minimal")
    except Malformed:
        raise HTTPException(400) from None
    if isinstance(request.at, CollectionPath):
        return await _collection(request, request.at, wanted)
    return answers.multistatus([it async for it in _responses(request, wanted)])


async def one(request: Request, at: ObjectPath) -> Entry:
    """The object at an address. Raises `NotFound`."""
    door, by = at.collection.home.dav, request.by
    for entry in await door.objects(at.collection.segment, [at.href], by=by):
        return entry
    raise NotFound


def represented(entry: Entry, sort: Sort) -> dict[str, str]:
    """The headers of an object that is shown."""
    return {
        "ETag": entry.etag,
        "Content-Type": properties.content_type(sort, entry),
        "Content-Disposition": "attachment",
        **({"Schedule-Tag": entry.schedule_tag} if entry.schedule_tag else {}),
    }


async def _whole(request: Request, at: CollectionPath) -> Answer:
    door, by = at.home.dav, request.by
    found = await door.collection(at.segment, by=by)
    # Weak: of a new name of the collection, which stands in the file, it does not tell.
    headers = {"ETag": f'W/"{found.token}"'}
    if request.has(headers["ETag"]):
        return Answer(304, headers)
    headers["Content-Type"] = f"{door.sort.media_type}; charset=utf-8"
    headers["Content-Disposition"] = "attachment"
    return Answer(200, headers, door.exported(at.segment, by=by))


async def _responses(request: Request, wanted: Wanted) -> AsyncIterator[str]:
    """Of everything but the inside of collections, which may be long."""
    at, by, served = request.at, request.by, request.addresses.served
    is_deep = request.depth == 1
    match at:
        case RootPath():
            yield wanted.response(at.path, properties.of_root(by))
            if is_deep:
                yield wanted.response(addresses.PRINCIPALS, properties.of_principals(by))
            for it in served.values() if is_deep else ():
                yield wanted.response(HomesPath(it).path, properties.of_container(by))
        case PrincipalsPath():
            yield wanted.response(at.path, properties.of_principals(by))
            if is_deep and by.person_id:
                # Its only child that is shown: the directory is not listed through this door.
                yield await _principal(request, PrincipalPath(by.person_id), wanted)
        case PrincipalPath() | ProxyPath():
            async for response in _principals(request, at, wanted, is_deep):
                yield response
        case HomesPath():
            yield wanted.response(at.path, properties.of_container(by))
            if is_deep and by.person_id:
                home = HomePath(at.dav, by.person_id)
                yield wanted.response(home.path, properties.of_home(by.person_id, by))
        case HomePath():
            async for response in _home(request, at, wanted, is_deep):
                yield response
        case OutboxPath() | ObjectPath():
            yield await _alone(request, at, wanted)


async def _alone(request: Request, at: OutboxPath | ObjectPath, wanted: Wanted) -> str:
    """Of what has nothing in it."""
    if isinstance(at, OutboxPath):
        return wanted.response(at.path, of_outbox(at, request.by))
    return _writer(request, at.collection, wanted)(await one(request, at))


async def _principals(
    request: Request, at: PrincipalPath | ProxyPath, wanted: Wanted, is_deep: bool
) -> AsyncIterator[str]:
    groups = [at] if isinstance(at, ProxyPath) else []
    if isinstance(at, PrincipalPath):
        yield await _principal(request, at, wanted)
        if is_deep and at.id == request.by.person_id:
            groups = [ProxyPath(at.id, writes) for writes in (True, False)]
    for group in groups:
        known = await of_group(group, request.addresses.served, by=request.by)
        yield wanted.response(group.path, known)


async def _principal(request: Request, at: PrincipalPath, wanted: Wanted) -> str:
    known = await of_principal(at.id, request.addresses.served, by=request.by)
    return wanted.response(at.path, known)


async def _home(
    request: Request, at: HomePath, wanted: Wanted, is_deep: bool
) -> AsyncIterator[str]:
    yield wanted.response(at.path, properties.of_home(at.person_id, request.by))
    if is_deep:
        for found in await collections_in(at, by=request.by):
            path = CollectionPath(at, found.segment)
            yield collection_response(wanted, path, found, request.by)


async def _collection(request: Request, at: CollectionPath, wanted: Wanted) -> Answer:
    door, by = at.home.dav, request.by
    found = await door.collection(at.segment, by=by)
    own = collection_response(wanted, at, found, by)
    if request.depth == 0:
        return answers.multistatus([own])
    write = _writer(request, at, wanted)

    async def responses() -> AsyncIterator[str]:
        yield own
        async for batch in door.entries(at.segment, by=by):
            yield "".join(map(write, batch))

    return answers.streamed(responses())


def _writer(request: Request, at: CollectionPath, wanted: Wanted) -> Callable[[Entry], str]:
    return entry_writer(wanted, at.path, at.home.dav.sort, request.by)
