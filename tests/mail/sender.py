"""A hub in a process of its own that sends what is queued, to be killed.

    python -m tests.mail.sender DATA DATABASE_URL SMTP_URL

ends when nothing is queued any more.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

from hub import settings
from hub.app import Hub
from hub.mail.models import Mail, MailState
from hub.mail.sending import send_some
from tests.jobs.work import at_work, until, work
from tests.mail.letters import SENDER

LEASE = timedelta(seconds=1)


async def main(data: Path, database_url: str, smtp_url: str) -> None:
    async def nothing_is_left() -> bool:
        return not await Mail.filter(state=MailState.QUEUED).exists()

    hub = Hub(settings.load(data=data, database_url=database_url, smtp_url=smtp_url, **SENDER))
    todo = work(others=[partial(send_some, LEASE)])
    async with hub.running(), at_work(hub, hub.engine, todo):
        await until(nothing_is_left, seconds=240)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
