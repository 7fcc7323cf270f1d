"""Sharing a calendar: one role a person or group, said before it is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.access.actions import grant
from hub.access.models import Grant
from hub.access.queries import role_of
from hub.accounts import clock
from hub.actor import ANYONE, SCHOOLS, SIGNED_IN, STAFF, Actor
from hub.app import Hub
from hub.audit.models import Entry
from hub.database import read
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people import actions as people
from hub.people.candidates import candidates
from hub.people.models import GroupKind
from hub_calendar import actions
from hub_calendar.models import FeedKind
from hub_calendar.pages import effects
from hub_calendar.queries import sharing
from tests.access.conftest import cast, employ, new_group
from tests.calendar import worlds
from tests.calendar.conftest import ADMINISTRATOR, NOW, Stage
from tests.calendar.test_event_pages import MOST_READS
from tests.calendar.worlds import World, visitor
from tests.home.counting import counting

pytestmark = pytest.mark.anyio


async def inside(stage: Stage) -> int:
    """Somebody of the staff who knows nothing of the calendar yet."""
    person = await cast("Fanny")
    await employ(person)
    return int(person.id)


async def roles(stage: Stage, principal_id: int) -> list[str]:
    rows = await Grant.filter(scope_id=stage.id, principal_id=principal_id)
    return [it.role for it in rows]


async def test_a_role_is_given_changed_and_taken_back(stage: Stage) -> None:
    fanny = await inside(stage)
    for role in ("freebusy", "manage", "read"):
        await actions.share_calendar(stage.id, fanny, role, by=stage.alice)
        assert await roles(stage, fanny) == [role]
    await actions.share_calendar(stage.id, fanny, None, by=stage.alice)
    assert await roles(stage, fanny) == []
    entries = await Entry.filter(action="calendar.calendar.shared").count()
    await actions.share_calendar(stage.id, fanny, None, by=stage.alice)
    assert await Entry.filter(action="calendar.calendar.shared").count() == entries == 4


async def test_two_rights_become_one(stage: Stage) -> None:
    bob = stage.bob.person_id or 0
    await grant(stage.id, bob, "edit", by=stage.alice, reason="Projet")
    await actions.share_calendar(stage.id, bob, "freebusy", by=stage.alice)
    assert await roles(stage, bob) == ["freebusy"]
    assert await role_of(stage.bob, stage.id) == "freebusy"


async def test_who_does_not_manage_shares_nothing(stage: Stage) -> None:
    fanny = await inside(stage)
    for by, error in (
        (stage.bob, Forbidden), (stage.edgar, Forbidden), (stage.denise, NotFound),
        (stage.charlie, NotFound),
    ):  # fmt: skip
        for role in ("read", None):
            with pytest.raises(error):
                await actions.share_calendar(stage.id, fanny, role, by=by)
        with pytest.raises(error):
            await sharing.holding(stage.id, fanny, by=by)
    assert await roles(stage, fanny) == []


async def test_only_whom_the_house_is_for(stage: Stage) -> None:
    guest = await cast("Rémi")
    as_admin: Any = {"by": ADMINISTRATOR, "name": "Les Tilleuls"}
    school = await people.create_group(**as_admin, kind=GroupKind.SCHOOL)
    town = await people.create_commune(**as_admin, insee_code="98001")
    for principal in (guest.id, SIGNED_IN, ANYONE, SCHOOLS, school.id, town.id):
        with pytest.raises(Invalid):
            await actions.share_calendar(stage.id, principal, "freebusy", by=stage.alice)
    with pytest.raises(Invalid):
        await actions.share_calendar(stage.id, await inside(stage), "reign", by=stage.alice)
    await actions.share_calendar(stage.id, STAFF, "freebusy", by=stage.alice)
    assert await role_of(stage.charlie, stage.id) == "freebusy"


async def test_nobody_is_proposed_who_is_then_refused(stage: Stage) -> None:
    fanny, guest = await inside(stage), await cast("Fanny", "Ailleurs")
    found = {it.id: it.post for it in await candidates("fanny", by=stage.alice)}
    assert found.keys() == {fanny}
    assert found[fanny].startswith("Service ")
    everybody = await candidates("fanny", by=stage.alice, with_outside=True)
    assert {it.id for it in everybody} == {fanny, guest.id}
    assert await candidates("fanny", by=stage.alice, but=[fanny]) == []


async def test_somebody_must_still_manage_it(stage: Stage) -> None:
    alice = stage.alice.person_id or 0
    for role in ("read", None):
        with pytest.raises(Conflict):
            await actions.share_calendar(stage.id, alice, role, by=stage.alice)
    assert await roles(stage, alice) == ["manage"]


async def test_it_ends_by_itself(stage: Stage) -> None:
    fanny = await inside(stage)
    until = NOW + timedelta(3)
    await actions.share_calendar(stage.id, fanny, "read", by=stage.alice, ends_at=until)
    by = Actor(frozenset({fanny}), stage.bob.via, "Fanny", person_id=fanny)
    assert await role_of(by, stage.id) == "read"
    with clock.using(lambda: until):
        assert await role_of(by, stage.id) is None
        await actions.share_calendar(stage.id, fanny, "freebusy", by=stage.alice)
        assert await role_of(by, stage.id) == "freebusy"
    with pytest.raises(Invalid):
        await actions.share_calendar(stage.id, fanny, "read", by=stage.alice, ends_at=NOW)


async def test_the_effect_is_what_then_is(stage: Stage) -> None:
    """Of what is said to change nothing, nothing changes; what is said to remain, remains."""
    group = await new_group(name="Atelier")
    bob = await inside(stage)
    await actions.share_calendar(stage.id, bob, "read", by=stage.alice)
    await people.add_member(group.id, bob, by=ADMINISTRATOR)
    await actions.share_calendar(stage.id, group.id, "edit", by=stage.alice)
    held = await sharing.holding(stage.id, bob, by=stage.alice)
    assert (held.role, held.other_role) == ("read", "edit")
    said = {it.value: it.effect for it in effects.choices(held)}
    assert set(said) == {"none", "freebusy", "read", "edit", "manage"}
    assert [it for it in said if "Atelier" in said[it]] == ["none", "freebusy", "read", "edit"]
    bobs = Actor(frozenset({bob, group.id}), stage.bob.via, "Bob", person_id=bob)
    for role in (None, "freebusy", "read", "edit", "manage"):
        await actions.share_calendar(stage.id, bob, role, by=stage.alice)
        assert await role_of(bobs, stage.id) == ("manage" if role == "manage" else "edit")
    of_group = await sharing.holding(stage.id, group.id, by=stage.alice)
    assert (of_group.people, of_group.role, of_group.other_role) == (1, "edit", None)


async def text(world: World, hub: Hub, name: str, query: str = "", path: str = "sharing") -> str:
    them = await visitor(hub, world, name)
    answer = await them.get(f"/calendars/{world.calendar}/{path}", query)
    assert answer.status == 200
    return answer.body.decode()


async def test_the_page_finds_says_and_does(hub: Hub) -> None:
    world = await worlds.build()
    page = await text(world, hub, "alice", "q=charlie")
    assert f"/share?principal={world.charlie.id}" in page
    assert f"/share?principal={STAFF}" in page
    assert "Bob Martin" in page
    form = await text(world, hub, "alice", f"principal={world.charlie.id}", "share")
    assert "Charlie Martin ne voit pas cet agenda" in form
    alice = await visitor(hub, world, "alice")
    path = f"/calendars/{world.calendar}/share"
    last = (datetime.now(UTC) + timedelta(30)).date()
    sent = {"role": "edit", "last_day": last.isoformat()}
    answer = await alice.ask("POST", path, query=f"principal={world.charlie.id}", sends=sent)
    assert answer.status == 303
    assert await role_of(await world.charlie.actor(), world.calendar) == "edit"
    form = await text(world, hub, "alice", f"principal={world.charlie.id}", "share")
    assert f'value="{last.isoformat()}"' in form
    for bad in ({}, {"role": "reign"}, {"role": "read", "last_day": "2020-01-01"}):
        refused = await alice.ask("POST", path, query=f"principal={world.charlie.id}", sends=bad)
        assert refused.status == 422
    assert (await alice.get(path, "principal=17")).status == 404
    assert (await alice.get(path)).status == 422
    rows = await read("SELECT COUNT(*) AS n FROM access_grant WHERE scope_id = :id AND"
                      " principal_id = :who", id=world.calendar, who=world.charlie.id)  # fmt: skip
    assert rows[0]["n"] == 1


async def test_the_pages_cost_the_same_whatever_there_is(hub: Hub) -> None:
    world = await worlds.build()
    by = await world.alice.actor()
    for number in range(15):
        person = await cast(f"Zoé{number}")
        await employ(person)
        await actions.share_calendar(world.calendar, person.id, "read", by=by)
        await actions.open_feed(world.calendar, by=by, name="Site", kind=FeedKind.BUSY)
    alice = await visitor(hub, world, "alice")
    place = f"/calendars/{world.calendar}"
    for path, query in (
        (f"{place}/sharing", ""), (f"{place}/sharing", "q=martin"), (f"{place}/feeds", ""),
        (f"{place}/share", f"principal={world.bob.id}"), (f"/feeds/{world.token}.ics", ""),
        (f"{place}/share", f"principal={STAFF}"),
    ):  # fmt: skip
        with counting() as statements:
            assert (await alice.get(path, query)).status == 200
        assert len(statements) <= MOST_READS, (path, query, "\n".join(statements))
