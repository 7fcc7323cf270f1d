"""A transaction is all or nothing, and what follows it waits for the commit."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper

from hub.app import Hub
from hub.audit.models import Entry
from hub.database import is_in_transaction, new_key, on_commit, one_only, read, transaction, write
from hub.database.sqlite import InTransaction
from hub.errors import Conflict
from tests.database.rows import entry

pytestmark = pytest.mark.anyio


async def test_an_error_undoes_everything(hub: Hub) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await entry()
            raise ZeroDivisionError
    assert await Entry.all().count() == 0


async def test_nested_is_the_same_one(hub: Hub) -> None:
    async with transaction() as outer:
        async with transaction() as inner:
            assert inner is outer
            await entry()
        assert len(await read("SELECT id FROM audit_entry")) == 1
    assert await Entry.all().count() == 1


async def test_a_swallowed_nested_error_undoes_the_whole(hub: Hub) -> None:
    with pytest.raises(RuntimeError, match="swallowed"):
        async with transaction():
            await entry()
            try:
                async with transaction():
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass
    assert await Entry.all().count() == 0


async def test_callbacks_run_after_the_commit_and_only_then(hub: Hub) -> None:
    seen: list[int] = []

    async def look() -> None:
        assert not is_in_transaction()
        seen.append(await Entry.all().count())

    async with transaction():
        on_commit(look)
        await entry()
        assert seen == []
    assert seen == [1]
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            on_commit(look)
            raise ZeroDivisionError
    assert seen == [1]


async def test_a_failing_callback_stops_neither_the_others_nor_the_answer(hub: Hub) -> None:
    seen: list[str] = []
    async with transaction():
        on_commit(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
        on_commit(lambda: seen.append("second"))
        await entry()
    assert seen == ["second"]


async def test_on_commit_outside_a_transaction_is_a_mistake(hub: Hub) -> None:
    with pytest.raises(RuntimeError):
        on_commit(lambda: None)


async def test_a_task_that_outlives_its_transaction_may_not_write_into_it(hub: Hub) -> None:
    may_go = asyncio.Event()

    async def late() -> None:
        await may_go.wait()
        async with transaction():
            await entry()

    async with transaction():
        task = asyncio.create_task(late())
        await asyncio.sleep(0)
    may_go.set()
    with pytest.raises(RuntimeError, match="outlived"):
        await task
    assert await Entry.all().count() == 0


async def test_a_broken_uniqueness_is_a_conflict(hub: Hub) -> None:
    first = await entry()
    with pytest.raises(Conflict, match="taken"):
        async with transaction():
            with one_only("It is taken."):
                await entry(id=first.id)
    assert await Entry.all().count() == 1


async def test_a_cancelled_transaction_leaves_nothing_and_gives_the_writer_back(hub: Hub) -> None:
    started = asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await entry()
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transaction():
        await entry()
    assert await Entry.all().count() == 1


async def test_fifty_cancelled_while_waiting_or_beginning(hub: Hub) -> None:
    """Wherever the cancellation falls, the next transaction begins."""

    async def one() -> None:
        async with transaction():
            await entry()

    for delay in range(50):
        tasks = [asyncio.create_task(one()) for _ in range(3)]
        await asyncio.sleep(delay / 20_000)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with transaction():
        # Whose commit was on its way is committed: it came before this transaction's begin.
        before = await Entry.all().count()
        await entry()
    assert await Entry.all().count() == before + 1


async def test_more_that_never_begin_than_the_pool_has_connections(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_client: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        for wrapper in (InTransaction, TransactionWrapper):
            patch.setattr(wrapper, "begin", fail)
        for _time in range(25):
            with pytest.raises(asyncio.CancelledError):
                async with transaction():
                    pass
    assert not is_in_transaction()
    async with asyncio.timeout(10):
        async with transaction():
            await entry()
        assert await Entry.all().count() == 1


async def test_fifty_read_modify_writes_lose_nothing(hub: Hub) -> None:
    row = await entry()

    async def add() -> None:
        async with transaction():
            await write(
                "UPDATE audit_entry SET object_id = object_id + 1 WHERE id = :id", id=row.id
            )

    await asyncio.gather(*(add() for _ in range(50)))
    assert (await Entry.get(id=row.id)).object_id == row.object_id + 50


async def test_readers_do_not_wait_for_a_writer(hub: Hub) -> None:
    """Fifty reads, by the ORM and by hand, all end while a write transaction is open."""
    await entry()
    order: list[str] = []
    began, may_end = asyncio.Event(), asyncio.Event()

    async def writer() -> None:
        async with transaction():
            await entry()
            began.set()
            await may_end.wait()
        order.append("write")

    async def reader() -> None:
        assert await Entry.all().count() == 1
        assert len(await read("SELECT id FROM audit_entry")) == 1
        order.append("read")

    task = asyncio.create_task(writer())
    await began.wait()
    await asyncio.wait_for(asyncio.gather(*(reader() for _ in range(50))), timeout=20)
    may_end.set()
    await task
    assert order == ["read"] * 50 + ["write"]


async def test_a_begin_that_fails_does_not_keep_the_writer(hub: Hub, dialect: str) -> None:
    """Another program holds SQLite's write lock for longer than the hub waits."""
    if dialect != "sqlite":
        return
    await hub.database.tortoise.db().execute_query("PRAGMA busy_timeout=50")
    other = sqlite3.connect(hub.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        async with transaction():
            await entry()
    other.execute("ROLLBACK")
    async with transaction():
        await entry()
    assert await Entry.all().count() == 1


def test_keys_grow_and_never_repeat() -> None:
    keys = [new_key() for _ in range(100_000)]
    assert keys == sorted(set(keys))
    assert keys[-1] < 2**63
