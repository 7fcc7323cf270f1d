"""Every route × every method × everybody: who may, who may not, and who must not know.

    await Matrix(routes, cases, cast, snapshot).check()

A route without a case fails: a new door is closed until a test says for whom it opens. Nothing
here knows which application it asks.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.routing import BaseRoute

from hub.database import new_key
from hub.web.routes import PageRoute
from tests.access.asking import Answer, Visitor, call

ODD_METHODS = (
    "TRACE", "TRACK", "CONNECT", "PURGE", "OPTIONS", "PROPFIND", "MKCOL", "LOCK", "MOVE", "COPY",
    "PUT", "PATCH", "DELETE", "get", "Get", "_helper", "GET\t", "", "__init__", "handle", "HEADER",
)  # fmt: skip
ODD_PATHS = (
    "",
    "x",
    "http://127.0.0.1/x",
    "//x/../../etc/passwd",
    "/\x00",
    "/a\nb",
    "*",
    "/%2e%2e",
)
ODD_HOSTS = ("a/?x=", "evil.example", "127.0.0.1:8000@evil.example", "", "127.0.0.1:8000/x", "[::1")

Statuses = Mapping[str, int]
"""By name of a visitor."""


@dataclass(frozen=True)
class Case:
    """A route as the matrix asks it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Of its path: a thing that is alice's, bob reads, and the stranger must not know."""
    readable: Mapping[str, int] = field(default_factory=dict)
    """For a path with several keys: of each, one of the same kind that the stranger may read."""
    sends: Mapping[str, str] = field(default_factory=dict)
    """A form that is right."""
    query: str = ""
    get: Statuses = field(default_factory=dict)
    post: Statuses = field(default_factory=dict)
    """What differs from the rule of `Matrix.expected`."""
    is_own: bool = False
    """The page is of whoever asks, so nobody is a stranger there."""


@dataclass
class Matrix:
    """The routes, one case a route name, and who asks."""

    routes: Sequence[BaseRoute]
    cases: Mapping[str, Case]
    owner: Visitor
    reader: Visitor
    stranger: Visitor
    nobody: Visitor
    snapshot: Callable[[], Awaitable[object]]
    """What the database holds, to be compared."""
    faults: list[str] = field(default_factory=list)

    async def check(self) -> None:
        """Raises `AssertionError` with every fault."""
        self._check_cases()
        for route in self._pages:
            case = self.cases[str(route.name)]
            await self._check_nobody(route, case)
            await self._check_stranger(route, case)
            await self._check_each_key(route, case)
            await self._check_odd_methods(route, case)
        await self._check_everybody()
        await self._check_odd_requests()
        assert not self.faults, "\n".join(self.faults)

    def expected(self, visitor: Visitor, method: str, route: PageRoute, case: Case) -> int:
        """The rule: who owns may, who reads reads, and to a stranger there is nothing."""
        said = case.get if method == "GET" else case.post
        if visitor.name in said:
            return said[visitor.name]
        if visitor is self.nobody and not route.door.is_open:
            return 303
        if method == "GET":
            return 404 if visitor is self.stranger and not case.is_own else 200
        if case.is_own or visitor is self.owner:
            return 303
        return 403 if visitor is self.reader else 404

    @property
    def _pages(self) -> list[PageRoute]:
        return [route for route in self.routes if isinstance(route, PageRoute)]

    def _check_cases(self) -> None:
        names = {str(route.name) for route in self._pages}
        if missing := sorted(names - self.cases.keys()):
            raise AssertionError(f"No case says who may use: {', '.join(missing)}")
        if unknown := sorted(self.cases.keys() - names):
            raise AssertionError(f"Cases of no route: {', '.join(unknown)}")
        for route in self._pages:
            asked, said = set(route.param_convertors), self.cases[str(route.name)].values.keys()
            assert asked == set(said), f"{route.path}: the case says {sorted(said)}"

    async def _check_everybody(self) -> None:
        """The owner's forms last: what she sends may change what others are asked about."""
        others = (self.nobody, self.stranger, self.reader)
        asked = [("GET", it) for it in (*others, self.owner)] + [("POST", it) for it in others]
        for (method, visitor), route in itertools.product(asked, self._pages):
            await self._check_one(route, method, visitor)
        for route in self._pages:
            await self._check_one(route, "POST", self.owner)

    async def _check_one(self, route: PageRoute, method: str, visitor: Visitor) -> None:
        if method not in (route.methods or set()):
            return
        case = self.cases[str(route.name)]
        answer = await self._ask(visitor, method, self._path(route, case.values), case)
        expected = self.expected(visitor, method, route, case)
        is_right = answer.status == expected
        self._note(route, method, visitor, is_right, f"{answer.status} instead of {expected}")

    async def _check_nobody(self, route: PageRoute, case: Case) -> None:
        """Signed out, a closed door and none at all are the same."""
        path = self._path(route, case.values)
        if route.door.is_open or path == "/":  # everybody knows that a site has a first page
            return
        nowhere = "/nowhere" + path
        for method in sorted(route.methods or set()):
            for accept in ("text/html", "application/json", "*/*"):
                asked = [
                    await self._ask(self.nobody, method, it, case, accept=accept)
                    for it in (path, nowhere)
                ]
                same = _told(asked[0], path) == _told(asked[1], nowhere)
                self._note(route, method, self.nobody, same, "is told whether it exists")

    async def _check_stranger(self, route: PageRoute, case: Case) -> None:
        """To a stranger, what he may not know and what does not exist are the same; and he changes
        nothing."""
        if case.is_own or not case.values or route.door.is_open:
            return
        path = self._path(route, case.values)
        missing = self._path(route, {key: _other(value) for key, value in case.values.items()})
        for method in sorted((route.methods or set()) & {"GET", "POST"}):
            before = await self.snapshot()
            for sends in (case.sends, {}, dict.fromkeys(case.sends, "\ud7ff" * 9000)):
                asked = [
                    await self._ask(self.stranger, method, it, case, sends=sends)
                    for it in (path, missing)
                ]
                same = _told(asked[0], path) == _told(asked[1], missing)
                self._note(route, method, self.stranger, same, "is told whether it exists")
            unchanged = before == await self.snapshot()
            self._note(route, method, self.stranger, unchanged, "changed something")

    async def _check_each_key(self, route: PageRoute, case: Case) -> None:
        """Of several keys, one foreign one is enough to be refused (test A1)."""
        keys = sorted(case.readable)
        ids = [key for key, it in route.param_convertors.items() if type(it).__name__ == "_Key"]
        if len(ids) > 1:
            self._note(route, "*", self.stranger, keys == sorted(ids), "lacks `readable` keys")
        for foreign in itertools.product((True, False), repeat=len(keys)):
            if not any(foreign):
                continue
            chosen = {
                key: case.values[key] if is_foreign else case.readable[key]
                for key, is_foreign in zip(keys, foreign, strict=True)
            }
            before = await self.snapshot()
            for method in sorted((route.methods or set()) & {"GET", "POST"}):
                path = self._path(route, {**case.values, **chosen})
                answer = await self._ask(self.stranger, method, path, case)
                self._note(route, method, self.stranger, answer.status == 404,
                           f"{answer.status} with {chosen}")  # fmt: skip
            unchanged = before == await self.snapshot()
            self._note(route, "*", self.stranger, unchanged, f"changed something with {chosen}")

    async def _check_odd_methods(self, route: PageRoute, case: Case) -> None:
        path = self._path(route, case.values)
        before = await self.snapshot()
        for method in ODD_METHODS:
            if method in (route.methods or set()):
                continue
            for visitor in (self.owner, self.stranger, self.nobody):
                answer = await self._ask(visitor, method, path, case)
                refused = answer.status in {400, 401, 403, 404, 405} or (
                    visitor is self.nobody and answer.status == 303
                )
                self._note(route, method or "(none)", visitor, refused, f"{answer.status}")
        unchanged = before == await self.snapshot()
        self._note(route, "odd methods", self.owner, unchanged, "changed something")

    async def _check_odd_requests(self) -> None:
        cookie = (b"cookie", self.owner.cookie.encode())
        for path in ODD_PATHS:
            answer = await self.owner.ask("GET", path)
            self._fault(answer.status in {400, 404}, f"path {path!r}: {answer.status}")
        for host in ODD_HOSTS:
            headers = [(b"host", host.encode()), cookie]
            answer = await call(self.owner.app, "GET", "/", headers)
            self._fault(answer.status == 400, f"host {host!r}: {answer.status}")
        twice = [(b"host", b"127.0.0.1:8000"), (b"host", b"evil.example"), cookie]
        for headers in ([cookie], twice):
            answer = await call(self.owner.app, "GET", "/", headers)
            self._fault(answer.status == 400, f"hosts {headers}: {answer.status}")

    async def _ask(
        self,
        visitor: Visitor,
        method: str,
        path: str,
        case: Case,
        *,
        sends: Mapping[str, str] | None = None,
        accept: str = "text/html",
    ) -> Answer:
        form = None if method in {"GET", "HEAD"} else (case.sends if sends is None else sends)
        return await visitor.ask(
            method, path, query=case.query, sends=form, headers={"accept": accept}
        )

    def _path(self, route: PageRoute, values: Mapping[str, Any]) -> str:
        return str(route.url_path_for(str(route.name), **values))

    def _note(
        self, route: PageRoute, method: str, visitor: Visitor, is_right: bool, fault: str
    ) -> None:
        self._fault(is_right, f"{method} {route.path} as {visitor.name}: {fault}")

    def _fault(self, is_right: bool, fault: str) -> None:
        if not is_right:
            self.faults.append(fault)


def _other(value: Any) -> Any:
    """A key that nothing has; words stay."""
    return new_key() if isinstance(value, int) else value


def _told(answer: Answer, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """What the answer tells, but for the path that was asked and the number of the request."""
    number = answer.header("x-request-id").encode()

    def blank(text: bytes) -> bytes:
        text = text.replace(number, b"NUMBER") if number else text
        for written in (path, path.replace("/", "%2F")):
            text = text.replace(written.encode(), b"PATH")
        return text

    headers = sorted((key.decode().lower(), blank(value).decode()) for key, value in answer.headers)
    kept = [it for it in headers if it[0] != "content-length"]
    return answer.status, kept, blank(answer.body)
