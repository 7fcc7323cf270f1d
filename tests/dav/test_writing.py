"""PUT, DELETE, MOVE, MKCALENDAR and PROPPATCH: each condition is kept, and bad input changes
nothing."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from hub_calendar.models import Calendar, CalendarObject
from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, WEEKLY, Cast
from tests.dav.device import Multistatus, proppatch

pytestmark = pytest.mark.anyio

LATER = EVENT.replace("T09", "T10").replace("T100000Z\r\nEND", "T110000Z\r\nEND")


async def test_conditions(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice, "x.ics")
    assert (await alice.put(path, EVENT, if_match='"x"')).status == 412
    assert (await alice.put(path, EVENT, if_match="*")).status == 412
    first = await alice.put(path, EVENT, if_none_match="*")
    assert first.status == 201
    assert (await alice.put(path, LATER, if_none_match="*")).status == 412
    for stale in ('"x"', "x", '""', f"W/{first.header('etag')}"):
        assert (await alice.put(path, LATER, if_match=stale)).status == 412
        assert (await alice.ask("DELETE", path, if_match=stale)).status == 412
    assert (await alice.put(path, LATER, if_match='"a", "b"')).status == 412
    assert (await alice.ask("GET", path)).body.decode() == EVENT
    second = await alice.put(path, LATER, if_match=first.header("etag"))
    assert second.status == 204
    assert second.header("etag") not in {"", first.header("etag")}
    assert (await alice.ask("DELETE", path, if_match=first.header("etag"))).status == 412
    assert (await alice.ask("DELETE", path, if_match=second.header("etag"))).status == 204
    for method in ("GET", "DELETE"):
        assert (await alice.ask(method, path)).status == 404


async def test_of_two_who_have_read_the_same_one_writes(cast: Cast) -> None:
    path = cast.at(cast.alice, "x.ics")
    etag = (await cast.alice.put(path, EVENT)).header("etag")
    texts = [ics("DTSTART:20261207T090000Z", f"SUMMARY:{n}", uid="lundi@example") for n in range(6)]
    devices = [(cast.alice, path), (cast.edgar, cast.at(cast.edgar, "x.ics"))] * 3
    answers = await asyncio.gather(
        *(it.put(at, text, if_match=etag) for (it, at), text in zip(devices, texts, strict=True))
    )
    assert sorted(answer.status for answer in answers) == [204, 412, 412, 412, 412, 412]


async def test_one_uid_has_one_name(cast: Cast) -> None:
    alice = cast.alice
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    twice = await alice.put(cast.at(alice, "y.ics"), EVENT)
    assert twice.status == 409
    assert b"<C:no-uid-conflict><D:href>" in twice.body
    assert cast.at(alice, "x.ics").encode() in twice.body
    other = await alice.put(cast.at(alice, "x.ics"), WEEKLY)
    assert other.status == 409
    assert await CalendarObject.filter(calendar_id=cast.calendar_id).count() == 1


BAD = [
    (b"", 403, b"valid-calendar-data"),
    (b"hello", 403, b"valid-calendar-data"),
    ("BEGIN:VCALENDAR\r\né".encode("latin-1"), 403, b"valid-calendar-data"),
    (EVENT.replace("END:VEVENT", "").encode(), 403, b"valid-calendar-data"),
    (EVENT.replace("UID:lundi@example\r\n", "").encode(), 403, b"valid-calendar-data"),
    (EVENT.replace("VERSION", "METHOD:REQUEST\r\nVERSION").encode(), 403, b"valid-calendar-d"),
    (EVENT.replace("20261207T09", "20261399T09").encode(), 403, b"valid-calendar-data"),
    (EVENT.replace("Réunion", "\x00").encode(), 403, b"valid-calendar-data"),
    (EVENT.replace("Réunion", "x" * 1_100_000).encode(), 403, b"<C:max-resource-size/>"),
    (EVENT.replace("Réunion", "x" * 2_100_000).encode(), 413, b""),
    (EVENT.replace("SUMMARY", "RRULE:FREQ=SECONDLY\r\nSUMMARY").encode(), 403, b"valid-cal"),
]  # fmt: skip


async def test_what_is_no_event_changes_nothing(cast: Cast) -> None:
    path = cast.at(cast.alice, "x.ics")
    for before in (None, EVENT):
        if before:
            await cast.alice.put(path, before)
        for body, status, said in BAD:
            answer = await cast.alice.put(path, body)
            assert (answer.status, said in answer.body) == (status, True), body[:200]
            got = await cast.alice.ask("GET", path)
            assert got.body.decode() == before if before else got.status == 404


async def test_names_that_no_object_has(cast: Cast) -> None:
    for name in ("a/b.ics", "..", "%2e%2e", "a%2Fb", "x" * 300, "a%00", "a%0a"):
        answer = await cast.alice.put(cast.at(cast.alice, name), EVENT)
        assert answer.status in {400, 404, 405}, name
    for path in ("/dav/", cast.alice.home, cast.at(cast.alice), "/dav/x", "/dav/principals/"):
        answer = await cast.alice.put(path, EVENT)
        assert answer.status in {404, 405}, path
    assert (await cast.alice.put(f"{cast.alice.home}nothing/x.ics", EVENT)).status == 404
    assert await CalendarObject.all().count() == 0


async def test_moving(cast: Cast) -> None:
    alice = cast.alice
    other = f"{alice.home}{uuid4()}/"
    assert (await alice.ask("MKCALENDAR", other)).status == 201
    old, new = cast.at(alice, "x.ics"), f"{other}y.ics"
    await alice.put(old, EVENT)
    for bad, status in (
        ("", 403), ("/dav/", 403), ("/else", 403), (cast.at(cast.bob, "y.ics"), 403),
        (f"{alice.home}nothing/y.ics", 409),
    ):  # fmt: skip
        assert (await alice.ask("MOVE", old, destination=bad)).status == status
    assert (await alice.ask("MOVE", old)).status == 400
    stale = await alice.ask("MOVE", old, destination=new, if_match='"of-yesterday"')
    assert stale.status == 412
    assert (await alice.ask("GET", old)).body.decode() == EVENT
    assert (await alice.ask("MOVE", old, destination=f"https://127.0.0.1{new}")).status == 201
    assert (await alice.ask("GET", old)).status == 404
    assert (await alice.ask("GET", new)).body.decode() == EVENT
    await alice.put(cast.at(alice, "z.ics"), LATER)
    kept = await alice.ask("MOVE", cast.at(alice, "z.ics"), destination=new, overwrite="F")
    assert kept.status == 412
    assert (await alice.ask("MOVE", cast.at(alice, "z.ics"), destination=new)).status == 204
    assert (await alice.ask("GET", new)).body.decode() == LATER
    await alice.put(cast.at(alice, "w.ics"), WEEKLY)
    other_uid = await alice.ask("MOVE", cast.at(alice, "w.ics"), destination=new)
    assert (other_uid.status, b"no-uid-conflict" in other_uid.body) == (409, True)


async def test_a_calendar_that_a_client_makes_changes_and_deletes(cast: Cast) -> None:
    alice, path = cast.alice, f"{cast.alice.home}{str(uuid4()).upper()}/"
    body = proppatch(
        "<D:set><D:prop><D:displayname>Congés</D:displayname>"
        "<A:calendar-color>#6c3461FF</A:calendar-color><A:calendar-order>3</A:calendar-order>"
        "<C:calendar-timezone>BEGIN:VTIMEZONE&#13;\nTZID:America/Cayenne&#13;\n"
        "</C:calendar-timezone><C:supported-calendar-component-set>"
        '<C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set>',
        "C:mkcalendar",
    )
    assert (await alice.ask("MKCALENDAR", path, body)).status == 201
    assert (await alice.ask("MKCALENDAR", path, body)).status == 405
    assert (await alice.ask("MKCALENDAR", cast.at(alice), body)).status == 405
    names = ("D:displayname", "A:calendar-color", "A:calendar-order", "C:calendar-timezone-id")
    home = await alice.propfind(alice.home, *names, depth=1)
    assert home.found[path] == {
        "D:displayname": "Congés", "A:calendar-color": "#6c3461", "A:calendar-order": "3",
        "C:calendar-timezone-id": "America/Cayenne",
    }  # fmt: skip
    change = proppatch(
        "<D:set><D:prop><D:displayname>Absences</D:displayname></D:prop></D:set>"
        "<D:remove><D:prop><C:calendar-description/></D:prop></D:remove>"
    )
    changed = Multistatus.of(await alice.ask("PROPPATCH", path, change))
    assert set(changed.found[path]) == {"D:displayname", "C:calendar-description"}
    assert (await Calendar.get(slug=path.split("/")[-2])).name == "Absences"
    assert (await alice.put(f"{path}x.ics", EVENT)).status == 201
    assert (await alice.ask("DELETE", path)).status == 204
    assert (await alice.ask("PROPFIND", path)).status == 404


async def test_properties_that_nobody_sets(cast: Cast) -> None:
    path = cast.at(cast.alice)
    both = proppatch(
        "<D:set><D:prop><D:displayname>Autre</D:displayname><D:getetag>x</D:getetag></D:prop>"
        "</D:set>"
    )
    refused = Multistatus.of(await cast.alice.ask("PROPPATCH", path, both))
    assert refused.other[path] == {"D:displayname": 424, "D:getetag": 403}
    assert (await Calendar.get(id=cast.calendar_id)).name == "Équipe"
    empty = proppatch("<D:set><D:prop><D:displayname> </D:displayname></D:prop></D:set>")
    assert Multistatus.of(await cast.alice.ask("PROPPATCH", path, empty)).other[path] == {
        "D:displayname": 409
    }
    for body, status in (("", 400), ("<a", 400), (proppatch(""), 400)):
        assert (await cast.alice.ask("PROPPATCH", path, body)).status == status
    assert (await cast.edgar.ask("PROPPATCH", cast.at(cast.edgar), both.replace(
        "<D:getetag>x</D:getetag>", ""))).status == 403  # fmt: skip
    assert (await cast.alice.ask("PROPPATCH", cast.alice.home, both)).status == 403


async def test_a_calendar_where_none_can_be(cast: Cast) -> None:
    alice = cast.alice
    for path, status in (
        (f"{alice.home}12345/", 403), (f"{alice.home}a%20b/", 403), (alice.home, 405),
        (f"{cast.bob.home}mine/", 404), ("/dav/calendars/", 405), ("/dav/x/", 404),
    ):  # fmt: skip
        assert (await alice.ask("MKCALENDAR", path)).status == status, path
    folder = proppatch(
        "<D:set><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop></D:set>",
        "D:mkcol",
    )
    assert (await alice.ask("MKCOL", f"{alice.home}folder/", folder)).status == 403
    assert (await alice.ask("MKCOL", f"{alice.home}folder/")).status == 403
    right = folder.replace("<D:collection/>", "<D:collection/><C:calendar/>")
    assert (await alice.ask("MKCOL", f"{alice.home}folder/", right)).status == 201
    assert (await cast.school.ask("MKCALENDAR", f"{cast.school.home}mine/")).status == 403
    assert (await cast.readonly.ask("MKCALENDAR", f"{alice.home}mine/")).status == 403
