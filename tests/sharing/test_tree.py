"""Renaming, moving, sharing apart, the bin: rights follow the place, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest

from hub.access.queries import role_of
from hub.database import read
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub_sharing import actions, queries
from hub_sharing.models import Node
from tests.access.conftest import Cast
from tests.sharing.conftest import Team, folder, make_space, put

pytestmark = pytest.mark.anyio


async def seen(where: Node, who: Cast) -> list[str]:
    return [it.name for it in await queries.children(where, by=await who.actor())]


async def test_a_new_name_is_one_that_is_free(space: Node, team: Team) -> None:
    made = await put(space, team.alice, "Plan.txt")
    await put(space, team.alice, "Notes.txt")
    bob = await team.bob.actor()
    with pytest.raises(Conflict):
        await actions.rename(made.id, by=bob, name="NOTES.txt")
    await actions.rename(made.id, by=bob, name="PLAN.txt")
    assert await seen(space, team.carole) == ["Notes.txt", "PLAN.txt"]
    with pytest.raises(Conflict):
        await actions.rename(made.id, by=bob, name="Plan 2.txt", version=made.version)
    with pytest.raises(Invalid):
        await actions.rename(made.id, by=bob, name="a/b")
    with pytest.raises(Forbidden):
        await actions.rename(made.id, by=await team.carole.actor(), name="Plan 2.txt")
    with pytest.raises(NotFound):
        await actions.rename(made.id, by=await team.charlie.actor(), name="Plan 2.txt")


async def test_a_space_is_renamed_by_who_manages_it(space: Node, team: Team) -> None:
    with pytest.raises(Forbidden):
        await actions.rename(space.id, by=await team.bob.actor(), name="À nous")
    await actions.rename(space.id, by=await team.alice.actor(), name="À nous")
    assert [it.name for it in await queries.spaces(by=await team.carole.actor())] == ["À nous"]


async def test_folders_come_first_and_numbers_by_their_value(space: Node, team: Team) -> None:
    for name in ("Plan 10.txt", "Plan 9.txt", "état.txt", "Zoo.txt", "École.txt"):
        await put(space, team.alice, name)
    for name in ("Zones", "Archives"):
        await folder(space, team.alice, name)
    by = await team.carole.actor()
    expected = [
        "Archives", "Zones", "École.txt", "état.txt", "Plan 9.txt", "Plan 10.txt", "Zoo.txt",
    ]  # fmt: skip
    assert await seen(space, team.carole) == expected
    told: list[str] = []
    cursor = ""
    while page := await queries.children(space, by=by, after=cursor, limit=2):
        told += [it.name for it in page]
        cursor = page[-1].cursor
    assert told == expected
    with pytest.raises(NotFound):
        await queries.children(space, by=by, after="1-x-y")


async def test_what_is_moved_has_the_rights_of_its_new_place(space: Node, team: Team) -> None:
    other = await actions.create_space(
        by=await team.alice.actor(), name="Direction", given={team.charlie.id: "write"}
    )
    plans = await folder(space, team.alice, "Plans")
    made = await put(await folder(plans, team.alice, "2027"), team.alice, "Plan.txt")
    alice = await team.alice.actor()
    await actions.move(plans.id, by=alice, into=other.id)
    assert await seen(space, team.carole) == []
    with pytest.raises(NotFound):
        await queries.file(made.id, by=await team.carole.actor())
    charlie = await team.charlie.actor()
    assert (await queries.file(made.id, by=charlie)).space_id == other.id
    moved = await Node.get(id=made.id)
    assert [it.name for it in await queries.path(moved, by=charlie)] == [
        "Direction", "Plans", "2027",
    ]  # fmt: skip


async def test_moving_needs_both_ends(space: Node, team: Team) -> None:
    other = await make_space(team, "Autre")
    mine = await actions.create_space(
        by=await team.alice.actor(), name="Direction", given={team.carole.id: "write"}
    )
    made = await put(space, team.alice, "Plan.txt")
    for who, into, error in (
        (team.carole, mine, Forbidden),  # reads the one, writes in the other
        (team.bob, mine, NotFound),  # does not know where it would go
        (team.charlie, other, NotFound),
    ):
        with pytest.raises(error):
            await actions.move(made.id, by=await who.actor(), into=into.id)
    bob = await team.bob.actor()
    with pytest.raises(NotFound):
        await actions.move(made.id, by=bob, into=made.id)  # a file is no place
    with pytest.raises(Invalid):
        await actions.move(space.id, by=await team.alice.actor(), into=other.id)
    await put(other, team.alice, "PLAN.txt")
    with pytest.raises(Conflict):
        await actions.move(made.id, by=bob, into=other.id)
    assert await seen(space, team.carole) == ["Plan.txt"]


async def test_nothing_is_moved_into_itself_even_by_two_at_once(space: Node, team: Team) -> None:
    one, two = await folder(space, team.alice, "Un"), await folder(space, team.alice, "Deux")
    by = await team.alice.actor()
    with pytest.raises(Invalid):
        await actions.move(one.id, by=by, into=one.id)
    done = await asyncio.gather(
        actions.move(one.id, by=by, into=two.id), actions.move(two.id, by=by, into=one.id),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(type(it).__name__ for it in done) == ["Invalid", "NoneType"]


async def test_by_moving_nobody_gives_others_more_than_they_have(space: Node, team: Team) -> None:
    """Bob only writes here; where he moves it, charlie would manage it (test A5)."""
    charlies = await actions.open_space(
        by=await team.alice.actor(), name="À charlie",
        given={team.charlie.id: "manage", team.bob.id: "write"},
    )  # fmt: skip
    made = await put(space, team.alice, "Plan.txt")
    with pytest.raises(Forbidden):
        await actions.move(made.id, by=await team.bob.actor(), into=charlies.id)
    assert await seen(charlies, team.charlie) == []


async def test_shared_apart_it_is_seen_without_what_it_lies_in(space: Node, team: Team) -> None:
    outer = await folder(space, team.alice, "Rentrée")
    inner = await folder(outer, team.alice, "Plans")
    made = await put(inner, team.alice, "Plan.txt")
    await actions.share(inner.id, team.charlie.id, "write", by=await team.alice.actor())
    charlie = await team.charlie.actor()
    assert [(it.name, it.number) for it in await queries.shared(by=charlie)] == [("Plans", 1)]
    assert await queries.spaces(by=charlie) == []
    assert [it.name for it in await queries.path(await Node.get(id=made.id), by=charlie)] == [
        "Plans"
    ]
    assert [path for _id, path in await queries.folders_of(space.id, by=charlie)] == ["Plans"]
    assert await role_of(await team.carole.actor(), inner.id) == "read"
    assert await queries.shared(by=await team.carole.actor()) == []
    with pytest.raises(Forbidden):
        await actions.share(inner.id, team.charlie.id, "read", by=await team.bob.actor())
    await actions.move(inner.id, by=await team.alice.actor(), into=space.id)
    assert (await queries.file(made.id, by=charlie)).name == "Plan.txt"


async def test_in_the_bin_it_is_as_if_it_were_not_there(space: Node, team: Team) -> None:
    plans = await folder(space, team.alice, "Plans")
    made = await put(plans, team.alice, "Plan.txt")
    with pytest.raises(Forbidden):
        await actions.trash(plans.id, by=await team.carole.actor())
    with pytest.raises(NotFound):
        await actions.trash(plans.id, by=await team.charlie.actor())
    bob = await team.bob.actor()
    await actions.trash(plans.id, by=bob)
    for who in (team.alice, team.bob, team.carole):
        by = await who.actor()
        assert await queries.children(space, by=by) == []
        asked = [
            queries.file(made.id, by=by), queries.open_file(made.id, by=by),
            queries.node(plans.id, by=by), queries.versions(made.id, by=by),
            actions.rename(made.id, by=by, name="x"), actions.trash(made.id, by=by),
            actions.move(made.id, by=by, into=space.id), put(plans, who, "y.txt"),
        ]  # fmt: skip
        for it in asked:
            with pytest.raises(NotFound):
                await it
    assert [it.name for it in await queries.binned(space.id, by=bob)] == ["Plans"]
    assert await queries.binned(space.id, by=await team.carole.actor()) == []
    assert await queries.binned(space.id, by=await team.charlie.actor()) == []


async def test_it_comes_back_with_all_that_was_in_it(space: Node, team: Team) -> None:
    plans = await folder(space, team.alice, "Plans")
    gone = await put(plans, team.alice, "Parti avant.txt")
    made = await put(plans, team.alice, "Plan.txt")
    bob = await team.bob.actor()
    await actions.trash(gone.id, by=bob)
    await actions.trash(plans.id, by=bob)
    await folder(space, team.alice, "PLANS")
    for who in (team.carole, team.charlie):
        with pytest.raises(NotFound):
            await actions.restore(plans.id, by=await who.actor())
    with pytest.raises(NotFound):
        await actions.restore(made.id, by=bob)  # it went with its folder
    with pytest.raises(Conflict):
        await actions.restore(gone.id, by=bob)  # its folder is still in the bin
    assert (await actions.restore(plans.id, by=bob)).name == "Plans (2)"
    assert await seen(space, team.carole) == ["PLANS", "Plans (2)"]
    assert await seen(plans, team.carole) == ["Plan.txt"]
    await actions.restore(gone.id, by=bob)
    assert await seen(plans, team.carole) == ["Parti avant.txt", "Plan.txt"]
    with pytest.raises(Conflict):
        await actions.restore(plans.id, by=bob)


async def test_what_is_closed_to_somebody_is_not_binned_by_them(space: Node, team: Team) -> None:
    plans = await folder(space, team.alice, "Plans")
    await folder(plans, team.alice, "Entretiens", is_closed=True)
    with pytest.raises(Forbidden):
        await actions.trash(plans.id, by=await team.bob.actor())
    await actions.trash(plans.id, by=await team.alice.actor())
    with pytest.raises(Invalid):
        await actions.trash(space.id, by=await team.alice.actor())


async def test_an_upload_and_a_trip_to_the_bin_at_once(space: Node, team: Team) -> None:
    """Either it was there in time and went with the folder, or it was told that there is none."""
    for number in range(5):
        plans = await folder(space, team.alice, f"Plans {number}")
        bob = await team.bob.actor()
        stored, _gone = await asyncio.gather(
            put(plans, team.alice, "Plan.txt"), actions.trash(plans.id, by=bob),
            return_exceptions=True,
        )  # fmt: skip
        rows = await read("SELECT trash_id FROM node WHERE parent_id = :id", id=plans.id)
        if isinstance(stored, Node):
            assert [row["trash_id"] for row in rows] == [plans.id]
        else:
            assert isinstance(stored, NotFound)
            assert rows == []
