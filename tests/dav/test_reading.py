"""A telephone finds its calendars and reads them, octet for octet; others' are not there."""

from __future__ import annotations

import pytest

from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast
from tests.dav.device import Device, multiget, propfind

pytestmark = pytest.mark.anyio


async def test_the_way_from_a_host_name_to_the_calendars(cast: Cast) -> None:
    alice = cast.alice
    for device in (alice, cast.nobody):
        led = await device.ask("PROPFIND", "/.well-known/caldav")
        assert (led.status, led.header("location")) == (301, "/dav/")
    root = await alice.propfind("/dav/", "D:current-user-principal", "D:principal-collection-set")
    ((_, principal),) = root.found["/dav/"]["D:current-user-principal"]
    assert principal == f"/dav/principals/{alice.person_id}/"
    known = await alice.propfind(
        principal, "D:displayname", "C:calendar-home-set", "C:calendar-user-address-set",
        "D:resourcetype", "C:calendar-user-type",
    )  # fmt: skip
    told = known.found[principal]
    assert told["D:displayname"] == "Alice Martin"
    assert told["C:calendar-home-set"] == [("D:href", alice.home)]
    assert ("D:href", "mailto:alice@orbelle.example") in told["C:calendar-user-address-set"]
    assert ("D:principal", "") in told["D:resourcetype"]
    home = await alice.propfind(alice.home, "D:resourcetype", "D:displayname", depth=1)
    assert ("C:calendar", "") in home.found[cast.at(alice)]["D:resourcetype"]


async def test_a_home_shows_what_one_reads_and_what_one_may_do(cast: Cast) -> None:
    names = ("D:displayname", "D:owner", "D:current-user-privilege-set", "A:calendar-color")
    seen = {}
    for device in (cast.alice, cast.bob, cast.edgar, cast.denise, cast.charlie, cast.readonly):
        home = await device.propfind(device.home, *names, depth=1)
        calendar = home.found.get(cast.at(device))
        seen[device.login, device.secret] = calendar and {
            name[0] for _, (name, *_) in calendar["D:current-user-privilege-set"]
        }
        if calendar:
            owner = f"/dav/principals/{cast.alice.person_id}/"
            assert calendar["D:owner"] == [("D:href", owner)]
    assert seen[cast.denise.login, cast.denise.secret] is None
    assert seen[cast.charlie.login, cast.charlie.secret] is None
    alice, bob, edgar, readonly = [
        seen[it.login, it.secret] or set()
        for it in (cast.alice, cast.bob, cast.edgar, cast.readonly)
    ]
    assert "D:write" in alice
    assert "D:write-content" in edgar
    assert "D:write" not in edgar
    assert readonly == bob == {"D:read", "D:read-current-user-privilege-set", "C:read-free-busy"}


async def test_what_was_put_is_what_is_got(cast: Cast) -> None:
    odd = EVENT.replace("SUMMARY:Réunion", 'SUMMARY:Réu\r\n nion\r\nX-UNKNOWN;A="b":1 é\t€')
    path = cast.at(cast.alice, "réunion n° 1.ics")
    put = await cast.alice.put(path, odd)
    assert put.status == 201
    got = await cast.alice.ask("GET", path)
    assert (got.status, got.body.decode(), got.header("etag")) == (200, odd, put.header("etag"))
    assert got.header("content-type") == "text/calendar; charset=utf-8; component=VEVENT"
    assert got.header("content-disposition") == "attachment"
    head = await cast.alice.ask("HEAD", path)
    assert (head.status, head.body, head.header("content-length")) == (
        200, b"", got.header("content-length"),
    )  # fmt: skip
    for known in (got.header("etag"), f"W/{got.header('etag')}", f'"x", {got.header("etag")}', "*"):
        again = await cast.alice.ask("GET", path, if_none_match=known)
        assert (again.status, again.body) == (304, b"")
    assert (await cast.alice.ask("GET", path, if_none_match='"x"')).status == 200
    told = await cast.alice.report(cast.at(cast.alice), multiget(path))
    assert told.data(path) == odd


async def test_what_is_asked_of_a_calendar(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    everything = await alice.ask("PROPFIND", path, depth="0")
    assert everything.status == 207
    assert b"displayname" in everything.body
    assert b"calendar-color" not in everything.body  # RFC 4791 §5.2: not by allprop
    names = await alice.ask(
        "PROPFIND", path, '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>', depth="0"
    )
    assert b"<A:calendar-color/>" in names.body
    unknown = await alice.propfind(path, "D:displayname", "D:quota-used-bytes", "A:nothing")
    assert unknown.found[path] == {"D:displayname": "Équipe"}
    assert unknown.missing[path] == {"D:quota-used-bytes", "A:nothing"}
    one = await alice.propfind(path[:-1], "D:displayname")
    assert list(one.found) == [path]


BAD: list[tuple[dict[str, str], str, int, bytes]] = [
    ({"depth": "infinity"}, "", 403, b"propfind-finite-depth"),
    ({"depth": "2"}, "", 400, b""),
    ({}, "<a", 400, b""),
    ({}, '<!DOCTYPE a><D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>', 400, b""),
    ({}, '<D:prop xmlns:D="DAV:"/>', 400, b""),
    ({}, '<D:propfind xmlns:D="DAV:"/>', 400, b""),
]


async def test_what_is_asked_badly(cast: Cast) -> None:
    for headers, body, status, said in BAD:
        for path in ("/dav/", cast.alice.home, cast.at(cast.alice)):
            answer = await cast.alice.ask("PROPFIND", path, body, **headers)
            assert (answer.status, said in answer.body) == (status, True), body


async def test_methods_that_are_none(cast: Cast) -> None:
    for method in ("POST", "LOCK", "UNLOCK", "ACL", "PATCH", "TRACE", "SEARCH", "GETX"):
        answer = await cast.alice.ask(method, cast.at(cast.alice))
        assert answer.status == 405
        assert "PROPFIND" in answer.header("allow")
    for method in ("get", "__init__", "_answer", "GET\t"):
        assert (await cast.alice.ask(method, cast.at(cast.alice))).status == 400


async def test_no_cookie_and_no_password_in_the_clear(cast: Cast) -> None:
    from tests.access.asking import call

    host, sent = (b"host", b"127.0.0.1:8000"), propfind("D:displayname").encode()
    cookie = await call(cast.alice.app, "PROPFIND", "/dav/", [host, (b"cookie", b"hub=x")], sent)
    assert cookie.status == 403  # from 192.0.2.7 over http
    for scheme, client, status in (
        ("http", "192.0.2.7", 403), ("http", "::ffff:192.0.2.7", 403), ("http", "::1", 401),
        ("https", "192.0.2.7", 401),
    ):  # fmt: skip
        answer = await call(
            cast.alice.app, "PROPFIND", "/dav/", [host], sent, scheme=scheme, client=(client, 1)
        )
        assert answer.status == status
    assert answer.header("www-authenticate") == 'Basic realm="Parvis"'


async def test_principals_of_others(cast: Cast) -> None:
    async def name(device: Device, person_id: int) -> object:
        path = f"/dav/principals/{person_id}/"
        answer = await device.ask("PROPFIND", path, propfind("D:displayname"), depth="0")
        return answer.status

    for device in (cast.alice, cast.charlie, cast.readonly):
        assert await name(device, cast.bob.person_id) == 207
        assert await name(device, 4) == 207  # the staff, a group
        assert await name(device, 999) == 404
    assert await name(cast.school, cast.school.person_id) == 207
    assert await name(cast.school, cast.bob.person_id) == 404
    assert await name(cast.school, 4) == 404
    other = f"/dav/principals/{cast.bob.person_id}/"
    told = await cast.alice.propfind(other, "C:calendar-home-set", "D:displayname")
    assert told.missing[other] == {"C:calendar-home-set"}
    listed = await cast.alice.propfind("/dav/principals/", "D:displayname", depth=1)
    assert list(listed.found) == [
        "/dav/principals/", f"/dav/principals/{cast.alice.person_id}/",
    ]  # fmt: skip


async def test_a_private_event_is_a_busy_time_in_every_answer(cast: Cast) -> None:
    path = cast.at(cast.alice, "p.ics")
    own = await cast.alice.put(path, PRIVATE)
    await cast.alice.put(cast.at(cast.alice, "w.ics"), WEEKLY)
    whole = await cast.alice.ask("GET", path)
    assert (whole.body.decode(), whole.header("etag")) == (PRIVATE, own.header("etag"))
    for device in (cast.bob, cast.edgar, cast.denise):
        for answer in await every_answer(cast, device):
            assert b"secret" not in answer
            assert own.header("etag").encode() not in answer
    read = await cast.bob.ask("GET", cast.at(cast.bob, "p.ics"))
    assert read.status == 200
    assert b"DTSTART:20261208T090000Z" in read.body
    assert (await cast.edgar.put(cast.at(cast.edgar, "p.ics"), EVENT)).status in {403, 409}
    assert (await cast.edgar.ask("DELETE", cast.at(cast.edgar, "p.ics"))).status == 403


async def every_answer(cast: Cast, device: Device) -> list[bytes]:
    """Whatever can be asked about the calendar, natively and of the fallback."""
    from tests.dav.device import between, free_busy, query, sync

    path = cast.at(device)
    week = ("20261207T000000Z", "20261214T000000Z")
    both = ("D:getetag", "C:calendar-data")
    text = '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"/></C:comp-filter>'
    reports = [
        sync(names=both), multiget(f"{path}p.ics"), query(between(*week)), query(between(week[0])),
        query(text), query(""), query(between(*week), data='<C:expand start="20261207T000000Z"'
        ' end="20261214T000000Z"/>'), free_busy(*week),
    ]  # fmt: skip
    answers = [await device.ask("REPORT", path, it, depth="1") for it in reports]
    answers += [
        await device.ask("PROPFIND", path, propfind(*both), depth="1"),
        await device.ask("GET", f"{path}p.ics"),
        await device.ask("PROPFIND", f"{path}p.ics", propfind(*both)),
        await device.ask("PROPFIND", device.home, propfind("D:displayname"), depth="1"),
    ]
    return [repr(answer.headers).encode() + answer.body for answer in answers]
