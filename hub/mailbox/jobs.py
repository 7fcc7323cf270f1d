"""Looking into the mailbox, and forgetting what came."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hub import settings as hub_settings
from hub.actor import Actor
from hub.database import transaction
from hub.jobs.clock import Periodic
from hub.mailbox import imap
from hub.mailbox.handling import MOST_BYTES, handle
from hub.mailbox.models import ReceivedMessage

AT_ONCE = 200
KEPT_FOR = timedelta(days=30)


async def read(*, by: Actor) -> None:
    """Handles what waits, the oldest first, and puts it away. Without a mailbox, nothing."""
    box = hub_settings.current.get().mailbox
    if box is None:
        return
    folder = await asyncio.to_thread(imap.opened, box)
    try:
        for uid in await asyncio.to_thread(folder.waiting, AT_ONCE):
            await _take_up(folder, uid, by)
    finally:
        await asyncio.to_thread(folder.close)


async def forget(*, by: Actor) -> None:
    """Deletes what is known of messages of long ago. They stay where they were put."""
    async with transaction():
        await ReceivedMessage.filter(received_at__lt=datetime.now(UTC) - KEPT_FOR).delete()


async def _take_up(folder: imap.Folder, uid: str, by: Actor) -> None:
    # One octet more than there may be shows that there is more, whatever the server says.
    raw = await asyncio.to_thread(folder.message, uid, MOST_BYTES + 1)
    if raw is None:
        return
    is_taken = await handle(raw, by=by)
    if is_taken is not None:
        place = imap.DONE if is_taken else imap.KEPT
        await asyncio.to_thread(folder.put_away, uid, place)


periodic = (
    Periodic("mailbox.read", "*/2 * * * *", read),
    Periodic("mailbox.forget", "29 3 * * *", forget),
)
