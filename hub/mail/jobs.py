"""What happens to mail by the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.actor import Actor
from hub.database import transaction, write
from hub.jobs.clock import Periodic

KEPT_FOR = timedelta(days=30)
"""For the question whether something was sent; the text is gone much earlier."""


async def forget(*, by: Actor) -> None:
    """Deletes mail that was written long ago and waits for nothing."""
    before = datetime.now(UTC) - KEPT_FOR
    async with transaction():
        await write(
            "DELETE FROM mail_outbox WHERE due_at IS NULL AND created_at < :before", before=before
        )


periodic = (Periodic("mail.forget", "23 3 * * *", forget),)
