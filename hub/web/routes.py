"""How an address is declared: nothing is reachable that is not written in a `routes` list.

    routes = [
        page("/people/{person:id}", show, "GET", name="people.person"),
        page("/people/{person:id}/edit", edit, "GET", "POST", name="people.edit"),
    ]

A door is closed unless it says `open=True`: whoever is signed out is sent to sign in, whether or
not there is anything behind the address.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount, Route
from starlette.types import ASGIApp, Scope

from hub.web import csrf
from hub.web.limits import FORM, Limits

Endpoint = Callable[[Request], Awaitable[Response]]

PAGE_METHODS = frozenset({"GET", "POST"})
JSON_METHODS = PAGE_METHODS | {"PUT", "PATCH", "DELETE"}


class Answers(StrEnum):
    """What its reader understands; errors are said the same way."""

    PAGE = "page"
    JSON = "json"
    DAV = "dav"


@dataclass(frozen=True, slots=True)
class Door:
    """What the layers around a handler must know of it, before it runs."""

    answers: Answers
    is_open: bool
    """Reachable signed out."""
    reads_cookies: bool
    """False: the caller shows its credential in each request, so cookies are taken away from it
    and no page of another site can speak for its user: there is nothing to guard against CSRF."""
    limits: Limits


class PageRoute(Route):
    def __init__(
        self, path: str, endpoint: Endpoint, methods: tuple[str, ...], name: str, door: Door
    ) -> None:
        _check(path, methods, JSON_METHODS if door.answers is Answers.JSON else PAGE_METHODS)
        if door.reads_cookies:
            endpoint = csrf.guarded(endpoint, takes_field=door.answers is Answers.PAGE)
        super().__init__(path, endpoint, methods=methods, name=name)
        self.door = door

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        try:
            return super().matches(scope)
        except ValueError:
            # 31 February, or a key beyond 63 bits: the pattern cannot say it, its convertor does.
            return Match.NONE, {}


class MountedApp(Mount):
    def __init__(self, path: str, app: ASGIApp, name: str, door: Door) -> None:
        super().__init__(path, app=app, name=name)
        self.door = door

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["path"] != self.path:
            return super().matches(scope)
        # Its own address, as people type it and as `/.well-known/caldav` is asked for.
        child = {"root_path": scope.get("root_path", ""), "endpoint": self.app, "path_params": {}}
        return Match.FULL, child


def page(
    path: str,
    endpoint: Endpoint,
    *methods: str,
    name: str,
    open: bool = False,
    limits: Limits = FORM,
) -> PageRoute:
    """A page, or what its forms are sent to. `GET` brings `HEAD`; forms know `GET` and `POST`."""
    door = Door(Answers.PAGE, is_open=open, reads_cookies=True, limits=limits)
    return PageRoute(path, endpoint, methods, name, door)


def json(
    path: str,
    endpoint: Endpoint,
    *methods: str,
    name: str,
    open: bool = False,
    cookies: bool = True,
    limits: Limits = FORM,
) -> PageRoute:
    """An address that scripts and other programs call. See `Door.reads_cookies` for `cookies`."""
    door = Door(Answers.JSON, is_open=open, reads_cookies=cookies, limits=limits)
    return PageRoute(path, endpoint, methods, name, door)


def mount(
    path: str,
    app: ASGIApp,
    *,
    name: str,
    answers: Answers,
    open: bool = False,
    limits: Limits = FORM,
) -> MountedApp:
    """An application that owns `path` and all below it; it sees no cookie."""
    return MountedApp(path, app, name, Door(answers, open, reads_cookies=False, limits=limits))


class _Key(Convertor[int]):
    """`{person:id}`: a primary key, 63 bits, written in one way only."""

    regex = "[1-9][0-9]{0,18}"

    def convert(self, value: str) -> int:
        if (key := int(value)) >= 2**63:
            raise ValueError(value)
        return key

    def to_string(self, value: int) -> str:
        return str(value)


class _Date(Convertor[date]):
    """`{day:date}`: an ISO 8601 civil day."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def convert(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_string(self, value: date) -> str:
        return value.isoformat()


register_url_convertor("id", _Key())
register_url_convertor("date", _Date())


def _check(path: str, methods: tuple[str, ...], known: frozenset[str]) -> None:
    if not methods or not known.issuperset(methods):
        raise ValueError(f"{path} must say its methods, out of {', '.join(sorted(known))}.")
    if re.search(r"{\w+:(int|float|path)}", path):
        # An unbounded number overflows the database, and `path` swallows its neighbours.
        raise ValueError(f"{path}: write {{name:id}} for a key, or mount an application.")


def door_of(scope: Scope) -> Door | None:
    """The door that this request came to, once it is known."""
    door: Door | None = scope.get("door")
    return door
