"""Delegates: whom somebody lets act for them, what that gives, and what the journal says of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hub.access.queries import role_of
from hub.accounts import clock
from hub.actor import Actor, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Forbidden, Invalid, NotFound
from hub.people import actions as people
from hub.people.days import today
from hub.people.queries import principals_of
from hub_calendar import actions, queries
from hub_calendar.models import Calendar, CalendarObject
from hub_calendar.pages import effects
from hub_calendar.queries import delegates, sharing
from tests.access.conftest import cast, employ
from tests.calendar import worlds
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.calendar.test_event_pages import MOST_READS
from tests.calendar.worlds import draft, monday, visitor
from tests.home.counting import counting

pytestmark = pytest.mark.anyio

LINES = ("DTSTART:20261125T090000Z", "DURATION:PT1H")
Pair = tuple[Actor, Actor, Calendar]


async def staff(name: str) -> Actor:
    person = await cast(name, "Martin")
    await employ(person)
    principals = await principals_of(person.id, today())
    return Actor(principals, Via.SESSION, person.person.name, person_id=person.id)


@pytest.fixture
async def pair(hub: Hub) -> Pair:
    """Paul, his assistant Zoé, and his calendar."""
    paul, zoe = await staff("Paul"), await staff("Zoé")
    made = await actions.personal_calendar(paul.person_id or 0, by=paul)
    assert made is not None
    return paul, zoe, made


async def last(action: str) -> Entry:
    found = await Entry.filter(action=action).order_by("-id").first()
    assert found is not None
    return found


async def test_a_delegate_writes_until_dismissed(pair: Pair) -> None:
    paul, zoe, calendar = pair
    who = zoe.person_id or 0
    assert await role_of(zoe, calendar.id) == "freebusy"
    await actions.name_delegate(who, "edit", by=paul)
    assert [(it.id, it.writes) for it in await delegates.delegates(by=paul)] == [(who, True)]
    assert [it.name for it in await delegates.served(by=zoe)] == ["Paul Martin"]
    await actions.put_object(calendar.id, "a.ics", ics(*LINES), by=zoe)
    await actions.name_delegate(who, "read", by=paul)
    assert [it.writes for it in await delegates.served(by=zoe)] == [False]
    with pytest.raises(Forbidden):
        await actions.delete_object(calendar.id, "a.ics", by=zoe)
    await actions.dismiss_delegate(who, by=paul)
    await actions.dismiss_delegate(who, by=paul)
    assert await delegates.served(by=zoe) == await delegates.delegates(by=paul) == []
    assert await role_of(zoe, calendar.id) == "freebusy"


async def test_the_journal_says_for_whom(pair: Pair) -> None:
    paul, zoe, calendar = pair
    await actions.name_delegate(zoe.person_id or 0, "edit", by=paul)
    await actions.put_object(calendar.id, "a.ics", ics(*LINES), by=zoe)
    entry = await last("calendar.event.stored")
    assert (entry.actor_name, json.loads(entry.detail)["for"]) == ("Zoé Martin", "Paul Martin")
    row = await CalendarObject.get(href="a.ics")
    made = await actions.change_event(
        row.id, by=zoe, draft=draft("Point", monday()), version=row.version
    )
    assert json.loads((await last("calendar.event.changed")).detail)["for"] == "Paul Martin"
    await actions.delete_event(row.id, by=zoe, version=made.version)
    assert json.loads((await last("calendar.event.removed")).detail)["for"] == "Paul Martin"
    await actions.put_object(calendar.id, "b.ics", ics(*LINES), by=paul)
    assert "for" not in json.loads((await last("calendar.event.stored")).detail)
    own = await actions.create_calendar(by=zoe, name="À moi")
    await actions.put_object(own.id, "c.ics", ics(*LINES, uid="c@example"), by=zoe)
    assert "for" not in json.loads((await last("calendar.event.stored")).detail)
    await actions.move_object(
        own.id, "c.ics", by=zoe, to=calendar.id, to_href="c.ics", overwrite=True
    )
    assert json.loads((await last("calendar.event.moved")).detail)["for"] == "Paul Martin"


async def test_a_private_event_stays_hidden(pair: Pair) -> None:
    paul, zoe, calendar = pair
    await actions.name_delegate(zoe.person_id or 0, "edit", by=paul)
    await actions.put_object(calendar.id, "a.ics", ics(*LINES, "CLASS:PRIVATE"), by=paul)
    (shown,) = await queries.objects(calendar.id, by=zoe)
    assert shown.is_masked
    assert "Réunion" not in shown.ics
    with pytest.raises(Forbidden):
        await actions.delete_object(calendar.id, "a.ics", by=zoe)


async def test_it_ends_by_itself_and_with_those_who_leave(pair: Pair) -> None:
    paul, zoe, calendar = pair
    until = clock.now() + timedelta(3)
    await actions.name_delegate(zoe.person_id or 0, "edit", by=paul, ends_at=until)
    with clock.using(lambda: until):
        assert await delegates.served(by=zoe) == []
        assert await role_of(zoe, calendar.id) == "freebusy"
    await people.leave_person(paul.person_id or 0, by=ADMINISTRATOR)
    assert await delegates.served(by=zoe) == []


async def test_only_oneself_names_and_only_whom_the_house_is_for(pair: Pair) -> None:
    paul, zoe, calendar = pair
    guest = await cast("Rémi")
    with pytest.raises(Invalid):
        await actions.name_delegate(guest.id, "edit", by=paul)
    with pytest.raises(Invalid):
        await actions.name_delegate(zoe.person_id or 0, "manage", by=paul)
    with pytest.raises(Forbidden):
        await actions.name_delegate(paul.person_id or 0, "edit", by=paul)
    for nobody in (17, calendar.id):
        with pytest.raises(NotFound):
            await actions.name_delegate(nobody, "edit", by=paul)
    outsider = Actor(frozenset({guest.id}), Via.SESSION, "Rémi", person_id=guest.id)
    with pytest.raises(NotFound):
        await actions.name_delegate(zoe.person_id or 0, "edit", by=outsider)
    assert await delegates.delegates(by=paul) == []


async def test_a_right_of_another_reason_or_giver_is_no_delegation(pair: Pair) -> None:
    """Who manages somebody's calendar names no delegates for them."""
    paul, zoe, calendar = pair
    who = zoe.person_id or 0
    await actions.share_calendar(calendar.id, who, "manage", by=paul)
    assert await delegates.served(by=zoe) == []
    yves = await staff("Yves")
    await actions.name_delegate(yves.person_id or 0, "edit", by=zoe)
    assert [it.name for it in await delegates.served(by=yves)] == ["Zoé Martin"]


async def test_sharing_leaves_a_delegation_as_it_is(pair: Pair) -> None:
    paul, zoe, calendar = pair
    who = zoe.person_id or 0
    await actions.name_delegate(who, "edit", by=paul)
    await actions.share_calendar(calendar.id, who, "read", by=paul)
    held = await sharing.holding(calendar.id, who, by=paul)
    assert (held.role, held.other_role) == ("read", "edit")
    assert "par délégation" in effects.today(held)
    await actions.share_calendar(calendar.id, who, None, by=paul)
    assert await role_of(zoe, calendar.id) == "edit"


async def test_the_page_names_and_dismisses(hub: Hub) -> None:
    world = await worlds.build()
    alice, bob = [await visitor(hub, world, it) for it in ("alice", "bob")]
    await alice.get("/calendars")
    query = f"principal={world.bob.id}"
    assert query in (await alice.get("/calendars/delegates", "q=bob")).body.decode()
    path = "/calendars/delegates/name"
    for bad in ({}, {"role": "manage"}, {"role": "edit", "last_day": "2020-01-01"}):
        assert (await alice.ask("POST", path, query=query, sends=bad)).status == 422
    assert (await alice.ask("POST", path, query=query, sends={"role": "edit"})).status == 303
    with counting() as statements:
        page = (await alice.get("/calendars/delegates", "q=martin")).body.decode()
    assert len(statements) <= MOST_READS
    assert "Bob Martin" in page
    assert "Alice Martin" in (await bob.get("/calendars/delegates")).body.decode()
    self_named = await alice.ask(
        "POST", path, query=f"principal={world.alice.id}", sends={"role": "edit"}
    )
    assert self_named.status == 403
    assert (
        await alice.post("/calendars/delegates/dismiss", {"principal": str(world.bob.id)})
    ).status == 303
    assert "Alice Martin" not in (await bob.get("/calendars/delegates")).body.decode()
