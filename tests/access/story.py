"""What may happen between a few people, groups, boards and a diary, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from hypothesis import strategies as st

from hub.access import actions
from hub.access.models import Grant
from hub.accounts import clock
from hub.actor import ANYONE, SIGNED_IN, Actor
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
            def now(cls, tz: tzinfo | None = None) -> Any:
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
        known = [*(it.id for it in self.people), *self._group_ids, SIGNED_IN, ANYONE]
        return known[number % len(known)]

    def note(self, number: int) -> Note:
        return self.notes[number % len(self.notes)]

    async def _join(self, by: Actor, what: int, where: int, how: int) -> None:
        start = self.time.day + timedelta(days=how - 3)
        members = [*(it.id for it in self.people), *self._group_ids]
        await people.add_member(
            self.groups[where % GROUPS].id, members[what % len(members)], by=ADMINISTRATOR,
            starts_on=start,
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
    def _group_ids(self) -> list[int]:
        return [int(group.id) for group in self.groups]
