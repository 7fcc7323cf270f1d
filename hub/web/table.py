"""All doors of the hub, and which of them a request is at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.web.routes import Door, MountedApp, PageRoute


@dataclass(frozen=True, slots=True)
class Found:
    """The route at a path; for a method it does not know, `allowed` says those that are."""

    route: BaseRoute
    door: Door | None
    child: Scope
    allowed: str = ""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.allowed:
            raise HTTPException(405, headers={"Allow": self.allowed})
        scope["route"] = self.route
        scope.update(self.child)
        await self.route.handle(scope, receive, send)


class Resolve:
    """Finds the door of a request before anything is decided about it; nothing runs yet."""

    def __init__(self, app: ASGIApp, table: Table) -> None:
        self.app = app
        self.table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = scope["found"] = self.table.find(scope)
        scope["door"] = found.door if found else None
        await self.app(scope, receive, send)


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """The innermost layer: the handler that was found."""
    found: Found | None = scope["found"]
    if found is None:
        raise HTTPException(404)
    await found.answer(scope, receive, send)


class Table:
    """Routes in their order; the first that matches answers."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._anywhere: list[BaseRoute] = []
        self._below: dict[str, list[BaseRoute]] = defaultdict(list)
        self._names: dict[str, PageRoute | MountedApp] = {}
        for route in routes:
            self._add(route)

    def find(self, scope: Scope) -> Found | None:
        methods: set[str] = set()
        partial: Found | None = None
        for route in self._candidates(scope["path"]):
            match, child = route.matches(scope)
            door = getattr(route, "door", None)
            if match is Match.FULL:
                return Found(route, door, child)
            if match is Match.PARTIAL and isinstance(route, PageRoute):
                methods |= route.methods or set()
                partial = partial or Found(route, door, child)
        if partial is None:
            return None
        return Found(partial.route, partial.door, partial.child, ", ".join(sorted(methods)))

    def takes_forms_alone(self, path: str) -> bool:
        """Whether a browser that goes there, or reloads it, is told that it may not (405)."""
        found = self.find({"type": "http", "method": "GET", "path": path, "headers": []})
        return found is not None and bool(found.allowed)

    def path(self, name: str, **values: Any) -> str:
        """The path of the door called `name`, without host.

        Raises:
            KeyError: there is none.
        """
        return str(self._names[name].url_path_for(name, **values))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def _candidates(self, path: str) -> list[BaseRoute]:
        return self._below.get(_first(path), self._anywhere)

    def _add(self, route: BaseRoute) -> None:
        if isinstance(route, PageRoute | MountedApp):
            self._name(route)
        elif not isinstance(route, WebSocketRoute):
            raise TypeError(f"Declare {route!r} with page, json or mount.")
        path = route.path
        if not (first := _first(path)) or "{" in first:
            self._anywhere.append(route)
            for routes in self._below.values():
                routes.append(route)
            return
        if first not in self._below:
            self._below[first] = list(self._anywhere)
        self._below[first].append(route)

    def _name(self, route: PageRoute | MountedApp) -> None:
        name = str(route.name)
        if name in self._names and self._names[name].path != route.path:
            raise ValueError(f"Two addresses are called {name}.")
        self._names.setdefault(name, route)


def _first(path: str) -> str:
    return path[1:].partition("/")[0]
