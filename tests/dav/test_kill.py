"""kill -9 while telephones write: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest

from hub.app import Hub
from hub.database import read
from hub.settings import Settings
from tests.dav import killing
from tests.dav.conftest import Cast
from tests.dav.device import between, query
from tests.dav.killing import TODAY, Diary, Kept, Named
from tests.dav.wire import Wire
from tests.system.running import Running, arguments, running, surroundings

pytestmark = pytest.mark.timeout(1800)

ROUNDS, COUNT = (10, 500) if os.environ.get("HUB_TEST_SIZE") == "full" else (1, 80)
YEAR = tuple(f"{TODAY + timedelta(it):%Y%m%dT%H%M%SZ}" for it in (-1, 365))


def test_what_was_acknowledged_is_there(
    new_settings: Callable[..., Settings], filled: tuple[Settings, Cast]
) -> None:
    """Each round is so many PUTs: killed at any of them, looked at, and written on to the end."""
    settings, cast = new_settings(), filled[1]
    diary, seed, open_ends = Diary(), random.getrandbits(32), 0
    dice = random.Random(seed)
    print(f"seed {seed}")
    for number in range(1, ROUNDS + 1):
        until = number * COUNT
        with running(settings, "serve") as hub:
            hub.ready()
            dies_at = diary.puts + dice.randint(1, until - diary.puts - 20)
            killing.write(cast, hub, diary, dice, until=until, dies_at=dies_at)
            assert hub.process.wait(10) == -9, hub.told
        open_ends += len(diary.open)
        print(f"round {number}: killed after {dies_at} PUTs and {diary.puts - dies_at} more,"
              f" {len(diary.open)} on their way, {len(diary.looks)} tokens")  # fmt: skip
        with running(settings, "serve") as hub:
            hub.ready()
            check(cast, hub, diary)
            diary.forget(dice)
            killing.write(cast, hub, diary, dice, until=until)
            diary.forget(dice)
            check(cast, hub, diary)
            assert hub.stop() in {0, -15}, hub.told
        asyncio.run(check_rows(settings, cast, diary))
        verify(settings)
    assert open_ends, "no kill came in the middle of a request"


def check(cast: Cast, hub: Running, diary: Diary) -> None:
    """As the telephones see it."""
    wire, path = Wire(cast.alice, hub.port), cast.at(cast.alice)
    now = wire.sync(path).etags()
    settle(wire, path, diary, now)
    assert now == {name: it.etag for name, it in diary.kept.items()}
    for name, it in diary.kept.items():
        got = wire.ask("GET", path + name)
        assert (got.body.decode(), got.header("etag")) == (it.text, it.etag), name
    assert wire.report(path, query(between(*YEAR), ("D:getetag",))).etags() == now
    for token, before in diary.looks:
        check_difference(wire, path, token, before, now)


def settle(wire: Wire, path: str, diary: Diary, now: Named) -> None:
    """What was on its way has happened or has not: whole, in both cases."""
    for name, text in list(diary.open.items()):
        before = diary.kept[name].etag if name in diary.kept else None
        if now.get(name) == before:
            del diary.open[name]
            continue
        if text is not None:
            assert wire.ask("GET", path + name).body.decode() == text, name
        diary.settle(name, now.get(name, ""))


def check_difference(wire: Wire, path: str, token: str, before: Named, now: Named) -> None:
    """A token from before the kill is told what has changed since, and nothing else."""
    told = wire.sync(path, token)
    gone = {href.rpartition("/")[2] for href, status in told.statuses.items() if status == 404}
    assert told.etags() == {name: it for name, it in now.items() if before.get(name) != it}
    assert gone >= before.keys() - now.keys()
    assert not gone & now.keys()


async def check_rows(settings: Settings, cast: Cast, diary: Diary) -> None:
    """As the database has it: every object with its times and guests, every change in the
    journal once, and no row that belongs to nothing."""
    async with Hub(settings).running():
        rows = await read(
            "SELECT href, (SELECT COUNT(*) FROM occurrence t WHERE t.object_id = o.id) AS times,"
            " (SELECT COUNT(*) FROM attendee a WHERE a.object_id = o.id) AS invited,"
            " busy_ics IS NOT NULL AS is_private FROM calendar_object o WHERE calendar_id = :id",
            id=cast.calendar_id,
        )
        found = {it["href"]: (it["times"], it["invited"], bool(it["is_private"])) for it in rows}
        assert found == {name: _rows(it) for name, it in diary.kept.items()}
        (entries,) = await read(
            "SELECT COUNT(*) AS number, COUNT(seq) AS sealed FROM audit_entry"
            " WHERE action IN ('calendar.event.stored', 'calendar.event.deleted')"
        )
        assert (entries["number"], entries["sealed"]) == (diary.changes, diary.changes)
        for table in ("occurrence", "attendee"):
            orphans = await read(
                f"SELECT id FROM {table} WHERE object_id NOT IN (SELECT id FROM calendar_object)"
            )
            assert orphans == [], table


def _rows(it: Kept) -> tuple[int, int, bool]:
    return killing.times_of(it.text), killing.invited_of(it.text), "CLASS:PRIVATE" in it.text


def verify(settings: Settings) -> None:
    done = subprocess.run(
        arguments("verify"), env=surroundings(settings, 8000), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
