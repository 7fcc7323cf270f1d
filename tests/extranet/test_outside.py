"""Schools, town halls and guests of the demo before every page that there is: what is not said here
to be theirs is not there for them, on the day it is added too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from urllib.parse import urlsplit

import pytest
from starlette.routing import Match

from hub import demonstration, parts
from hub.app import App, Hub
from hub.database import read
from hub.demo.load import DEVICE
from hub.settings import Settings
from hub.web.routes import PageRoute
from tests.access import asking
from tests.access.twins import links
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
        "calendars", "calendars.day", "calendars.month", "calendars.list", "calendars.all",
        "calendars.find", "calendars.connect", "calendars.calendar", "calendars.export",
        "events.event",
    },
}  # fmt: skip
"""The names of all pages that answer; which of the things of their kind, the tests of each say."""
OWN = {"people.person", "people.vcard", "people.absence"}
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
    "line": "weekly_line", "thing": "scope",
}  # fmt: skip
"""By the word of an address, the table whose keys stand there."""
WORDS = {"provider": ["demo"], "kind": ["calendar", "space", "school", "body", "meeting", "file"]}
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
