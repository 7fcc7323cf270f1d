"""A hub in a process of its own, to be killed: it fills kettles and notes which were heard of.

    python -m tests.jobs.kettles DATA DATABASE_URL HEARD FIRST COUNT

prints `filled N` for each acknowledged action, and ends when nothing is left to be told.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from hub import settings
from hub.actor import Actor
from hub.app import Hub
from hub.jobs.models import Outbox
from hub.jobs.outbox import Happened
from tests.jobs.work import ALICE, at_work, fill, until, work

LEASE = timedelta(seconds=1)


async def main(data: Path, database_url: str, heard: Path, first: int, count: int) -> None:
    async def hear(it: Happened, *, by: Actor) -> None:
        await asyncio.sleep(0.02)
        with heard.open("a") as file:
            file.write(f"{it.object_id}\n")

    async def nothing_is_left() -> bool:
        return await Outbox.all().count() == 0

    hub = Hub(settings.load(data=data, database_url=database_url))
    async with hub.running(), at_work(hub, hub.engine, work(hear, lease=LEASE)):
        for kettle in range(first, first + count):
            await fill(kettle, by=ALICE)
            print("filled", kettle, flush=True)
        await until(nothing_is_left, seconds=60)


if __name__ == "__main__":
    _, data, url, heard, first, count = sys.argv
    asyncio.run(main(Path(data), url, Path(heard), int(first), int(count)))
