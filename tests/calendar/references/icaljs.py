"""npm `ical.js`, which Thunderbird reads calendars with, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tests.accounts.relying_party.counterpart import NODE
from tools.assets import ROOT

PROGRAM = Path(__file__).with_name("expand.mjs")


class IcalJs:
    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        self.asked, self.told = asked, told

    def starts(self, ics: str, start: datetime, end: datetime) -> dict[str, datetime]:
        """When the event of that text starts in `[start, end)`, by wall time.

        Raises:
            ValueError: it refuses to say.
        """
        window = {"from": start.timestamp(), "to": end.timestamp()}
        self.asked.write(json.dumps({"ics": ics, **window}) + "\n")
        self.asked.flush()
        answer: dict[str, Any] = json.loads(self.told.readline())
        if "fault" in answer:
            raise ValueError(answer["fault"])
        return {wall: datetime.fromtimestamp(at, UTC) for wall, at in answer["times"]}


@contextmanager
def running() -> Iterator[IcalJs]:
    process = subprocess.Popen(
        [NODE, PROGRAM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"TZ": "UTC"},
    )  # fmt: skip
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        yield IcalJs(process.stdin, process.stdout)
    finally:
        process.kill()
        process.wait()
