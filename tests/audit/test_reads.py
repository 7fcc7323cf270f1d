"""Sensitive reads reach the journal in batches: each once, all at the end, none when it is full."""

from __future__ import annotations

import asyncio

import pytest

from hub.audit import reads
from hub.audit.models import Entry
from hub.audit.reads import BATCH, MOST, Reads, journal_read
from hub.errors import Unavailable
from hub.evidence.sealing import seal_all
from hub.evidence.verification import verify
from tests.audit.conftest import ALICE, BOB

pytestmark = pytest.mark.anyio


async def test_a_read_is_an_entry_like_any_other_and_is_sealed(journal: Reads) -> None:
    journal_read("councils.vote.read", "vote", 7, by=ALICE, detail={"b": 1, "a": "é"})
    await journal.flush()
    entry = await Entry.get()
    assert (entry.action, entry.kind, entry.object_id) == ("councils.vote.read", "vote", 7)
    assert (entry.actor_id, entry.actor_name) == (10, "Alice Élodie Martin")
    assert entry.detail == '{"a":"é","b":1}'
    await seal_all()
    assert await verify() == []


async def test_equal_reads_of_one_batch_are_one_and_others_are_not(journal: Reads) -> None:
    for _time in range(3):
        for by in (ALICE, BOB):
            journal_read("councils.vote.read", "vote", 7, by=by)
    journal_read("councils.vote.read", "vote", 8, by=BOB)
    await journal.flush()
    assert await Entry.all().count() == 3
    journal_read("councils.vote.read", "vote", 8, by=BOB)
    await journal.flush()
    assert await Entry.all().count() == 4


async def test_two_who_write_at_once_write_each_once(journal: Reads) -> None:
    for number in range(BATCH + 1):
        journal_read("councils.vote.read", "vote", number, by=ALICE)
    await asyncio.gather(journal.flush(), journal.flush(), journal.flush())
    assert await Entry.all().count() == BATCH + 1


async def test_more_than_a_batch(journal: Reads) -> None:
    for number in range(2 * BATCH + 1):
        journal_read("councils.vote.read", "vote", number, by=ALICE)
    await journal.flush()
    assert await Entry.all().count() == 2 * BATCH + 1


async def test_a_journal_that_cannot_be_written_keeps_them_and_in_the_end_refuses(
    journal: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(reads, "transaction", failing)
    for number in range(MOST):
        journal_read("councils.vote.read", "vote", number, by=ALICE)
    with pytest.raises(OSError, match="away"):
        await journal.flush()
    with pytest.raises(Unavailable):
        journal_read("councils.vote.read", "vote", MOST, by=ALICE)
    journal_read("councils.vote.read", "vote", 1, by=ALICE)  # waits already
    monkeypatch.undo()
    await journal.flush()
    assert await Entry.all().count() == MOST
    journal_read("councils.vote.read", "vote", MOST, by=ALICE)


async def test_what_is_read_while_a_batch_is_written_is_not_lost(journal: Reads) -> None:
    journal_read("councils.vote.read", "vote", 1, by=ALICE)
    writing = asyncio.create_task(journal.flush())
    await asyncio.sleep(0)
    journal_read("councils.vote.read", "vote", 2, by=ALICE)
    await writing
    assert await Entry.all().count() == 2


async def test_the_loop_writes_each_second_survives_faults_and_writes_the_rest_at_its_end(
    journal: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "EVERY", 0.05)
    flush, failures = journal.flush, iter([OSError("the database is away")])

    async def failing() -> None:
        if failure := next(failures, None):
            raise failure
        await flush()

    monkeypatch.setattr(journal, "flush", failing)
    stop = asyncio.Event()
    loop = asyncio.create_task(journal.run(stop))
    journal_read("councils.vote.read", "vote", 1, by=ALICE)
    async with asyncio.timeout(10):
        while not await Entry.all().count():  # noqa: ASYNC110  # the loop writes
            await asyncio.sleep(0.01)
    journal_read("councils.vote.read", "vote", 2, by=ALICE)
    stop.set()
    await loop
    assert await Entry.all().count() == 2
