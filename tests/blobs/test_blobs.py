"""What is put is there, whole, once; what cannot be put leaves nothing. On disk and on S3."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from hub.blobs import blobs as module
from hub.blobs.blobs import Blob, Blobs, keep, of
from hub.database import read, transaction, write
from hub.errors import Invalid, NotFound, Unavailable
from hub.settings import Settings, SettingsError, load
from tests.blobs.streams import LIMIT, make_old, none, only, stored, stream, whole

pytestmark = pytest.mark.anyio

TEXT = "Délibération n° 42".encode()


async def test_what_is_put_can_be_read(blobs: Blobs) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    assert blob == Blob(sha256(TEXT).hexdigest(), len(TEXT))
    assert await blobs.find(blob.digest) == blob
    assert await blobs.exists(blob.digest)
    assert await whole(blobs, blob.digest) == TEXT
    assert await blobs.verify(blob.digest)


async def test_nothing_at_all_is_content_too(blobs: Blobs) -> None:
    blob = await blobs.put(stream(b""), 0)
    assert blob == Blob(sha256(b"").hexdigest(), 0)
    assert await whole(blobs, blob.digest) == b""
    assert await blobs.verify(blob.digest)


async def test_several_parts_come_back_in_order(blobs: Blobs) -> None:
    content = b"".join(number.to_bytes(4, "big") for number in range(5 * 10**6))  # 20 MB
    blob = await blobs.put(stream(content), LIMIT)
    assert await whole(blobs, blob.digest) == content


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (3, 10), (0, 0), (5, 5), (1_000_000, None), (2_999_999, 3_000_000)]
)
async def test_a_range_is_just_that(blobs: Blobs, start: int, end: int | None) -> None:
    content = bytes(range(250)) * 12_000
    blob = await blobs.put(stream(content), LIMIT)
    assert await whole(blobs, blob.digest, start, end) == content[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 19_000), (20_000, None)])
async def test_a_range_that_is_none_is_a_mistake(blobs: Blobs, start: int, end: int | None) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    with pytest.raises(ValueError, match="bytes"):
        await blobs.open(blob.digest, start, end)


async def test_the_same_content_is_stored_once(blobs: Blobs) -> None:
    puts = [blobs.put(stream(TEXT), LIMIT) for _time in range(10)]
    made = await asyncio.gather(*puts)
    assert len(set(made)) == 1
    assert len(await stored(blobs)) == 1
    assert len(await read("SELECT digest FROM blob")) == 1
    assert await whole(blobs, made[0].digest) == TEXT


@pytest.mark.parametrize("name", ["0" * 64, "", "../../hub.db", "..", "a" * 10_000, "é"])
async def test_a_digest_that_is_none_finds_nothing(blobs: Blobs, name: str) -> None:
    assert not await blobs.exists(name)
    for ask in (blobs.find, blobs.open):
        with pytest.raises(NotFound):
            await ask(name)


async def test_too_much_is_refused_on_the_way_and_leaves_nothing(
    blobs: Blobs, made: Settings
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 65_536
            yield bytes(65_536)

    with pytest.raises(Invalid, match="3"):
        await blobs.put(endless(), 3_000_000)
    assert taken < 3_000_000 + 2 * 65_536
    await _nothing_is_left(blobs, made)
    assert (await blobs.put(stream(bytes(3_000_000)), 3_000_000)).size == 3_000_000


async def test_a_sender_who_breaks_off_leaves_nothing(blobs: Blobs, made: Settings) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(2_000_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.put(broken(), LIMIT)
    await _nothing_is_left(blobs, made)


async def test_a_put_that_is_cancelled_leaves_nothing(blobs: Blobs, made: Settings) -> None:
    async def slow() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1_100_000)

    for delay in (0, 0.001, 0.005, 0.02, 0.05):
        task = asyncio.create_task(blobs.put(slow(), 10**12))
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await _nothing_is_left(blobs, made)


async def test_files_wait_for_no_transaction_and_none_for_them(blobs: Blobs) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    async with transaction():
        for work in (blobs.put(stream(TEXT), LIMIT), blobs.open(blob.digest)):
            with pytest.raises(RuntimeError, match="transaction"):
                await work


async def test_a_lost_file_is_noticed_and_comes_back_with_the_next_put(blobs: Blobs) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    other = await blobs.put(stream(b"other"), LIMIT)
    (row,) = await read("SELECT key FROM blob WHERE digest = :digest", digest=blob.digest)
    await blobs._store.delete(row["key"])
    with pytest.raises(Unavailable):
        await blobs.open(blob.digest)
    assert not await blobs.verify(blob.digest)
    assert [digest async for digest in blobs.faults()] == [blob.digest]
    await blobs.put(stream(TEXT), LIMIT)
    assert await whole(blobs, blob.digest) == TEXT
    assert [digest async for digest in blobs.faults()] == []
    assert await blobs.verify(other.digest)


async def test_unused_content_goes_and_used_content_stays(blobs: Blobs) -> None:
    used = await blobs.put(stream(b"used"), LIMIT)
    unused = await blobs.put(stream(b"unused"), LIMIT)
    await make_old()
    fresh = await blobs.put(stream(b"fresh"), LIMIT)
    assert await blobs.delete_unreferenced(only(used.digest), timedelta(days=1)) == 1
    assert not await blobs.exists(unused.digest)
    assert await whole(blobs, used.digest) == b"used"
    assert await whole(blobs, fresh.digest) == b"fresh"
    assert len(await stored(blobs)) == 2


async def test_content_put_again_while_the_collector_looks_stays(blobs: Blobs) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    await make_old()

    async def looking() -> AsyncIterator[str]:
        await blobs.put(stream(TEXT), LIMIT)
        return
        yield ""

    assert await blobs.delete_unreferenced(looking(), timedelta(days=1)) == 0
    assert await whole(blobs, blob.digest) == TEXT


async def test_content_put_again_in_the_instant_of_its_deletion_stays(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is gone, the file not yet: the new one has another name."""
    blob = await blobs.put(stream(TEXT), LIMIT)
    await make_old()
    delete = blobs._store.delete
    again: list[Blob] = []

    async def late(key: str) -> None:
        if not again:
            again.append(await blobs.put(stream(TEXT), LIMIT))
        await delete(key)

    monkeypatch.setattr(blobs._store, "delete", late)
    assert await blobs.delete_unreferenced(none(), timedelta(days=1)) == 1
    assert again == [blob]
    assert await whole(blobs, blob.digest) == TEXT
    assert len(await stored(blobs)) == 1


async def test_a_reader_whose_file_was_replaced_reads_the_new_one(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    row_of = module._row
    looked: list[Any] = []

    async def slow(digest: str) -> Any:
        row = await row_of(digest)
        if not looked:
            looked.append(row)
            await blobs.put(stream(TEXT), LIMIT)
        return row

    monkeypatch.setattr(module, "_row", slow)
    assert await whole(blobs, blob.digest) == TEXT
    assert looked


async def test_what_a_crash_left_is_swept_and_nothing_else(
    blobs: Blobs, made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await blobs.put(stream(b"kept"), LIMIT)
    lost = await blobs.put(stream(b"lost"), LIMIT)
    left = made.data / "blobs" / "incoming" / "1.part"
    left.write_bytes(b"half")
    async with transaction():
        await write("DELETE FROM blob WHERE digest = :digest", digest=lost.digest)
    await blobs.delete_unreferenced(only(kept.digest), timedelta(days=1))
    assert len(await stored(blobs)) == 2  # too young to be sure
    monkeypatch.setattr(module, "ORPHANED_AFTER", timedelta(seconds=-60))
    await blobs.delete_unreferenced(only(kept.digest), timedelta(days=1))
    assert len(await stored(blobs)) == 1
    assert not left.exists()
    assert await whole(blobs, kept.digest) == b"kept"


async def test_keeping_belongs_to_a_transaction_and_needs_the_content(blobs: Blobs) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    await make_old()
    with pytest.raises(RuntimeError, match="outside"):
        await keep(blob.digest)
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await keep(blob.digest)
            raise ZeroDivisionError  # nothing was referred to, so nothing is kept
    assert await blobs.delete_unreferenced(none(), timedelta(days=1)) == 1
    with pytest.raises(NotFound):
        async with transaction():
            await keep(blob.digest)


async def test_keepers_putters_and_the_collector_together_lose_nothing(blobs: Blobs) -> None:
    """What was kept by a committed transaction is readable, whatever ran beside it."""
    contents = [f"content {number}".encode() for number in range(6)]
    kept: set[str] = set()
    refused: list[str] = []
    collected = 0
    is_over = False

    async def use(content: bytes) -> None:
        for _time in range(12):
            blob = await blobs.put(stream(content), LIMIT)
            await asyncio.sleep(0.002)
            kept.add(blob.digest)
            try:
                async with transaction():
                    await keep(blob.digest)
                await asyncio.sleep(0.002)
                assert await whole(blobs, blob.digest) == content
            except NotFound:
                refused.append(blob.digest)  # collected in between, and said so
            kept.discard(blob.digest)
            await asyncio.sleep(0.01)

    async def collect() -> None:
        nonlocal collected
        while not is_over:
            # What is being kept is referred to; everything else is old at once.
            collected += await blobs.delete_unreferenced(only(*kept), timedelta(0))

    collector = asyncio.create_task(collect())
    await asyncio.gather(*(use(content) for content in contents))
    is_over = True
    await collector
    assert collected
    assert len(refused) < 72
    assert [digest async for digest in blobs.faults()] == []


async def test_a_store_that_is_away_is_said_so(
    blobs: Blobs, made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = await blobs.put(stream(TEXT), LIMIT)
    if made.blobs_url:
        blobs = of(made.model_copy(update={"blobs_endpoint": "http://127.0.0.1:1"}))
    else:
        blobs._store._folder.rename(made.data / "elsewhere")  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        await blobs.put(stream(b"new"), LIMIT)
    with pytest.raises(Unavailable):
        await blobs.open(blob.digest)
    assert not list((made.data / "blobs" / "incoming").iterdir())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"blobs_url": "/srv/files"}, "HUB_BLOBS_URL: "),
        ({"blobs_url": "s3://Bucket"}, "HUB_BLOBS_URL: "),
        ({"blobs_url": "s3://bucket"}, "needs HUB_BLOBS_KEY_ID and HUB_BLOBS_SECRET"),
        ({"blobs_endpoint": "s3.example.fr"}, "HUB_BLOBS_ENDPOINT: "),
    ],
)
def test_a_bucket_that_cannot_be_meant_is_refused(options: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load(**options)


async def _nothing_is_left(blobs: Blobs, made: Settings) -> None:
    assert await stored(blobs) == []
    assert await read("SELECT digest FROM blob") == []
    assert list((made.data / "blobs" / "incoming").iterdir()) == []
