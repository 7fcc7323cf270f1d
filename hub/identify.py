"""Who is at the door: from a cookie or a device's password to an actor and their shell."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from hub.access import actors
from hub.accounts import sessions
from hub.actor import Actor
from hub.current import Current
from hub.dav import credentials
from hub.domain.ports import Place as DomainPlace
from hub.language import N_
from hub.web import cookies
from hub.web.routes import Answers, door_of
from hub.web.sign_in import NOBODY_THERE, Identity, Place

TODAY = Place("/today", N_("Today"), "today")
ADMINISTRATION = Place("/admin/accounts", N_("Administration"), "tool")
MOST = 5  # that the bar at the foot of a phone has room for

navigation: Current[Sequence[DomainPlace]] = Current("the places of the domains")


async def of_request(connection: HTTPConnection) -> Identity:
    """Nobody, unless the cookie is that of a session which has not ended. Over DAV there is no
    cookie, and no page around the answer."""
    door = door_of(connection.scope)
    if door and door.answers is Answers.DAV:
        return Identity(await credentials.current.get().actor(connection))
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
    """The navigation of this person: at most five, the first of which is where they begin,
    administration last. Whoever is not inside begins with what they are here for: their school."""
    last = (ADMINISTRATION,) if actor.is_administrator else ()
    shown = [
        Place(it.path, it.label, it.icon)
        for it in navigation.get()
        if it.shown is None or it.shown(actor)
    ]
    first = (TODAY,) if actor.is_inside else (*shown[:1], TODAY)
    rest = shown if actor.is_inside else shown[1:]
    return (*first, *rest[: MOST - len(first) - len(last)], *last)
