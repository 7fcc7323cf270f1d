"""Giving, changing and taking back: never more than one has, never the last who manages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hub.access import closure
from hub.access.actions import appoint, change_role, grant, revoke
from hub.access.models import Access, Grant
from hub.access.queries import require, role_of
from hub.action import action, happened
from hub.actor import ANYONE, READ_ONLY, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Membership
from tests.access.boards import actions as boards
from tests.access.boards import queries
from tests.access.boards.models import Board
from tests.access.conftest import ADMINISTRATOR, Cast, Clock, cast, new_group

pytestmark = pytest.mark.anyio


@pytest.fixture
async def board(alice: Cast) -> Board:
    return await boards.create_board(by=await alice.actor(), title="Rentrée")


async def test_who_makes_a_thing_manages_it_and_nobody_else_knows_of_it(
    board: Board, alice: Cast, bob: Cast
) -> None:
    assert await role_of(await alice.actor(), board.id) == "manage"
    assert await role_of(await bob.actor(), board.id) is None
    assert await role_of(ADMINISTRATOR, board.id) is None
    with pytest.raises(NotFound):
        await queries.board(board.id, by=await bob.actor())
    assert await queries.boards(by=await bob.actor()) == []


async def test_a_reader_reads_and_is_forbidden_the_rest(
    board: Board, alice: Cast, bob: Cast
) -> None:
    await grant(board.id, bob.id, "read", by=await alice.actor())
    by = await bob.actor()
    assert (await queries.board(board.id, by=by)).title == "Rentrée"
    with pytest.raises(Forbidden):
        await boards.write_note(board.id, by=by, text="Bonjour")
    with pytest.raises(Forbidden):
        await grant(board.id, (await cast("Inès")).id, "read", by=by)


async def test_who_sees_only_when_somebody_is_busy_does_not_know_of_the_rest(
    hub: Hub, alice: Cast, bob: Cast
) -> None:
    diary = await boards.create_diary(by=await alice.actor(), title="Agenda")
    await grant(diary.id, bob.id, "freebusy", by=await alice.actor())
    by = await bob.actor()
    assert (await require(by, diary.id, "see_busy")).role == "freebusy"
    for ability in ("read", "write", "manage"):
        with pytest.raises(NotFound):
            await require(by, diary.id, ability)


async def test_nobody_has_an_ability_in_a_thing_of_another_kind(hub: Hub, alice: Cast) -> None:
    """A key of something else in an address is one of nothing, not a mistake of ours."""
    by = await alice.actor()
    board = await boards.create_board(by=by, title="Rentrée")
    with pytest.raises(NotFound):
        await require(by, board.id, "see_busy")
    with pytest.raises(ValueError, match="No role of a board"):
        await require(by, board.id, "juggle")


async def test_nobody_gives_more_than_they_have(hub: Hub, alice: Cast, bob: Cast) -> None:
    team = await new_group(bob)
    board = await boards.create_board(by=await alice.actor(), title="Rentrée")
    await grant(board.id, team.id, "write", by=await alice.actor())
    with pytest.raises(Forbidden):
        await grant(board.id, (await cast("Inès")).id, "read", by=await bob.actor())
    assert await Grant.filter(scope_id=board.id).count() == 2


async def test_nobody_gives_for_longer_than_they_have(
    board: Board, alice: Cast, bob: Cast, now: Clock
) -> None:
    tomorrow, ines = now() + timedelta(days=1), await cast("Inès")
    await grant(board.id, bob.id, "manage", by=await alice.actor(), ends_at=tomorrow)
    for ends_at in (None, tomorrow + timedelta(seconds=1)):
        with pytest.raises(Forbidden, match=r"longer|longtemps"):
            await grant(board.id, ines.id, "read", by=await bob.actor(), ends_at=ends_at)
    await grant(board.id, ines.id, "read", by=await bob.actor(), ends_at=tomorrow)
    with pytest.raises(Forbidden):  # nor by a detour
        await grant(board.id, bob.id, "manage", by=await bob.actor(), ends_at=tomorrow)
    own = await Grant.get(principal_id=bob.id)
    with pytest.raises(Forbidden):
        await change_role(own.id, "manage", by=await bob.actor())


async def test_who_manages_through_a_group_does_not_raise_his_own_right(
    board: Board, alice: Cast, bob: Cast, now: Clock
) -> None:
    team, ends_at = await new_group(bob), now() + timedelta(days=1)
    await grant(board.id, team.id, "manage", by=await alice.actor())
    own = await grant(board.id, bob.id, "read", by=await alice.actor(), ends_at=ends_at)
    for role, until in (("write", ends_at), ("read", None)):
        with pytest.raises(Forbidden, match=r"yourself|vous-même"):
            await change_role(own, role, by=await bob.actor(), ends_at=until)


async def test_a_right_ends_at_its_time_with_no_job_running(
    board: Board, alice: Cast, bob: Cast, now: Clock
) -> None:
    ends_at = now() + timedelta(days=1)
    await grant(board.id, bob.id, "write", by=await alice.actor(), ends_at=ends_at)
    await grant(board.id, bob.id, "read", by=await alice.actor(), reason="suppléance")
    assert await role_of(await bob.actor(), board.id) == "write"
    await boards.write_note(board.id, by=await bob.actor(), text="Bonjour")
    assert await queries.count(by=await bob.actor(), ability="write") == 1
    now.at = ends_at
    assert await role_of(await bob.actor(), board.id) == "read"
    assert await queries.boards(by=await bob.actor()) == [board]
    assert await queries.count(by=await bob.actor(), ability="write") == 0
    await revoke((await Grant.get(reason="suppléance")).id, by=await alice.actor())
    assert await role_of(await bob.actor(), board.id) is None
    assert await queries.boards(by=await bob.actor()) == []


async def test_a_grant_that_has_ended_can_be_given_again(
    board: Board, alice: Cast, bob: Cast, now: Clock
) -> None:
    ends_at = now() + timedelta(days=1)
    await grant(board.id, bob.id, "read", by=await alice.actor(), ends_at=ends_at)
    with pytest.raises(Conflict):
        await grant(board.id, bob.id, "write", by=await alice.actor())
    now.advance(days=2)
    await grant(board.id, bob.id, "read", by=await alice.actor())
    assert await Grant.filter(principal_id=bob.id).count() == 1


@pytest.mark.parametrize(
    "when", [datetime(2020, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)]
)
async def test_an_end_lies_ahead_and_in_reach(
    board: Board, alice: Cast, bob: Cast, when: datetime
) -> None:
    with pytest.raises((Invalid, Forbidden)):
        await grant(board.id, bob.id, "read", by=await alice.actor(), ends_at=when)


async def test_what_is_taken_back_is_gone_at_once(board: Board, alice: Cast, bob: Cast) -> None:
    given = await grant(board.id, bob.id, "read", by=await alice.actor())
    before = await bob.actor()
    await revoke(given, by=await alice.actor())
    assert await role_of(before, board.id) is None
    with pytest.raises(NotFound):
        await revoke(given, by=await alice.actor())


async def test_only_who_manages_takes_back_and_everybody_may_leave(
    board: Board, alice: Cast, bob: Cast, charlie: Cast
) -> None:
    given = await grant(board.id, bob.id, "write", by=await alice.actor())
    other = await grant(board.id, charlie.id, "read", by=await alice.actor())
    with pytest.raises(Forbidden):
        await revoke(other, by=await bob.actor())
    with pytest.raises(NotFound):
        await revoke(other, by=await (await cast("Inès")).actor())
    await revoke(given, by=await bob.actor())
    assert await role_of(await bob.actor(), board.id) is None


async def test_the_last_who_manages_stays(board: Board, alice: Cast, bob: Cast) -> None:
    own = await Grant.get(scope_id=board.id)
    with pytest.raises(Conflict):
        await revoke(own.id, by=await alice.actor())
    with pytest.raises(Conflict):
        await change_role(own.id, "write", by=await alice.actor())
    ends_at = datetime.now(UTC) + timedelta(days=30)
    with pytest.raises(Conflict):
        await change_role(own.id, "manage", by=await alice.actor(), ends_at=ends_at)
    nobody = await new_group()
    await grant(board.id, nobody.id, "manage", by=await alice.actor())
    with pytest.raises(Conflict):
        await revoke(own.id, by=await alice.actor())
    await grant(board.id, bob.id, "manage", by=await alice.actor())
    await revoke(own.id, by=await alice.actor())
    assert await role_of(await alice.actor(), board.id) is None


async def test_administrators_appoint_where_nobody_is_left_and_never_themselves(
    board: Board, alice: Cast, bob: Cast
) -> None:
    nadia = await cast("Nadia")
    admin = Actor(ADMINISTRATOR.principals | {nadia.id}, Via.SESSION, "Nadia", person_id=nadia.id)
    with pytest.raises(Conflict):
        await appoint(board.id, bob.id, by=admin)
    await people.leave_person(alice.id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await appoint(board.id, bob.id, by=await bob.actor())
    with pytest.raises(Forbidden):
        await appoint(board.id, nadia.id, by=admin)
    await appoint(board.id, bob.id, by=admin)
    assert await role_of(await bob.actor(), board.id) == "manage"


async def test_anyone_at_all_can_only_read(board: Board, alice: Cast) -> None:
    by = await alice.actor()
    for role in ("comment", "write", "manage"):
        with pytest.raises(Invalid):
            await grant(board.id, ANYONE, role, by=by)
    await grant(board.id, ANYONE, "read", by=by)
    await grant(board.id, SIGNED_IN, "write", by=by)


async def test_a_right_is_given_to_somebody_who_is_there(
    board: Board, alice: Cast, bob: Cast
) -> None:
    by, closed = await alice.actor(), await new_group()
    await people.close_group(closed.id, by=ADMINISTRATOR, on=today() - timedelta(days=1))
    await people.leave_person(bob.id, by=ADMINISTRATOR)
    for principal in (bob.id, closed.id, 123):
        with pytest.raises(Invalid):
            await grant(board.id, principal, "read", by=by)
    with pytest.raises(Invalid):
        await grant(board.id, (await cast("Inès")).id, "owner", by=by)


async def test_a_group_made_again_inherits_nothing(board: Board, alice: Cast, bob: Cast) -> None:
    team = await new_group(bob, name="Voirie")
    await grant(board.id, team.id, "read", by=await alice.actor())
    assert await role_of(await bob.actor(), board.id) == "read"
    await people.close_group(team.id, by=ADMINISTRATOR)
    held = await Membership.get(group_id=team.id)
    await people.remove_member(held.id, by=ADMINISTRATOR)
    again = await new_group(bob, name="Voirie")
    assert again.id != team.id
    assert await role_of(await bob.actor(), board.id) is None


async def test_a_credential_that_only_reads_changes_nothing(
    board: Board, alice: Cast, bob: Cast
) -> None:
    actor = await alice.actor()
    phone = Actor(
        actor.principals, Via.APP_PASSWORD, "Alice", person_id=alice.id,
        scope=frozenset({"files", READ_ONLY}),
    )  # fmt: skip
    assert (await require(phone, board.id, "read")).abilities == {"read"}
    with pytest.raises(Forbidden):
        await boards.write_note(board.id, by=phone, text="Bonjour")
    with pytest.raises(Forbidden):
        await grant(board.id, bob.id, "read", by=phone)
    await boards.write_note(board.id, by=actor, text="Bonjour")
    assert await queries.count(by=phone) == 1
    assert await queries.count(by=phone, ability="write") == 0


async def test_each_change_is_journaled_and_told(
    board: Board, alice: Cast, bob: Cast, hub: Hub
) -> None:
    heard: list[str] = []
    hub.bus.listen(heard.extend)
    given = await grant(board.id, bob.id, "read", by=await alice.actor())
    async with asyncio.timeout(10):
        while set(heard) != {f"board:{board.id}", f"person:{bob.id}"}:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await change_role(given, "write", by=await alice.actor())
    await change_role(given, "write", by=await alice.actor())
    await revoke(given, by=await alice.actor())
    actions = [it.action for it in await Entry.filter(action__startswith="access.").order_by("id")]
    assert actions == [
        "access.scope.opened", "access.grant.given", "access.grant.changed", "access.grant.revoked"
    ]  # fmt: skip


async def test_access_is_what_the_grants_say_when_worked_out_again(
    board: Board, alice: Cast, bob: Cast
) -> None:
    await grant(board.id, bob.id, "read", by=await alice.actor())
    before = await Access.all().count()
    await Access.filter(principal_id=bob.id).delete()
    difference = await rebuild(by=ADMINISTRATOR)
    assert [row.principal_id for row in difference.missing] == [bob.id]
    assert await Access.all().count() == before == 2


@action("test.access.rebuilt")
async def rebuild(*, by: Actor) -> closure.Difference:
    happened("scope", 0)
    return await closure.rebuild()
