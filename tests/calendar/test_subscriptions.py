"""Calendars that are kept elsewhere: what they bring, what they break, and who may change them."""

from __future__ import annotations

import base64
import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub import cipher, settings
from hub.access.actions import grant
from hub.accounts import clock
from hub.app import Hub
from hub.audit.models import Entry
from hub.dav.models import Change
from hub.errors import Forbidden, Invalid, NotFound
from hub.people import actions as people
from hub.settings import Settings, SettingsError
from hub_calendar import actions, queries
from hub_calendar.ics.files import read_file
from hub_calendar.models import CalendarObject
from hub_calendar.subscriptions import actions as subscriptions
from hub_calendar.subscriptions import jobs
from hub_calendar.subscriptions.models import Reason, Subscription
from hub_calendar.subscriptions.queries import followed
from hub_calendar.subscriptions.source import tidy
from tests.access.conftest import ADMINISTRATOR
from tests.calendar.conftest import Stage, ics
from tests.outbound.canary import Canary, canary, said, sent_on

pytestmark = pytest.mark.anyio


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    """Sources of these tests stand on this machine, which the operator lets through."""
    async with Hub(new_settings(outbound_allow="127.0.0.1/32")).running() as running:
        yield running


def event(uid: str, title: str = "Match", stamp: str = "20260101T000000Z") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", "DTSTART:20261126T180000Z",
            "DURATION:PT1H", f"SUMMARY:{title}", "END:VEVENT"]  # fmt: skip


def calendar(*events: list[str], head: str = "X-WR-CALNAME:Club") -> bytes:
    inside = [line for it in events for line in it]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", head, *inside, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


TWO = calendar(event("a"), event("b", "Tournoi"))


class Source:
    """A calendar elsewhere, which says what it is told and counts who asks."""

    def __init__(self) -> None:
        self.said = said(TWO)
        self.bird: Canary

    def answer(self, bird: Canary, line: str, headers: dict[str, str]) -> bytes:
        return self.said

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.bird.port}/secret-7/a.ics"


@pytest.fixture
async def source(hub: Hub) -> AsyncIterator[Source]:
    made = Source()
    async with canary(made.answer) as made.bird:
        yield made


async def subscribe(stage: Stage, source: Source) -> int:
    key = await subscriptions.subscribe(by=stage.alice, address=source.address)
    await ask(key)
    return key


async def ask(key: int) -> Subscription:
    """As the job does when it is due."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    await Subscription.filter(calendar_id=key).update(due_at=past)
    await jobs.ask_due(by=ADMINISTRATOR)
    return await Subscription.get(calendar_id=key)


async def titles(key: int) -> dict[str, str]:
    return {it.uid: it.summary for it in await CalendarObject.filter(calendar_id=key)}


async def test_what_is_there_appears_and_only_what_changes_is_logged(
    stage: Stage, source: Source
) -> None:
    key = await subscribe(stage, source)
    row = await queries.calendar(key, by=stage.alice)
    assert (row.name, await titles(key)) == ("Club", {"a": "Match", "b": "Tournoi"})
    before = {it.href: it.seq for it in await Change.filter(collection_id=key)}
    source.said = said(calendar(event("a", stamp="20260202T000000Z"), event("b", "Final")))
    await ask(key)
    after = {it.href: it.seq for it in await Change.filter(collection_id=key)}
    assert await titles(key) == {"a": "Match", "b": "Final"}
    assert len(set(before.items()) & set(after.items())) == 1
    source.said = said(calendar(event("b", "Final")))
    await ask(key)
    assert await titles(key) == {"b": "Final"}


async def test_what_did_not_change_is_not_sent_again(stage: Stage, source: Source) -> None:
    source.said = said(TWO, "200 OK", 'ETag: "7"')
    key = await subscribe(stage, source)
    source.said = said(b"", "304 Not Modified")
    there = await ask(key)
    assert source.bird.requests[-1][1]["if-none-match"] == '"7"'
    assert (there.reason, there.failures, len(await titles(key))) == ("", 0, 2)


PAGE = said(b"<html><p>Sign in</p></html>")
BROKEN = {
    "html": (PAGE, Reason.NO_CALENDAR),
    "half": (said(TWO[:-40]), Reason.CUT),
    "an event that is not ended": (
        said(TWO.replace(b"SUMMARY:Tournoi\r\nEND:VEVENT\r\n", b"")), Reason.CUT,
    ),
    "401": (said(b"", "401 Unauthorized"), Reason.SIGN_IN),
    "404": (said(b"", "404 Not Found"), Reason.MISSING),
    "500": (said(b"", "500 Broken"), Reason.STATUS),
    "304 unasked": (said(b"", "304 Not Modified"), Reason.STATUS),
    "empty": (said(calendar()), Reason.EMPTY),
    "bomb": (
        said(gzip.compress(bytes(60 << 20)), "200 OK", "Content-Encoding: gzip"), Reason.TOO_LARGE,
    ),
    "50 MB": (said(bytes(50 << 20)), Reason.TOO_LARGE),
    "inside": (sent_on("http://[::1]:8000/"), Reason.REFUSED),
    "metadata": (sent_on("http://169.254.169.254/latest/"), Reason.REFUSED),
    "round": (sent_on("/again"), Reason.REFUSED),
    "nothing": (b"", Reason.SILENT),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
async def test_what_fails_empties_nothing(stage: Stage, source: Source, name: str) -> None:
    key = await subscribe(stage, source)
    source.said, reason = BROKEN[name]
    there = await ask(key)
    assert (there.reason, there.failures) == (reason.value, 1)
    assert len(await titles(key)) == 2
    shown = await followed(key, by=stage.alice)
    assert shown is not None
    assert (shown.reason, shown.events, shown.host) == (reason.value, 2, "127.0.0.1")
    assert there.due_at is not None
    first = there.due_at - (there.looked_at or there.due_at)
    source.said = PAGE
    second = await ask(key)
    assert (second.due_at or there.due_at) - (second.looked_at or there.due_at) >= first * 2
    source.said = said(TWO)
    assert (await ask(key)).failures == 0


async def test_an_empty_calendar_is_believed_the_second_time(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    source.said = said(calendar())
    assert (await ask(key)).reason == Reason.EMPTY
    assert (await ask(key)).reason == ""
    assert await titles(key) == {}


async def test_an_event_that_cannot_be_read_stays_as_it_was(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    bad = [it if not it.startswith("DTSTART") else "DTSTART:never" for it in event("b")]
    source.said = said(calendar(event("a", "Neuf"), bad))
    there = await ask(key)
    assert (there.unread, await titles(key)) == (1, {"a": "Neuf", "b": "Tournoi"})


async def test_nobody_here_changes_what_is_in_it(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    edgar = stage.edgar.person_id or 0
    await grant(key, edgar, "edit", by=stage.alice)
    row = await CalendarObject.get(calendar_id=key, uid="a")
    for by in (stage.alice, stage.edgar):
        with pytest.raises(Forbidden):
            await actions.put_object(key, "x.ics", ics("DTSTART:20261126T090000Z"), by=by)
        with pytest.raises(Forbidden):
            await actions.delete_object(key, row.href, by=by)
        with pytest.raises(Forbidden):
            await actions.delete_event(row.id, by=by, version=row.version)
        with pytest.raises(Forbidden):
            await actions.move_object(key, row.href, by=by, to=stage.id, to_href="x.ics")
        assert "write" not in (await queries.event(row.id, by=by)).abilities
        assert key not in [it.id for it in await queries.calendars(by=by, to="write")]
    with pytest.raises(Forbidden):
        await subscriptions.follow(key, read_file(TWO, UTC), by=stage.alice, fence=1)
    for by, error in ((stage.charlie, NotFound), (stage.edgar, Forbidden)):
        with pytest.raises(error):
            await subscriptions.turn(key, by=by, address=source.address)
    assert len(await titles(key)) == 2


async def test_it_is_shared_as_others_are(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    for by in (stage.bob, stage.charlie):
        with pytest.raises(NotFound):
            await queries.calendar(key, by=by, to="see_busy")
    await grant(key, stage.bob.person_id or 0, "read", by=stage.alice)
    assert len(await queries.objects(key, by=stage.bob)) == 2
    told = await followed(key, by=stage.bob)
    assert told is not None
    assert (told.host, told.maker) == ("", "")


async def test_it_is_asked_while_whoever_subscribed_manages_it(
    stage: Stage, source: Source
) -> None:
    key = await subscribe(stage, source)
    await people.leave_person(stage.alice.person_id or 0, by=ADMINISTRATOR)
    asked = source.bird.connects
    assert (await ask(key)).reason == Reason.ORPHANED
    assert source.bird.connects == asked


async def test_another_address_ends_what_is_on_its_way(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    fence = (await Subscription.get(calendar_id=key)).tries
    await subscriptions.turn(key, by=stage.alice, address=source.address)
    by = await jobs.actors.of_job(jobs.NAME, stage.alice.person_id)
    with pytest.raises(NotFound):
        await subscriptions.follow(key, read_file(calendar(), UTC), by=by, fence=fence)
    assert len(await titles(key)) == 2


async def test_who_cannot_wait_asks_once_a_minute(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    long_ago = clock.now() - timedelta(minutes=2)
    for looked_at, is_asked in ((clock.now(), False), (long_ago, True)):
        await Subscription.filter(calendar_id=key).update(looked_at=looked_at)
        assert await subscriptions.look(key, by=stage.alice) is is_asked
    with pytest.raises(Forbidden):
        await grant(key, stage.bob.person_id or 0, "read", by=stage.alice)
        await subscriptions.look(key, by=stage.bob)


async def test_what_is_kept_is_changed_here(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    await subscriptions.keep(key, by=stage.alice)
    await actions.put_object(key, "x.ics", ics("DTSTART:20261126T090000Z"), by=stage.alice)
    assert len(await titles(key)) == 3
    with pytest.raises(NotFound):
        await subscriptions.look(key, by=stage.alice)


async def test_the_address_is_kept_locked_and_told_nowhere(stage: Stage, source: Source) -> None:
    key = await subscribe(stage, source)
    rows = [*await Subscription.all().values(), *await Entry.all().values()]
    assert "secret-7" not in repr(rows)
    there = await Subscription.get(calendar_id=key)
    opened = cipher.current.get().unlocked(there.address, subscriptions.PURPOSE)
    assert opened == source.address
    await Subscription.filter(id=there.id).update(address="x.y.z")
    assert (await ask(key)).reason == Reason.LOST


INSIDE = """
http://127.0.0.2/ http://0.0.0.0/ http://169.254.169.254/ http://[::ffff:10.0.0.1]/ http://[::1]/
http://2130706433/ http://0177.0.0.1/ http://0x7f.1/ http://10.0.0.1/ http://192.168.1.1/
http://172.16.0.1/ http://[fe80::1]/ http://[fc00::1]/ webcal://localhost/a.ics file:///etc/passwd
gopher://x/ http://user:pass@example.org/ ftp://example.org/ https:// javascript:alert(1)
""".split()


@pytest.mark.parametrize("address", INSIDE)
async def test_nothing_inside_is_subscribed_to(stage: Stage, address: str) -> None:
    with pytest.raises(Invalid) as told:
        await subscriptions.subscribe(by=stage.alice, address=address)
    assert set(told.value.fields) == {"address"}
    assert await Subscription.all().count() == 0


def test_addresses_are_taken_as_people_copy_them() -> None:
    assert tidy(" webcal://x.example/a.ics#top ") == "https://x.example/a.ics"
    assert tidy("x.example/a.ics") == "https://x.example/a.ics"
    assert tidy("http://x.example/") == "http://x.example/"


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("REFRESH-INTERVAL;VALUE=DURATION:PT2H", 120), ("X-PUBLISHED-TTL:PT1M", 15),
        ("X-PUBLISHED-TTL:P9999W", 1440), ("X-PUBLISHED-TTL:-PT1H", 60), ("X-A:b", 60),
        ("REFRESH-INTERVAL:soon", 60),
    ],
)  # fmt: skip
async def test_it_is_asked_as_often_as_it_says_within_bounds(
    hub: Hub, head: str, minutes: int
) -> None:
    every = read_file(calendar(event("a"), head=head), UTC).every
    pause = jobs.pause_of(int(every.total_seconds()) if every else 0)
    assert pause == timedelta(minutes=minutes)


def test_an_event_and_a_task_of_one_uid_are_not_both_taken() -> None:
    task = [it.replace("VEVENT", "VTODO") for it in event("a") if not it.startswith("DURATION")]
    found = read_file(calendar(event("a"), task), UTC)
    assert (len(found.objects), len(found.faults)) == (1, 1)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Any) -> None:
    own = settings.load(data=tmp_path)
    locked = cipher.Cipher(own).locked("secret", "a")
    assert cipher.Cipher(own).unlocked(locked, "a") == "secret"
    assert (tmp_path / cipher.FILE).stat().st_mode & 0o777 == 0o600
    assert [it.name for it in tmp_path.iterdir()] == [cipher.FILE]
    key = base64.b64encode(bytes(32)).decode()
    other = cipher.Cipher(settings.load(data=tmp_path, secret_key=key))
    for it, purpose in ((other, "a"), (cipher.Cipher(own), "b")):
        with pytest.raises(cipher.Lost):
            it.unlocked(locked, purpose)
    (tmp_path / cipher.FILE).write_text("x")
    with pytest.raises(SettingsError):
        cipher.Cipher(own).prepare()
    with pytest.raises(SettingsError, match="HUB_SECRET_KEY"):
        settings.load(data=tmp_path, secret_key="short")
