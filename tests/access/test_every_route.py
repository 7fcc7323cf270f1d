"""Every door of the whole application has a case that says for whom it opens.

`Matrix` demands one of each route that it is given. Here it is demanded that each route is given to
one: a module whose tests forget it fails on the day that it is added.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from starlette.routing import BaseRoute

from hub import parts
from hub.dav.gateway import Gateway
from hub.web.routes import PageRoute
from tests.access.matrix import Case
from tests.dav import test_doors as dav

TESTS = Path(__file__).parent.parent
APART = {
    "sign_out": "Whoever asks could ask no more: `tests/accounts/test_sign_in_pages.py`.",
    "dav": "No pages, but methods: `tests/dav/test_doors.py`, and below.",
    "caldav": "Leads to the one above: `tests/dav/test_reading.py`.",
    "carddav": "Leads there too.",
}


def cases() -> Iterator[str]:
    """The keys of every dictionary of the tests that has a `Case` among its values."""
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                yield from _names(node)


def _names(node: ast.Dict) -> list[str]:
    if not any(map(_is_case, node.values)):
        return []
    return [str(key.value) for key in node.keys if isinstance(key, ast.Constant)]


def _is_case(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == Case.__name__
    )


def uncovered(routes: tuple[BaseRoute, ...]) -> list[str]:
    known = {*cases(), *APART}
    return sorted({str(getattr(it, "name", it)) for it in routes} - known)


def test_every_route_has_a_case() -> None:
    assert uncovered(parts.ROUTES) == []


def test_a_route_without_a_case_is_named() -> None:
    door = next(it for it in parts.ROUTES if isinstance(it, PageRoute)).door
    new = PageRoute("/new", print, ("GET",), "new.one", door)  # type: ignore[arg-type]
    assert uncovered((*parts.ROUTES, new)) == ["new.one"]


def test_what_stands_apart_is_a_route() -> None:
    names = {str(getattr(it, "name", "")) for it in parts.ROUTES}
    assert names >= APART.keys()


def test_every_method_of_dav_is_asked_by_everybody() -> None:
    reading = (*dav.READS, *dav.BUSY)
    changing = (*dav.WRITES, *dav.OWNS, *dav.MAKES, *dav.SENDS)
    asked = {method for method, *_ in (*reading, *changing)}
    assert asked == Gateway(parts.SERVED).handlers.keys()
