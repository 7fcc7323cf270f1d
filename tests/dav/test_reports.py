"""What changed, these objects, this week, and when there is time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.access.actions import grant
from hub.database import transaction
from hub.dav import changes
from hub.dav.fallback import handover, parsing
from hub.dav.models import Collection
from hub.domain.dav import Entry, Period
from hub_calendar.dav.expanding import expanded
from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast, actor
from tests.dav.device import Device, between, free_busy, multiget, query, sync

pytestmark = pytest.mark.anyio

WEEK = ("20261207T000000Z", "20261214T000000Z")


async def fill(cast: Cast) -> None:
    for name, text in (("x", EVENT), ("p", PRIVATE), ("w", WEEKLY)):
        assert (await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)).status == 201


async def test_a_telephone_follows_every_change(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    await fill(cast)
    first = await alice.sync(path)
    assert set(first.etags()) == {"x.ics", "p.ics", "w.ics"}
    assert (await alice.sync(path, first.token)).found == {}
    await alice.put(f"{path}x.ics", EVENT.replace("Réunion", "Autre"))
    await alice.put(f"{path}new.ics", ics("DTSTART:20261207T090000Z", uid="new"))
    await alice.ask("DELETE", f"{path}p.ics")
    second = await alice.sync(path, first.token)
    assert set(second.etags()) == {"x.ics", "new.ics"}
    assert second.statuses == {f"{path}p.ics": 404}
    told = await alice.propfind(path, "D:sync-token", "CS:getctag")
    assert told.found[path] == {"D:sync-token": second.token, "CS:getctag": second.token}
    assert second.token not in {"", first.token}


async def test_a_few_at_a_time(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    for number in range(5):
        await alice.put(f"{path}{number}.ics", ics("DTSTART:20261207T090000Z", uid=str(number)))
    seen: list[str] = []
    token, rounds = "", 0
    while True:
        some = await alice.sync(path, token, limit=2)
        seen += some.etags()
        token, rounds = some.token, rounds + 1
        if some.statuses.get(path) != 507:
            break
    assert (sorted(seen), rounds) == ([f"{number}.ics" for number in range(5)], 3)
    assert (await alice.sync(path, token)).found == {}


async def test_a_token_that_is_of_no_use(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    await fill(cast)
    token = (await alice.sync(path)).token
    epoch = token.split(":")[3]
    bad = [
        "x", "urn:parvis:sync:0:all:1", token.replace(epoch, "0" * 16), token + "9",
        token.replace(":all:", ":part:"), f"http://radicale.org/ns/sync/{epoch}", token.upper(),
    ]  # fmt: skip
    async with transaction():
        await Collection.filter(id=cast.calendar_id).update(min_seq=2)
    bad.append(token.rpartition(":")[0] + ":1")
    for it in bad:
        answer = await alice.ask("REPORT", path, sync(it))
        assert (answer.status, b"<D:valid-sync-token/>" in answer.body) == (403, True), it
    async with transaction():
        await Collection.filter(id=cast.calendar_id).update(epoch=changes.new_epoch())
    assert (await alice.ask("REPORT", path, sync(token))).status == 403


async def test_who_may_see_more_starts_again(cast: Cast) -> None:
    await fill(cast)
    bob, path = cast.bob, cast.at(cast.bob)
    token = (await bob.sync(path)).token
    by = await actor(cast.alice)
    await grant(cast.calendar_id, bob.person_id, "manage", by=by, reason="remplace Alice")
    assert (await bob.ask("REPORT", path, sync(token))).status == 403
    told = await bob.report(path, sync(names=("C:calendar-data",)))
    assert "secret" in told.data(f"{path}p.ics")


async def test_these_objects(cast: Cast) -> None:
    await fill(cast)
    for device in (cast.alice, cast.bob):
        path, other = cast.at(device), cast.alice if device is cast.bob else cast.bob
        asked = [
            f"{path}x.ics", f"https://hub.example.fr{path}w.ics", f"{path}no%20thing.ics", path,
            "/else", "", f"{cast.at(other)}x.ics", f"{path}x.ics", "http://[bad/", f"{path}%ff",
        ]  # fmt: skip
        told = await device.report(path, multiget(*asked))
        assert {it for it in told.found if told.found[it]} == {f"{path}x.ics", f"{path}w.ics"}
        assert told.data(f"{path}x.ics") == EVENT
        assert set(told.statuses.values()) == {404}
        assert f"{path}no thing.ics" in told.statuses


async def test_a_week(cast: Cast) -> None:
    await fill(cast)
    alice, path = cast.alice, cast.at(cast.alice)

    async def found(inside: str) -> set[str]:
        return set((await alice.report(path, query(inside, names=("D:getetag",)))).etags())

    everything = {"x.ics", "p.ics", "w.ics"}
    assert await found(between(*WEEK)) == everything
    assert await found(between("20261207T093000Z", "20261207T093100Z")) == {"x.ics"}
    assert await found(between("20261207T100000Z", "20261207T110000Z")) == set()
    assert await found(between("20261214T000000Z", "20261221T000000Z")) == {"w.ics"}
    assert await found(between("20270101T000000Z")) == {"w.ics"}
    assert await found(between("20261208T000000Z")) == {"p.ics", "w.ics"}
    assert await found(between(end="20261101T000000Z")) == {"w.ics"}
    assert await found(between("19900101T000000Z", "21000101T000000Z")) == everything
    assert await found("") == everything
    assert await found('<C:comp-filter name="VEVENT"/>') == everything
    assert await found('<C:comp-filter name="VTODO"/>') == set()
    text = '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match>{}'
    text += "</C:text-match></C:prop-filter></C:comp-filter>"
    assert await found(text.format("équipe")) == {"w.ics"}
    assert await found(text.format("rien")) == set()


async def test_tasks(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    head, tail = EVENT.split("BEGIN:VEVENT")[0], "END:VCALENDAR\r\n"
    for name, line in (("due", "DUE:20261209T120000Z\r\n"), ("some-day", "")):
        todo = f"BEGIN:VTODO\r\nUID:{name}\r\nDTSTAMP:20260101T000000Z\r\n{line}SUMMARY:x\r\n"
        put = await alice.put(f"{path}{name}.ics", f"{head}{todo}END:VTODO\r\n{tail}")
        assert put.status == 201, put.body
    await alice.put(f"{path}x.ics", EVENT)

    async def found(inside: str) -> set[str]:
        return set((await alice.report(path, query(inside, names=("D:getetag",)))).etags())

    assert await found('<C:comp-filter name="VTODO"/>') == {"due.ics", "some-day.ics"}
    assert await found(between(*WEEK, component="VTODO")) == {"due.ics", "some-day.ics"}
    later = await found(between("20270101T000000Z", "20270108T000000Z", component="VTODO"))
    assert later == {"some-day.ics"}
    assert await found(between(*WEEK)) == {"x.ics"}
    listed = await alice.propfind(path, "D:getcontenttype", depth=1)
    assert listed.found[f"{path}due.ics"]["D:getcontenttype"].endswith("component=VTODO")


async def test_repetitions_written_out(cast: Cast) -> None:
    await fill(cast)
    alice, path = cast.alice, cast.at(cast.alice)
    span = '<C:expand start="20261207T000000Z" end="20261222T000000Z"/>'
    weeks = between("20261207T000000Z", "20261222T000000Z")
    told = await alice.report(path, query(weeks, data=span))
    series = told.data(f"{path}w.ics").replace("\r\n", "\n")
    # 14:00 in Paris, which has left summer time since the series began.
    assert [line for line in series.splitlines() if line.startswith("DTSTART")] == [
        "DTSTART:20261207T130000Z", "DTSTART:20261214T130000Z", "DTSTART:20261221T130000Z",
    ]  # fmt: skip
    assert "RRULE" not in series
    assert series.count("RECURRENCE-ID:") == 3
    assert "RECURRENCE-ID" not in told.data(f"{path}x.ics")
    read = await cast.bob.report(cast.at(cast.bob), query(weeks, data=span))
    assert "secret" not in read.data(f"{cast.at(cast.bob)}p.ics")


async def test_repetitions_written_out_are_no_bomb(cast: Cast) -> None:
    """RFC 4791 §11: not by their number, nor by their length, nor by the time that is asked for."""
    path, span = cast.at(cast.alice), '<C:expand start="{}0101T000000Z" end="{}0101T000000Z"/>'
    long = ics("DTSTART:20270101T090000Z", "RRULE:FREQ=DAILY", f"DESCRIPTION:{'x' * 100_000}")
    await cast.alice.put(f"{path}x.ics", long)
    for since, until in ((2027, 2028), (2027, 2038), (1, 9999)):
        body = query("", data=span.format(f"{since:04}", f"{until:04}"))
        answer = await cast.alice.ask("REPORT", path, body, depth="1")
        assert (answer.status, b"max-instances" in answer.body) == (403, True), since
    week = '<C:expand start="20270108T000000Z" end="20270115T000000Z"/>'
    answer = await cast.alice.ask("REPORT", path, query("", data=week), depth="1")
    assert answer.status == 207


async def test_working_repetitions_out_lets_others_go_first(cast: Cast) -> None:
    """The rule is looked for through years of every ten minutes, and never comes true."""
    rule = "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,10,20,30,40,50;BYSETPOS=300"
    text = ics("DTSTART:20270101T090000Z", rule)
    entries = [Entry(f"{it}.ics", '""', "VEVENT", text) for it in range(5)]
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    years = Period(datetime(2031, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC))
    await expanded(entries, years, ZoneInfo("Europe/Paris"))
    other.cancel()
    assert turns >= len(entries)


async def test_a_filter_ends_with_its_century(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ics("DTSTART:20270101T090000Z", "RRULE:FREQ=YEARLY")
    read = parsing.read(text, "VCALENDAR")
    assert list(read.vevent.getrruleset())[-1].year == parsing.LAST_YEAR
    await cast.alice.put(cast.at(cast.alice, "x.ics"), text)
    titled = query('<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"/></C:comp-filter>')
    assert (await cast.alice.ask("REPORT", cast.at(cast.alice), titled)).status == 207
    monkeypatch.setattr(handover, "LONGEST", -1.0)
    answer = await cast.alice.ask("REPORT", cast.at(cast.alice), titled)
    assert (answer.status, b"number-of-matches-within-limits" in answer.body) == (403, True)


async def test_when_there_is_time(cast: Cast) -> None:
    await fill(cast)
    lines = {
        "FREEBUSY;FBTYPE=BUSY:20261207T090000Z/20261207T100000Z",
        "FREEBUSY;FBTYPE=BUSY:20261208T090000Z/20261208T100000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261207T130000Z/20261207T140000Z",
    }
    for device in (cast.alice, cast.bob, cast.denise):
        answer = await device.ask("REPORT", cast.at(device), free_busy(*WEEK))
        assert answer.status == 200
        told = answer.body.decode().split("\r\n")
        assert {line for line in told if line.startswith("FREEBUSY")} == lines
        assert "SUMMARY" not in answer.body.decode()
    inside = await cast.denise.ask(
        "REPORT", cast.at(cast.denise), free_busy("20261207T093000Z", "20261207T094000Z")
    )
    assert b"BUSY:20261207T093000Z/20261207T094000Z" in inside.body
    assert await busy_status(cast.charlie, cast) == 404


async def busy_status(device: Device, cast: Cast) -> int:
    return (await device.ask("REPORT", cast.at(device), free_busy(*WEEK))).status


BAD = [
    ("", 400), ("<a/>", 403), ("<", 400), ('<D:expand-property xmlns:D="DAV:"/>', 403),
    (sync().replace("sync-level>1", "sync-level>infinite"), 207),
    (sync().replace("<D:prop>", "<D:limit><D:nresults>x</D:nresults></D:limit><D:prop>"), 400),
    (sync().replace("<D:prop>", "<D:limit><D:nresults>0</D:nresults></D:limit><D:prop>"), 400),
    (query("").replace("VCALENDAR", "VCARD"), 403),
    (query(between("x")), 403), (query(between()), 403),
    (query(between("20261214T000000Z", "20261207T000000Z")), 403),
    (query(between("20269914T000000Z")), 403),
    (free_busy("20261207T000000Z", ""), 403), (free_busy("20261207T000000Z", "20261207T"), 403),
    (free_busy("00010101T000000Z", "99991231T000000Z"), 400),
    (query('<C:comp-filter name="VEVENT"><C:nonsense/></C:comp-filter>'), 400),
    (query('<C:comp-filter name="VEVENT"><C:prop-filter/></C:comp-filter>'), 207),
    (query("", data='<C:expand start="x" end="y"/>'), 403),
    (query("", data="<C:expand/>"), 403),
]  # fmt: skip


async def test_what_is_asked_badly(cast: Cast) -> None:
    await fill(cast)
    for body, status in BAD:
        answer = await cast.alice.ask("REPORT", cast.at(cast.alice), body)
        assert answer.status == status, (body, answer.body)
