"""What others have told the reader of events, for programs (RFC 6638 §2.2)."""

from __future__ import annotations

from collections.abc import Collection

from hub.actor import Actor
from hub.errors import NotFound
from hub_calendar import policy
from hub_calendar.models import Message


async def messages(keys: Collection[int] | None = None, *, by: Actor) -> list[Message]:
    """One's own, the oldest first; of these keys, or all.

    Raises:
        NotFound: whoever asks is not inside.
    """
    policy.check_inside(by)
    if by.person_id is None:
        raise NotFound
    found = Message.filter(person_id=by.person_id)
    if keys is not None:
        found = found.filter(id__in=list(keys))
    return await found.order_by("id")
