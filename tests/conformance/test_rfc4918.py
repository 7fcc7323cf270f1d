"""WebDAV: methods, conditions and destinations, as far as collections of events have them."""

from __future__ import annotations

import gzip
from dataclasses import replace
from urllib.parse import quote
from uuid import uuid4

import pytest

from hub.actor import Via
from hub_calendar import actions
from hub_calendar.models import Calendar, CalendarObject
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast, actor
from tests.dav.device import Device, Multistatus, propfind, sync

pytestmark = pytest.mark.anyio

METHODS = (
    "OPTIONS", "GET", "HEAD", "PROPFIND", "PROPPATCH", "REPORT", "PUT", "DELETE", "MOVE", "COPY",
    "MKCOL", "MKCALENDAR", "POST", "LOCK", "UNLOCK", "ACL",
)  # fmt: skip
LATER = EVENT.replace("T09", "T10").replace("T100000Z\r\nEND", "T110000Z\r\nEND")


async def other(cast: Cast) -> str:
    """Another calendar of Alice's."""
    path = f"{cast.alice.home}{uuid4()}/"
    assert (await cast.alice.ask("MKCALENDAR", path)).status == 201
    return path


@pytest.mark.parametrize("shape", ["/dav/", "/dav/principals/", "principal", "/dav/calendars/",
                                   "home", "", "new/", "x.ics", "new.ics"])  # fmt: skip
async def test_9_allow_tells_what_is_answered_and_nothing_else(cast: Cast, shape: str) -> None:
    """By what an address means: also where nothing is yet."""
    alice = cast.alice
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    places = {"home": alice.home, "principal": f"/dav/principals/{alice.person_id}/",
              "new/": f"{alice.home}new/"}  # fmt: skip
    path = places.get(shape) or (shape if shape.startswith("/") else cast.at(alice, shape))
    told = await alice.ask("OPTIONS", path)
    assert told.status == 200
    allowed = told.header("allow").split(", ")
    for method in METHODS:
        answer = await alice.ask(method, path, if_match='"no"')
        # Of what is there that is the answer too (§9.3.1): it is a method of an empty place.
        is_there = method == "MKCALENDAR" and shape == ""
        assert (answer.status == 405) is (method not in allowed or is_there), method
        if answer.status == 405 and not is_there:
            assert answer.header("allow") == told.header("allow")


async def test_9_1_depth_infinity_is_refused_by_name(cast: Cast) -> None:
    for path in ("/dav/", cast.alice.home, cast.at(cast.alice)):
        answer = await cast.alice.ask("PROPFIND", path, "", depth="infinity")
        assert (answer.status, b"<D:propfind-finite-depth/>" in answer.body) == (403, True)


async def test_9_4_a_calendar_is_got_as_one_file(cast: Cast) -> None:
    path = cast.at(cast.alice)
    for name, text in (("x", EVENT), ("w", WEEKLY), ("p", PRIVATE)):
        await cast.alice.put(f"{path}{name}.ics", text)
    whole = await cast.alice.ask("GET", path)
    assert whole.header("content-type") == "text/calendar; charset=utf-8"
    assert whole.header("content-disposition") == "attachment"
    text = whole.body.decode()
    assert (text.count("BEGIN:VCALENDAR"), text.count("BEGIN:VEVENT")) == (1, 3)
    head = await cast.alice.ask("HEAD", path)
    assert (head.status, head.body, head.header("etag")) == (200, b"", whole.header("etag"))
    etag = whole.header("etag")
    assert (await cast.alice.ask("GET", path, if_none_match=etag)).status == 304
    read = await cast.bob.ask("GET", cast.at(cast.bob))
    assert b"secret" not in read.body
    assert read.header("etag") != etag
    await cast.alice.put(f"{path}x.ics", LATER)
    assert (await cast.alice.ask("GET", path, if_none_match=etag)).status == 200
    for device in (cast.denise, cast.charlie):
        assert (await device.ask("GET", cast.at(device))).status == 404


async def test_9_8_a_copy_is_another_event_with_the_same_uid(cast: Cast) -> None:
    alice, to = cast.alice, await other(cast)
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    before = await alice.sync(to)
    answer = await alice.ask("COPY", cast.at(alice, "x.ics"), destination=f"{to}y.ics")
    assert (answer.status, answer.body) == (201, b"")
    for path in (cast.at(alice, "x.ics"), f"{to}y.ics"):
        assert (await alice.ask("GET", path)).body.decode() == EVENT
    assert set((await alice.sync(to, before.token)).etags()) == {"y.ics"}
    await alice.put(f"{to}y.ics", LATER)
    assert (await alice.ask("GET", cast.at(alice, "x.ics"))).body.decode() == EVENT


async def test_9_8_in_its_own_calendar_a_copy_would_be_the_same_event_twice(cast: Cast) -> None:
    """RFC 4791 §5.3.2.1: a UID has one name in a calendar."""
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    answer = await cast.alice.ask("COPY", f"{path}x.ics", destination=f"{path}y.ics")
    assert answer.status == 409
    assert f"<C:no-uid-conflict><D:href>{path}x.ics</D:href>".encode() in answer.body
    same = await cast.alice.ask("COPY", f"{path}x.ics", destination=f"{path}x.ics")
    assert same.status == 403  # §9.8.5
    assert await CalendarObject.filter(calendar_id=cast.calendar_id).count() == 1


async def test_9_8_4_what_is_there_is_replaced_unless_it_is_to_stay(cast: Cast) -> None:
    alice, to = cast.alice, await other(cast)
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    await alice.put(f"{to}x.ics", LATER)
    await alice.put(f"{to}w.ics", WEEKLY)
    asked = {"destination": f"{to}x.ics"}
    assert (await alice.ask("COPY", cast.at(alice, "x.ics"), overwrite="F", **asked)).status == 412
    assert (await alice.ask("GET", f"{to}x.ics")).body.decode() == LATER
    stale = await alice.ask("COPY", cast.at(alice, "x.ics"), if_match='"old"', **asked)
    assert stale.status == 412
    assert (await alice.ask("COPY", cast.at(alice, "x.ics"), **asked)).status == 204
    assert (await alice.ask("GET", f"{to}x.ics")).body.decode() == EVENT
    over = await alice.ask("COPY", cast.at(alice, "x.ics"), destination=f"{to}w.ics")
    assert (over.status, b"no-uid-conflict" in over.body) == (409, True)


async def test_9_8_of_what_one_is_not_shown_there_is_no_copy(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "p.ics"), PRIVATE)
    own = f"{cast.bob.home}{uuid4()}/"
    assert (await cast.bob.ask("MKCALENDAR", own)).status == 201
    for device, status in ((cast.bob, 403), (cast.edgar, 403), (cast.denise, 404),
                           (cast.charlie, 404)):  # fmt: skip
        to = own if device is cast.bob else f"{device.home}personal/"
        await device.ask("PROPFIND", device.home, "", depth="1")  # makes the personal one
        answer = await device.ask("COPY", cast.at(device, "p.ics"), destination=f"{to}p.ics")
        assert answer.status == status, device
        assert (await device.ask("GET", f"{to}p.ics")).status == 404
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    taken = await cast.bob.ask("COPY", cast.at(cast.bob, "x.ics"), destination=f"{own}x.ics")
    assert taken.status == 201  # what one reads, one may keep
    back = cast.at(cast.bob, "back.ics")
    assert (await cast.bob.ask("COPY", f"{own}x.ics", destination=back)).status == 403


@pytest.mark.parametrize("method", ["MOVE", "COPY"])
async def test_9_8_5_a_destination_that_is_not_here(cast: Cast, method: str) -> None:
    alice, to = cast.alice, await other(cast)
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    for said, status in (
        (f"https://evil.example{to}x.ics", 502), (f"//evil.example{to}x.ics", 502),
        (f"https://127.0.0.1@evil.example{to}x.ics", 502), ("http://[bad/x.ics", 400),
        (f"{to}%ff.ics", 400), (f"{to}../personal/x.ics", 403), (f"{to}%2e%2e/p/x.ics", 403),
        (f"{to}a%2fb.ics", 403), (f"{to}%252e%252e", 201), (to, 403), (alice.home, 403),
        ("/dav/principals/1/", 403), ("/today", 403), (cast.at(cast.bob, "x.ics"), 403),
        (f"{cast.bob.home}personal/x.ics", 403), (f"{alice.home}nothing/x.ics", 409),
    ):  # fmt: skip
        answer = await alice.ask(method, cast.at(alice, "x.ics"), destination=said)
        assert answer.status == status, said
        if status == 201:  # a name with a per cent in it, and no way up
            assert (await alice.ask("DELETE", f"{to}%252e%252e")).status == 204
            await alice.put(cast.at(alice, "x.ics"), EVENT)
    assert (await alice.ask("GET", cast.at(alice, "x.ics"))).body.decode() == EVENT
    assert (await alice.ask(method, cast.at(alice, "x.ics"))).status == 400


async def test_9_9_from_ones_own_home_into_that_of_whom_one_acts_for(cast: Cast) -> None:
    """And back; to nobody else's, and to no calendar of theirs that is not open."""
    by = replace(await actor(cast.alice), via=Via.SESSION)
    await actions.name_delegate(cast.bob.person_id, "edit", by=by)
    key = (await Calendar.get(owner_id=cast.alice.person_id, slug="personal")).id
    there, own = f"{cast.alice.home}{key}/", f"{cast.bob.home}personal/"
    await cast.bob.ask("PROPFIND", cast.bob.home, "", depth="1")
    assert (await cast.bob.put(f"{own}x.ics", EVENT)).status == 201
    assert (await cast.bob.ask("MOVE", f"{own}x.ics", destination=f"{there}x.ics")).status == 201
    assert (await cast.alice.ask("GET", f"{cast.alice.home}personal/x.ics")).status == 200
    assert (await cast.bob.ask("COPY", f"{there}x.ics", destination=f"{own}y.ics")).status == 201
    assert (await cast.bob.ask("DELETE", f"{own}y.ics")).status == 204
    assert (await cast.bob.ask("MOVE", f"{there}x.ics", destination=f"{own}x.ics")).status == 201
    assert (await cast.bob.ask("GET", f"{own}x.ics")).body.decode() == EVENT
    bobs = (await Calendar.get(owner_id=cast.bob.person_id, slug="personal")).id
    for to, status in (
        (f"{cast.alice.home}{bobs}/x.ics", 409), (f"{cast.alice.home}personal/x.ics", 403),
        (f"{cast.edgar.home}{key}/x.ics", 403),
    ):  # fmt: skip
        assert (await cast.bob.ask("MOVE", f"{own}x.ics", destination=to)).status == status


async def test_10_4_a_condition_that_is_not_understood_is_not_met(cast: Cast) -> None:
    """There are no locks, so no token of one; `If` is never passed over."""
    path = cast.at(cast.alice, "x.ics")
    etag = (await cast.alice.put(path, EVENT)).header("etag")
    for said in ("(<urn:uuid:181d4fae>)", f"([{etag}])", "(Not <DAV:no-lock>)", "nonsense"):
        for method in ("PUT", "DELETE"):
            answer = await cast.alice.ask(method, path, LATER, **{"if": said})
            assert answer.status == 412, said
    assert (await cast.alice.ask("GET", path)).body.decode() == EVENT


async def test_rfc_9110_13_1_one_of_several_etags_is_enough(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice, "x.ics")
    etag = (await alice.put(path, EVENT)).header("etag")
    assert (await alice.put(path, LATER, if_match='"a", "b"')).status == 412
    assert (await alice.put(path, LATER, if_match=f'"a", W/{etag}')).status == 412  # weak
    second = await alice.put(path, LATER, if_match=f'"a", {etag},"b"')
    assert second.status == 204
    now = second.header("etag")
    assert (await alice.put(path, EVENT, if_none_match=f'"a", {now}')).status == 412
    assert (await alice.put(path, EVENT, if_none_match=f'"a", W/{now}')).status == 412
    assert (await alice.put(path, EVENT, if_none_match='"a", "b"')).status == 204
    assert (await alice.put(f"{path}2", EVENT, if_match='"a", "b"')).status == 412
    got = await alice.ask("GET", path, if_none_match=f'"a", W/"b", {etag}')
    assert (got.status, got.body, got.header("etag")) == (304, b"", etag)


async def test_rfc_9110_13_1_a_calendar_is_not_deleted_on_a_condition(cast: Cast) -> None:
    path = cast.at(cast.alice)
    etag = (await cast.alice.ask("GET", path)).header("etag")
    for said in ('"x"', etag):
        assert (await cast.alice.ask("DELETE", path, if_match=said)).status == 412
    assert (await cast.alice.ask("DELETE", path, if_match="*")).status == 204


async def test_rfc_9110_8_4_a_packed_body_is_not_unpacked(cast: Cast) -> None:
    path = cast.at(cast.alice)
    for method, at, body in (
        ("PUT", f"{path}x.ics", EVENT), ("REPORT", path, sync()),
        ("PROPFIND", path, propfind("D:displayname")),
    ):  # fmt: skip
        packed = gzip.compress(body.encode())
        answer = await cast.alice.ask(method, at, packed, content_encoding="gzip")
        assert (answer.status, answer.header("accept-encoding")) == (415, "identity")
        plain = await cast.alice.ask(method, at, body, content_encoding="identity")
        assert plain.status in {201, 207}


@pytest.mark.parametrize(
    "name",
    ["..", "%2e%2e", "%2E%2e/x.ics", "a%2Fb.ics", "..%2f..%2fx.ics", "%00", "a%00.ics", "a%0d%0ab",
     ".", "//", "a//b", "%c0%ae%c0%ae", "%ff"],
)  # fmt: skip
async def test_8_3_paths_that_are_tricks(cast: Cast, name: str) -> None:
    """Nothing is stored, and nothing above is reached."""
    for path in (cast.at(cast.alice, name), f"{cast.alice.home}{name}"):
        for method in ("PUT", "GET", "PROPFIND", "DELETE", "MKCALENDAR"):
            answer = await cast.alice.ask(method, path, EVENT if method == "PUT" else "")
            assert answer.status in {400, 403, 404, 405, 415}, (method, path)
    assert await CalendarObject.all().count() == 0
    assert await Calendar.filter(owner_id=cast.alice.person_id, slug="equipe").count() == 1


async def test_8_3_a_name_that_only_looks_like_a_trick(cast: Cast) -> None:
    for name in ("%252e%252e", "a b.ics", "é.ics", "a%3Fb", "a%23b", "100%25.ics", "..x"):
        path = cast.at(cast.alice, name)
        assert (await cast.alice.put(path, EVENT)).status == 201, name
        assert (await cast.alice.ask("GET", path)).body.decode() == EVENT
        told = await cast.alice.propfind(cast.at(cast.alice), "D:getetag", depth=1)
        assert len(told.etags()) == 1
        raw = await cast.alice.ask("PROPFIND", path, propfind("D:getetag"))
        assert f"{quote(name, safe='%')}</D:href>".encode() in raw.body
        assert (await cast.alice.ask("DELETE", path)).status == 204


def hostile() -> dict[str, bytes]:
    head = b'<D:propfind xmlns:D="DAV:">'
    lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{''.join(lines)}]>".encode()
    declared = b'<?xml version="1.0" encoding="%s"?>'
    return {
        "bomb": bomb + head + b"<D:prop>&a9;</D:prop></D:propfind>",
        "file": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + head + b"&f;",
        "external": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + head + b"</D:propfind>",
        "deep": head + b"<a>" * 150_000 + b"</a>" * 150_000 + b"</D:propfind>",
        "unclosed": head + b"<a>" * 500_000,
        "latin": head + "<D:prop><é/></D:prop></D:propfind>".encode("latin-1"),
        "unknown": declared % b"x-none" + head + b"<D:allprop/></D:propfind>",
        "many octets": declared % b"utf-7" + head + b"<D:allprop/></D:propfind>",
        "nul": head + b"\0<D:allprop/></D:propfind>",
        "attributes": head + b"<D:prop " + b" ".join(b'a%d="x"' % n for n in range(90_000)) + b">",
        "prefix": b"<D:propfind><D:allprop/></D:propfind>",
        "two": head + b"<D:allprop/></D:propfind>" + head + b"</D:propfind>",
    }


@pytest.mark.parametrize("kind", hostile())
async def test_17_6_xml_that_is_none_or_an_attack(cast: Cast, kind: str) -> None:
    body = hostile()[kind]
    for method, path in (("PROPFIND", "/dav/"), ("REPORT", cast.at(cast.alice)),
                         ("PROPPATCH", cast.at(cast.alice)),
                         ("MKCALENDAR", f"{cast.alice.home}new/")):  # fmt: skip
        answer = await cast.alice.ask(method, path, body)
        assert answer.status == 400, method
        assert len(answer.body) < 2000
    assert (await cast.alice.ask("PROPFIND", f"{cast.alice.home}new/")).status == 404


async def test_19_xml_in_another_writing_is_read(cast: Cast) -> None:
    """A server must take UTF-8 and UTF-16 (XML 1.0 §4.3.3); a declared Latin-1 is no riddle."""
    body = propfind("D:displayname")
    for encoding, declared in (("utf-16", "utf-16"), ("iso-8859-1", "iso-8859-1"),
                               ("utf-8-sig", "utf-8")):  # fmt: skip
        sent = f'<?xml version="1.0" encoding="{declared}"?>{body}'.encode(encoding)
        told = Multistatus.of(await cast.alice.ask("PROPFIND", cast.at(cast.alice), sent))
        assert told.found[cast.at(cast.alice)]["D:displayname"] == "Équipe"


async def test_18_the_classes_that_are_said_are_kept(cast: Cast) -> None:
    """2, locks, is not said: `docs/dav-support.md` tells why."""
    said = (await cast.alice.ask("OPTIONS", "/dav/")).header("dav").split(", ")
    assert {"1", "3"} <= set(said)
    assert not {"2", "access-control"} & set(said)


async def test_8_1_a_password_for_something_else_finds_no_door(cast: Cast) -> None:
    device: Device = cast.files
    for method in ("OPTIONS", "COPY", "GET"):
        assert (await device.ask(method, cast.at(cast.alice))).status == 401
