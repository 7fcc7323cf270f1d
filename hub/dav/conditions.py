"""On what conditions something is changed (RFC 9110 §13.1, RFC 4918 §10.4)."""

from __future__ import annotations

from hub.dav.addresses import CollectionPath, ObjectPath
from hub.dav.requests import Request, weak
from hub.domain.dav import Match, Unmet


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
    is_new = "*" in unwanted
    if isinstance(request.at, ObjectPath) and (len(wanted) > 1 or (unwanted and not is_new)):
        there = await _etag(request, request.at)
        if (wanted and not {there, "*"} & set(wanted)) or weak(there) in map(weak, unwanted):
            raise Unmet("", 412)
        wanted = [there] if wanted else []
    return Match(wanted[0] if wanted else "", is_new)


async def _etag(request: Request, at: ObjectPath) -> str:
    """Of what is there; empty where there is nothing."""
    door = at.collection.home.dav
    found = await door.objects(at.collection.segment, [at.href], by=request.by)
    return found[0].etag if found else ""
