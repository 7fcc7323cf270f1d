"""Guests written in an event's form: who invites, who is offered, what stays of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest

from hub.access.actions import grant
from hub.actor import Actor
from hub.app import Hub
from hub.errors import Invalid
from hub.people import actions as people
from hub_calendar import actions
from hub_calendar.actions import EventDraft, Reach
from hub_calendar.errors import NotTheirs
from hub_calendar.ics.guests import Guest, guests_of, invite, merged
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import Parsed, invited, read_object
from hub_calendar.models import CalendarKind, CalendarObject
from hub_calendar.queries.calendars import own_calendar
from hub_calendar.queries.guests import colleagues, named
from tests.calendar.conftest import ADMINISTRATOR, actor
from tests.calendar.test_answering import browser, say
from tests.calendar.test_delivering import alice, bob, cara, colleague
from tests.calendar.test_invitations import ALICE, BOB, CARA, PARIS
from tests.conformance.test_rfc6638_implicit import told

pytestmark = pytest.mark.anyio
__all__ = ["alice", "bob", "cara"]
EVE = "eve@prefecture.example"
DRAFT = EventDraft(
    "Revue", datetime(2026, 12, 7, 10), datetime(2026, 12, 7, 11), timezone="Europe/Paris"
)
SECOND = "20261214T090000Z"
TO_BOB = (Guest(BOB),)
Sent = dict[str, str | list[str]]


async def create(by: Actor, *guests: Guest, calendar: int = 0, rule: str = "") -> actions.Stored:
    key = calendar or await own_calendar("personal", by=by)
    draft = replace(DRAFT, guests=guests, rule=rule)
    stored = await actions.create_event(key, by=by, draft=draft)
    await told()
    return stored


async def parsed(object_id: int) -> Parsed:
    return read_object((await CalendarObject.get(id=object_id)).ics, PARIS)


async def copy_of(by: Actor) -> Parsed | None:
    row = await CalendarObject.get_or_none(calendar__owner_id=by.person_id)
    return read_object(row.ics, PARIS) if row else None


async def change(stored: actions.Stored, by: Actor, draft: EventDraft, **more: object) -> None:
    row = await CalendarObject.get(id=stored.object_id)
    await actions.change_event(row.id, by=by, draft=draft, version=row.version, **more)  # type: ignore[arg-type]
    await told()


def test_what_is_known_of_a_guest_stays() -> None:
    there = Property("ATTENDEE", f"ATTENDEE;X-SEAT=4;PARTSTAT=ACCEPTED:mailto:{BOB}")
    part = Component("VEVENT", [Property.of("ORGANIZER", f"mailto:{ALICE}"), there])
    invite(part, Guest(CARA, "Cara"), [Guest(BOB), Guest(EVE, "Ève; voisine", True), Guest(ALICE)])
    assert part.all("ATTENDEE")[0].line == there.line
    new = f"ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{EVE}"
    assert [it.line for it in part.all("ATTENDEE")[1:]] == [f'ATTENDEE;CN="Ève; voisine";{new}']
    assert part.all("ORGANIZER") == [Property.of("ORGANIZER", f"mailto:{ALICE}")]
    invite(part, None, [Guest(BOB, is_optional=True)])
    [line] = part.all("ATTENDEE")
    assert (line.params["ROLE"], line.params["X-SEAT"]) == ("OPT-PARTICIPANT", "4")
    invite(part, None, [Guest(BOB)])
    assert "ROLE" not in part.all("ATTENDEE")[0].params
    invite(part, None, [])
    assert part.properties == []


def test_of_a_series_each_time_keeps_guests_of_its_own() -> None:
    shown, wanted = (Guest(BOB), Guest(CARA)), (Guest(BOB, is_optional=True), Guest(EVE))
    there = (Guest(BOB), Guest(CARA), Guest("zoe@orbelle.example"))
    assert merged(there, shown, wanted) == (
        Guest(BOB, is_optional=True), Guest("zoe@orbelle.example"), Guest(EVE)
    )  # fmt: skip
    assert merged((), shown, shown) == ()


async def test_guests_are_invited_told_and_left_out(alice: Actor, bob: Actor, cara: Actor) -> None:
    stored = await create(alice, Guest(BOB), Guest(CARA, is_optional=True))
    copy = await copy_of(bob)
    assert copy is not None
    assert copy.organizer == ALICE
    assert [(it.address, it.name, it.role) for it in invited(copy.main)] == [
        (BOB, "Bob Martin", "REQ-PARTICIPANT"), (CARA, "Cara Martin", "OPT-PARTICIPANT")
    ]  # fmt: skip
    line = copy.main.get("ORGANIZER")
    assert line is not None
    assert line.params["CN"] == "Alice Martin"
    await say(bob, "ACCEPTED", uid=copy.uid)
    await change(stored, alice, replace(DRAFT, guests=TO_BOB))
    assert [(it.address, it.partstat) for it in (await parsed(stored.object_id)).attendees] == [
        (BOB, "ACCEPTED")
    ]
    left = await copy_of(cara)
    assert left is not None
    assert left.main.value("STATUS") == "CANCELLED"
    await change(stored, alice, DRAFT)  # a form that does not speak of guests
    assert len((await parsed(stored.object_id)).attendees) == 1
    await change(stored, alice, replace(DRAFT, guests=()))
    assert "ORGANIZER" not in (await parsed(stored.object_id)).ics
    left = await copy_of(bob)
    assert left is not None
    assert left.main.value("STATUS") == "CANCELLED"


async def test_guests_of_one_date_and_of_all(alice: Actor, bob: Actor, cara: Actor) -> None:
    stored = await create(alice, Guest(BOB), rule="FREQ=WEEKLY;COUNT=4")
    at = {"recurrence_id": SECOND}
    second = replace(DRAFT, starts=datetime(2026, 12, 14, 10), ends=datetime(2026, 12, 14, 11))
    both = replace(second, guests=(Guest(BOB), Guest(CARA)))
    await change(stored, alice, both, reach=Reach.THIS, **at)
    copy = await copy_of(cara)
    assert copy is not None
    assert (copy.series.master, len(copy.parts)) == (None, 1)
    series = replace(DRAFT, rule="FREQ=WEEKLY;COUNT=4", guests=(Guest(EVE),))
    await change(stored, alice, series)
    there = await parsed(stored.object_id)
    assert [it.address for it in guests_of(there.main)] == [EVE]
    [own] = there.series.overrides.values()
    assert [it.address for it in guests_of(own)] == [CARA, EVE]


async def test_the_rest_of_a_series_has_other_guests(alice: Actor, bob: Actor, cara: Actor) -> None:
    rule = "FREQ=WEEKLY;COUNT=4"
    stored = await create(alice, Guest(BOB), rule=rule)
    rest = replace(
        DRAFT, starts=datetime(2026, 12, 14, 10), ends=datetime(2026, 12, 14, 11), rule=rule,
        guests=(Guest(CARA),),
    )  # fmt: skip
    await change(stored, alice, rest, recurrence_id=SECOND, reach=Reach.FOLLOWING)
    first, second = await copy_of(bob), await copy_of(cara)
    assert first is not None
    assert second is not None
    assert "UNTIL=" in first.ics
    assert second.organizer == ALICE
    assert first.uid != second.uid


async def test_a_delegate_invites_for_whom_they_serve(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    await actions.name_delegate(cara.person_id or 0, by=alice, role="edit")
    await create(cara, Guest(BOB), calendar=await own_calendar("personal", by=alice))
    copy = await copy_of(bob)
    assert copy is not None
    assert copy.organizer == ALICE


async def test_in_a_groups_calendar_whoever_writes_invites(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    group = await people.create_group(by=ADMINISTRATOR, name="Projet")
    await people.add_member(group.id, alice.person_id or 0, by=ADMINISTRATOR)
    alice = replace(alice, principals=alice.principals | {group.id})
    made = await actions.create_calendar(
        by=alice, name="Projet", owner_id=group.id, kind=CalendarKind.GROUP
    )
    await grant(made.id, cara.person_id or 0, "edit", by=alice)
    stored = await create(alice, Guest(BOB), calendar=made.id)
    await change(stored, cara, replace(DRAFT, summary="Bilan", guests=(Guest(BOB), Guest(EVE))))
    assert (await parsed(stored.object_id)).organizer == ALICE
    copy = await copy_of(bob)
    assert copy is not None
    assert copy.main.text("SUMMARY") == "Bilan"


async def test_a_guest_has_an_address(alice: Actor) -> None:
    for guests in ((Guest("eve"),), (Guest("eve@x\r\nBCC:a@b.example"),), (Guest(EVE),) * 201):
        with pytest.raises(Invalid) as caught:
            await create(alice, *guests)
        assert "guests" in caught.value.fields
    assert not await CalendarObject.all().exists()


async def test_those_are_offered_about_whose_time_one_may_ask(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    await actor("Bobby")  # who has no calendar
    found = await colleagues("bob", by=alice)
    assert [(it.address, it.name) for it in found] == [(BOB, "Bob Martin")]
    assert await named([BOB, CARA, EVE], by=alice) == {BOB: "Bob Martin", CARA: "Cara Martin"}
    assert await colleagues("alice", by=alice) == []
    school = replace(alice, principals=frozenset({alice.person_id or 0}), person_id=None)
    assert await named([BOB], by=school) == {}


def sends(calendar: int, **more: str) -> dict[str, str]:
    return {
        "summary": "Bilan", "day": "2026-12-07", "start": "10:00", "end": "11:00",
        "repeat": "once", "interval": "1", "sight": "open", "calendar": str(calendar),
        "guests": "1",
    } | more  # fmt: skip


async def test_the_form_finds_adds_and_takes_out_and_saves_at_the_end(
    hub: Hub, alice: Actor, bob: Actor
) -> None:
    who, calendar = await browser(hub, alice), await own_calendar("personal", by=alice)

    async def post(**more: str) -> tuple[int, str]:
        answer = await who.post("/events/new", sends(calendar, **more))
        return answer.status, unescape(answer.body.decode())

    for asked in ({"find": "1", "who": "bob"}, {"who": "bob"}):
        status, shown = await post(**asked)
        assert (status, f'name="add" value="{BOB}"' in shown) == (200, True)
        assert 'value="Bilan"' in shown
        assert ("Rien n’est encore enregistré" in shown) == ("find" not in asked)
    status, shown = await post(who="bob", add=BOB)
    assert f'name="guest" value="{BOB}"' in shown
    assert "Bob Martin" in shown
    assert 'name="add"' not in shown
    status, shown = await post(guest=BOB, who=EVE)
    assert f'name="add" value="{EVE}"' in shown
    status, shown = await post(guest=BOB, who="nobody")
    assert "Aucun collègue" in shown
    status, shown = await post(guest=BOB, remove=BOB)
    assert 'name="guest"' not in shown
    assert not await CalendarObject.all().exists()
    status, shown = await post(guest="eve")
    assert status == 422
    assert "eve" in shown
    status, shown = await post(guest=BOB, optional=BOB)
    assert status == 303
    await told()
    copy = await copy_of(bob)
    assert copy is not None
    assert [(it.address, it.role) for it in invited(copy.main)] == [(BOB, "OPT-PARTICIPANT")]
    row = await CalendarObject.get(calendar_id=calendar)
    form = unescape((await who.get(f"/events/{row.id}/edit")).body.decode())
    assert f'name="guest" value="{BOB}"' in form
    guest = await browser(hub, bob)
    shown = unescape((await guest.get(f"/events/{(await _row(bob)).id}")).body.decode())
    assert "Alice Martin vous invite" in shown


async def _row(by: Actor) -> CalendarObject:
    return await CalendarObject.get(calendar__owner_id=by.person_id)


async def test_what_somebody_else_organizes_keeps_its_guests(hub: Hub, alice: Actor) -> None:
    await colleague("dora")
    calendar = await own_calendar("personal", by=alice)
    stored = await create(alice)
    row = await CalendarObject.get(id=stored.object_id)
    lines = f"ORGANIZER:mailto:{EVE}\r\nATTENDEE:mailto:{CARA}\r\nEND:VEVENT"
    text = row.ics.replace("END:VEVENT", lines)
    await actions.put_object(calendar, row.href, text, by=alice)
    who = await browser(hub, alice)
    form = (await who.get(f"/events/{row.id}/edit")).body.decode()
    assert 'name="guests"' not in form
    sent = sends(calendar, guest=BOB, version="2")
    assert (await who.post(f"/events/{row.id}/edit", sent)).status == 303
    assert [it.address for it in (await parsed(row.id)).attendees] == [CARA]
    with pytest.raises(NotTheirs):
        await change(stored, alice, replace(DRAFT, guests=TO_BOB))
