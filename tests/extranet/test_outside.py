"""Schools, town halls and guests of the demo before every page that there is: what is not said here
to be theirs is not there for them, on the day it is added too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.routing import Match

from hub import demonstration, parts, search
from hub.access import actors
from hub.access.things import Ref
from hub.actor import OFFICIALS, Actor
from hub.app import App, Hub
from hub.database import read
from hub.demo.load import DEVICE
from hub.people import actions as people
from hub.people.days import today
from hub.settings import Settings
from hub.web.routes import PageRoute
from hub_calendar import actions as calendars
from hub_calendar.actions import EventDraft
from hub_extranet.councils import actions as councils
from hub_extranet.councils.actions.agendas import Draft
from hub_extranet.councils.actions.meetings import Plan
from hub_extranet.councils.queries import bodies
from hub_sharing import actions as spaces
from tests.access import asking, twins, worlds
from tests.access.asking import Visitor
from tests.access.conftest import ADMINISTRATOR
from tests.access.twins import links
from tests.conftest import _create
from tests.dav.device import Device, multiget, propfind, query, sync
from tests.home.reader import signed_in

pytestmark = pytest.mark.anyio

OF_EVERYBODY = {
    "healthz", "readyz", "today", "search", "account", "account.welcome", "account.password",
    "account.app_password", "account.link_identity", "invitations", "password_resets",
    "password_reset", "slips", "demo.sso", "demo.sso.keys", "demo.mail", "demo.mail.one",
    "demo.mail.body",
}  # fmt: skip
"""Open to all, signed out too, or one's own account."""
SHARED = {
    "sharing.spaces", "sharing.place", "sharing.node", "sharing.file", "sharing.text",
    "sharing.content", "sharing.pdf", "sharing.version", "access", "access.list",
}  # fmt: skip
THEIRS: Mapping[str, set[str]] = {
    # Councillors of the communes get copies of the convocations, with their pieces (L5211-40-2).
    "mairie": OF_EVERYBODY | SHARED | {"councils", "councils.meeting", "councils.paper"},
    "guest": OF_EVERYBODY,
    # What is published to a school is a timetable, and a calendar that its telephones read.
    "school": OF_EVERYBODY | {
        "schools", "schools.school", "schools.week", "schools.poster", "access", "access.list",
        "calendars", "calendars.day", "calendars.team", "calendars.month", "calendars.list",
        "calendars.year",
        "calendars.all", "calendars.find", "calendars.connect", "calendars.calendar",
        "calendars.export", "events.event",
    },
}  # fmt: skip
"""The names of all pages that answer; which of the things of their kind, the tests of each say."""
OWN = {"people.person", "people.vcard", "people.absence", "people.hours"}
"""Of oneself; nobody else is asked for by their keys below."""
SEEN = {"mairie": "councils.paper", "guest": "account", "school": "schools.week"}
"""Something that does answer."""
ROUTES = [it for it in parts.ROUTES if isinstance(it, PageRoute) and "GET" in (it.methods or ())]
KEYS = {
    "session": "session", "key": "app_password", "account": "account", "person": "person",
    "identity": "external_identity", "grant": "access_grant", "mail": "mail_outbox",
    "meeting": "meeting", "delivery": "delivery", "item": "agenda_item", "piece": "piece",
    "calendar": "calendar", "event": "calendar_object", "place": "node", "node": "node",
    "file": "node", "version": "file_version", "absence": "absence", "unit": "unit",
    "import": "import", "school": "school", "class": "school_class", "closing": "school_closing",
    "line": "weekly_line", "thing": "scope", "task": "calendar_object",
}  # fmt: skip
"""By the word of an address, the table whose keys stand there."""
WORDS = {
    "token": ["x"],
    "provider": ["demo"],
    "kind": ["calendar", "space", "school", "body", "meeting", "file"],
}
MOST_KEYS, MOST_WALKED = 15, 80


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    made = new_settings(demo=True, public_url="http://127.0.0.1:8000")
    await demonstration.fill(made, "s", None)
    async with Hub(made).running() as running:
        yield running


async def keys(login: str) -> dict[str, Sequence[object]]:
    """Of each word, things from the beginning to the end of its table, without the person's own."""
    found: dict[str, Sequence[object]] = dict(WORDS)
    own = await read("SELECT person_id FROM account WHERE login = :login", login=login)
    for word, table in KEYS.items():
        rows = await read(f'SELECT id FROM "{table}" WHERE id <> :own ORDER BY id',
                          own=own[0]["person_id"])  # fmt: skip
        every = [row["id"] for row in rows]
        found[word] = every[:: max(1, len(every) // MOST_KEYS)] or [1]
    return found


def addresses(route: PageRoute, known: Mapping[str, Sequence[object]]) -> list[str]:
    """With every key of each word, those of the others in turn."""
    words = list(route.param_convertors)
    assert set(words) <= known.keys(), f"{route.path}: say in `KEYS` which table that is of."
    most = max((len(known[it]) for it in words), default=1)
    values = [{it: known[it][n % len(known[it])] for it in words} for n in range(most)]
    return [str(route.url_path_for(str(route.name), **it)) for it in values]


def name_of(path: str) -> str:
    for route in ROUTES:
        if route.matches({"type": "http", "path": path, "method": "GET"})[0] is Match.FULL:
            return str(route.name)
    return path


async def test_outside_there_is_nothing_but_what_is_theirs(hub: Hub) -> None:
    faults = []
    for login, theirs in THEIRS.items():
        visitor = await asking.signed_in(App(hub), login, await signed_in(login))
        known, opened = await keys(login), set()
        for route in ROUTES:
            for path in addresses(route, known):
                status = (await visitor.get(path)).status
                if status < 300:
                    opened.add(str(route.name))
                elif status not in {303, 400, 403, 404, 422}:
                    faults.append(f"{path} as {login}: {status}")
        faults += [f"{it} opens to {login}" for it in opened - theirs]
        assert SEEN[login] in opened
    assert faults == []


async def test_nothing_shown_leads_to_what_is_not_theirs(hub: Hub) -> None:
    faults = []
    for login, theirs in THEIRS.items():
        visitor = await asking.signed_in(App(hub), login, await signed_in(login))
        waiting, seen = ["/today", "/account"], dict[str, int]()
        while waiting and len(seen) < MOST_WALKED:
            path = waiting.pop(0)
            answer = await visitor.get(urlsplit(path).path, urlsplit(path).query)
            seen[path] = answer.status
            waiting += [it for it in links(path, answer) if it not in {*seen, *waiting}]
        faults += [
            f"{path} is shown to {login}: {status}"
            for path, status in seen.items()
            if status not in {200, 303, 405}  # 405: a form's
            or (status == 200 and name_of(urlsplit(path).path) not in theirs | OWN)
        ]
        assert len(seen) > 5
    assert faults == []


async def test_a_telephone_of_outside_meets_nobody(hub: Hub) -> None:
    """Nor the calendars of the people who are inside, by any key."""
    app = App(hub)
    for login in THEIRS:
        (own,) = await read("SELECT person_id FROM account WHERE login = :login", login=login)
        device = Device(app, login, DEVICE, own["person_id"])
        known = await keys(login)
        listed = await device.propfind("/dav/principals/", "D:displayname", depth=1)
        assert set(listed.found) == {"/dav/principals/", f"/dav/principals/{device.person_id}/"}
        home = await device.propfind(device.home, "D:displayname", depth=1)
        shown = {it.rstrip("/").rpartition("/")[2] for it in home.found if it != device.home}
        for key in (*known["person"], *known["unit"], *known["school"], *range(1, 8)):
            for path in (f"/dav/principals/{key}/", f"/dav/calendars/{key}/"):
                asked = await device.ask("PROPFIND", path, propfind(), depth="1")
                assert asked.status == 404, (login, path)
        for key in {*map(str, known["calendar"])} - shown:
            for body in (sync(), multiget("x.ics"), query("")):
                asked = await device.ask("REPORT", f"{device.home}{key}/", body)
                assert asked.status == 404, (login, key, body)


@dataclass(frozen=True)
class Twins:
    """Two demos, of which the second has more of everything inside."""

    settings: tuple[Settings, Settings]
    tokens: Mapping[str, str]
    addresses: Sequence[str]

    def entering(self, number: int, login: str) -> twins.Enter:
        @asynccontextmanager
        async def enter() -> AsyncIterator[Visitor]:
            async with Hub(self.settings[number]).running() as hub:
                yield await asking.signed_in(App(hub), login, self.tokens[login])

        return enter


async def actor(login: str) -> Actor:
    (row,) = await read("SELECT person_id FROM account WHERE login = :login", login=login)
    return await actors.of_job("tests", row["person_id"])


async def secret() -> list[str]:
    """The addresses of it."""
    agent, secretary = await actor("agent"), await actor("secretary")
    calendar = await calendars.create_calendar(by=agent, name="Secret")
    starts = datetime.combine(today(), time(10))
    draft = EventDraft("Secret", starts, starts + timedelta(hours=1))
    event = await calendars.create_event(calendar.id, by=agent, draft=draft)
    space = await spaces.open_space(
        by=agent, name="Secret", given={agent.person_id or 0: "manage", OFFICIALS: "read"}
    )
    folder = await spaces.create_folder(space.id, by=agent, name="Secret")
    person = await people.create_person(by=ADMINISTRATOR, given_name="Agent", family_name="Secret")
    unit = await people.create_unit(by=ADMINISTRATOR, name="Secret")
    await people.start_position(person.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    body = (await bodies.bodies(by=secretary, to="write"))[0]
    day = datetime.now(UTC) + timedelta(days=40)
    plan = Plan("Secret", day, day + timedelta(hours=1), "Secret")
    meeting = await councils.plan_meeting(body.id, by=secretary, plan=plan)
    item = await councils.add_item(meeting.id, by=secretary, draft=Draft("Secret"))
    job = await actors.of_job("tests")
    made = [("event", event.object_id), ("space", space.id), ("folder", folder.id)]
    made += [("person", person.id), ("unit", unit.id), ("agenda_item", item.id)]
    for kind, key in made:
        await search.refresh(Ref(kind, key), by=job)
    pages = {
        "calendars": calendar.id, "events": event.object_id, "people": person.id,
        "spaces": space.id, "nodes": folder.id, "units": unit.id, "meetings": meeting.id,
        f"meetings/{meeting.id}/items": item.id,
    }  # fmt: skip
    return [f"/{word}/{key}" for word, key in pages.items()]


@pytest.fixture
async def pair(new_settings: Callable[..., Settings], server: str, tmp_path: Path) -> Twins:
    made = new_settings(demo=True, public_url="http://127.0.0.1:8000")
    await demonstration.fill(made, "s", None)
    async with Hub(made).running():
        tokens = {it: await signed_in(it) for it in (*THEIRS, "agent")}
    twin = worlds.clone(made, server, tmp_path, _create)
    twin = twin.model_copy(update={"demo": True, "public_url": made.public_url})
    async with Hub(twin).running():
        added = await secret()
    return Twins((made, twin), tokens, added)


async def test_what_is_inside_changes_nothing_of_what_is_told_outside(
    pair: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins, "MOST_PAGES", MOST_WALKED)
    told = [*pair.addresses, "/search?q=secret", "/meetings", "/calendars"]
    routes = [it for it in ROUTES if not str(it.name).startswith("demo.")]  # keys of the process
    for login in THEIRS:
        sides = [pair.entering(it, login) for it in (0, 1)]
        walk = await twins.check(sides, routes, told, at=datetime.now(UTC))
        assert {walk.pages[it].status for it in pair.addresses} == {404}
    with pytest.raises(AssertionError, match=r"tells the secret"):
        sides = [pair.entering(it, "agent") for it in (0, 1)]
        await twins.check(sides, routes, told, at=datetime.now(UTC))
