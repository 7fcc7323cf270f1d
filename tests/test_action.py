"""Every change is one transaction with its journal row and outbox row; then the bus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from hub.action import ACTIONS, action, happened, unchanged
from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.database import is_in_transaction
from hub.jobs.models import Outbox

pytestmark = pytest.mark.anyio

ALICE = Actor(frozenset({SIGNED_IN, ANYONE, 10}), Via.SESSION, "Alice Martin", person_id=10)


@action("test.lamp.lit")
async def light(lamp: int, *, by: Actor, then: str = "") -> int:
    if then == "nothing":
        unchanged()
        return lamp
    if then != "forget":
        happened("lamp", lamp, tells=[f"lamp:{lamp}", "lamps:1"], detail={"é": 1, "a": [lamp]})
    if then == "fail":
        raise ZeroDivisionError
    return lamp


@action("test.lamps.lit")
async def light_all(*, by: Actor, last_fails: bool = False) -> None:
    for lamp in (1, 2):
        await light(lamp, by=by)
    happened("lamps", 1, tells=["lamps:1"])
    if last_fails:
        await light(3, by=by, then="fail")


async def until(has_come: Callable[[], bool]) -> None:
    """Between nodes the bus takes a moment."""
    async with asyncio.timeout(10):
        while not has_come():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


async def test_one_journal_row_and_one_outbox_row(hub: Hub) -> None:
    assert await light(7, by=ALICE) == 7
    entry = await Entry.get()
    assert (entry.action, entry.kind, entry.object_id) == ("test.lamp.lit", "lamp", 7)
    assert (entry.actor_id, entry.actor_name, entry.via) == (10, "Alice Martin", "session")
    assert entry.detail == '{"a":[7],"é":1}'
    assert entry.seq is None
    work = await Outbox.get()
    assert (work.action, work.object_id, work.detail) == ("test.lamp.lit", 7, entry.detail)
    assert (work.person_id, work.due_at) == (10, entry.at)


async def test_the_bus_is_told_after_the_commit(hub: Hub) -> None:
    heard: list[tuple[str, ...]] = []

    def hear(topics: tuple[str, ...]) -> None:
        assert not is_in_transaction()
        heard.append(topics)

    hub.bus.listen(hear)
    await light(7, by=ALICE)
    await until(lambda: bool(heard))
    assert heard == [("lamp:7", "lamps:1")]


async def test_a_failure_leaves_no_trace_and_tells_nobody(hub: Hub) -> None:
    heard: list[tuple[str, ...]] = []
    hub.bus.listen(heard.append)
    with pytest.raises(ZeroDivisionError):
        await light(7, by=ALICE, then="fail")
    with pytest.raises(ZeroDivisionError):
        await light_all(by=ALICE, last_fails=True)
    assert await Entry.all().count() == await Outbox.all().count() == 0
    await light(9, by=ALICE)
    await until(lambda: bool(heard))
    assert heard == [("lamp:9", "lamps:1")]


async def test_an_action_inside_another_joins_it_and_is_journaled_itself(hub: Hub) -> None:
    await light_all(by=ALICE)
    actions = [entry.action for entry in await Entry.all().order_by("id")]
    assert actions == ["test.lamp.lit", "test.lamp.lit", "test.lamps.lit"]


async def test_an_action_that_says_nothing_is_a_mistake_and_is_undone(hub: Hub) -> None:
    with pytest.raises(RuntimeError, match="neither"):
        await light(7, by=ALICE, then="forget")
    await light(7, by=ALICE, then="nothing")
    assert await Entry.all().count() == 0


async def test_an_action_needs_an_actor(hub: Hub) -> None:
    with pytest.raises(TypeError, match="by=Actor"):
        await light(7, by=None)  # type: ignore[arg-type]


async def test_concurrent_actions_keep_their_accounts_apart(hub: Hub) -> None:
    await asyncio.gather(*(light(n, by=ALICE) for n in range(20)))
    assert {entry.object_id for entry in await Entry.all()} == set(range(20))


def test_a_name_is_taken_once() -> None:
    assert "test.lamp.lit" in ACTIONS
    with pytest.raises(RuntimeError, match="Two actions"):
        action("test.lamp.lit")(light)


def test_outside_an_action_nothing_happened() -> None:
    with pytest.raises(RuntimeError):
        happened("lamp", 1)
