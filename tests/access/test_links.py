"""Links between things of any kind: shown, made and removed by whoever may know of both ends."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.access import things
from hub.access.things import Ref
from hub.app import Hub
from hub.errors import Forbidden, Invalid, NotFound
from hub.links.actions import forget, make_link, remove_link
from hub.links.models import Link
from hub.links.queries import linked
from tests.access.worlds import THINGS, World, build

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(hub: Hub) -> AsyncIterator[World]:
    with things.current.bound(THINGS):
        yield await build()


async def test_a_link_is_shown_from_both_ends_to_who_may_know_of_both(world: World) -> None:
    board, closed = Ref("board", world.board), Ref("note", world.closed)
    alice, bob = await world.alice.actor(), await world.bob.actor()
    await make_link(board, closed, by=alice)
    assert [it.ref for it in await linked(board, by=alice)] == [closed]
    assert [it.ref for it in await linked(closed, by=alice)] == [board]
    assert await linked(board, by=bob) == []
    with pytest.raises(NotFound):
        await linked(closed, by=bob)
    await make_link(closed, board, by=alice)
    assert await Link.all().count() == 1


async def test_one_changes_the_first_and_reads_the_second(world: World) -> None:
    board, note, mine = (
        Ref("board", world.board), Ref("note", world.note), Ref("board", world.own_board)
    )  # fmt: skip
    alice, bob, charlie = [await it.actor() for it in (world.alice, world.bob, world.charlie)]
    with pytest.raises(Forbidden):
        await make_link(note, board, by=bob)
    for one, other in ((mine, board), (board, mine)):
        with pytest.raises(NotFound):
            await make_link(one, other, by=charlie)
    with pytest.raises(Invalid):
        await make_link(board, board, by=alice)
    await make_link(board, mine, by=alice)
    with pytest.raises(Forbidden):
        await remove_link(board, mine, by=bob)
    with pytest.raises(NotFound):
        await remove_link(board, mine, by=charlie)
    await remove_link(board, mine, by=alice)
    assert not await Link.exists()
    await remove_link(board, mine, by=alice)


async def test_the_links_of_what_is_gone_are_forgotten(world: World) -> None:
    board, note = Ref("board", world.board), Ref("note", world.note)
    alice = await world.alice.actor()
    await make_link(board, note, by=alice)
    await make_link(note, Ref("board", world.own_board), by=alice)
    await forget(note, by=alice)
    await forget(note, by=alice)
    assert await Link.all().count() == 0
