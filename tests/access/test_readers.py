"""Who can see this, and why: every reason, for whoever may ask, and no hint for whoever may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hub.access.actions import break_inheritance, grant, revoke
from hub.access.models import Grant
from hub.access.queries import closed_inside, members, who_can_see, why
from hub.access.queries.readers import Readers
from hub.access.queries.verdicts import Hindrance, Obstacle
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.database import transaction
from hub.errors import Forbidden, NotFound
from hub.people import actions as people
from hub.people.days import today
from tests.access.boards import actions as boards
from tests.access.boards.models import Board, Note
from tests.access.boards.policy import NOTES
from tests.access.conftest import ADMINISTRATOR, Cast, Clock, cast, new_group

pytestmark = pytest.mark.anyio


@pytest.fixture
async def by(alice: Cast) -> Actor:
    return await alice.actor()


@pytest.fixture
async def board(by: Actor) -> Board:
    return await boards.create_board(by=by, title="Vie scolaire")


@pytest.fixture
async def folder(board: Board, by: Actor) -> Note:
    note = await boards.write_note(board.id, by=by, text="Rentrée de janvier")
    async with transaction():
        await NOTES.part(note.id, by=by)
    return note


async def give_account(person: Cast) -> None:
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)


def lines(found: Readers) -> list[tuple[str, str, int]]:
    return [(reader.name, reader.role, reader.people) for reader in found.readers]


async def test_everyone_is_shown_with_every_reason(  # noqa: PLR0917
    board: Board, folder: Note, by: Actor, bob: Cast, charlie: Cast, now: Clock
) -> None:
    team = await new_group(bob, charlie, name="Équipe scolaire")
    inner = await new_group(bob, name="Direction")
    ends_at = now() + timedelta(days=18)
    await grant(board.id, team.id, "write", by=by)
    await grant(folder.id, bob.id, "comment", by=by, ends_at=ends_at, reason="remplace Léa Morvan")
    await grant(folder.id, inner.id, "read", by=by)
    found = await who_can_see(folder.id, by=by)
    assert found.is_full
    assert lines(found) == [
        ("Alice Martin", "manage", 1), ("Équipe scolaire", "write", 2), ("Bob Petit", "comment", 1),
        ("Direction", "read", 1),
    ]  # fmt: skip
    assert found.people == 3
    assert not found.is_for_all
    [reason] = found.readers[1].reasons
    assert (reason.is_inherited, reason.scope_kind, reason.scope_id) == (True, "board", board.id)
    assert (reason.given_by, reason.ends_at) == ("Alice Martin", None)
    [reason] = found.readers[2].reasons
    assert (reason.is_inherited, reason.words) == (False, "remplace Léa Morvan")
    assert found.readers[2].ends_at == ends_at
    now.at = ends_at
    assert ("Bob Petit", "comment", 1) not in lines(await who_can_see(folder.id, by=by))


async def test_a_reader_learns_who_manages_and_why_he_reads_himself(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    team = await new_group(bob, name="Voirie")
    await grant(board.id, team.id, "read", by=by)
    await grant(board.id, charlie.id, "read", by=by)
    found = await who_can_see(board.id, by=await bob.actor())
    assert not found.is_full
    assert lines(found) == [("Alice Martin", "manage", 1), ("Voirie", "read", 1)]
    for question in (
        members(board.id, team.id, by=await bob.actor()),
        why(charlie.id, board.id, by=await bob.actor()),
    ):
        with pytest.raises(Forbidden):
            await question
    assert (await why(bob.id, board.id, by=await bob.actor())).role == "read"


async def test_a_stranger_learns_nothing(board: Board, by: Actor, charlie: Cast) -> None:
    stranger = await charlie.actor()
    for question in (
        who_can_see(board.id, by=stranger), why(charlie.id, board.id, by=stranger),
        members(board.id, 3, by=stranger), closed_inside(board.id, by=stranger),
        who_can_see(board.id + 1, by=stranger),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await question


async def test_the_members_of_a_group_are_told_where_it_was_given_something(
    board: Board, by: Actor, bob: Cast, charlie: Cast
) -> None:
    team = await new_group(await new_group(charlie), bob)
    await grant(board.id, team.id, "read", by=by)
    assert await members(board.id, team.id, by=by) == [
        (charlie.id, "Charlie Durand"), (bob.id, "Bob Petit")
    ]  # fmt: skip
    with pytest.raises(NotFound):
        await members(board.id, (await new_group(bob)).id, by=by)


async def test_what_is_closed_inside_is_told_to_who_sees_it(
    board: Board, folder: Note, by: Actor, bob: Cast, charlie: Cast
) -> None:
    await grant(board.id, bob.id, "manage", by=by)
    await grant(board.id, charlie.id, "read", by=by)
    await break_inheritance(folder.id, by=by, keeps=False)
    await grant(folder.id, (await new_group(charlie, bob)).id, "read", by=by)
    await revoke((await Grant.get(scope_id=folder.id, role="read")).id, by=by)
    [(place, number)] = await closed_inside(board.id, by=by)
    assert (place.id, place.kind, number) == (folder.id, "note", 1)
    assert await closed_inside(board.id, by=await bob.actor()) == []


async def test_why_one_person_does(
    board: Board, folder: Note, by: Actor, bob: Cast, now: Clock
) -> None:
    await give_account(bob)
    outer = await new_group(await new_group(bob, name="Voirie"), name="Services techniques")
    await grant(board.id, outer.id, "read", by=by)
    await grant(folder.id, SIGNED_IN, "comment", by=by)
    verdict = await why(bob.id, folder.id, by=by)
    assert (verdict.is_yes, verdict.role, verdict.obstacle) == (True, "comment", None)
    assert [reason.principal for reason in verdict.reasons] == ["", "Services techniques"]


async def test_why_one_person_does_not(
    board: Board, folder: Note, by: Actor, bob: Cast, now: Clock
) -> None:
    await give_account(bob)
    verdict = await why(bob.id, folder.id, by=by)
    assert (verdict.is_yes, verdict.role, verdict.misses) == (False, None, ())
    past, coming = await new_group(name="Ancienne équipe"), await new_group(name="Future équipe")
    days = [today() - timedelta(days=9), today() - timedelta(days=2), today() + timedelta(days=5)]
    await people.add_member(past.id, bob.id, by=ADMINISTRATOR, starts_on=days[0], ends_on=days[1])
    await people.add_member(coming.id, bob.id, by=ADMINISTRATOR, starts_on=days[2])
    await grant(folder.id, past.id, "read", by=by)
    await grant(folder.id, coming.id, "read", by=by)
    await grant(folder.id, bob.id, "read", by=by, ends_at=now() + timedelta(hours=1))
    await grant(board.id, bob.id, "read", by=by)
    await break_inheritance(folder.id, by=by, keeps=False)
    now.advance(hours=2)
    verdict = await why(bob.id, folder.id, by=by)
    assert (verdict.is_yes, verdict.role) == (False, None)
    assert [(miss.hindrance, miss.day) for miss in verdict.misses] == [
        (Hindrance.NO_LONGER, days[1]), (Hindrance.NOT_YET, days[2]), (Hindrance.ENDED, None),
        (Hindrance.CLOSED, None),
    ]  # fmt: skip


async def test_without_an_account_only_what_is_for_anyone_opens(
    board: Board, by: Actor, bob: Cast
) -> None:
    await grant(board.id, bob.id, "read", by=by)
    verdict = await why(bob.id, board.id, by=by)
    assert (verdict.is_yes, verdict.role, verdict.obstacle) == (False, "read", Obstacle.NO_ACCOUNT)
    await grant(board.id, ANYONE, "read", by=by)
    assert (await why(bob.id, board.id, by=by)).is_yes
    found = await who_can_see(board.id, by=by)
    assert found.is_for_anyone
    assert found.is_for_all


async def test_who_has_left_sees_nothing(board: Board, by: Actor, bob: Cast) -> None:
    await give_account(bob)
    await grant(board.id, bob.id, "read", by=by)
    await people.leave_person(bob.id, by=ADMINISTRATOR)
    verdict = await why(bob.id, board.id, by=by)
    assert (verdict.is_yes, verdict.obstacle) == (False, Obstacle.LEFT)
    assert (await who_can_see(board.id, by=by)).people == 1
    with pytest.raises(NotFound):
        await why(12345, board.id, by=by)


async def test_the_page_asks_as_many_questions_for_forty_readers_as_for_one(
    board: Board, by: Actor, reads: Any
) -> None:
    costs = []
    for number in (1, 40):
        for _ in range(number):
            await grant(board.id, (await new_group(await cast("Personne"))).id, "read", by=by)
        with reads() as asked:
            await who_can_see(board.id, by=by)
        costs.append(asked.number)
    assert 0 < costs[0] == costs[1] <= 4
