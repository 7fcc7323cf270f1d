"""Feeds: what is told to whoever has the address, and when nothing is any more."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar as Read

from hub.access.actions import grant, revoke
from hub.access.models import Grant
from hub.accounts import actions as accounts
from hub.accounts import afterwards, clock, secret
from hub.accounts.models import Account, SignInFailure
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Forbidden, Invalid, NotFound
from hub.people import actions as people
from hub_calendar import actions, policy
from hub_calendar.actions.feeds import MOST
from hub_calendar.models import CalendarFeed, CancelledEvent, FeedKind
from hub_calendar.queries import feeds
from tests.access.conftest import ADMINISTRATOR
from tests.calendar import worlds
from tests.calendar.conftest import NOW, Stage, ics
from tests.calendar.worlds import PLACE, SECRET, World, visitor

pytestmark = pytest.mark.anyio

OPEN = (
    "DTSTART;TZID=Europe/Paris:20261125T100000", "DURATION:PT1H", "SUMMARY:Réunion du site",
    "LOCATION:Salle bleue", "DESCRIPTION:Ordre du jour", "SEQUENCE:3", "STATUS:CONFIRMED",
    "ORGANIZER;CN=Maud Sorel:mailto:maud@example", "COMMENT:Aparté", "X-NOTE:Aparté",
    "ATTENDEE;CN=Docteur:mailto:docteur@example", "CONTACT:Maud Sorel", "ATTACH:http://x.example",
)  # fmt: skip
NAMES = ("maud", "Maud", "Docteur", "docteur", "Aparté", "x.example", "open@example")
HIDDEN = (
    "DTSTART:20261126T090000Z", "DURATION:PT1H", "SUMMARY:Cardiologue", "LOCATION:Hôpital",
    "DESCRIPTION:Ordonnance",
)  # fmt: skip


async def feed(stage: Stage, kind: FeedKind = FeedKind.ALL) -> str:
    return await actions.open_feed(stage.id, by=stage.alice, name="Site", kind=kind)


async def text(token: str) -> str:
    """What the feed tells. Raises `NotFound`, as its door does."""
    found = await feeds.opened(token)
    if found is None:
        raise NotFound
    return "".join([part async for part in feeds.told(found, by=found.reader)])


def unfolded(told: str) -> str:
    return told.replace("\r\n ", "")


def events(told: str) -> list[Any]:
    return list(Read.from_ical(told).walk("VEVENT"))


async def put(stage: Stage, href: str, *lines: str, uid: str = "") -> int:
    made = await actions.put_object(
        stage.id, href, ics(*lines, uid=uid or f"{href}@example"), by=stage.alice
    )
    return made.object_id


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        (FeedKind.BUSY, ("Occupé",), ("Réunion du site", "Salle bleue", "Ordre du jour")),
        (FeedKind.TITLES, ("Réunion du site",), ("Salle bleue", "Ordre du jour")),
        (FeedKind.ALL, ("Réunion du site", "Salle bleue", "Ordre du jour"), ()),
    ],
)
async def test_a_kind_tells_what_it_says(
    stage: Stage, kind: FeedKind, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    key = await put(stage, "a.ics", *OPEN, uid="open@example")
    private = await put(stage, "b.ics", *HIDDEN, "CLASS:PRIVATE")
    await put(stage, "c.ics", *HIDDEN, "CLASS:X-MINE", "TRANSP:TRANSPARENT")
    told = unfolded(await text(await feed(stage, kind)))
    for it in shown:
        assert it in told
    for it in (*hidden, *NAMES, "Cardiologue", "Hôpital", "Ordonnance", "CLASS", "METHOD"):
        assert it not in told, it
    found = {it["UID"]: it for it in events(told)}
    assert found.keys() == {f"{key}@feed", f"{private}@feed"}
    assert found[f"{private}@feed"]["SUMMARY"] == "Occupé"
    assert found[f"{key}@feed"]["SEQUENCE"] == 3
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in told
    assert "X-PUBLISHED-TTL:PT1H" in told


async def test_busy_times_tell_of_no_free_one(stage: Stage) -> None:
    await put(stage, "a.ics", *OPEN[:2], "TRANSP:TRANSPARENT", "SUMMARY:Libre")
    await put(stage, "b.ics", *OPEN[:2], "STATUS:CANCELLED")
    await put(stage, "c.ics", *OPEN[:2],
              "ATTENDEE;PARTSTAT=DECLINED:mailto:alice@orbelle.example")  # fmt: skip
    assert events(await text(await feed(stage, FeedKind.BUSY))) == []
    assert len(events(await text(await feed(stage, FeedKind.TITLES)))) == 3


async def test_a_free_time_of_a_series_is_told_as_dropped(stage: Stage) -> None:
    free = (
        "END:VEVENT", "BEGIN:VEVENT", "UID:s@example", "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261202T090000Z", "DURATION:PT1H",
        "SUMMARY:Secret", "TRANSP:TRANSPARENT",
    )  # fmt: skip
    await put(stage, "s.ics", "DTSTART:20261125T090000Z", "DURATION:PT1H",
              "RRULE:FREQ=WEEKLY;COUNT=4", *free, uid="s@example")  # fmt: skip
    master, dropped = events(await text(await feed(stage, FeedKind.BUSY)))
    assert (master["RRULE"]["COUNT"], "STATUS" in master) == ([4], False)
    assert (dropped["STATUS"], dropped["SUMMARY"]) == ("CANCELLED", "Occupé")


async def test_what_is_long_past_and_tasks_are_left_out(stage: Stage) -> None:
    await put(stage, "old.ics", "DTSTART:20240101T090000Z", "DURATION:PT1H")
    await put(stage, "series.ics", "DTSTART:20240101T090000Z", "RRULE:FREQ=DAILY")
    task = ics("DUE:20261125T090000Z", uid="t@example").replace("VEVENT", "VTODO")
    await actions.put_object(stage.id, "t.ics", task, by=stage.alice)
    (kept,) = events(await text(await feed(stage)))
    assert "RRULE" in kept


async def test_what_was_deleted_is_said_for_some_weeks(stage: Stage) -> None:
    key = await put(stage, "a.ics", *OPEN)
    private = await put(stage, "b.ics", *HIDDEN, "CLASS:PRIVATE")
    await put(stage, "c.ics", *HIDDEN, "CLASS:PRIVATE", "TRANSP:TRANSPARENT")
    await put(stage, "f.ics", *HIDDEN, "CLASS:PRIVATE", "STATUS:CANCELLED")
    await put(stage, "d.ics", *OPEN[:3], "TRANSP:TRANSPARENT")
    before = await put(stage, "e.ics", *OPEN)
    await actions.delete_object(stage.id, "e.ics", by=stage.alice)
    assert await CancelledEvent.all().count() == 0  # there was no feed yet
    token, busy = await feed(stage), await feed(stage, FeedKind.BUSY)
    for name in "abcdf":
        await actions.delete_object(stage.id, f"{name}.ics", by=stage.alice)
    told = unfolded(await text(token))
    found = {it["UID"]: it for it in events(told)}
    assert len(found) == 3
    assert f"{before}@feed" not in found
    gone = found[f"{private}@feed"]
    assert (gone["STATUS"], gone["SEQUENCE"], gone["SUMMARY"]) == ("CANCELLED", 1, "Annulé")
    gone = found[f"{key}@feed"]
    assert (gone["STATUS"], gone["SEQUENCE"], gone["SUMMARY"]) == ("CANCELLED", 4, "Annulé")
    for it in ("Réunion", "Salle", "Ordre", "Cardiologue", "Hôpital", *NAMES):
        assert it not in told
    assert {it["UID"] for it in events(await text(busy))} == {f"{key}@feed", f"{private}@feed"}
    with clock.using(lambda: NOW + timedelta(31)):
        assert events(await text(token)) == []
        await actions.forget_gone()
    assert await CancelledEvent.all().count() == 0


async def test_what_moves_away_is_cancelled_and_what_comes_back_is_not(stage: Stage) -> None:
    key = await put(stage, "a.ics", *OPEN)
    other = await actions.create_calendar(by=stage.alice, name="Autre")
    token = await feed(stage)
    move = actions.move_object
    await move(stage.id, "a.ics", by=stage.alice, to=other.id, to_href="a.ics")
    (gone,) = events(await text(token))
    assert (gone["UID"], gone["STATUS"]) == (f"{key}@feed", "CANCELLED")
    await move(other.id, "a.ics", by=stage.alice, to=stage.id, to_href="a.ics")
    (there,) = events(await text(token))
    assert (there["UID"], there["STATUS"]) == (f"{key}@feed", "CONFIRMED")


async def test_it_answers_while_its_maker_may_share(stage: Stage) -> None:
    await grant(stage.id, stage.bob.person_id or 0, "manage", by=stage.alice, reason="Projet")
    token = await actions.open_feed(stage.id, by=stage.bob, name="Bob", kind=FeedKind.BUSY)
    assert "VCALENDAR" in await text(token)
    given = await Grant.get(scope_id=stage.id, principal_id=stage.bob.person_id, role="manage")
    await revoke(given.id, by=stage.alice)
    with pytest.raises(NotFound):
        await text(token)
    (listed,) = await feeds.feeds(stage.id, by=stage.alice)
    assert (listed.maker, listed.answers) == ("Bob Martin", False)
    await grant(stage.id, stage.bob.person_id or 0, "manage", by=stage.alice, reason="Deux")
    assert "VCALENDAR" in await text(token)
    (listed,) = await feeds.feeds(stage.id, by=stage.alice)
    assert listed.answers
    await people.leave_person(stage.bob.person_id or 0, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await text(token)


async def test_who_does_not_share_opens_and_closes_none(stage: Stage) -> None:
    token = await feed(stage)
    row = await CalendarFeed.get(token_hash=secret.digest(token))
    for by, error in (
        (stage.bob, Forbidden), (stage.edgar, Forbidden), (stage.denise, NotFound),
        (stage.charlie, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            await actions.open_feed(stage.id, by=by, name="Site", kind=FeedKind.BUSY)
        with pytest.raises(error):
            await actions.close_feed(row.id, by=by)
        with pytest.raises(error):
            await feeds.feeds(stage.id, by=by)
    await actions.close_feed(row.id, by=stage.alice)
    with pytest.raises(NotFound):
        await text(token)
    with pytest.raises(NotFound):
        await actions.close_feed(row.id, by=stage.alice)


async def test_names_and_number_are_bounded(stage: Stage) -> None:
    for name in ("", " ", "x" * 101, "a\0b"):
        with pytest.raises(Invalid):
            await actions.open_feed(stage.id, by=stage.alice, name=name, kind=FeedKind.BUSY)
    for _number in range(MOST):
        await feed(stage)
    with pytest.raises(Invalid):
        await feed(stage)


async def test_the_secret_is_kept_nowhere(stage: Stage) -> None:
    token = await feed(stage)
    kept = [repr(row) for row in await CalendarFeed.all().values()]
    kept += [repr(row) for row in await Entry.all().values()]
    assert not any(token in it for it in kept)


def test_only_who_shares_feeds() -> None:
    assert [it for it in (None, *policy.CALENDAR.roles) if policy.feeds(it)] == ["manage"]


@pytest.fixture
async def world(hub: Hub) -> World:
    return await worlds.build()


async def test_the_door_answers_once_and_then_that_nothing_changed(hub: Hub, world: World) -> None:
    nobody = await visitor(hub, world, "nobody")
    path = f"/feeds/{world.token}.ics"
    answer = await nobody.get(path)
    assert (answer.status, answer.header("content-type")) == (200, "text/calendar; charset=utf-8")
    assert answer.header("cache-control") == "private, no-cache"
    assert answer.header("x-robots-tag") == "noindex, nofollow"
    told = answer.body.decode()
    assert "Chantier" in told
    for it in (SECRET, PLACE, "Alice", "alice@"):
        assert it not in told
    etag = {"if-none-match": answer.header("etag")}
    assert (await nobody.ask("GET", path, headers=etag)).status == 304
    small = await nobody.ask("GET", path, headers={"accept-encoding": "gzip"})
    assert small.header("content-encoding") == "gzip"
    assert gzip.decompress(small.body).decode() == told
    by = await world.alice.actor()
    await actions.create_event(world.calendar, by=by, draft=worlds.draft("Neuf", worlds.monday()))
    changed = await nobody.ask("GET", path, headers=etag)
    assert changed.status == 200
    assert "Neuf" in changed.body.decode()
    await afterwards.settle()
    assert (await CalendarFeed.get(id=world.feed)).used_on is not None
    assert (await CalendarFeed.get(id=world.spare_feed)).used_on is None


async def test_closed_unknown_and_suspended_are_one_answer(hub: Hub, world: World) -> None:
    nobody = await visitor(hub, world, "nobody")
    by = await world.alice.actor()
    closed = await actions.open_feed(world.calendar, by=by, name="Zut", kind=FeedKind.ALL)
    rows = await CalendarFeed.filter(token_hash=secret.digest(closed))
    await actions.close_feed(rows[0].id, by=by)
    unknown = secret.new_token()
    account = await Account.get(person_id=world.alice.id)
    await accounts.suspend(account.id, by=ADMINISTRATOR)
    told = []
    for token in (world.token, closed, unknown, closed, world.token):
        answer = await nobody.get(f"/feeds/{token}.ics")
        number = answer.header("x-request-id").encode()
        headers = [(key, value) for key, value in answer.headers if value != number]
        told.append((answer.status, answer.body, headers))
    assert told[0][0] == 404
    assert all(it == told[0] for it in told)


async def test_who_guesses_waits_and_who_knows_does_not(hub: Hub, world: World) -> None:
    nobody = await visitor(hub, world, "nobody")
    for _again in range(12):  # an old address, asked for again and again, is no guess
        assert (await nobody.get("/feeds/old.ics")).status == 404
    statuses = [(await nobody.get(f"/feeds/{number}.ics")).status for number in range(12)]
    assert statuses[0] == 404
    assert statuses[-1] == 503
    assert (await nobody.get(f"/feeds/{world.token}.ics")).status == 200
    assert await SignInFailure.filter(door="feed").count() == 2


async def test_the_page_shows_the_address_once(hub: Hub, world: World) -> None:
    alice = await visitor(hub, world, "alice")
    path = f"/calendars/{world.calendar}/feeds"
    made = await alice.ask("POST", f"{path}/new", sends={"name": "Mairie", "kind": "titles"})
    assert made.status == 200
    page = made.body.decode()
    token = next(it for it in page.split("/feeds/") if ".ics" in it[:60]).split(".ics")[0]
    nobody = await visitor(hub, world, "nobody")
    assert "Chantier" in (await nobody.get(f"/feeds/{token}.ics")).body.decode()
    listed = (await alice.get(path)).body.decode()
    assert "Mairie" in listed
    assert token not in listed
    for bad in ({}, {"name": "x"}, {"name": "", "kind": "all"}, {"name": "x", "kind": "most"}):
        assert (await alice.ask("POST", f"{path}/new", sends=bad)).status == 422
