"""Somebody with whom nothing is shared but when a calendar is busy finds no title, place, text or
guest through any door: DAV, pages, search, files, links, feeds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.accounts.models import Account
from hub.actor import Via
from hub.app import Hub
from hub_calendar import actions
from hub_calendar.models import CalendarObject, FeedKind
from tests.access import asking
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.dav.conftest import Cast, actor
from tests.dav.device import between, free_busy, propfind, query, sync
from tests.dav.test_doors import BUSY, MAKES, OWNS, READS, SENDS, WEEK, WRITES, ask

pytestmark = pytest.mark.anyio

TITLE = "Conciliation"
HIDDEN = (TITLE, "Salle-Bleue", "Dossier-42", "guest@example.fr", "lundi-uid@example", "Projet-X")
OPEN = ics(
    "DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", f"SUMMARY:{TITLE}",
    "LOCATION:Salle-Bleue", "DESCRIPTION:Dossier-42", "CATEGORIES:Projet-X",
    "ATTENDEE:mailto:guest@example.fr", uid="lundi-uid@example",
)  # fmt: skip
PAGES = (
    "/calendars", "/calendars/day", "/calendars/team", "/calendars/month", "/calendars/list",
    "/today",
)  # fmt: skip


@pytest.fixture
async def address(hub: Hub, cast: Cast) -> str:
    """Of a feed; charlie is shown when the calendar is busy, and draws it."""
    await cast.alice.put(cast.at(cast.alice, "x.ics"), OPEN)
    by = replace(await actor(cast.alice), via=Via.SESSION)
    await actions.share_calendar(cast.calendar_id, cast.charlie.person_id, "freebusy", by=by)
    chosen = [cast.calendar_id]
    charlie = replace(await actor(cast.charlie), via=Via.SESSION)
    await actions.choose_calendars(by=charlie, listed=chosen, shown=chosen)
    token = await actions.open_feed(cast.calendar_id, by=by, name="Site", kind=FeedKind.BUSY)
    return f"/feeds/{token}.ics"


def clean(body: bytes) -> bool:
    told = body.decode("utf-8", "replace").replace("\r\n ", "").lower()
    return not any(it.lower() in told for it in HIDDEN)


async def test_by_dav(cast: Cast, address: str) -> None:
    more = [
        ("PROPFIND", "", propfind("D:displayname", "D:sync-token", "C:calendar-timezone")),
        ("REPORT", "", query(between(*WEEK), data="<C:limit-recurrence-set"
         ' start="20261207T000000Z" end="20261214T000000Z"/>')),
        ("OPTIONS", "x.ics", ""), ("REPORT", "x.ics", query("")), ("REPORT", "", sync()),
    ]  # fmt: skip
    for home in (cast.at(cast.charlie), cast.at(cast.alice)):
        for asked in (*READS, *BUSY, *WRITES, *OWNS, *MAKES, *SENDS, *more):
            answer = await ask(cast, cast.charlie, asked, home)
            assert clean(answer.body), asked
            assert not any(b"etag" in name.lower() for name, _value in answer.headers), asked
    busy = await ask(cast, cast.charlie, ("REPORT", "", free_busy(*WEEK)))
    assert b"20261207T090000Z/20261207T100000Z" in busy.body
    said = await ask(cast, cast.charlie, SENDS[0], f"{cast.charlie.home}outbox/")
    assert b"20261207T090000Z/20261207T100000Z" in said.body
    assert clean(said.body)
    for path in ("/dav/", f"/dav/principals/{cast.alice.person_id}/", cast.charlie.home):
        found = await cast.charlie.ask("PROPFIND", path, "", depth="1")
        assert clean(found.body), path


async def test_by_pages_files_search_and_feeds(cast: Cast, address: str) -> None:
    account = await Account.get(login=cast.charlie.login)
    token = await asking.session(account.id, by=ADMINISTRATOR)
    charlie = await asking.signed_in(cast.charlie.app, "charlie", token)
    row = await CalendarObject.get(calendar_id=cast.calendar_id)
    drawn = 0
    for path in PAGES:
        page = await charlie.get(path, "day=2026-12-07")
        assert page.status == 200
        assert clean(page.body), path
        assert str(row.id) not in page.body.decode(), path
        drawn += b"occup" in page.body
    assert drawn >= 4  # else the pages would show nothing at all
    shown = (f"/calendars/{cast.calendar_id}", "/calendars/find", "/search", "/calendars/all")
    for path in shown:
        page = await charlie.get(path, "q=conciliation")
        assert page.status == 200
        assert str(row.id) not in page.body.decode(), path
        assert b"Salle-Bleue" not in page.body
    nothing = (
        f"/calendars/{cast.calendar_id}.ics", f"/events/{row.id}", f"/events/{row.id}/edit",
        f"/access/event/{row.id}", f"/access/calendar/{cast.calendar_id}",
        f"/calendars/{cast.calendar_id}/sharing", f"/calendars/{cast.calendar_id}/feeds",
        f"/calendars/{cast.calendar_id}/edit",
    )  # fmt: skip
    for path in nothing:
        assert (await charlie.get(path)).status == 404, path
    feed = await asking.Visitor("nobody", cast.charlie.app).get(address)
    assert clean(feed.body)
    assert b"20261207T090000Z" in feed.body
