"""CalDAV scheduling: the inbox, and the tags by which programs know that a plan has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.accounts import clock
from hub_calendar import actions
from hub_calendar.actions.messages import KEPT_FOR
from hub_calendar.ics.lines import Component, parse
from hub_calendar.models import Message
from tests.calendar.conftest import at_time, ics, now
from tests.conformance.test_rfc6638_implicit import (
    BOB,
    EDGAR,
    LATER,
    ONCE,
    WEEKLY,
    Mine,
    alice,
    answer_of,
    bob,
    edgar,
    event,
)
from tests.dav.conftest import Cast, actor
from tests.dav.device import multiget, query

pytestmark = pytest.mark.anyio
__all__ = ["alice", "bob", "edgar", "now"]


def inbox(mine: Mine) -> str:
    return f"{mine.device.home}inbox/"


async def names(mine: Mine) -> list[str]:
    """Of the messages in it, by PROPFIND."""
    found = await mine.device.propfind(inbox(mine), "D:getetag", depth=1)
    return sorted(it for it in found.found if it != inbox(mine))


async def read(mine: Mine) -> list[Component]:
    told = []
    for it in await names(mine):
        answer = await mine.device.ask("GET", it)
        assert answer.status == 200
        told.append(parse(answer.body.decode().strip()))
    return told


def part(message: Component) -> Component:
    [found] = message.inside("VEVENT")
    return found


async def test_2_2_1_the_principal_says_where_it_is(alice: Mine) -> None:
    path = f"/dav/principals/{alice.device.person_id}/"
    found = (await alice.device.propfind(path, "C:schedule-inbox-URL")).found[path]
    assert found == {"C:schedule-inbox-URL": [("D:href", inbox(alice))]}
    options = await alice.device.ask("OPTIONS", path)
    assert "calendar-auto-schedule" in options.header("dav")


async def test_2_2_it_is_no_calendar(alice: Mine) -> None:
    path = inbox(alice)
    found = (await alice.device.propfind(
        path, "D:resourcetype", "D:owner", "C:supported-calendar-component-set"
    )).found[path]  # fmt: skip
    assert found["D:resourcetype"] == [("D:collection", ""), ("C:schedule-inbox", "")]
    home = await alice.device.propfind(alice.device.home, "D:resourcetype", depth=1)
    assert path not in home.found
    made = await actions.create_calendar(by=await actor(alice.device), name="I", slug="inbox")
    assert (await alice.device.ask("GET", f"{alice.device.home}{made.id}/")).status == 200


async def test_3_2_1_an_invitation_lies_in_it_until_it_is_deleted(alice: Mine, bob: Mine) -> None:
    await alice.put(event(*ONCE, "SUMMARY:Revue"))
    [message] = await read(bob)
    assert (message.value("METHOD"), part(message).text("SUMMARY")) == ("REQUEST", "Revue")
    [name] = await names(bob)
    assert (await bob.device.ask("DELETE", name, if_match='"old"')).status == 412
    assert (await bob.device.ask("DELETE", name)).status == 204
    assert await names(bob) == []
    assert answer_of(await bob.copy(), BOB) == "NEEDS-ACTION"  # to read it is no answer


async def test_3_2_1_of_an_event_the_last_word_lies_in_it(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    await alice.put(event(*LATER))
    [message] = await read(bob)
    assert part(message).text("DTSTART") == "20261207T140000Z"
    await alice.delete()
    [message] = await read(bob)
    assert (message.value("METHOD"), part(message).value("STATUS")) == ("CANCEL", "CANCELLED")


async def test_3_2_2_answers_lie_in_the_organizers(alice: Mine, bob: Mine, edgar: Mine) -> None:
    await alice.put(event(guests=(BOB, EDGAR)))
    assert await read(alice) == []
    await bob.answer("TENTATIVE")
    with at_time(clock.now() + timedelta(seconds=1)):
        await bob.answer("ACCEPTED")
        await edgar.answer("DECLINED")
    told = await read(alice)
    assert [it.value("METHOD") for it in told] == ["REPLY"] * 3
    said = [it.line for message in told for it in part(message).all("ATTENDEE")]
    assert said == [
        f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{BOB}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BOB}", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{EDGAR}",
    ]  # fmt: skip
    assert [it.value("METHOD") for it in await read(edgar)] == ["REQUEST"]


async def test_3_2_2_2_answers_to_times_of_a_series(alice: Mine, bob: Mine) -> None:
    await alice.put(event(*WEEKLY))
    await bob.answer("ACCEPTED")
    text = (await bob.copy()).ics.replace("\r\n ", "")
    href = (await bob.address()).rpartition("/")[2]
    with at_time(clock.now() + timedelta(seconds=1)):
        gone = "EXDATE:20261214T090000Z\r\nEXDATE:20261221T090000Z\r\nRRULE"
        await bob.put(text.replace("RRULE", gone), href)
    told = (await read(alice))[1:]
    said = [(part(it).text("RECURRENCE-ID"), part(it).text("DTSTART")) for it in told]
    assert said == [("20261214T090000Z",) * 2, ("20261221T090000Z",) * 2]


async def test_2_2_it_is_read_in_every_way(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    await alice.put(event(uid="other@example"), "other.ics")
    device, path = bob.device, inbox(bob)
    there = await names(bob)
    assert len(there) == 2
    assert set((await device.report(path, query('<C:comp-filter name="VEVENT"/>'))).etags()) == {
        it.rpartition("/")[2] for it in there
    }
    got = await device.report(path, multiget(there[0], f"{path}0.ics", f"{path}x.ics"))
    assert set(got.etags()) == {there[0].rpartition("/")[2]}
    first = await device.sync(path)
    assert len(first.etags()) == 2
    assert (await device.sync(path, first.token)).etags() == {}
    await device.ask("DELETE", there[0])
    stale = await device.ask("REPORT", path, sync_body(first.token), content_type="text/xml")
    assert (stale.status, b"valid-sync-token" in stale.body) == (403, True)


def sync_body(token: str) -> str:
    return (
        '<D:sync-collection xmlns:D="DAV:"><D:sync-token>' + token + "</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


async def test_6_1_1_it_is_its_owners_alone(cast: Cast, alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    [name] = await names(bob)
    mine = name.replace(inbox(bob), inbox(alice))
    for device, path in ((alice.device, name), (alice.device, mine), (alice.device, inbox(bob))):
        for method in ("GET", "PROPFIND", "DELETE"):
            assert (await device.ask(method, path)).status == 404
    assert len(await names(bob)) == 1


async def test_2_2_nobody_writes_into_it(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    [name] = await names(bob)
    path = inbox(bob)
    there = f"http://127.0.0.1:8000{path}moved.ics"
    refused = [
        await bob.device.put(f"{path}new.ics", ics()),
        await bob.device.put(name, ics()),
        await bob.device.ask("MOVE", name, destination=there),
        await bob.device.ask("COPY", name, destination=there),
        await bob.device.ask("DELETE", path),
    ]
    assert [it.status for it in refused] == [403] * len(refused)
    assert (await bob.device.ask("MKCALENDAR", path)).status == 405
    assert len(await names(bob)) == 1


async def test_a_month_later_it_is_forgotten(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    with at_time(clock.now() + KEPT_FOR - timedelta(minutes=1)):
        await actions.forget_gone()
    assert await Message.all().count() == 1
    with at_time(clock.now() + KEPT_FOR + timedelta(minutes=1)):
        await actions.forget_gone()
    assert await Message.all().count() == 0


async def test_3_2_10_a_plan_has_a_tag_that_answers_do_not_change(alice: Mine, bob: Mine) -> None:
    put = await alice.put(event())
    tag = put.header("schedule-tag")
    assert tag.startswith('"')
    path = f"{alice.path}plan.ics"
    before = await tags(alice, path)
    await bob.answer("ACCEPTED")
    after = await tags(alice, path)
    assert before[0] == after[0] == tag
    assert before[1] != after[1]  # the etag
    theirs = await bob.address()
    known = await tags(bob, theirs)
    with at_time(clock.now() + timedelta(seconds=1)):
        await bob.answer("DECLINED")
    assert (await tags(bob, theirs))[0] == known[0] != ""
    changed = await alice.put(event(*LATER))
    assert (await tags(bob, theirs))[0] != known[0]
    assert changed.header("schedule-tag") not in {"", tag}
    plain = await alice.device.put(f"{alice.path}plain.ics", ics(*ONCE, uid="plain@example"))
    assert plain.header("schedule-tag") == ""
    found = await alice.device.propfind(alice.path, "C:schedule-tag", "D:getetag", depth=1)
    assert "C:schedule-tag" in found.found[path]
    assert "C:schedule-tag" not in found.found[f"{alice.path}plain.ics"]


async def tags(mine: Mine, path: str) -> tuple[str, str]:
    answer = await mine.device.ask("GET", path)
    return answer.header("schedule-tag"), answer.header("etag")


async def test_8_3_a_change_that_waits_for_the_plan_alone(alice: Mine, bob: Mine) -> None:
    tag = (await alice.put(event())).header("schedule-tag")
    await bob.answer("ACCEPTED")
    text = event(*ONCE, "SUMMARY:Autre titre")
    assert (await alice.put(text, if_schedule_tag_match='"other"')).status == 412
    assert (await alice.put(text, if_schedule_tag_match="other")).status == 412
    assert (await alice.put(text, if_schedule_tag_match=tag)).status == 204
    own = await alice.copy()
    assert (own.main.text("SUMMARY"), answer_of(own, BOB)) == ("Autre titre", "ACCEPTED")
    assert (await alice.put(event(), if_schedule_tag_match=tag)).status == 412  # it has a new one
    plain = await alice.device.put(f"{alice.path}p.ics", ics(*ONCE, uid="plain@example"))
    assert plain.status == 201
    again = await alice.device.put(
        f"{alice.path}p.ics", ics(*ONCE, uid="plain@example"), if_schedule_tag_match=tag
    )
    assert again.status == 412


async def test_8_1_who_deletes_without_a_word(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    await bob.delete(schedule_reply="F")
    assert await bob.there() is None
    assert answer_of(await alice.copy(), BOB) == "NEEDS-ACTION"


async def test_3_2_10_a_reader_of_a_private_event_is_given_no_tag(cast: Cast, alice: Mine) -> None:
    """It would tell of changes that they are not shown."""
    text = event(*ONCE, "CLASS:PRIVATE")
    put = await cast.alice.put(cast.at(cast.alice, "secret.ics"), text)
    assert put.header("schedule-tag")
    for device, is_shown in ((cast.alice, True), (cast.bob, False)):
        path = cast.at(device, "secret.ics")
        listed = await device.propfind(cast.at(device), "C:schedule-tag", depth=1)
        assert ("C:schedule-tag" in listed.found.get(path, {})) is is_shown
        answer = await device.ask("GET", path)
        assert (answer.status, bool(answer.header("schedule-tag"))) == (200, is_shown)
