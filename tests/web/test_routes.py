"""How an address may be declared, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from hub.web.routes import Answers, json, mount, page
from hub.web.table import Table


async def _nothing(request: Request) -> Response:
    return Response()


async def _app(scope: object, receive: object, send: object) -> None: ...


@pytest.mark.parametrize(
    "declare",
    [
        lambda: page("/x", _nothing, name="x"),
        lambda: page("/x", _nothing, "DELETE", name="x"),
        lambda: page("/x", _nothing, "get", name="x"),
        lambda: json("/x", _nothing, "TRACE", name="x"),
        lambda: page("/{x:int}", _nothing, "GET", name="x"),
        lambda: page("/{x:path}", _nothing, "GET", name="x"),
    ],
)
def test_what_may_not_be_declared(declare: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        declare()


@pytest.mark.parametrize("route", [Route("/x", _nothing), Mount("/x", _app)])
def test_routes_of_starlette_itself_have_no_guard(route: Route) -> None:
    with pytest.raises(TypeError, match="page, json or mount"):
        Table([route])


def test_a_name_is_one_address() -> None:
    with pytest.raises(ValueError, match="Two addresses"):
        Table([page("/a", _nothing, "GET", name="x"), page("/b", _nothing, "GET", name="x")])


def test_a_door_is_closed_until_it_says_otherwise() -> None:
    assert page("/x", _nothing, "GET", name="x").door.is_open is False
    assert mount("/x", _app, name="x", answers=Answers.DAV).door.reads_cookies is False


def test_paths_by_name() -> None:
    table = Table([
        page("/people/{person:id}", _nothing, "GET", name="person"),
        page("/on/{day:date}", _nothing, "GET", name="day"),
        mount("/dav", _app, name="dav", answers=Answers.DAV),
    ])  # fmt: skip
    assert table.path("person", person=7) == "/people/7"
    assert table.path("day", day=date(2026, 12, 8)) == "/on/2026-12-08"
    assert table.path("dav", path="x") == "/dav/x"
    assert "person" in table
    with pytest.raises(KeyError):
        table.path("nobody")


def test_the_first_that_matches_answers() -> None:
    def found(path: str) -> str:
        scope = {"type": "http", "method": "GET", "path": path}
        it = table.find(scope)
        return str(getattr(it.route, "name", "")) if it else ""

    table = Table([
        page("/people/new", _nothing, "GET", name="new"),
        page("/{any}/{x}", _nothing, "GET", name="any"),
        page("/people/{person}", _nothing, "GET", name="person"),
        page("/", _nothing, "GET", name="root"),
    ])  # fmt: skip
    assert found("/people/new") == "new"
    assert found("/people/7") == "any"
    assert found("/units/7") == "any"
    assert found("/") == "root"
    assert found("/units") == found("/people/7/8") == ""


def test_a_path_with_two_methods_in_two_routes() -> None:
    table = Table([
        page("/x", _nothing, "GET", name="show"), page("/x", _nothing, "POST", name="change"),
    ])  # fmt: skip
    asked = {"type": "http", "path": "/x"}
    post, delete = (table.find({**asked, "method": it}) for it in ("POST", "DELETE"))
    assert post is not None
    assert (getattr(post.route, "name", ""), post.allowed) == ("change", "")
    assert delete is not None
    assert delete.allowed == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("path", "is_found"), [("/dav", True), ("/dav/", True), ("/dav/x/y", True), ("/davx", False)]
)
def test_a_mounted_application_has_its_own_address_too(path: str, is_found: bool) -> None:
    table = Table([mount("/dav", _app, name="dav", answers=Answers.DAV)])
    found = table.find({"type": "http", "method": "PROPFIND", "path": path})
    assert (found is not None) is is_found
