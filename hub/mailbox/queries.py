"""What the mailbox kept for a person to look at."""

from __future__ import annotations

from hub.actor import Actor
from hub.database import LARGEST
from hub.mailbox import policy
from hub.mailbox.models import ReceivedMessage

PAGE = 50


async def kept(*, by: Actor, before: int = LARGEST) -> list[ReceivedMessage]:
    """At most `PAGE` messages older than `before`, the newest first."""
    policy.check_reads(by)
    found = ReceivedMessage.filter(id__lt=before).exclude(reason="")
    return await found.order_by("-id").limit(PAGE)
