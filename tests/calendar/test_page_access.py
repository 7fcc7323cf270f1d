"""Every page of calendars for everybody, and that nothing is told of what is not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.access import pages as access
from hub.app import Hub
from hub.settings import Settings
from hub_calendar import actions
from hub_calendar import feeds as door
from hub_calendar.pages import (
    agenda,
    calendars,
    delegates,
    events,
    exporting,
    feeds,
    importing,
    moving,
    quick,
    sharing,
    tasks,
)
from hub_calendar.subscriptions import pages as subscriptions
from tests.access import twins
from tests.access.asking import Visitor
from tests.access.matrix import Case, Matrix
from tests.access.worlds import clone, snapshot
from tests.calendar import worlds
from tests.calendar.worlds import PLACE, SECRET, World, draft, entering, monday, visitor
from tests.conftest import _create

pytestmark = pytest.mark.anyio

ROUTES = [
    *agenda.routes,
    *calendars.routes,
    *quick.routes,
    *events.routes,
    *exporting.routes,
    *importing.routes,
    *moving.routes,
    *sharing.routes,
    *delegates.routes,
    *feeds.routes,
    *tasks.routes,
    *door.routes,
    *subscriptions.routes,
]
VIEWS = (
    "/calendars", "/calendars/day", "/calendars/team", "/calendars/month", "/calendars/list",
)  # fmt: skip
INSIDE = {"address": "http://127.0.0.1:8000/a.ics", "name": "x", "colour": "2"}
CARD = {"name": "Nouveau", "colour": "2", "description": ""}


def filled(calendar: int, **more: str) -> dict[str, str]:
    """The form of an event."""
    sent = {
        "summary": "Titre", "day": monday().isoformat(), "start": "10:00", "end": "11:00",
        "repeat": "once", "interval": "1", "sight": "open", "calendar": str(calendar),
    }  # fmt: skip
    return sent | more


def put_at(**more: str) -> dict[str, str]:
    """What moves an event in the grid."""
    starts = datetime.combine(monday(), time(15))
    ends = starts + timedelta(hours=1)
    return {"starts": starts.isoformat(), "ends": ends.isoformat(), "version": "1"} | more


def cases(world: World) -> dict[str, Case]:
    calendar, event = {"calendar": world.calendar}, {"event": world.event}
    job, followed = {"import": world.job}, {"calendar": world.followed}
    mine = {"listed": str(world.calendar), "shown": str(world.calendar)}
    return {
        "calendars": Case(is_own=True),
        "calendars.day": Case(is_own=True),
        "calendars.team": Case(is_own=True),
        "calendars.month": Case(is_own=True, query="day=2026-12-08"),
        "calendars.year": Case(is_own=True, query="day=2026-12-08"),
        "calendars.list": Case(is_own=True),
        "calendars.shown": Case(is_own=True, sends=mine),
        "calendars.all": Case(is_own=True),
        "calendars.find": Case(is_own=True, query="q=Martin"),
        "calendars.connect": Case(is_own=True),
        "calendars.new": Case(is_own=True, sends=CARD),
        "calendars.calendar": Case(values=calendar),
        "calendars.edit": Case(values=calendar, sends={**CARD, "rank": "1"}, get={"bob": 403}),
        "calendars.sharing": Case(values=calendar, query="q=Martin", get={"bob": 403}),
        "calendars.share": Case(
            values=calendar, query=f"principal={world.denise.id}", sends={"role": "read"},
            get={"bob": 403},
        ),
        "calendars.delegates": Case(is_own=True, query="q=Martin"),
        "calendars.delegates.name": Case(
            is_own=True, query=f"principal={world.denise.id}", sends={"role": "edit"}
        ),
        "calendars.delegates.dismiss": Case(
            is_own=True, sends={"principal": str(world.denise.id)}
        ),
        "calendars.feeds": Case(values=calendar, get={"bob": 403}),
        "calendars.feeds.new": Case(
            values=calendar, sends={"name": "Site", "kind": "busy"}, get={"bob": 403},
            post={"alice": 200},
        ),
        "calendars.feeds.close": Case(values={"feed": world.spare_feed}),
        "feeds.feed": Case(values={"token": world.token}, is_own=True),
        "calendars.subscribe": Case(
            is_own=True, sends=INSIDE, post=dict.fromkeys(("alice", "bob", "charlie"), 422)
        ),
        "calendars.subscription": Case(
            values=followed, sends=INSIDE, get={"bob": 403}, post={"alice": 422}
        ),
        "calendars.subscription.look": Case(values=followed),
        "calendars.subscription.keep": Case(values=followed),
        "calendars.delete": Case(values={"calendar": world.spare}),
        "calendars.export": Case(values=calendar),
        "calendars.import": Case(is_own=True, post=dict.fromkeys(("alice", "bob", "charlie"), 422)),
        "calendars.import.one": Case(values=job, get={"bob": 404}),
        "calendars.import.start": Case(
            values=job, sends={"version": "1"}, post={"bob": 404}
        ),
        "calendars.import.discard": Case(values=job, post={"alice": 409, "bob": 404}),
        "events.new": Case(
            is_own=True, sends=filled(world.calendar), post={"bob": 403, "charlie": 404}
        ),
        "events.quick": Case(is_own=True, sends={"q": "demain 10h réunion"}),
        "events.event": Case(values=event),
        "events.edit": Case(
            values=event, sends=filled(world.calendar, version="1"), get={"bob": 403}
        ),
        "events.move": Case(values=event, sends=put_at(version="2")),
        "events.answer": Case(  # nobody is invited to it; `test_answering` has who is
            values=event, sends={"partstat": "ACCEPTED", "sequence": "0"}, post={"alice": 403}
        ),
        "events.delete": Case(
            values={"event": world.other}, sends={"version": "1"}, get={"bob": 403}
        ),
        "tasks": Case(is_own=True, sends={"summary": "Ranger"}),
        "tasks.task": Case(
            values={"task": world.task}, sends={"summary": "Devis", "version": "1"},
            get={"bob": 404}, post={"bob": 404},
        ),
        "tasks.tick": Case(
            values={"task": world.ticked}, sends={"version": "1", "done": "1"}, post={"bob": 404}
        ),
        "tasks.delete": Case(
            values={"task": world.dropped}, sends={"version": "1"}, post={"bob": 404}
        ),
    }  # fmt: skip


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    world = await worlds.build()
    alice, bob, charlie, nobody = [
        await visitor(hub, world, it) for it in ("alice", "bob", "charlie", "nobody")
    ]
    for it in (alice, bob, charlie):
        await it.get("/calendars")  # opens their own calendars
    await Matrix(ROUTES, cases(world), alice, bob, charlie, nobody, snapshot).check()


async def test_a_school_reaches_nothing(hub: Hub) -> None:
    world = await worlds.build()
    school = await visitor(hub, world, "school")
    paths = [*VIEWS, "/calendars/all", "/calendars/find", "/calendars/connect", "/events/new"]
    paths += ["/calendars/delegates", "/tasks", f"/tasks/{world.task}"]
    paths += ["/calendars/import", f"/calendars/{world.calendar}.ics"]
    paths += [f"/calendars/{world.calendar}", f"/events/{world.event}"]
    for path in paths:
        assert (await school.get(path)).status == 404, path
    assert (await school.get("/calendars/new")).status in {403, 404}
    sent = await school.post("/events/new", filled(world.calendar))
    assert sent.status == 404
    assert "/calendars" not in (await school.get("/today")).body.decode()


async def shows(hub: Hub, world: World, name: str) -> Visitor:
    """A visitor who has chosen to see alice's calendar."""
    made = await visitor(hub, world, name)
    await made.post(
        "/calendars/shown", {"listed": str(world.calendar), "shown": str(world.calendar)}
    )
    return made


@pytest.mark.parametrize("path", VIEWS)
async def test_who_sees_busy_times_is_told_no_more(hub: Hub, path: str) -> None:
    world = await worlds.build()
    denise = await shows(hub, world, "denise")
    page = (await denise.get(path, f"day={monday()}")).body.decode()
    assert page.count("occup") > 0
    for told in ("Chantier", "Réception", SECRET, PLACE, str(world.event), str(world.private)):
        assert told not in page


@pytest.mark.parametrize("path", VIEWS)
async def test_a_private_event_is_a_busy_time_to_readers(hub: Hub, path: str) -> None:
    world = await worlds.build()
    bob = await shows(hub, world, "bob")
    page = (await bob.get(path, f"day={monday()}")).body.decode()
    if path not in {"/calendars/day", "/calendars/team"}:
        assert "occup" in page
    assert "Chantier" in page
    for told in (SECRET, PLACE, str(world.private)):
        assert told not in page
    assert (await bob.get(f"/events/{world.private}")).status == 404


async def test_choosing_a_calendar_one_may_not_know_of_shows_nothing(hub: Hub) -> None:
    world = await worlds.build()
    charlie = await shows(hub, world, "charlie")
    for path in VIEWS:
        page = (await charlie.get(path, f"day={monday()}")).body.decode()
        assert str(world.calendar) not in page
        assert "Projets" not in page
    assert b"Projets" not in (await charlie.get("/calendars/find", "q=projets")).body


async def secret(world: World) -> list[str]:
    """More of alice's, where charlie may not see it, and its addresses."""
    by = await world.alice.actor()
    hidden = await actions.create_calendar(by=by, name="Secret")
    made = [
        await actions.create_event(it, by=by, draft=draft("Secret", monday(), 10 + number))
        for number, it in enumerate((hidden.id, world.calendar, world.spare))
    ]
    at = [f"/events/{it.object_id}{tail}" for it in made for tail in ("", "/edit", "/delete")]
    return [*at, f"/calendars/{hidden.id}", f"/access/calendar/{hidden.id}"]


@pytest.fixture(autouse=True)
def _short_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links lead from day to day without an end."""
    monkeypatch.setattr(twins, "MOST_PAGES", 80)


@pytest.fixture
async def pair(
    new_settings: Callable[..., Settings], server: str, tmp_path: Path
) -> tuple[Settings, Settings, World, list[str]]:
    """Settings of the twins, of which the second has the secret."""
    settings = new_settings()
    async with Hub(settings).running() as hub:
        world = await worlds.build()
        for name in ("bob", "charlie", "denise"):
            await (await visitor(hub, world, name)).get("/calendars")
    twin = clone(settings, server, tmp_path, _create)
    async with Hub(twin).running():
        return settings, twin, world, await secret(world)


@pytest.mark.parametrize("name", ["charlie", "nobody", "school"])
async def test_a_secret_is_told_by_nothing(pair: Any, name: str) -> None:
    settings, twin, world, addresses = pair
    starts = [*addresses, f"/calendars/{world.calendar}", f"/calendars/{world.followed}"]
    starts += [f"/events/{it}" for it in (world.event, world.own_event)]
    starts += [f"{path}?day={monday()}" for path in VIEWS] + ["/calendars/find?q=martin"]
    walk = await twins.check(
        [entering(it, world, name) for it in (settings, twin)], [*ROUTES, *access.routes], starts,
        at=datetime.now(UTC),
    )  # fmt: skip
    if name == "charlie":
        assert walk.pages[f"/events/{world.own_event}"].status == 200
        assert walk.pages[f"/events/{world.event}"].status == 404


async def test_bob_is_told(pair: Any) -> None:
    """Else the walk would look where nothing is."""
    settings, twin, world, addresses = pair
    with pytest.raises(AssertionError, match="secret"):
        await twins.check(
            [entering(it, world, "bob") for it in (settings, twin)], [],
            addresses, at=datetime.now(UTC),
        )  # fmt: skip
