"""On what conditions something is changed (RFC 9110 §13.1, RFC 4918 §10.4, RFC 6638 §8.3)."""

from __future__ import annotations

from hub.dav.addresses import CollectionPath, ObjectPath
from hub.dav.requests import Request, weak
from hub.domain.dav import Entry, Match, Unmet


async def match(request: Request) -> Match:
    """What a change waits for. Of several etags that would do, the one that is there: the action
    holds the object and asks again, so what changes in between is not written over.

    Raises:
        Unmet: it cannot be met.
    """
    wanted, unwanted = request.etags("if-match"), request.etags("if-none-match")
    if "if" in request.headers:
        # Of tokens of locks, of which there are none, mostly. A condition that is not
        # understood is not met: to pass it over would write over somebody's change.
        raise Unmet("", 412)
    if isinstance(request.at, CollectionPath) and wanted not in ([], ["*"]):
        raise Unmet("", 412)  # it has no etag that a change could name
    if "if-schedule-tag-match" in request.headers:
        wanted.append(await _etag_of_plan(request))
    is_new = "*" in unwanted
    if isinstance(request.at, ObjectPath) and (len(wanted) > 1 or (unwanted and not is_new)):
        there = await _etag(request, request.at)
        if (wanted and not {there, "*"} & set(wanted)) or weak(there) in map(weak, unwanted):
            raise Unmet("", 412)
        wanted = [there] if wanted else []
    return Match(wanted[0] if wanted else "", is_new)


async def _etag(request: Request, at: ObjectPath) -> str:
    """Of what is there; empty where there is nothing."""
    found = await _there(request, at)
    return found.etag if found else ""


async def _etag_of_plan(request: Request) -> str:
    """Of what is there, if its plan is still the one that the client knows, whatever others have
    answered since. Raises `Unmet`."""
    found = await _there(request, request.at) if isinstance(request.at, ObjectPath) else None
    tags = request.etags("if-schedule-tag-match")
    if found is None or not found.schedule_tag or found.schedule_tag not in tags:
        raise Unmet("", 412)
    return found.etag


async def _there(request: Request, at: ObjectPath) -> Entry | None:
    door = at.collection.home.dav
    found = await door.objects(at.collection.segment, [at.href], by=request.by)
    return found[0] if found else None
