"""Due rows are claimed by one worker at a time, and come back by themselves when it dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hub.app import Hub
from hub.database.due import Due, growing
from hub.jobs.models import Outbox

pytestmark = pytest.mark.anyio

DUE = Due("outbox")
BRIEF = Due("outbox", lease=timedelta(milliseconds=300))


async def row(seconds_ago: float | None = 1) -> Outbox:
    due_at = None if seconds_ago is None else datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return await Outbox.create(
        action="test.lamp.lit", kind="lamp", object_id=7, detail="{}", due_at=due_at
    )


async def test_the_longest_due_first_and_neither_the_future_nor_the_finished(hub: Hub) -> None:
    late, later = await row(seconds_ago=5), await row(seconds_ago=50)
    await row(seconds_ago=-60)
    await row(seconds_ago=None)
    async with DUE.claimed(1) as first, DUE.claimed(9) as rest:
        assert [claim.id for claim in first.all] == [later.id]
        assert [claim.id for claim in rest.all] == [late.id]


async def test_many_workers_share_nothing(hub: Hub) -> None:
    made = {(await row()).id for _ in range(60)}
    taken: list[int] = []

    async def work() -> None:
        while True:
            async with DUE.claimed(3) as claims:
                if not claims.all:
                    return
                await asyncio.sleep(0)
                for claim in claims.all:
                    taken.append(claim.id)
                    assert await claims.delete(claim)

    await asyncio.gather(*[work() for _ in range(8)])
    assert sorted(taken) == sorted(made)
    assert await Outbox.all().count() == 0


async def test_a_further_condition(hub: Hub) -> None:
    await row()
    async with DUE.claimed(9, "action IN :names", names=["another"]) as claims:
        assert claims.all == ()


async def test_a_dead_worker_s_row_comes_back_and_is_no_longer_its_own(hub: Hub) -> None:
    made = await row()
    async with DUE.claimed(1) as dead:
        await Outbox.filter(id=made.id).update(due_at=datetime.now(UTC))  # its lease is over
        async with DUE.claimed(1) as other:
            assert [(claim.id, claim.tries) for claim in other.all] == [(made.id, 2)]
            assert not await dead.settle(dead.all[0], None, fault="late")
            assert not await dead.delete(dead.all[0])
            assert await other.settle(other.all[0], None, fault="mine")
    assert (await Outbox.get()).fault == "mine"


async def test_a_claim_that_is_left_is_due_after_its_lease(hub: Hub) -> None:
    await row()
    with pytest.raises(ZeroDivisionError):
        async with BRIEF.claimed(1):
            raise ZeroDivisionError
    async with BRIEF.claimed(1) as early:
        assert early.all == ()
    await asyncio.sleep(0.4)
    async with BRIEF.claimed(1) as claims:
        assert [claim.tries for claim in claims.all] == [2]


async def test_long_work_keeps_its_rows(hub: Hub) -> None:
    await row()
    async with BRIEF.claimed(1) as claims:
        for _ in range(6):
            await asyncio.sleep(0.2)
            async with BRIEF.claimed(1) as other:
                assert other.all == ()
        assert await claims.settle(claims.all[0], None)


async def test_what_is_settled_is_not_renewed(hub: Hub) -> None:
    made = await row()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    async with BRIEF.claimed(1) as claims:
        await claims.settle(claims.all[0], tomorrow)
        await asyncio.sleep(0.5)
    assert (await Outbox.get(id=made.id)).due_at == tomorrow


def test_delays_double_up_to_the_longest() -> None:
    first, longest = timedelta(seconds=10), timedelta(hours=1)
    delays = [growing(tries, first, longest) for tries in (1, 2, 3, 9, 10, 5000)]
    assert [delay.total_seconds() for delay in delays] == [10, 20, 40, 2560, 3600, 3600]
