"""Every way of asking who may do what gives the same answer, after whatever has happened.

A page asks `require`, a list and a search ask in SQL, a count counts, a person asks "who can see
this, and why": the oracle asks the facts. And nobody, by whatever path, gives more than they have.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import closure
from hub.access.models import Access
from hub.access.policy import Ladder
from hub.access.queries import abilities_of, role_of, who_can_see, why
from hub.action import action, happened
from hub.actor import Actor
from hub.app import Hub
from tests.access import oracle
from tests.access.boards.models import Board, Diary, Note
from tests.access.boards.policy import BOARD, DIARY
from tests.access.conftest import ADMINISTRATOR, Cast
from tests.access.oracle import Facts
from tests.access.story import Step, Time, World, steps

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1800)]  # the stories of `make soak` are many

thorough = settings(
    max_examples=300 if os.environ.get("HUB_TEST_SIZE") == "full" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@thorough
@given(st.lists(steps, min_size=4, max_size=22))
async def test_all_ways_of_asking_agree(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, story: list[Step]
) -> None:
    world = World(Time())
    with world.time.running(monkeypatch):
        await world.build()
        for step in story:
            await world.take(step)
        facts = await oracle.facts()
        for person in world.people:
            await check_person(world, facts, person)
        for scope_id in {facts.things[thing.id] for thing in world.things}:
            await check_page(world, facts, scope_id)
        await check_access(world, facts)


@thorough
@given(st.lists(steps, min_size=4, max_size=22))
async def test_nobody_gives_more_than_they_have(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, story: list[Step]
) -> None:
    world = World(Time())
    with world.time.running(monkeypatch):
        await world.build()
        for step in story:
            before, giver = await oracle.facts(), world.doer(step)
            await world.take(step)
            if step[0] not in {"join", "leave", "later"}:
                check_gains(world, before, await oracle.facts(), giver)


async def check_person(world: World, facts: Facts, person: Cast) -> None:
    """One thing at a time, in lists, in counts: as the person's own actor asks."""
    by, time = await person.actor(), world.time
    able = {
        it.id: facts.able(person.id, facts.things[it.id], time.at, time.day) for it in world.things
    }
    for thing in world.things:
        scope_id = facts.things[thing.id]
        assert (await type(thing).get(id=thing.id)).scope_id == scope_id
        assert await role_of(by, scope_id) == facts.role(person.id, scope_id, time.at, time.day)
        assert (await abilities_of(by, [scope_id]))[scope_id] == able[thing.id]
    for ladder, models in ((BOARD, (Board, Note)), (DIARY, (Diary,))):
        ids = {it.id for it in world.things if isinstance(it, models)}
        for ability in ladder.needed:
            expected = {it for it in ids if ability in able[it]}
            assert await listed(ladder, models, by, ability) & ids == expected
            assert await counted(ladder, models, by, ability, ids) == len(expected)


async def listed(ladder: Ladder, models: tuple[Any, ...], by: Actor, ability: str) -> set[int]:
    """What the ORM and hand-written SQL list, which must be the same."""
    may = ladder.readable(by, ability)
    found = {row.id for model in models for row in await model.filter(may.filter())}
    raw = set()
    for model in models:
        table = model._meta.db_table
        rows = await may.read(f"SELECT t.id FROM {table} t WHERE t.scope_id IN :readable")
        raw |= {row["id"] for row in rows}
    assert raw == found
    return found


async def counted(
    ladder: Ladder, models: tuple[Any, ...], by: Actor, ability: str, ids: set[int]
) -> int:
    may = ladder.readable(by, ability)
    counts = [await model.filter(may.filter(), id__in=list(ids)).count() for model in models]
    return sum(counts)


async def check_page(world: World, facts: Facts, scope_id: int) -> None:
    """Who can see this, and why, as somebody asks who sees the page in full."""
    time = world.time
    shared = {"share", "manage"}
    asking = next(
        (p for p in world.people if facts.able(p.id, scope_id, time.at, time.day) & shared), None
    )
    if asking is None:
        return
    by = await asking.actor()
    found = await who_can_see(scope_id, by=by)
    shown = [reason.grant_id for reader in found.readers for reason in reader.reasons]
    assert sorted(shown) == sorted(it.id for it in facts.live(scope_id, time.at))
    everybody = set()
    for person in world.people:
        leading = {it.id for it in facts.leading(person.id, scope_id, time.at, time.day)}
        verdict = await why(person.id, scope_id, by=by)
        assert verdict.role == facts.role(person.id, scope_id, time.at, time.day)
        assert {reason.grant_id for reason in verdict.reasons} == leading
        assert bool(verdict.misses) <= (len(facts.grants) > len(leading))
        if any(it.principal_id not in oracle.EVERYBODY for it in facts.leading(
            person.id, scope_id, time.at, time.day
        )):  # fmt: skip
            everybody.add(person.id)
    assert found.people == len(everybody)


async def check_access(world: World, facts: Facts) -> None:
    """What was written bit by bit is what all of it worked out again gives."""
    live = Access.filter(ends_at__gt=world.time.at)
    fields = ("scope_id", "principal_id", "role", "ends_at")
    before = set(await live.values_list(*fields))
    await rebuild(by=ADMINISTRATOR)
    assert set(await live.values_list(*fields)) == before


@action("test.access.agreement")
async def rebuild(*, by: Actor) -> None:
    await closure.rebuild()
    happened("scope", 0)


def check_gains(world: World, before: Facts, after: Facts, giver: Cast) -> None:
    """Whoever got a higher role on a thing got no higher one than the giver had on it."""
    at, on = world.time.at, world.time.day
    for thing in after.things.keys() & before.things.keys():
        had = before.role(giver.id, before.things[thing], at, on)
        order = list(oracle.ABILITIES[after.scopes[after.things[thing]].kind])
        for person in world.people:
            old = before.role(person.id, before.things[thing], at, on)
            new = after.role(person.id, after.things[thing], at, on)
            if rank(order, new) > rank(order, old):
                assert rank(order, new) <= rank(order, had), (thing, person, old, new, had)


def rank(order: list[str], role: str | None) -> int:
    return -1 if role is None else order.index(role)
