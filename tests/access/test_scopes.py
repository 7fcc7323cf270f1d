"""Trees of rights: inherited, closed, opened again, moved with what lies in them, deleted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from hub.access.actions import (
    break_inheritance,
    delete_scopes,
    grant,
    move_scope,
    open_scope,
    restore_inheritance,
    revoke,
)
from hub.access.models import Access, Grant, Scope
from hub.access.queries import role_of
from hub.actor import Actor
from hub.app import Hub
from hub.database import new_key, transaction
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from tests.access.boards import actions as boards
from tests.access.boards import queries
from tests.access.boards.models import Board, Note
from tests.access.boards.policy import NOTES
from tests.access.conftest import ADMINISTRATOR, Cast, Clock, cast, new_group

pytestmark = pytest.mark.anyio


@pytest.fixture
async def by(alice: Cast) -> Actor:
    return await alice.actor()


@pytest.fixture
async def board(by: Actor) -> Board:
    return await boards.create_board(by=by, title="Rentrée")


async def write(board: Board, by: Actor, text: str, below: Note | None = None) -> Note:
    parent_id = below.id if below else None
    return await boards.write_note(board.id, by=by, text=text, parent_id=parent_id)


async def part(note: Note, by: Actor) -> None:
    async with transaction():
        await NOTES.part(note.id, by=by)


async def seen(person: Cast) -> set[str]:
    actor = await person.actor()
    return {text for _id, text in await queries.search("", by=actor)}


async def test_a_part_with_its_own_rights_changes_nothing_until_some_are_given(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    await grant(board.id, bob.id, "read", by=by)
    top = await write(board, by, "top")
    inside = await write(board, by, "inside", top)
    deep = await write(board, by, "deep", inside)
    await part(deep, by)
    await part(inside, by)
    await part(inside, by)
    assert (await Note.get(id=deep.id)).scope_id == deep.id
    assert (await Scope.get(id=deep.id)).parent_id == inside.id
    assert await seen(bob) == {"top", "inside", "deep"}
    await grant(inside.id, charlie.id, "write", by=by)
    assert await seen(charlie) == {"inside", "deep"}
    assert await role_of(await charlie.actor(), deep.id) == "write"
    with pytest.raises(NotFound):
        await queries.note(top.id, by=await charlie.actor())


async def test_two_who_part_the_same_at_once_part_it_once(
    board: Board, by: Actor, bob: Cast
) -> None:
    await grant(board.id, bob.id, "manage", by=by)
    notes = [await write(board, by, f"note {n}") for n in range(4)]
    for note in notes:
        below = await write(board, by, "below", note)
        await asyncio.gather(part(note, by), part(note, await bob.actor()), part(below, by))
        assert (await Scope.get(id=below.id)).parent_id == note.id
        assert (await Scope.get(id=note.id)).parent_id == board.id


async def test_closed_it_is_for_whoever_closed_it_and_its_own(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    team = await new_group(bob)
    await grant(board.id, team.id, "write", by=by)
    note = await write(board, by, "Entretiens")
    inside = await write(board, by, "inside", note)
    await part(note, by)
    await part(inside, by)
    await grant(note.id, charlie.id, "read", by=by)
    await break_inheritance(note.id, by=by, keeps=False)
    assert await seen(bob) == set()
    assert await seen(charlie) == {"Entretiens", "inside"}
    assert await role_of(by, inside.id) == "manage"
    await restore_inheritance(note.id, by=by)
    assert await seen(bob) == {"Entretiens", "inside"}


async def test_closed_with_what_it_inherits_it_changes_nothing_for_anybody(
    board: Board, by: Actor, bob: Cast, now: Clock
) -> None:
    team, ends_at = await new_group(bob), now() + timedelta(days=3)
    await grant(board.id, team.id, "write", by=by, ends_at=ends_at)
    await grant(board.id, team.id, "read", by=by, reason="annuel")
    note = await write(board, by, "Entretiens")
    await part(note, by)
    await grant(note.id, team.id, "read", by=by, ends_at=now() + timedelta(days=1))
    before = await Access.filter(scope_id=note.id).values_list("principal_id", "role", "ends_at")
    await break_inheritance(note.id, by=by, keeps=True)
    after = await Access.filter(scope_id=note.id).values_list("principal_id", "role", "ends_at")
    assert sorted(before) == sorted(after)
    await revoke((await Grant.get(scope_id=board.id, role="write")).id, by=by)
    assert await role_of(await bob.actor(), note.id) == "write"


async def test_who_manages_for_a_time_cannot_close_for_ever(
    board: Board, by: Actor, bob: Cast, now: Clock
) -> None:
    note = await write(board, by, "Entretiens")
    await part(note, by)
    ends_at = now() + timedelta(days=3)
    await grant(board.id, bob.id, "manage", by=by, ends_at=ends_at)
    with pytest.raises(Conflict):
        await break_inheritance(note.id, by=await bob.actor(), keeps=False)
    assert not (await Scope.get(id=note.id)).is_closed
    await break_inheritance(note.id, by=await bob.actor(), keeps=True)
    assert await Grant.get(scope_id=note.id, principal_id=bob.id).values_list("ends_at", flat=True)


async def test_a_root_has_nothing_to_close_and_only_who_manages_closes(
    board: Board, by: Actor, bob: Cast
) -> None:
    with pytest.raises(Invalid):
        await break_inheritance(board.id, by=by, keeps=True)
    note = await write(board, by, "Entretiens")
    await part(note, by)
    await grant(board.id, bob.id, "write", by=by)
    for change in (break_inheritance(note.id, by=await bob.actor(), keeps=True),
                   restore_inheritance(note.id, by=await bob.actor())):  # fmt: skip
        with pytest.raises(Forbidden):
            await change


async def test_the_last_who_manages_a_closed_part_stays(board: Board, by: Actor, bob: Cast) -> None:
    note = await write(board, by, "Entretiens")
    await part(note, by)
    own = await grant(note.id, bob.id, "manage", by=by)
    await revoke(own, by=by)  # the board still has who manages it
    await break_inheritance(note.id, by=by, keeps=False)
    with pytest.raises(Conflict):
        await revoke((await Grant.get(scope_id=note.id)).id, by=by)


async def test_what_moves_follows_the_rights_of_where_it_goes(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    await grant(board.id, bob.id, "read", by=by)
    other = await boards.create_board(by=by, title="Travaux")
    await grant(other.id, charlie.id, "read", by=by)
    target = await write(other, by, "target")
    note = await write(board, by, "note")
    inside = await write(board, by, "inside", note)
    closed = await write(board, by, "closed", inside)
    await part(closed, by)
    await break_inheritance(closed.id, by=by, keeps=False)
    await boards.move_note(note.id, by=by, below=target.id)
    assert await seen(bob) == set()
    assert await seen(charlie) == {"target", "note", "inside"}
    assert (await Scope.get(id=closed.id)).parent_id == other.id
    await part(note, by)
    back = await write(board, by, "back")
    await boards.move_note(note.id, by=by, below=back.id)
    assert await seen(charlie) == {"target"}
    assert await seen(bob) == {"back", "note", "inside"}


async def test_nobody_shares_by_moving_what_they_only_write(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    await grant(board.id, bob.id, "write", by=by)
    note = await write(board, by, "note")
    theirs = await boards.create_board(by=await bob.actor(), title="À moi")
    target = await write(theirs, await bob.actor(), "target")
    with pytest.raises(Forbidden):
        await boards.move_note(note.id, by=await bob.actor(), below=target.id)
    await part(note, by)
    with pytest.raises(Forbidden):
        await boards.move_note(note.id, by=await bob.actor(), below=target.id)
    assert await role_of(await bob.actor(), note.id) == "write"
    sibling = await write(board, by, "sibling")
    await boards.move_note(sibling.id, by=await bob.actor(), below=note.id)
    assert (await Note.get(id=sibling.id)).scope_id == note.id


async def test_nothing_is_moved_into_itself_nor_where_one_may_not_write(
    board: Board, by: Actor, bob: Cast
) -> None:
    note = await write(board, by, "note")
    inside = await write(board, by, "inside", note)
    await part(note, by)
    await part(inside, by)
    with pytest.raises(Invalid):
        await move_scope(note.id, by=by, under=inside.id)
    for below in (note, inside):
        with pytest.raises(Invalid):
            await boards.move_note(note.id, by=by, below=below.id)
    theirs = await boards.create_board(by=await bob.actor(), title="Ailleurs")
    with pytest.raises(NotFound):
        await move_scope(note.id, by=by, under=theirs.id)
    await grant(theirs.id, by.person_id or 0, "read", by=await bob.actor())
    with pytest.raises(Forbidden):
        await move_scope(note.id, by=by, under=theirs.id)


async def test_rights_go_with_what_they_are_rights_of(board: Board, by: Actor, bob: Cast) -> None:
    note = await write(board, by, "note")
    inside = await write(board, by, "inside", note)
    await part(note, by)
    await part(inside, by)
    await grant(inside.id, bob.id, "read", by=by)
    with pytest.raises(IntegrityError):
        await delete_scopes([note.id], by=by)  # the note is still there
    await boards.delete_note(note.id, by=by)
    assert await Scope.all().count() == 1
    assert await Grant.all().count() == await Access.all().count() == 1


async def test_what_is_closed_to_somebody_is_not_deleted_by_them(
    board: Board, by: Actor, bob: Cast
) -> None:
    await grant(board.id, bob.id, "write", by=by)
    note = await write(board, by, "note")
    inside = await write(board, by, "inside", note)
    await part(inside, by)
    await break_inheritance(inside.id, by=by, keeps=False)
    with pytest.raises(NotFound):
        await boards.delete_note(note.id, by=await bob.actor())
    assert await Note.all().count() == 2


async def test_a_scope_inherits_from_its_own_kind_of_roles(board: Board, by: Actor) -> None:
    with pytest.raises(ValueError, match="other roles"):
        await open_scope("diary", new_key(), by=by, parent_id=board.id)
    with pytest.raises(ValueError, match="Nobody would manage"):
        await open_scope("diary", new_key(), by=ADMINISTRATOR)


async def test_rights_given_at_once_above_and_below_all_hold(board: Board, by: Actor) -> None:
    for _round in range(8):
        note = await write(board, by, "note")
        inside = await write(board, by, "inside", note)
        await part(note, by)
        people = [await cast("Personne") for _ in range(4)]
        await asyncio.gather(
            grant(board.id, people[0].id, "read", by=by),
            part(inside, by),
            grant(note.id, people[1].id, "write", by=by),
            break_then_restore(note, by),
            grant(board.id, people[2].id, "comment", by=by),
            grant(note.id, people[3].id, "manage", by=by),
        )
        roles = [await role_of(await person.actor(), inside.id) for person in people]
        assert roles == ["read", "write", "comment", "manage"]


async def break_then_restore(note: Note, by: Actor) -> None:
    await break_inheritance(note.id, by=by, keeps=False)
    await restore_inheritance(note.id, by=by)


async def test_a_change_costs_as_many_statements_for_a_hundred_parts_as_for_two(
    board: Board, by: Actor, bob: Cast, hub: Hub, counted: Any
) -> None:
    costs = []
    for parts in (2, 100):
        for number in range(parts):
            note = await write(board, by, f"{parts}-{number}")
            await part(note, by)
        with counted() as few:
            given = await grant(board.id, bob.id, "read", by=by)
        with counted() as more:
            await revoke(given, by=by)
        costs.append((few.number, more.number))
    assert costs[0] == costs[1]
    assert min(costs[0]) > 0
    assert await Access.filter(scope_id__not=board.id).count() == 102
