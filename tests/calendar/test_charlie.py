"""Every door that there is, tried by somebody who may know only when a calendar is busy: every page
of the route table, every form, every method of DAV with every property and report.

A door that is new is tried as soon as it is in the table. `tests/dav/test_busy_only.py` looks at
those that show something more closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest

from hub.accounts.models import Account
from hub.actor import Via
from hub.app import Hub
from hub.parts import ROUTES
from hub.web.routes import PageRoute
from hub_calendar import actions
from hub_calendar.models import CalendarObject
from tests.access import asking
from tests.access.asking import Answer, Visitor
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.dav.conftest import Cast, actor, cast, filled, template
from tests.dav.device import DECLARED, Device, between, free_busy, multiget, query, sync

__all__ = ["cast", "filled", "template"]
pytestmark = pytest.mark.anyio

HIDDEN = (
    "Conciliation", "Salle-Bleue", "Dossier-42", "guest@example.fr", "Gisèle Dupond",
    "lundi-uid@example", "Projet-X", "chef@example.fr",
)  # fmt: skip
LINES = (
    "DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", "SUMMARY:Conciliation",
    "LOCATION:Salle-Bleue", "DESCRIPTION:Dossier-42", "CATEGORIES:Projet-X",
    "ORGANIZER:mailto:chef@example.fr", "ATTENDEE;CN=Gisèle Dupond:mailto:guest@example.fr",
    "RRULE:FREQ=WEEKLY;COUNT=3",
)  # fmt: skip
WEEK = ("20261207T000000Z", "20261214T000000Z")
QUERIES = ("", "q=conciliation&day=2026-12-07", "at=20261214T090000Z&day=2026-12-14&view=list")
METHODS = (
    "OPTIONS", "GET", "HEAD", "PROPFIND", "PROPPATCH", "REPORT", "PUT", "DELETE", "MOVE", "COPY",
    "MKCOL", "MKCALENDAR", "POST", "LOCK", "ACL",
)  # fmt: skip
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class Case:
    """Who looks, and at which event of Alice's."""

    cast: Cast
    device: Device
    visitor: Visitor
    event_id: int


@pytest.fixture(params=["charlie: busy", "bob: a private one"])
async def case(request: pytest.FixtureRequest, hub: Hub, cast: Cast) -> Case:
    """Charlie sees when a calendar is busy; Bob reads it, but what is in it is private."""
    is_private = request.param.startswith("bob")
    device = cast.bob if is_private else cast.charlie
    by = replace(await actor(cast.alice), via=Via.SESSION)
    if not is_private:
        await actions.share_calendar(cast.calendar_id, device.person_id, "freebusy", by=by)
    more = ["CLASS:PRIVATE"] if is_private else []
    text = ics(*LINES, *more, uid="lundi-uid@example")
    assert (await cast.alice.put(cast.at(cast.alice, "x.ics"), text)).status == 201
    looking = replace(await actor(device), via=Via.SESSION)
    chosen = [cast.calendar_id]
    await actions.choose_calendars(by=looking, listed=chosen, shown=chosen)
    await actions.personal_calendar(cast.alice.person_id, by=by)
    account = await Account.get(login=device.login)
    visitor = await asking.signed_in(
        device.app, device.login, await asking.session(account.id, by=ADMINISTRATOR)
    )
    row = await CalendarObject.get(calendar_id=cast.calendar_id)
    return Case(cast, device, visitor, row.id)


def told(answer: Answer) -> list[str]:
    """What of the hidden words is in an answer, however it is folded or escaped."""
    said = b"".join(name + value for name, value in answer.headers) + answer.body
    text = said.decode("utf-8", "replace").replace("\r\n ", "")
    plain = text.replace("&#64;", "@").replace("%40", "@").replace("&amp;", "&").lower()
    return [it for it in HIDDEN if it.lower() in plain]


def paths(case: Case, method: str) -> Iterator[str]:
    """Of all pages of that method, with each key in each place."""
    keys = [str(it) for it in (case.event_id, case.cast.calendar_id, case.cast.alice.person_id)]
    words = {"kind": ["event", "calendar", "person"], "token": ["x"], "provider": ["demo"]}
    for route in ROUTES:
        if isinstance(route, PageRoute) and method in (route.methods or set()):
            names = _PARAMETER.findall(route.path)
            for values in product(*(words.get(name, keys) for name in names)):
                path = route.path
                for value in values:
                    path = _PARAMETER.sub(value, path, count=1)
                yield path


async def test_no_page_tells_it(case: Case) -> None:
    seen, drawn = 0, 0
    for path in paths(case, "GET"):
        is_of_calendars = path.startswith(("/calendars", "/events", "/search", "/today"))
        for said in QUERIES if is_of_calendars else QUERIES[:1]:
            for more in ({}, {"hx-request": "true"}) if is_of_calendars else ({},):
                answer = await case.visitor.get(path, said, **more)
                # A field for searching says again what was looked for.
                again = ["Conciliation"] if "conciliation" in said else []
                assert [it for it in told(answer) if it not in again] == [], (path, said)
                seen += 1
                drawn += answer.status == 200 and "occup" in answer.body.decode().lower()
    assert seen > 200
    assert drawn > 5  # else they would show nothing at all


async def test_no_form_tells_it(case: Case) -> None:
    """Also not by what it says is wrong."""
    for path in paths(case, "POST"):
        if not path.startswith(("/calendars", "/events", "/access", "/people")):
            continue
        for sends in ({}, {"title": "x", "version": "1", "calendar": str(case.cast.calendar_id),
                           "reach": "all", "day": "2026-12-07"}):  # fmt: skip
            answer = await case.visitor.ask("POST", path, sends=sends)
            assert told(answer) == [], path
            assert answer.status < 500, path
    row = await CalendarObject.get(id=case.event_id)
    assert row.summary == "Conciliation"  # nor is anything changed by it


def reports(path: str) -> list[str]:
    filters = (
        "", between(*WEEK), between(WEEK[0]), between(end=WEEK[1]),
        '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match>Conciliation'
        "</C:text-match></C:prop-filter></C:comp-filter>",
        '<C:comp-filter name="VEVENT"><C:prop-filter name="ATTENDEE"/></C:comp-filter>',
    )  # fmt: skip
    span = f'start="{WEEK[0]}" end="{WEEK[1]}"'
    data = (
        "", f"<C:expand {span}/>", f"<C:limit-recurrence-set {span}/>",
        '<C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp>',
    )  # fmt: skip
    whole = ("D:getetag", "C:calendar-data")
    return [
        *(query(one, data=other) for one in filters for other in data),
        sync(names=whole), sync("urn:parvis:sync:0123456789abcdef:all:1"),
        multiget(f"{path}x.ics"), free_busy(*WEEK),
        f'<D:expand-property {DECLARED}><D:property name="owner"/></D:expand-property>',
        f"<D:principal-match {DECLARED}><D:self/></D:principal-match>",
        f"<D:acl-principal-prop-set {DECLARED}/>",
    ]  # fmt: skip


async def test_no_method_of_dav_tells_it(case: Case) -> None:
    """With all properties that whoever may know everything knows of."""
    alice, device = case.cast.alice, case.device
    names = '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>'
    known = await alice.ask("PROPFIND", case.cast.at(alice), names, depth="1")
    tags = set(re.findall(r"<(\w+:[\w-]+)/>", known.body.decode()))
    assert {"C:calendar-data", "D:getetag", "D:sync-token"} <= tags
    asked = "".join(f"<{it}/>" for it in sorted(tags))
    every = f"<D:propfind {DECLARED}><D:prop>{asked}</D:prop></D:propfind>"
    places = [
        case.cast.at(device), case.cast.at(alice), f"{alice.home}{case.cast.calendar_id}/",
        device.home, alice.home, "/dav/", "/dav/principals/", f"/dav/principals/{alice.person_id}/",
        f"/dav/principals/{alice.person_id}/calendar-proxy-write/",
    ]  # fmt: skip
    for place in places:
        at = [place, f"{place}x.ics"] if place in places[:3] else [place]
        for path, method in product(at, METHODS):
            bodies = {"PROPFIND": [every, names, ""], "REPORT": reports(place),
                      "PUT": [ics(*LINES[:2], uid="lundi-uid@example")]}  # fmt: skip
            for body in bodies.get(method, [""]):
                for wish in ("", "return=representation"):
                    answer = await device.ask(
                        method, path, body, depth="1", prefer=wish, if_match='"no"',
                        destination=f"{device.home}personal/y.ics", content_type="text/calendar",
                    )  # fmt: skip
                    assert told(answer) == [], (method, path, body)
                    assert answer.status < 500 or answer.status == 502
    assert (await CalendarObject.get(id=case.event_id)).summary == "Conciliation"
