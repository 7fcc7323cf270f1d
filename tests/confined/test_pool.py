"""A confined function ends at its limits, whatever it does, and the next call goes on."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from hub import confined
from hub.confined import MIB, Limits, Pool, Reason, Stopped

pytestmark = pytest.mark.anyio

SHORT = Limits(seconds=1, cpu=1, memory=64 * MIB, answer=MIB)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


async def call(pool: Pool, function: str, data: bytes = b"", limits: Limits = SHORT) -> bytes:
    return await pool.run(f"tests.confined.functions:{function}", data, limits)


async def stopped(pool: Pool, function: str, data: bytes = b"", limits: Limits = SHORT) -> Stopped:
    with pytest.raises(Stopped) as info:
        await call(pool, function, data, limits)
    assert await call(pool, "echo", b"next") == b"next"
    return info.value


async def test_bytes_go_in_and_out(pool: Pool) -> None:
    large = os.urandom(20 * MIB)
    assert await call(pool, "echo", b"") == b""
    assert await call(pool, "echo", large, Limits(answer=20 * MIB)) == large


async def test_each_call_has_a_fresh_child_of_a_warm_process(pool: Pool) -> None:
    calls = [(await call(pool, "count")).split() for _ in range(3)]
    assert {prepared for prepared, _child, _guard in calls} == {b"1"}
    assert len({child for _prepared, child, _guard in calls}) == 3


async def test_the_clock_and_the_processor_stop_it(pool: Pool) -> None:
    start = time.monotonic()
    assert (await stopped(pool, "sleep")).reason is Reason.TIME
    assert (await stopped(pool, "spin")).reason is Reason.TIME
    assert (await stopped(pool, "spin", limits=Limits(seconds=30, cpu=1))).reason in {
        Reason.TIME,
        Reason.CRASH,  # it ignores SIGXCPU, so the kernel kills it at the hard limit
    }
    assert time.monotonic() - start < 10


async def test_memory_stops_it(pool: Pool) -> None:
    assert (await stopped(pool, "devour", b"%d" % (65 * MIB))).reason is Reason.MEMORY
    half = await call(pool, "devour", b"%d" % (32 * MIB), Limits(memory=64 * MIB, answer=32 * MIB))
    assert len(half) == 32 * MIB


async def test_an_answer_that_is_too_large_is_not_read(pool: Pool) -> None:
    assert (await stopped(pool, "chatter", b"%d" % (MIB + 8))).reason is Reason.SIZE
    assert len(await call(pool, "chatter", b"%d" % MIB)) == MIB


async def test_a_crash_a_mistake_and_a_refusal_are_told_apart(pool: Pool) -> None:
    assert (await stopped(pool, "segfault")).reason is Reason.CRASH
    mistake = await stopped(pool, "fail")
    assert mistake.reason is Reason.CRASH
    assert "LookupError: a mistake of ours" in mistake.word
    refusal = await stopped(pool, "refuse")
    assert (refusal.reason, refusal.word) == (Reason.UNREADABLE, "encrypted")


async def test_there_is_no_way_out(pool: Pool) -> None:
    ways = set((await call(pool, "reach")).decode().split())
    # Root may raise its limits and fork; what it opened stays closed to it all the same.
    assert ways <= ({"raise", "fork"} if os.geteuid() == 0 else set())
    assert (await call(pool, "descriptors")).split()[:3] == [b"0", b"1", b"2"]
    assert len((await call(pool, "descriptors")).split()) == 4  # and the job's own socket


async def test_an_ordinary_user_has_no_way_out_at_all(pool: Pool) -> None:
    assert await pool.run("tests.confined.as_nobody:reach", b"", SHORT) == b""


async def test_secrets_of_the_hub_stay_with_the_hub(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_SECRET", "s3cret")
    with Pool(1) as fresh:
        names = (await call(fresh, "environment")).decode()
    assert "HUB_SECRET" not in names
    assert "PYTHONPATH" in names


async def test_calls_run_at_once_and_the_rest_wait(pool: Pool) -> None:
    results = await asyncio.gather(
        *(call(pool, "echo", b"%d" % number) for number in range(20)),
        call(pool, "sleep"),
        return_exceptions=True,
    )
    assert results[:20] == [b"%d" % number for number in range(20)]
    assert isinstance(results[20], Stopped)


async def test_it_survives_the_death_of_the_process_that_forks(pool: Pool) -> None:
    assert await call(pool, "echo", b"1") == b"1"
    zygote = pool._zygotes["tests.confined.functions:echo"]
    zygote.process.kill()
    zygote.process.wait()
    assert await call(pool, "echo", b"2") == b"2"


async def test_closing_ends_whatever_runs() -> None:
    pool = Pool(1)
    running = asyncio.create_task(call(pool, "sleep", limits=Limits(seconds=300)))
    while not (zygote := pool._zygotes.get("tests.confined.functions:sleep")):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    start = time.monotonic()
    await asyncio.to_thread(pool.close)
    with pytest.raises(Stopped):
        await running
    assert time.monotonic() - start < 5
    assert zygote.process.returncode == -9
    assert await call(pool, "echo", b"again") == b"again"
    pool.close()


async def test_a_function_that_is_not_there_is_a_crash(pool: Pool) -> None:
    with pytest.raises(Stopped):
        await pool.run("tests.confined.functions:nothing", b"", SHORT)


async def test_run_uses_the_pool_of_the_running_hub(pool: Pool) -> None:
    with confined.current.bound(pool):
        assert await confined.run("tests.confined.functions:echo", b"x", SHORT) == b"x"
