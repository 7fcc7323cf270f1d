"""Who is at the door: from the cookie of a request or a WebSocket to an actor and their shell."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from hub.access import actors
from hub.accounts import sessions
from hub.actor import Actor
from hub.language import N_
from hub.web import cookies
from hub.web.sign_in import NOBODY_THERE, Identity, Place

TODAY = Place("/today", N_("Today"), "today")
ADMINISTRATION = Place("/admin/accounts", N_("Accounts"), "people")
JOURNAL = Place("/admin/journal", N_("Journal"), "clock")


async def of_request(connection: HTTPConnection) -> Identity:
    """Nobody, unless the cookie is that of a session which has not ended."""
    token = cookies.read(connection)
    found = await actors.of_session(token) if token else None
    if found is None:
        return NOBODY_THERE
    actor, session = found
    sessions.seen(session)
    return Identity(actor, session, session.language, places(actor))


async def of_socket(websocket: WebSocket) -> Actor | None:
    """The same for `/live`, which does not count as use: an open page must not stay signed in."""
    token = cookies.read(websocket)
    found = await actors.of_session(token) if token else None
    return found[0] if found else None


def places(actor: Actor) -> tuple[Place, ...]:
    """The navigation of this person: at most five, home first."""
    return (TODAY, ADMINISTRATION, JOURNAL) if actor.is_administrator else (TODAY,)
