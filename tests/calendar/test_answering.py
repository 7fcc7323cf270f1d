"""A guest answers an invitation on its page: who may, of how much of a series, and who is told."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest

from hub.access.actions import grant
from hub.accounts import clock
from hub.actor import Actor
from hub.app import App, Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, Invalid
from hub.people.models import Person
from hub_calendar import actions, queries
from hub_calendar.actions import Reach
from hub_calendar.errors import Outdated
from hub_calendar.ics import replying
from hub_calendar.ics.objects import Parsed, invited
from hub_calendar.models import Reply
from hub_calendar.queries.calendars import own_calendar
from tests.access.asking import Visitor, signed_in
from tests.access.conftest import Cast
from tests.calendar import worlds
from tests.calendar.conftest import NOW
from tests.calendar.test_delivering import UID, alice, bob, cara, copy, put, row_of
from tests.calendar.test_invitations import BOB, CARA
from tests.conformance.test_rfc6638_implicit import LATER, ONCE, WEEKLY, answer_of, event, told

pytestmark = pytest.mark.anyio
__all__ = ["alice", "bob", "cara"]
SECONDS = count(1)
SECOND = "20261214T090000Z"


async def say(
    by: Actor,
    partstat: str,
    comment: str = "",
    *,
    of: Actor | None = None,
    uid: str = UID,
    **more: Any,
) -> None:
    """A second after the last answer: of two of one moment the first one stands."""
    row = await row_of(of or by, uid)
    at = clock.now() + timedelta(seconds=next(SECONDS))
    with clock.using(lambda: at):
        await actions.answer_event(row.id, by=by, partstat=partstat, comment=comment, **more)
    await told()


def comments(parsed: Parsed) -> list[str]:
    return [it.comment for it in invited(parsed.main) if it.address == BOB]


async def test_the_organizer_is_told_what_a_guest_answers_and_says(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    await put(alice, event(guests=(BOB, CARA)))
    await say(bob, "ACCEPTED", "J’arrive à 10 h 15")
    assert answer_of(await copy(bob), BOB) == "ACCEPTED"
    lines = (await copy(bob)).main.all("ATTENDEE")
    assert [it.params.get("RSVP") for it in lines if BOB in it.value] == [None]
    assert answer_of(await copy(alice), BOB) == "ACCEPTED"
    assert comments(await copy(alice)) == ["J’arrive à 10 h 15"]
    assert answer_of(await copy(cara), BOB) == "ACCEPTED"
    assert "10 h 15" not in (await copy(cara)).ics
    assert answer_of(await copy(alice), CARA) == "NEEDS-ACTION"
    shown = await queries.event((await row_of(alice)).id, by=alice)
    assert [it.comment for it in shown.attendees if it.address == BOB] == ["J’arrive à 10 h 15"]


async def test_the_same_twice_is_once_and_another_word_is_told(alice: Actor, bob: Actor) -> None:
    await put(alice, event())
    await say(bob, "ACCEPTED")
    version = (await row_of(alice)).version
    await say(bob, "ACCEPTED")
    assert (await row_of(alice)).version == version
    assert await Entry.filter(action="calendar.event.replied").count() == 1
    await say(bob, "ACCEPTED", "En visio")
    assert comments(await copy(alice)) == ["En visio"]
    await say(bob, "DECLINED")
    assert (answer_of(await copy(alice), BOB), comments(await copy(alice))) == ("DECLINED", [""])
    assert not await Reply.all().exists()


async def test_one_date_of_a_series(alice: Actor, bob: Actor) -> None:
    await put(alice, event(*WEEKLY))
    await say(bob, "ACCEPTED")
    await say(bob, "DECLINED", "En formation", recurrence_id=SECOND, reach=Reach.THIS)
    for it in (alice, bob):
        parsed = await copy(it)
        assert answer_of(parsed, BOB) == "ACCEPTED"
        [own] = parsed.series.overrides.values()
        assert replying.answer_of(own, BOB) == "DECLINED"
        assert len(parsed.series.expand(NOW, NOW + timedelta(60)).instances) == 4
    shown = await queries.event((await row_of(alice)).id, by=alice, recurrence_id=SECOND)
    assert [it.comment for it in shown.attendees if it.address == BOB] == ["En formation"]
    await say(bob, "TENTATIVE", recurrence_id=SECOND)
    parsed = await copy(alice)
    assert [replying.answer_of(it, BOB) for it in parsed.parts] == ["TENTATIVE"] * 2


async def test_a_date_that_there_is_not_and_half_a_series(alice: Actor, bob: Actor) -> None:
    await put(alice, event(*WEEKLY))
    key = (await row_of(bob)).id
    with pytest.raises(Invalid):
        await actions.answer_event(
            key, by=bob, partstat="ACCEPTED", recurrence_id="20261215T090000Z", reach=Reach.THIS
        )
    for partstat, reach in (("ACCEPTED", Reach.FOLLOWING), ("NEEDS-ACTION", Reach.ALL)):
        with pytest.raises(Invalid):
            await actions.answer_event(
                key, by=bob, partstat=partstat, recurrence_id=SECOND, reach=reach
            )
    with pytest.raises(Invalid):
        await actions.answer_event(key, by=bob, partstat="ACCEPTED", comment="a" * 301)
    assert answer_of(await copy(bob), BOB) == "NEEDS-ACTION"


async def test_a_delegate_answers_for_somebody_and_the_journal_says_so(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    await put(alice, event())
    await actions.name_delegate(cara.person_id or 0, by=bob, role="edit")
    await say(cara, "TENTATIVE", of=bob)
    assert answer_of(await copy(alice), BOB) == "TENTATIVE"
    entry = await Entry.get(action="calendar.event.replied")
    assert (entry.actor_name, json.loads(entry.detail)["for"]) == ("cara", "Bob Martin")


async def test_nobody_answers_in_a_calendar_that_they_only_read(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    await put(alice, event())
    await grant(await own_calendar("personal", by=bob), cara.person_id or 0, "read", by=bob)
    with pytest.raises(Forbidden):
        await say(cara, "ACCEPTED", of=bob)
    assert answer_of(await copy(bob), BOB) == "NEEDS-ACTION"


async def test_an_organizer_and_who_is_no_guest_have_nothing_to_answer(
    alice: Actor, bob: Actor
) -> None:
    await put(alice, event())
    with pytest.raises(Forbidden):
        await say(alice, "DECLINED")
    key = await own_calendar("personal", by=bob)
    text = event(guests=(CARA,), uid="cara@example")
    stored = await actions.put_object(key, "cara.ics", text, by=bob)
    with pytest.raises(Forbidden):
        await actions.answer_event(stored.object_id, by=bob, partstat="ACCEPTED")


async def test_what_is_cancelled_or_at_another_time_is_not_answered(
    alice: Actor, bob: Actor
) -> None:
    stored = await put(alice, event(*ONCE))
    key, sequence = (await row_of(bob)).id, 0
    await put(alice, event(*LATER))
    with pytest.raises(Outdated):
        await actions.answer_event(key, by=bob, partstat="ACCEPTED", sequence=sequence)
    assert answer_of(await copy(bob), BOB) == "NEEDS-ACTION"
    await actions.answer_event(key, by=bob, partstat="ACCEPTED", sequence=sequence + 1)
    there = await row_of(alice)
    await actions.delete_event(stored.object_id, by=alice, version=there.version)
    await told()
    with pytest.raises(Conflict):
        await say(bob, "DECLINED")


async def browser(hub: Hub, by: Actor) -> Visitor:
    cookie = await worlds.session_of(Cast(await Person.get(id=by.person_id or 0)))
    return await signed_in(App(hub), by.name, cookie)


async def page(who: Visitor, event_id: int, at: str = "") -> str:
    answer = await who.get(f"/events/{event_id}", f"at={at}" if at else "")
    assert answer.status == 200
    return unescape(answer.body.decode())


async def test_the_page_asks_a_guest_and_shows_the_organizer(
    hub: Hub, alice: Actor, bob: Actor
) -> None:
    stored = await put(alice, event(*WEEKLY))
    key = (await row_of(bob)).id
    guest, organizer = [await browser(hub, it) for it in (bob, alice)]
    shown = await page(guest, key, SECOND)
    assert "Alice vous invite" in shown
    assert "Cette date seulement" in shown
    assert "/edit" not in shown
    assert (await guest.get(f"/events/{key}/edit", "")).status == 403
    sent = {"partstat": "DECLINED", "comment": "En <b>formation</b>", "sequence": "0"}
    answer = await guest.ask(
        "POST", f"/events/{key}/answer", query=f"at={SECOND}", sends=sent | {"reach": "this"}
    )
    assert (answer.status, answer.header("location")) == (303, f"/events/{key}?at={SECOND}")
    await told()
    assert "Vous avez répondu que vous ne viendrez pas." in await page(guest, key, SECOND)
    shown = await page(organizer, stored.object_id, SECOND)
    assert "« En <b>formation</b> »" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "ne vient pas" in shown
    assert "vous invite" not in shown
    assert "formation" not in await page(organizer, stored.object_id)
    refused = await organizer.post(f"/events/{stored.object_id}/answer", sent)
    assert refused.status == 403


async def test_the_page_says_what_is_wrong_with_an_answer(
    hub: Hub, alice: Actor, bob: Actor
) -> None:
    await put(alice, event())
    guest, key = await browser(hub, bob), (await row_of(bob)).id
    sent = {"partstat": "ACCEPTED", "comment": "", "sequence": "0"}
    for wrong in ({"partstat": "NEEDS-ACTION"}, {"comment": "a" * 301}, {"sequence": "-"}):
        assert (await guest.post(f"/events/{key}/answer", sent | wrong)).status == 422
    await put(alice, event(*LATER))
    outdated = await guest.post(f"/events/{key}/answer", sent)
    assert outdated.status == 422
    assert 'name="sequence" value="1"' in outdated.body.decode()
    assert answer_of(await copy(bob), BOB) == "NEEDS-ACTION"
