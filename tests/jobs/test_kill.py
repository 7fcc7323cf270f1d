"""kill -9 at any point: each acknowledged change is told at least once, by whoever starts next."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.settings import Settings
from tests.jobs import kettles

ROUNDS = 25 if os.environ.get("HUB_TEST_SIZE") == "full" else 3
ROOT = Path(__file__).parents[2]


class Kettles:
    """Runs of the process on one database."""

    def __init__(self, settings: Settings, heard: Path) -> None:
        url = settings.database_url.get_secret_value()
        self.arguments = [str(settings.data), url, str(heard)]
        self.heard_file = heard
        self.log = heard.with_suffix(".log")

    def start(self, first: int, count: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.jobs.kettles", *self.arguments]
        return subprocess.Popen(
            [*command, str(first), str(count)],
            stdout=subprocess.PIPE,
            stderr=self.log.open("a"),
            text=True,
            cwd=ROOT,
        )

    def heard(self) -> set[int]:
        return set(map(int, self.heard_file.read_text().split()))


@pytest.fixture
def process(new_settings: Callable[..., Settings], tmp_path: Path) -> Kettles:
    heard = tmp_path / "heard"
    heard.touch()
    return Kettles(new_settings(), heard)


def test_nothing_acknowledged_is_forgotten(process: Kettles) -> None:
    dice = random.Random(2026)
    filled: set[int] = set()
    for turn in range(ROUNDS):
        running = process.start(1000 * turn, 500)
        assert running.stdout is not None
        for line in itertools.islice(running.stdout, dice.randint(1, 12)):
            filled.add(int(line.split()[1]))
        time.sleep(dice.random() * 0.1)
        running.send_signal(signal.SIGKILL)
        filled |= {int(line.split()[1]) for line in running.stdout if line.endswith("\n")}
        running.wait()
    assert filled, process.log.read_text()
    left = filled - process.heard()
    time.sleep(kettles.LEASE.total_seconds() + 0.1)
    last = process.start(10**6, 0)
    assert last.wait(60) == 0, process.log.read_text()
    assert filled <= process.heard()
    assert left, "the kills came too late to show anything"
