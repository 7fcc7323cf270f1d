"""Invitations between colleagues by every way in which events are written, and at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from hub.access.actions import grant
from hub.access.actors import of_job
from hub.actor import Actor, Via
from hub.app import Hub
from hub.errors import Forbidden
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Person
from hub_calendar import actions
from hub_calendar.actions.answers import MOST_FOLLOWING
from hub_calendar.errors import NotTheirs
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.models import CalendarKind, CalendarObject, Invitation
from hub_calendar.queries.calendars import own_calendar
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.calendar.test_invitations import ALICE, BOB, CARA, PARIS
from tests.conformance.test_rfc6638_implicit import answer_of, event, told

pytestmark = pytest.mark.anyio
UID = "plan@example"


@pytest.fixture
async def alice(hub: Hub, now: datetime) -> Actor:
    return await colleague("alice")


@pytest.fixture
async def bob(alice: Actor) -> Actor:
    return await colleague("bob")


@pytest.fixture
async def cara(alice: Actor) -> Actor:
    return await colleague("cara")


async def colleague(name: str) -> Actor:
    """Somebody of the staff, with the calendar that they begin with."""
    unit = await people.create_unit(by=ADMINISTRATOR, name=f"Service de {name}")
    person = await people.create_person(
        by=ADMINISTRATOR, given_name=name.title(), family_name="Martin",
        email=f"{name}@orbelle.example",
    )  # fmt: skip
    await people.start_position(person.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    await told()
    return replace(await of_job(name, person.id), via=Via.SESSION)


async def put(by: Actor, text: str, calendar_id: int = 0) -> actions.Stored:
    key = calendar_id or await own_calendar("personal", by=by)
    stored = await actions.put_object(key, "plan.ics", text, by=by)
    await told()
    return stored


async def row_of(by: Actor, uid: str = UID) -> CalendarObject:
    return await CalendarObject.get(uid=uid, calendar__owner_id=by.person_id)


async def copy(by: Actor, uid: str = UID) -> Parsed:
    return read_object((await row_of(by, uid)).ics, PARIS)


async def answer(by: Actor, partstat: str) -> None:
    row = await row_of(by)
    address = str((await Person.get(id=by.person_id or 0)).email)
    parsed = read_object(row.ics, PARIS)
    text = parsed.ics.replace("\r\n ", "")
    [line] = [it.line for it in parsed.main.all("ATTENDEE") if it.value == f"mailto:{address}"]
    said = f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}"
    await actions.put_object(row.calendar_id, row.href, text.replace(line, said), by=by)


async def test_a_page_changes_what_guests_have(alice: Actor, bob: Actor) -> None:
    stored = await put(alice, event())
    draft = actions.EventDraft(
        "Revue", datetime(2026, 12, 8, 9), datetime(2026, 12, 8, 10), timezone="Europe/Paris"
    )
    changed = await actions.change_event(
        stored.object_id, by=alice, draft=draft, version=stored.version
    )
    await told()
    assert (await copy(bob)).main.text("SUMMARY") == "Revue"
    await actions.delete_event(stored.object_id, by=alice, version=changed.version)
    await told()
    assert (await copy(bob)).main.value("STATUS") == "CANCELLED"


async def test_a_guest_changes_nothing_by_a_page_and_may_delete(alice: Actor, bob: Actor) -> None:
    await put(alice, event())
    row = await row_of(bob)
    draft = actions.EventDraft("Fête", datetime(2026, 12, 8, 9), datetime(2026, 12, 8, 10))
    with pytest.raises(NotTheirs):
        await actions.change_event(row.id, by=bob, draft=draft, version=row.version)
    await actions.delete_event(row.id, by=bob, version=row.version)
    await told()
    assert answer_of(await copy(alice), BOB) == "DECLINED"


async def test_a_series_that_is_split_invites_to_both(alice: Actor, bob: Actor) -> None:
    times = ("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
    stored = await put(alice, event(*times))
    draft = actions.EventDraft(
        "Réunion", datetime(2026, 12, 21, 15), datetime(2026, 12, 21, 16),
        timezone="UTC", rule="FREQ=WEEKLY;COUNT=2",
    )  # fmt: skip
    await actions.change_event(
        stored.object_id, by=alice, draft=draft, version=stored.version,
        recurrence_id="20261221T090000Z", reach=actions.Reach.FOLLOWING,
    )  # fmt: skip
    await told()
    copies = await CalendarObject.filter(calendar__owner_id=bob.person_id).order_by("starts_at")
    assert [it.starts_at.hour for it in copies] == [9, 15]
    assert "UNTIL=" in copies[0].ics


async def test_a_move_that_writes_over_an_event_cancels_that_one(alice: Actor, bob: Actor) -> None:
    key = await own_calendar("personal", by=alice)
    await put(alice, event())
    await actions.put_object(key, "other.ics", ics("DTSTART:20261207T090000Z", uid="o@x"), by=alice)
    await actions.move_object(
        key, "other.ics", by=alice, to=key, to_href="plan.ics", overwrite=True
    )
    await told()
    assert (await copy(bob)).main.value("STATUS") == "CANCELLED"


async def test_a_calendar_that_is_deleted_cancels_what_was_in_it(alice: Actor, bob: Actor) -> None:
    made = await actions.create_calendar(by=alice, name="Projet")
    await put(alice, event(), made.id)
    assert (await copy(bob)).main.value("STATUS") == ""
    await actions.delete_calendar(made.id, by=alice)
    await told()
    assert (await copy(bob)).main.value("STATUS") == "CANCELLED"
    assert not await Invitation.all().exists()


async def test_in_a_services_calendar_whoever_writes_it_organizes(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    unit = await people.create_group(by=ADMINISTRATOR, name="Projet")
    for it in (alice, cara):
        await people.add_member(unit.id, it.person_id or 0, by=ADMINISTRATOR)
    alice, cara = [await of_job(it.name, it.person_id) for it in (alice, cara)]
    made = await actions.create_calendar(
        by=alice, name="Projet", owner_id=unit.id, kind=CalendarKind.GROUP
    )
    await grant(made.id, cara.person_id or 0, "edit", by=alice)
    await put(cara, event(), made.id)  # in Alice's name, who has not written it
    assert not await CalendarObject.exists(calendar__owner_id=bob.person_id)
    stored = await put(alice, event("DTSTART:20261207T090000Z", "SUMMARY:Revue"), made.id)
    assert (await copy(bob)).main.text("SUMMARY") == "Revue"
    await answer(bob, "ACCEPTED")
    await told()
    row = await CalendarObject.get(id=stored.object_id)
    assert answer_of(read_object(row.ics, PARIS), BOB) == "ACCEPTED"
    await put(cara, event("DTSTART:20261207T090000Z", "SUMMARY:Fête"), made.id)
    assert (await copy(bob)).main.text("SUMMARY") == "Fête"


async def test_a_delegate_organizes_and_answers_for_somebody(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    for it in (alice, bob):
        await actions.name_delegate(cara.person_id or 0, by=it, role="edit")
    await put(cara, event(), await own_calendar("personal", by=alice))
    row = await row_of(bob)
    text = row.ics.replace("\r\n ", "").replace("NEEDS-ACTION", "ACCEPTED")
    await actions.put_object(row.calendar_id, row.href, text, by=cara)
    await told()
    assert answer_of(await copy(alice), BOB) == "ACCEPTED"


async def test_all_at_once_nothing_is_lost(alice: Actor, bob: Actor, cara: Actor) -> None:
    """Both guests answer while the organizer writes the title again and again."""
    await put(alice, event(guests=(BOB, CARA)))
    key = await own_calendar("personal", by=alice)

    async def retitle() -> None:
        for number in range(5):
            text = event("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z",
                         f"SUMMARY:Titre {number}", guests=(BOB, CARA))  # fmt: skip
            await actions.put_object(key, "plan.ics", text, by=alice)

    await asyncio.gather(
        retitle(), answer(bob, "ACCEPTED"), answer(cara, "DECLINED"), told(), told()
    )
    await told()
    for it in (alice, bob, cara):
        parsed = await copy(it)
        assert parsed.main.text("SUMMARY") == "Titre 4"
        assert (answer_of(parsed, BOB), answer_of(parsed, CARA)) == ("ACCEPTED", "DECLINED")


async def test_nobody_but_the_hub_delivers(alice: Actor) -> None:
    stored = await put(alice, event())
    for deliver in (actions.tell_guests, actions.send_answers):
        with pytest.raises(Forbidden):
            await deliver(stored.object_id, by=alice)


async def test_of_many_guests_each_answer_goes_to_the_organizer(
    alice: Actor, bob: Actor, cara: Actor
) -> None:
    """And not into the copies of all the others, which would be as many changes squared."""
    names = [f"g{number}" for number in range(MOST_FOLLOWING)]
    for it in names:
        await colleague(it)
    guests = (BOB, CARA, *(f"{it}@orbelle.example" for it in names))
    await put(alice, event(guests=guests))
    assert await CalendarObject.filter(uid=UID).count() == len(guests) + 1
    await answer(bob, "ACCEPTED")
    await told()
    assert answer_of(await copy(alice), BOB) == "ACCEPTED"
    assert answer_of(await copy(cara), BOB) == "NEEDS-ACTION"
    assert ALICE in (await copy(cara)).organizer
