"""A page of the demo against the same template and middleware with its context in memory.

What is between the two is the database: whose session it is, and what the page shows. On the
database that `HUB_TEST_DATABASE` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from tortoise.connection import get_connection

from hub import demonstration, identify, settings
from hub.access import actors
from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.database import migrations
from hub.demo import load
from hub.domains import TABLES
from hub.home import pages
from hub.parts import ROUTES, TEMPLATES
from hub.people import actions
from hub.people.days import today
from hub.people.models import Person, Position
from hub.settings import Settings
from hub.web.render import render
from hub.web.routes import page
from hub.web.sign_in import Identity
from hub.web.site import Site
from tests.benchmarks import Figure, Ratio, medians
from tests.conftest import DIALECT
from tests.home.counting import counting
from tests.home.reader import browser, signed_in
from tools.postgres import cluster

# A round is one page: on a busy machine the median of many short ones is the steadier.
SIZE, AWAY, ROUNDS = "l", 6, 400
GOAL = 6
BY = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier")
# A page is answered for one request alone: token, number and moment differ.
OWN = re.compile(r'(csrf-token" content="|name="csrf" value="|ribbon-now" style=")[^"]*|\d+ h \d+')


async def measure() -> list[Ratio | Figure]:
    with database() as made:
        await migrations.migrate(made, TABLES)
        async with Hub(made).running() as hub:
            await fill()
            return await home(hub)


async def home(hub: Hub) -> list[Ratio | Figure]:
    token = await signed_in("agent")
    whole = Site(ROUTES, packages=TEMPLATES, identify=identify.of_request)
    kept = await in_memory(token)
    async with browser(hub, whole, token) as real, browser(hub, kept, token) as floor:
        with counting() as sent:
            text = await get(real)
        assert text.count("Absent ") == AWAY, "the page shows who is away"
        with counting() as sent_by_floor:
            assert OWN.sub("", await get(floor)) == OWN.sub("", text)
        assert not sent_by_floor, "the floor has everything in memory"
        times = await medians(ROUNDS, page=lambda: get(real), floor=lambda: get(floor))
    return [
        Ratio("home", times["page"] / times["floor"], GOAL),
        Figure("home", times["page"] * 1000, f"ms a page on {DIALECT}"),
        Figure("home in memory", times["floor"] * 1000, "ms a page"),
        Figure("home", len(sent), "statements"),
    ]


@contextmanager
def database() -> Iterator[Settings]:
    with TemporaryDirectory() as folder:
        if DIALECT == "sqlite":
            yield settings.load(data=Path(folder), demo=True)
            return
        with cluster() as url:
            yield settings.load(data=Path(folder), database_url=f"{url}?sslmode=disable", demo=True)


async def fill() -> None:
    """The demo, with colleagues of `agent` away."""
    by = await actors.of_job("demo")
    await load.load(SIZE, today(), demos=demonstration.demos(), by=by)
    unit = await Position.get(person__account__login="agent")
    instead = await Person.get(account__login="secretary")
    for number in range(AWAY):
        person = await actions.create_person(by=BY, given_name=f"Absent {number}", family_name="X")
        await actions.start_position(person.id, unit.group_id, by=BY, starts_on=unit.starts_on)
        await actions.declare_absence(
            person.id, by=BY, starts_on=today(), ends_on=today() + timedelta(number),
            replacement_id=instead.id,
        )  # fmt: skip
    if DIALECT == "postgresql":  # as it does by itself within a minute or two of such a change
        await get_connection("default").execute_query("ANALYZE")


async def in_memory(token: str) -> Site:
    """The same page whose reader and rows are there before the request."""
    cookie = f"hub={token}".encode()
    connection = HTTPConnection({"type": "http", "headers": [(b"cookie", cookie)]})
    identity = await identify.of_request(connection)
    context = await pages.seen(all_of_it=False, by=identity.actor)

    async def who(_connection: HTTPConnection) -> Identity:
        return identity

    async def show(request: Request) -> Response:
        return render(request, "home/today.html", **context)

    others = [route for route in ROUTES if getattr(route, "path", "") != "/today"]
    mine = page("/today", show, "GET", name="today")
    return Site([*others, mine], packages=TEMPLATES, identify=who)


async def get(client: httpx2.AsyncClient) -> str:
    answer = await client.get("/today")
    assert answer.status_code == 200, answer.status_code
    return answer.text
