"""Every way of asking who may do what gives the same answer, after whatever has happened.

A page asks `require`, a list and a search ask in SQL, a count counts, a person asks "who can see
this, and why": the oracle asks the facts. And nobody, by whatever path, gives more than they have.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import actions, closure
from hub.access.models import Access, Grant
from hub.access.policy import Ladder
from hub.access.queries import abilities_of, role_of, who_can_see, why
from hub.accounts import clock
from hub.action import action, happened
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.app import Hub
from hub.database import transaction, write
from hub.errors import Refusal
from hub.people import actions as people
from hub.people import days
from hub.people.models import Group
from tests.access import oracle
from tests.access.boards import actions as boards
from tests.access.boards.models import Board, Diary, Note
from tests.access.boards.policy import BOARD, DIARY, NOTES
from tests.access.conftest import ADMINISTRATOR, Cast, cast
from tests.access.oracle import Facts

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PEOPLE, GROUPS = 3, 3
OF_NOTES = {"note", "part", "close", "keep", "restore", "move"}

Step = tuple[str, int, int, int, int]
VERBS = "join leave note note part part close keep restore move give give give change revoke later"
steps = st.tuples(
    st.sampled_from(VERBS.split()),
    st.integers(0, 6),
    st.integers(0, 11),
    st.integers(0, 7),
    st.integers(0, 9),
)


thorough = settings(
    max_examples=300 if os.environ.get("HUB_TEST_SIZE") == "full" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Time:
    """The clock, and the civil day with it."""

    at: datetime = NOON

    @property
    def day(self) -> date:
        return self.at.date()  # noon in Paris is the same day in UTC

    @contextmanager
    def running(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        time = self

        class Standing(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return time.at.astimezone(tz)

        with monkeypatch.context() as patch, clock.using(lambda: self.at):
            patch.setattr(days, "datetime", Standing)
            yield


@dataclass
class World:
    """A few people, groups, boards and diaries, and what happens to them."""

    time: Time
    people: list[Cast] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)
    diary: Diary | None = None
    notes: list[Note] = field(default_factory=list)

    async def build(self) -> None:
        async with transaction():
            for table in ("note", "board", "diary", "scope", "membership", "group_person"):
                await write(f"DELETE FROM {table}")  # what an earlier example left
        self.people = [await cast(f"Personne {number}") for number in range(PEOPLE)]
        self.groups = [
            await people.create_group(by=ADMINISTRATOR, name=f"Groupe {self.people[0].id} {number}")
            for number in range(GROUPS)
        ]
        first, second = [await person.actor() for person in self.people[:2]]
        self.boards = [
            await boards.create_board(by=first, title="Un"),
            await boards.create_board(by=second, title="Deux"),
        ]
        self.diary = await boards.create_diary(by=first, title="Agenda")
        for board, by in zip(self.boards, (first, second), strict=True):
            self.notes.append(await boards.write_note(board.id, by=by, text="note"))

    async def take(self, step: Step) -> None:
        """One of the first three does it, or, four times in seven, whoever manages that board."""
        verb, _who, what, where, how = step
        by = await self.doer(step).actor()
        with suppress(Refusal):
            await getattr(self, f"_{verb}")(by, what, where, how)

    def doer(self, step: Step) -> Cast:
        _verb, who, what, _where, _how = step
        if who < PEOPLE:
            return self.people[who]
        thing = self.note(what) if step[0] in OF_NOTES else self.thing(what)
        return self.people[1 if getattr(thing, "board_id", thing.id) == self.boards[1].id else 0]

    @property
    def things(self) -> list[Any]:
        return [*self.boards, self.diary, *self.notes]

    def thing(self, number: int) -> Any:
        return self.things[number % len(self.things)]

    def principal(self, number: int) -> int:
        known = [it.id for it in (*self.people, *self.groups)] + [SIGNED_IN, ANYONE]
        return int(known[number % len(known)])

    def note(self, number: int) -> Note:
        return self.notes[number % len(self.notes)]

    async def _join(self, by: Actor, what: int, where: int, how: int) -> None:
        start = self.time.day + timedelta(days=how - 3)
        member = [*self.people, *self.groups][what % (PEOPLE + GROUPS)]
        await people.add_member(
            self.groups[where % GROUPS].id, member.id, by=ADMINISTRATOR, starts_on=start,
            ends_on=None if how % 2 else start + timedelta(days=how),
        )  # fmt: skip

    async def _leave(self, by: Actor, what: int, where: int, how: int) -> None:
        held = [it for it in (await oracle.facts()).memberships if it.group_id in self._group_ids]
        if held:
            await people.remove_member(held[what % len(held)].id, by=ADMINISTRATOR)

    async def _note(self, by: Actor, what: int, where: int, how: int) -> None:
        below = await Note.get(id=self.note(what).id)
        made = await boards.write_note(below.board_id, by=by, text="note", parent_id=below.id)
        self.notes.append(made)

    async def _part(self, by: Actor, what: int, where: int, how: int) -> None:
        async with transaction():
            await NOTES.part(self.note(what).id, by=by)

    async def _close(self, by: Actor, what: int, where: int, how: int) -> None:
        await self._part(by, what, where, how)
        await actions.break_inheritance(self.note(what).id, by=by, keeps=False)

    async def _keep(self, by: Actor, what: int, where: int, how: int) -> None:
        await self._part(by, what, where, how)
        await actions.break_inheritance(self.note(what).id, by=by, keeps=True)

    async def _restore(self, by: Actor, what: int, where: int, how: int) -> None:
        await actions.restore_inheritance(self.note(what).id, by=by)

    async def _move(self, by: Actor, what: int, where: int, how: int) -> None:
        note, below = self.note(what), self.note(where)
        await boards.move_note(note.id, by=by, below=below.id)

    async def _give(self, by: Actor, what: int, where: int, how: int) -> None:
        thing = self.thing(what)
        if isinstance(thing, Note):
            async with transaction():
                await NOTES.part(thing.id, by=by)
        roles = (DIARY if thing is self.diary else BOARD).roles
        ends_at = None if how % 3 else self.time.at + timedelta(days=how + 1)
        await actions.grant(
            thing.id, self.principal(where), roles[how % 4], by=by, ends_at=ends_at,
            reason="" if how < 7 else "autre",
        )  # fmt: skip

    async def _change(self, by: Actor, what: int, where: int, how: int) -> None:
        if given := await self._grant(what * 8 + where):
            is_diary = self.diary is not None and given.scope_id == self.diary.id
            role = (DIARY if is_diary else BOARD).roles[how % 4]
            ends_at = None if how % 3 else self.time.at + timedelta(days=how + 1)
            await actions.change_role(given.id, role, by=by, ends_at=ends_at)

    async def _revoke(self, by: Actor, what: int, where: int, how: int) -> None:
        if given := await self._grant(what * 8 + where):
            await actions.revoke(given.id, by=by)

    async def _later(self, by: Actor, what: int, where: int, how: int) -> None:
        self.time.at += timedelta(days=how)

    async def _grant(self, number: int) -> Grant | None:
        ids = [thing.id for thing in self.things]
        given = await Grant.filter(scope_id__in=ids).order_by("id")
        return given[number % len(given)] if given else None

    @property
    def _group_ids(self) -> set[int]:
        return {group.id for group in self.groups}


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
