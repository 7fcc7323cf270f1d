"""Committed rows join the chain within two seconds, each once, whoever seals and whoever writes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.database import new_key, read, transaction
from hub.evidence import roots, sealing
from hub.evidence.sealing import BATCH, run, seal, seal_all
from hub.evidence.verification import verify
from hub.settings import Settings
from tests.database.rows import entry
from tests.evidence.journal import chain, journal, tamper

pytestmark = pytest.mark.anyio


async def test_rows_are_sealed_in_order_without_a_gap(hub: Hub) -> None:
    keys = await journal(5)
    assert [it[:2] for it in await chain()] == list(zip(keys, range(1, 6), strict=True))
    (head,) = await read("SELECT seq, seal FROM evidence_head")
    assert (head["seq"], head["seal"]) == (await chain())[-1][1:]


async def test_more_rows_than_a_batch(hub: Hub) -> None:
    async with transaction():
        for _count in range(BATCH + 1):
            await entry()
    assert await seal() == BATCH
    assert await seal() == 1
    assert await seal() == 0
    assert await verify() == []


async def test_nothing_to_seal_opens_no_transaction(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite it would be everybody's only one, each second."""
    await journal(2)
    opened: list[None] = []
    monkeypatch.setattr(sealing, "transaction", lambda: opened.append(None))
    assert await seal() == 0
    assert opened == []


async def test_what_is_not_committed_waits_and_joins_later(hub: Hub, dialect: str) -> None:
    """Its key is smaller than one that is sealed already; the chain minds only the sealing."""
    if dialect == "sqlite":
        return  # one writer: keys and commits cannot cross
    early, is_open, may_commit = new_key(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await entry(id=early)
            is_open.set()
            await may_commit.wait()

    task = asyncio.create_task(slow())
    await is_open.wait()
    late = (await entry()).id
    await seal_all()
    assert [key for key, _seq, _seal in await chain()] == [late]
    may_commit.set()
    await task
    await seal_all()
    assert [key for key, _seq, _seal in await chain()] == [late, early]
    assert await verify() == []


async def test_many_writers_and_several_sealers_on_two_nodes(
    dialect: str, new_settings: Callable[..., Settings]
) -> None:
    settings = new_settings()
    number = 150

    async def write_some(count: int) -> None:
        for _time in range(count):
            async with transaction():
                await entry()
                await asyncio.sleep(0.001)

    async def seal_some(until: asyncio.Event) -> None:
        while not until.is_set():
            await seal()
            await asyncio.sleep(0)

    async def node(settings: Settings, until: asyncio.Event, writers: int) -> None:
        async with Hub(settings).running():
            sealers = [asyncio.create_task(seal_some(until)) for _ in range(2)]
            await asyncio.gather(*(write_some(number // 5) for _ in range(writers)))
            await seal_all()
            until.set()
            await asyncio.gather(*sealers)

    if dialect == "sqlite":  # one process, one node
        await node(settings, asyncio.Event(), 5)
    else:
        await asyncio.gather(*(node(settings, asyncio.Event(), n) for n in (3, 2)))
    async with Hub(settings).running():
        await seal_all()
        made = await chain()
        assert [seq for _key, seq, _seal in made] == list(range(1, number + 1))
        assert await Entry.all().count() == number
        assert await verify() == []


async def test_the_journal_is_verified_while_it_grows(hub: Hub) -> None:
    is_over = asyncio.Event()

    async def grow() -> None:
        while not is_over.is_set():
            await entry()
            await seal()

    task = asyncio.create_task(grow())
    for _time in range(20):
        assert await verify() == []
    is_over.set()
    await task


async def test_a_sealing_that_is_cut_short_leaves_nothing_half_sealed(hub: Hub) -> None:
    for delay in range(12):
        for _count in range(20):
            await entry()
        task = asyncio.create_task(seal())
        await asyncio.sleep(delay / 1_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await verify() == []
    await seal_all()
    assert len(await chain()) == 240
    assert await verify() == []


async def test_committed_rows_are_sealed_within_two_seconds(hub: Hub) -> None:
    stop = asyncio.Event()
    loop = asyncio.create_task(run(stop))
    slowest = 0.0
    for number in range(3):
        await asyncio.sleep(0.4)
        await entry()
        began = time.monotonic()
        await until_sealed(number + 1)
        slowest = max(slowest, time.monotonic() - began)
    print(f"sealed within {slowest:.2f} s")
    stop.set()
    await loop
    assert slowest < 2


async def test_the_end_of_the_loop_seals_what_came_last(hub: Hub) -> None:
    stop = asyncio.Event()
    loop = asyncio.create_task(run(stop))
    await asyncio.sleep(0.1)
    await entry()
    stop.set()
    await loop
    assert len(await chain()) == 1


async def test_a_fault_does_not_end_the_loop(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "EVERY", 0.01)
    failures = iter([OSError("the database is away"), ZeroDivisionError()])
    end = sealing.end

    async def failing() -> object:
        if failure := next(failures, None):
            raise failure
        return await end()

    monkeypatch.setattr(sealing, "end", failing)
    await entry()
    stop = asyncio.Event()
    loop = asyncio.create_task(run(stop))
    await until_sealed(1)
    stop.set()
    await loop


async def test_without_its_head_the_chain_is_not_begun_again(hub: Hub) -> None:
    await journal(3)
    before = await chain()
    await tamper("DELETE FROM evidence_head")
    await entry()
    assert await seal() == 0
    assert await chain() == before


async def test_a_day_leaves_a_root_and_a_file(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 23)
    monkeypatch.setattr(sealing, "_today", lambda: day)
    await journal(3)
    assert await read("SELECT day FROM evidence_root") == []  # nothing was sealed the day before
    last = (await chain())[-1]
    monkeypatch.setattr(sealing, "_today", lambda: day + timedelta(days=1))
    await entry()
    await seal_all()
    (root,) = await read("SELECT day, seq, seal, stamp FROM evidence_root")
    assert root == {"day": day, "seq": last[1], "seal": last[2], "stamp": None}
    file = hub.settings.data / "evidence" / "2026-11-23.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == f'{{"day": "2026-11-23", "seq": 3, "seal": "{last[2]}"}}\n'
    await seal_all()
    assert len(await read("SELECT day FROM evidence_root")) == 1
    assert await verify() == []


async def test_the_first_day_has_its_own_root_however_much_it_seals(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 11, 23))
    for _time in range(3):
        await entry()
        await seal_all()
    assert await read("SELECT day FROM evidence_root") == []
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 12, 24))
    await seal_all()
    assert await read("SELECT day, seq FROM evidence_root") == [
        {"day": date(2026, 11, 23), "seq": 3}
    ]


async def test_days_without_entries_leave_none(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 23)
    for number in range(10):
        monkeypatch.setattr(sealing, "_today", lambda number=number: day + timedelta(days=number))
        if number in (0, 4):
            await entry()
        await seal_all()
    days = [row["day"].day for row in await read("SELECT day FROM evidence_root ORDER BY day")]
    assert days == [23, 27]


async def test_a_root_whose_file_was_not_written_gets_it_at_the_next_start(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 11, 23)
    monkeypatch.setattr(sealing, "_today", lambda: day)
    await journal(1)
    monkeypatch.setattr(sealing, "_today", lambda: day + timedelta(days=1))
    folder = hub.settings.data / "evidence"
    folder.write_text("in the way")  # killed, or the disk full, between the commit and the file
    with pytest.raises(OSError, match="evidence"):
        await seal()
    folder.unlink()
    stop = asyncio.Event()
    stop_soon = asyncio.create_task(run(stop))
    await asyncio.sleep(0.3)
    stop.set()
    await stop_soon
    assert [path.name for path in folder.iterdir()] == ["2026-11-23.json"]


async def test_an_exported_file_is_never_written_again(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 11, 23))
    await journal(1)
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 11, 24))
    await seal_all()
    file = hub.settings.data / "evidence" / "2026-11-23.json"
    file.write_text('{"day": "2026-11-23", "seq": 1, "seal": "forged"}')
    await roots.export()
    assert "forged" in file.read_text()
    assert (await verify())[0].seq == 1


async def until_sealed(number: int) -> None:
    async with asyncio.timeout(10):
        while len(await chain()) < number:  # noqa: ASYNC110  # another task seals
            await asyncio.sleep(0.01)
