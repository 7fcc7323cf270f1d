"""Somebody of a school, in the whole demo: their school, their account, nothing of the house."""

from __future__ import annotations

import pytest
from starlette.routing import BaseRoute

from hub.access import actors
from hub.app import App, Hub
from hub.database import read
from hub.demo import load
from hub.demonstration import demos
from hub.parts import ROUTES
from hub.people.days import today
from hub.web.routes import PageRoute
from hub_extranet.schools.models import School
from tests.access import asking
from tests.access.asking import Visitor
from tests.home.counting import counting
from tests.home.reader import reader, signed_in

pytestmark = pytest.mark.anyio

OWN = frozenset({
    "/", "/today", "/schools", "/search", "/meetings",
    "/schools/{school:id}", "/schools/{school:id}/week", "/schools/{school:id}/poster.pdf",
    "/access/{kind}/{thing:id}", "/access/{kind}/{thing:id}/list.csv",
})  # fmt: skip
"""What somebody of a school opens, and `/calendars`: of each, their own and nothing else. Beside it
what everybody has, below `EVERYBODY`."""
EVERYBODY = (
    "/account", "/sign-in", "/sign-out", "/healthz", "/readyz", "/password-resets", "/invitations",
    "/slips", "/demo", "/links", "/oidc", "/sso", "/sign-on", "/.well-known",
)  # fmt: skip
WORDS = {"kind": "school", "day": "2026-12-08"}


async def demo() -> None:
    await load.load("s", today(), demos=demos(), by=await actors.of_job("demo"))


def _pages() -> list[PageRoute]:
    every: list[BaseRoute] = list(ROUTES)
    return [
        it
        for it in every
        if isinstance(it, PageRoute)
        and "GET" in (it.methods or ())
        and not it.path.startswith(EVERYBODY)
    ]


async def _keys() -> list[int]:
    """A key of each table, so that whatever a page is of, there is one of it."""
    tables = await read(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if await _is_sqlite()
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    found = []
    for table in sorted(row["name"] for row in tables):
        try:
            found += [row["id"] for row in await read(f'SELECT MAX(id) AS id FROM "{table}"')]
        except Exception:  # a table without such a column
            continue
    return [it for it in dict.fromkeys(found) if isinstance(it, int) and it > 1000]


async def _is_sqlite() -> bool:
    from hub import settings

    return settings.current.get().is_sqlite


def _paths(route: PageRoute, keys: list[int]) -> list[str]:
    ids = [name for name, it in route.param_convertors.items() if type(it).__name__ == "_Key"]
    rest = {name: WORDS.get(name, "x") for name in route.param_convertors if name not in ids}
    chosen = [dict.fromkeys(ids, key) for key in (keys if ids else keys[:1])]
    return [str(route.url_path_for(str(route.name), **rest, **some)) for some in chosen]


async def test_a_school_reaches_nothing_of_the_house(hub: Hub) -> None:
    await demo()
    visitor = await asking.signed_in(App(hub), "school", await signed_in("school"))
    own = await _own_school(visitor)
    keys, secret = [own, *await _keys()], await _secret_names(own)
    assert len(secret) > 50
    calendar = (await School.get(id=own)).calendar_id
    readable = {own, calendar}
    opened: dict[str, list[str]] = {}
    for path, route in [(path, it) for it in _pages() for path in _paths(it, keys)]:
        answer = await visitor.get(path)
        is_own = not route.param_convertors or any(str(it) in path for it in readable)
        refused = {403, 404} if is_own else {404}
        assert answer.status in {200, 302, 303, *refused}, f"{path}: {answer.status}"
        if answer.status not in refused:
            opened.setdefault(str(route.path), []).append(path)
            assert [name for name in secret if name in answer.body.decode("latin1")] == [], path
    more = {it for it in opened if it not in OWN and not it.startswith("/calendars")}
    assert more == set()
    assert opened["/schools/{school:id}"] == [f"/schools/{own}"]
    of_others = [it for paths in opened.values() for it in paths if not _is_of(it, readable)]
    assert of_others == []


def _is_of(path: str, readable: set[int | None]) -> bool:
    """Whether each key in the path is one of these."""
    return {int(it) for it in path.split("/") if it.isdecimal()} <= readable


async def _own_school(visitor: Visitor) -> int:
    answer = await visitor.get("/schools")
    assert answer.status == 303
    return int(answer.header("location").rpartition("/")[2])


async def _secret_names(own: int) -> set[str]:
    """Of people whom nothing of that school names, as a page in UTF-8 would have them."""
    rows = await read(
        "SELECT given_name, family_name, (id IN (SELECT person_id FROM weekly_line"
        " WHERE school_id = :own AND NOT person_id IS NULL) OR id IN (SELECT o.person_id"
        " FROM line_override o JOIN weekly_line l ON l.id = o.line_id WHERE l.school_id = :own"
        " AND NOT o.person_id IS NULL) OR id IN (SELECT published_by_id FROM timetable_edition"
        " WHERE school_id = :own) OR id IN (SELECT person_id FROM position"
        " WHERE group_id = :own)) AS is_told FROM person",
        own=own,
    )
    names = {
        is_told: {
            f"{it['given_name']} {it['family_name']}"
            for it in rows
            if bool(it["is_told"]) == is_told
        }
        for is_told in (True, False)
    }
    return {it.encode().decode("latin1") for it in names[False] - names[True]}


async def test_pages_cost_few_reads(hub: Hub) -> None:
    await demo()
    school = await School.all().order_by("id").first()
    assert school is not None
    for login, path, most in (
        ("school", "/today", 12), ("school", "", 12), ("school", "/week", 12),
        ("agent", "/schools", 12), ("agent", "/prepare", 12), ("agent", "/publication", 15),
    ):  # fmt: skip
        address = path if path in {"/today", "/schools"} else f"/schools/{school.id}{path}"
        async with reader(hub, login) as client:
            with counting() as sent:
                answer = await client.get(address)
        assert answer.status_code == 200
        assert 0 < len(sent) <= most, "\n".join((address, *sent))
