"""Who is there; and whoever is signed out is sent to sign in, from any address that is not open.

Known and unknown addresses must not differ to a stranger: what he gets depends on what he sent
alone (path of a mounted application, `Accept`), never on the route behind it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.actor import NOBODY, Actor
from hub.language import LANGUAGES, using
from hub.web.redirects import address, page_of
from hub.web.routes import Answers, MountedApp, door_of

SIGN_IN = "/sign-in"


class Session(Protocol):
    """What pages need of a sign-in session."""

    @property
    def csrf_key(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation. `label` is marked with `N_`."""

    path: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request comes from, and what the shell of a page shows for them."""

    actor: Actor = NOBODY
    session: Session | None = None
    language: str = ""
    """What the account chose; empty when it did not."""
    places: tuple[Place, ...] = ()
    """At most five, the first for the home page, by what this person does here."""
    unread: int = 0


Identify = Callable[[HTTPConnection], Awaitable[Identity]]
"""Given by the composition root. On a door that reads no cookies there are none to be read: the
credential is in `Authorization` or in the path."""

NOBODY_THERE = Identity()


class Identified:
    """Puts who is there in the scope."""

    def __init__(self, app: ASGIApp, identify: Identify) -> None:
        self.app = app
        self.identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        door = door_of(scope)
        if door and not door.reads_cookies:
            scope["headers"] = [it for it in scope["headers"] if it[0].lower() != b"cookie"]
        identity = await self.identify(HTTPConnection(scope))
        scope["identity"] = identity
        scope["actor"], scope["session"] = identity.actor, identity.session
        if identity.language in LANGUAGES:
            scope["language"] = identity.language
        with using(scope["language"]):
            await self.app(scope, receive, send)


class SignInRequired:
    """Lets only the signed in, and the doors that are open, pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = door_of(scope)
        if scope["type"] != "http" or (door and door.is_open) or scope["actor"].is_signed_in:
            await self.app(scope, receive, send)
            return
        match expected(scope):
            case Answers.PAGE:
                await RedirectResponse(_sign_in(scope), 303)(scope, receive, send)
            case Answers.DAV:
                raise HTTPException(401, headers={"WWW-Authenticate": 'Basic realm="Parvis"'})
            case Answers.JSON:
                raise HTTPException(401, headers={"WWW-Authenticate": 'Session realm="Parvis"'})


def expected(scope: Scope) -> Answers:
    """What a reader wants who may not learn which door he is at."""
    found = scope.get("found")
    if found and isinstance(found.route, MountedApp):
        return found.route.door.answers
    accept = Headers(scope=scope).get("accept", "").lower()
    return Answers.JSON if "json" in accept and "html" not in accept else Answers.PAGE


def _sign_in(scope: Scope) -> str:
    back = _wanted(scope)
    return SIGN_IN if back == "/" else f"{SIGN_IN}?{urlencode({'next': back})}"


def _wanted(scope: Scope) -> str:
    """The page to come back to: what was asked, or the page that it was asked from."""
    if page := Headers(scope=scope).get("hx-current-url"):
        return page_of(page)
    if scope["method"] not in {"GET", "HEAD"}:
        return "/"
    return address(scope)
