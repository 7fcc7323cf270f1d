"""The disk: killed at any step, full, read by others; and the memory that a large file takes."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hub.app import Hub
from hub.blobs import blobs as module
from hub.blobs.blobs import Blobs, of
from hub.database import read
from hub.errors import Unavailable
from hub.settings import Settings
from tests.blobs.put_and_die import CONTENTS
from tests.blobs.streams import LIMIT, files, none, stored, stream, whole

pytestmark = pytest.mark.anyio

GROWTH = 40 * 1024  # KiB, for any size
# Full size: every step of three puts, and a file of 2 GiB.
STRIDE, MEGABYTES = (1, 2048) if os.environ.get("HUB_TEST_SIZE") == "full" else (7, 200)


async def test_killed_at_each_step_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    new_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ORPHANED_AFTER", timedelta(seconds=-60))
    step, has_ended = 1, False
    while not has_ended:
        settings = new_settings()
        done = run("tests.blobs.put_and_die", str(step), settings=settings)
        *acknowledged, last = done.stdout.split() or [""]
        has_ended = last == "end"
        if not has_ended:
            assert done.returncode == -signal.SIGKILL, done.stderr
            acknowledged += [last] if last else []
        await _check(settings, acknowledged)
        step += STRIDE
    assert step > 60  # kills, over the whole of three puts


async def _check(settings: Settings, acknowledged: list[str]) -> None:
    async with Hub(settings).running():
        blobs = of(settings)
        assert [digest async for digest in blobs.faults()] == []
        for digest in acknowledged:
            assert await blobs.verify(digest)
        await blobs.delete_unreferenced(none(), timedelta(days=1))
        rows = await read("SELECT key FROM blob")
        assert sorted(await stored(blobs)) == sorted(row["key"] for row in rows)
        assert list((settings.data / "blobs" / "incoming").iterdir()) == []
        blob = await blobs.put(stream(CONTENTS[0]), LIMIT)
        assert await whole(blobs, blob.digest) == CONTENTS[0]


async def test_others_of_this_machine_cannot_read(local: tuple[Blobs, Path]) -> None:
    blobs, folder = local
    mask = os.umask(0)
    try:
        blob = await blobs.put(stream(b"secret"), LIMIT)

        async def looked_at() -> AsyncIterator[bytes]:
            yield b"on its way"
            (part,) = (folder / "incoming").iterdir()
            assert stat.S_IMODE(part.stat().st_mode) == 0o600

        await blobs.put(looked_at(), LIMIT)
    finally:
        os.umask(mask)
    (key,) = [row["key"] for row in await read("SELECT key FROM blob WHERE size = 6")]
    assert key.startswith(f"{blob.digest[:2]}/{blob.digest[2:4]}/{blob.digest}-")
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


async def test_a_full_disk_is_said_so_and_leaves_nothing(local: tuple[Blobs, Path]) -> None:
    """RLIMIT_FSIZE stops a write as ENOSPC does: in the middle of the file."""
    blobs, folder = local
    small = await blobs.put(stream(b"before"), LIMIT)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = files(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, hard))
    try:
        with pytest.raises(Unavailable):
            await blobs.put(stream(bytes(8_000_000)), LIMIT)
        assert files(folder) == before
        assert len(await read("SELECT digest FROM blob")) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert await whole(blobs, small.digest) == b"before"
    assert (await blobs.put(stream(bytes(8_000_000)), LIMIT)).size == 8_000_000


async def test_a_disk_that_cannot_force_acknowledges_nothing(
    local: tuple[Blobs, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, folder = local

    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(Unavailable):
        await blobs.put(stream(b"content"), LIMIT)
    assert files(folder) == []
    assert await read("SELECT digest FROM blob") == []


async def test_bytes_that_changed_on_the_disk_are_noticed(local: tuple[Blobs, Path]) -> None:
    blobs, folder = local
    content = bytes(range(256)) * 1_000
    blob = await blobs.put(stream(content), LIMIT)
    (path,) = files(folder)
    path.write_bytes(content[:70_000] + b"X" + content[70_001:])
    assert not await blobs.verify(blob.digest)
    path.write_bytes(content[:-1])
    assert not await blobs.verify(blob.digest)
    with pytest.raises(Unavailable):
        await blobs.open(blob.digest)
    path.write_bytes(content)
    assert await blobs.verify(blob.digest)


@pytest.mark.parametrize("where", ["local", "s3"])
def test_a_large_file_takes_no_more_memory_than_a_small_one(
    where: str, request: pytest.FixtureRequest, new_settings: Callable[..., Settings]
) -> None:
    options = {} if where == "local" else request.getfixturevalue("s3")
    settings = new_settings(**options)
    done = run("tests.blobs.put_and_measure", str(MEGABYTES), settings=settings)
    assert done.returncode == 0, done.stderr
    put, both = map(int, done.stdout.split())
    print(f"{MEGABYTES} MB on {where}: put +{put} KiB, put and read +{both} KiB")
    assert both < GROWTH


def run(module: str, *arguments: str, settings: Settings) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    environment |= {
        "HUB_DATA": str(settings.data),
        "HUB_DATABASE_URL": settings.database_url.get_secret_value(),
    }
    if settings.blobs_url:
        environment |= {
            "HUB_BLOBS_URL": settings.blobs_url,
            "HUB_BLOBS_ENDPOINT": settings.blobs_endpoint,
            "HUB_BLOBS_REGION": settings.blobs_region,
            "HUB_BLOBS_KEY_ID": settings.blobs_key_id,
            "HUB_BLOBS_SECRET": settings.blobs_secret.get_secret_value(),
        }
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
