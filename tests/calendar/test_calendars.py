"""Calendars: whose they are, who may make and change them, and what everybody begins with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.access import actors
from hub.access.actions import revoke
from hub.access.models import Grant
from hub.access.queries import roles_of
from hub.accounts import clock
from hub.actor import ADMINISTRATORS, ANYONE, SCHOOLS, SIGNED_IN, SYSTEM, Actor, Via
from hub.app import Hub
from hub.database import read
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.jobs.outbox import tell_next
from hub.parts import REACTIONS
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Person
from hub.people.queries import principals_of
from hub_calendar import actions, jobs, queries
from hub_calendar.models import Calendar, CalendarKind, CalendarObject, Component, Occurrence
from hub_sharing.actions import open_space
from tests.calendar.conftest import ADMINISTRATOR, NOW, Stage, actor, at, ics

pytestmark = pytest.mark.anyio

SINCE = date(2020, 1, 1)


async def test_who_sees_which(stage: Stage) -> None:
    for by, role in ((stage.alice, "manage"), (stage.bob, "read"), (stage.edgar, "edit")):
        (row,) = await queries.calendars(by=by)
        assert (row.id, row.role, row.is_own) == (stage.id, role, by is stage.alice)
    assert await queries.calendars(by=stage.denise) == []
    (row,) = await queries.calendars_of([stage.alice.person_id or 0], by=stage.denise)
    assert row.abilities == {"see_busy"}
    assert await queries.calendars_of([stage.alice.person_id or 0], by=stage.charlie) == []
    for nobody in (stage.denise, stage.charlie):
        with pytest.raises(NotFound):
            await queries.calendar(stage.id, by=nobody)


async def test_what_was_in_a_deleted_calendar_is_forgotten_by_the_search(
    stage: Stage, hub: Hub
) -> None:
    other = await actions.create_calendar(by=stage.alice, name="Autre")
    for calendar_id in (stage.id, other.id):
        for name in ("a", "b"):
            text = ics("DTSTART:20261125T090000Z", uid=f"{calendar_id}-{name}")
            await actions.put_object(calendar_id, f"{name}.ics", text, by=stage.alice)
    await told()
    assert len(await hub.index.known("event")) == 4
    await actions.delete_calendar(stage.id, by=stage.alice)
    await told()
    left = await hub.index.known("event")
    assert left == set(await CalendarObject.all().values_list("id", flat=True))
    assert len(left) == 2


async def told() -> None:
    """What follows what happened, as the hub's own lanes do it."""
    while await tell_next(REACTIONS, actors.of_job):
        pass


async def test_who_may_change_it(stage: Stage) -> None:
    await actions.change_calendar(stage.id, by=stage.alice, name="Autre", colour=3, version=1)
    row = await queries.calendar(stage.id, by=stage.bob)
    assert (row.name, row.colour, row.version) == ("Autre", 3, 2)
    for by, refusal in ((stage.edgar, Forbidden), (stage.bob, Forbidden), (stage.denise, NotFound),
                        (stage.charlie, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            await actions.change_calendar(stage.id, by=by, name="Non")
        with pytest.raises(refusal):
            await actions.delete_calendar(stage.id, by=by)
    with pytest.raises(Conflict):
        await actions.change_calendar(stage.id, by=stage.alice, name="Non", version=1)
    for bad in ({"name": " "}, {"colour": 7}, {"timezone": "Atlantide"}, {"name": "x" * 201}):
        with pytest.raises(Invalid):
            await actions.change_calendar(stage.id, by=stage.alice, **bad)  # type: ignore[arg-type]


async def test_nothing_is_left_of_one_that_is_deleted(stage: Stage) -> None:
    text = ics("DTSTART:20261125T090000Z", "ATTENDEE:mailto:a@b.example")
    await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    await actions.delete_calendar(stage.id, by=stage.alice)
    tables = ("calendar", "calendar_object", "occurrence", "attendee", "dav_change")
    for table in (*tables, "dav_collection", "scope", "access"):
        assert await read(f"SELECT * FROM {table}") == []


async def test_who_may_make_one(hub: Hub) -> None:
    group = await people.create_group(by=ADMINISTRATOR, name="Projet")
    member, other = await actor("Alice", group.id), await actor("Bob")
    made = await actions.create_calendar(
        by=member, name="Projet", owner_id=group.id, kind=CalendarKind.GROUP
    )
    reader = replace(other, principals=other.principals | {group.id})
    assert (await roles_of(reader, [made.id])) == {made.id: "read"}
    with pytest.raises(Forbidden):
        await actions.create_calendar(by=other, name="X", owner_id=group.id)
    with pytest.raises(Conflict):
        await actions.create_calendar(by=member, name="Projet", owner_id=group.id)
    school = Actor(frozenset({SCHOOLS, SIGNED_IN, ANYONE}), Via.SESSION, "École", person_id=1)
    with pytest.raises(Forbidden):
        await actions.create_calendar(by=school, name="X")


@pytest.mark.parametrize("group", sorted(SYSTEM))
async def test_nobody_makes_one_of_a_group_of_the_hub(hub: Hub, group: int) -> None:
    """It would be drawn on the page of everybody who is in it."""
    agent = await actor("Alice", group)
    with pytest.raises(Forbidden):
        await actions.create_calendar(by=agent, name="Pour tous", owner_id=group)
    assert await read("SELECT * FROM calendar") == []


async def test_an_administrator_makes_none_of_somebody_else(hub: Hub) -> None:
    """It could be their first one, in which they write without knowing who else manages it."""
    alice, nadia = await actor("Alice"), await actor("Nadia", ADMINISTRATORS)
    with pytest.raises(Forbidden):
        await actions.create_calendar(by=nadia, name="Personal", owner_id=alice.person_id)
    assert await read("SELECT * FROM calendar") == []


async def test_a_key_of_something_else_is_no_calendar(stage: Stage) -> None:
    """Alice manages both, but a space has no events, no tokens, and is not deleted by that door."""
    given = {stage.alice.person_id or 0: "manage"}
    space = await open_space(by=stage.alice, name="Espace", given=given)
    await actions.put_object(stage.id, "a.ics", ics("DTSTART:20261125T090000Z"), by=stage.alice)
    text = ics("DTSTART:20261125T090000Z", uid="b")
    for asked in (
        queries.calendar(space.id, by=stage.alice), queries.objects(space.id, by=stage.alice),
        queries.etags(space.id, by=stage.alice), queries.delta(space.id, None, by=stage.alice),
        queries.objects_meeting(space.id, None, None, by=stage.alice),
        actions.put_object(space.id, "b.ics", text, by=stage.alice),
        actions.delete_object(space.id, "b.ics", by=stage.alice),
        actions.move_object(stage.id, "a.ics", by=stage.alice, to=space.id, to_href="a.ics"),
        actions.change_calendar(space.id, by=stage.alice, name="X"),
        actions.delete_calendar(space.id, by=stage.alice),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await asked
    listed = [space.id, stage.id]
    await actions.choose_calendars(by=stage.alice, listed=listed, shown=listed)
    chosen = await read("SELECT calendar_id FROM calendar_choice")
    assert [row["calendar_id"] for row in chosen] == [stage.id]


async def test_another_time_zone_moves_whole_days(stage: Stage) -> None:
    await actions.put_object(stage.id, "a.ics", ics("DTSTART;VALUE=DATE:20261125"), by=stage.alice)
    await actions.change_calendar(stage.id, by=stage.alice, timezone="Indian/Reunion")
    (row,) = await Occurrence.all()
    assert row.starts_at == at("2026-11-24 20:00")


async def test_what_an_agent_begins_with(hub: Hub) -> None:
    """Colleagues of her service read it, all agents see when she is busy."""
    unit = await people.create_unit(by=ADMINISTRATOR, name="Vie scolaire")
    person = await people.create_person(by=ADMINISTRATOR, given_name="Maud", family_name="Sorel")
    job = await actors.of_job("test")
    assert await actions.personal_calendar(person.id, by=job) is None
    await people.start_position(person.id, unit.id, by=ADMINISTRATOR, starts_on=SINCE)
    calendar = await actions.personal_calendar(person.id, by=job)
    assert calendar is not None
    assert (await actions.personal_calendar(person.id, by=job)) == calendar
    own, agent = await _own(person), await actor("Bob")
    colleague = await actor("Denise", unit.id)
    assert await roles_of(own, [calendar.id]) == {calendar.id: "manage"}
    assert await roles_of(agent, [calendar.id]) == {calendar.id: "freebusy"}
    assert await roles_of(colleague, [calendar.id]) == {calendar.id: "read"}
    with pytest.raises(Forbidden):
        await actions.personal_calendar(person.id, by=agent)
    with pytest.raises(Forbidden):
        await actions.delete_calendar(calendar.id, by=own)


async def test_a_calendar_follows_its_owner_from_service_to_service(hub: Hub) -> None:
    one, other = [await people.create_unit(by=ADMINISTRATOR, name=it) for it in ("A", "B")]
    person = await people.create_person(by=ADMINISTRATOR, given_name="Maud", family_name="Sorel")
    held = await people.start_position(person.id, one.id, by=ADMINISTRATOR, starts_on=SINCE)
    job = await actors.of_job("test")
    calendar = await actions.personal_calendar(person.id, by=job)
    assert calendar is not None
    await people.end_position(held.id, by=ADMINISTRATOR, on=today() - timedelta(1))
    await people.start_position(person.id, other.id, by=ADMINISTRATOR, starts_on=today())
    await jobs.begin_day(by=job)
    old, new = await actor("Bob", one.id), await actor("Karim", other.id)
    assert await roles_of(old, [calendar.id]) == {calendar.id: "freebusy"}
    assert await roles_of(new, [calendar.id]) == {calendar.id: "read"}
    given = await Grant.get(scope_id=calendar.id, principal_id=other.id)
    await revoke(given.id, by=await _own(person))
    assert await roles_of(new, [calendar.id]) == {calendar.id: "freebusy"}
    with pytest.raises(Forbidden):
        await actions.follow_services(person.id, by=new)


async def _own(person: Person) -> Actor:
    principals = await principals_of(person.id, today())
    return Actor(principals, Via.SESSION, person.name, person_id=person.id)


async def test_the_day_begins_with_a_calendar_for_whoever_has_none(hub: Hub) -> None:
    unit = await people.create_unit(by=ADMINISTRATOR, name="Vie scolaire")
    person = await people.create_person(by=ADMINISTRATOR, given_name="Maud", family_name="Sorel")
    guest = await people.create_person(by=ADMINISTRATOR, given_name="Rémi", family_name="Castel")
    await people.start_position(person.id, unit.id, by=ADMINISTRATOR, starts_on=SINCE)
    job = await actors.of_job("test")
    await jobs.begin_day(by=job)
    await jobs.begin_day(by=job)
    assert [row.owner_id for row in await Calendar.all()] == [person.id]
    assert guest.id != person.id


async def test_the_horizon_moves_with_time(stage: Stage) -> None:
    text = ics("DTSTART;TZID=Europe/Paris:20261125T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY")
    put = await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    job = await actors.of_job("test")
    before = await Occurrence.all().count()
    await jobs.move_on(by=job)
    assert await Occurrence.all().count() == before
    with clock.using(lambda: NOW + timedelta(700)):
        await jobs.move_on(by=job)
    row = await CalendarObject.get(id=put.object_id)
    assert row.expanded_until > NOW + timedelta(700 + 3 * 365)
    assert row.version == put.version
    last = await Occurrence.all().order_by("-starts_at").first()
    assert last is not None
    assert last.starts_at > NOW + timedelta(700 + 3 * 365 - 31)


async def test_a_dense_series_is_shown_wherever_one_looks(stage: Stage) -> None:
    text = ics("DTSTART:20200101T000000Z", "DURATION:PT10M", "RRULE:FREQ=HOURLY")
    await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    assert await Occurrence.all().count() == 2000
    for day in ("2021-05-01", "2026-11-25", "2027-06-01", "2033-01-01"):
        start = at(f"{day} 00:00")
        found = await queries.occurrences([stage.id], start, start + timedelta(1), by=stage.bob)
        assert len(found) == 24


async def test_tasks_are_found_and_take_no_time(stage: Stage) -> None:
    text = ics("DUE:20261125T090000Z").replace("VEVENT", "VTODO")
    await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    undated = ics("PRIORITY:1", uid="two@example").replace("VEVENT", "VTODO")
    await actions.put_object(stage.id, "b.ics", undated, by=stage.alice)
    week = at("2026-11-23 00:00"), at("2026-11-30 00:00")
    assert await queries.occurrences([stage.id], *week, by=stage.bob) == []
    found = await queries.objects_between(stage.id, *week, by=stage.bob, component=Component.TODO)
    assert [it.href for it in found] == ["a.ics", "b.ics"]
