"""kill -9 in the middle of a batch: all arrive, and only what was on the wire arrives twice."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.app import Hub
from hub.settings import Settings
from tests.mail import sender
from tests.mail.letters import SENDER, write_to_many
from tests.mail.postbox import Postbox

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

KILLS, COUNT = (20, 675) if os.environ.get("HUB_TEST_SIZE") == "full" else (3, 60)
ROOT = Path(__file__).parents[2]


async def start(settings: Settings, postbox: Postbox) -> Process:
    url = settings.database_url.get_secret_value()
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.mail.sender", str(settings.data), url, postbox.url, cwd=ROOT
    )


async def test_all_arrive(new_settings: Callable[..., Settings], postbox: Postbox) -> None:
    settings = new_settings(smtp_url=postbox.url, **SENDER)
    async with Hub(settings).running():
        await write_to_many(COUNT)
    dice = random.Random(675)
    for turn in range(KILLS):
        process = await start(settings, postbox)
        postbox.data = Deadly(process, dice.randint(1, 12), is_answered=turn % 2 == 0)
        assert await process.wait() == -9
        await asyncio.sleep(sender.LEASE.total_seconds() + 0.1)
    postbox.data = lambda _address: None
    process = await start(settings, postbox)
    assert await process.wait() == 0

    arrived = Counter(postbox.recipients)
    assert set(arrived) == {f"elu{number:03}@example.fr" for number in range(COUNT)}
    assert sum(arrived.values()) - COUNT <= KILLS
    identities = defaultdict(set)
    for recipient, message in zip(postbox.recipients, postbox.messages, strict=True):
        identities[recipient].add(message["Message-ID"])
    assert {len(them) for them in identities.values()} == {1}
    assert any(count > 1 for count in arrived.values()), "no kill came between answer and note"


class Deadly:
    """Kills the sender after some messages: as it waits for the answer, or has just got it."""

    def __init__(self, process: Process, left: int, *, is_answered: bool) -> None:
        self.process = process
        self.left = left
        self.is_answered = is_answered

    async def __call__(self, _recipient: str) -> str | None:
        self.left -= 1
        if self.left:
            return None
        self.process.kill()
        if self.is_answered:
            return None  # taken, and nobody is there to hear it
        await asyncio.sleep(3600)
        return None
