"""A meeting that nobody else prepares until the transaction is over."""

from __future__ import annotations

from hub.actor import Actor
from hub.database import write
from hub.errors import Conflict, NotFound
from hub.language import _
from hub_extranet.councils.models import MeetingState
from hub_extranet.councils.queries import meetings
from hub_extranet.councils.queries.meetings import Found


async def meeting(
    meeting_id: int, *, by: Actor, to: str = "write", version: int | None = None
) -> Found:
    """The meeting, locked by counting its version up.

    Raises:
        Conflict: it is no more as it was at that `version`.
        NotFound, Forbidden: the actor may not.
    """
    await meetings.meeting(meeting_id, by=by, to=to)  # whoever may not, holds nobody up
    rows = await write(
        "UPDATE meeting SET version = version + 1 WHERE id = :id RETURNING version", id=meeting_id
    )
    if not rows:
        raise NotFound
    if version is not None and rows[0]["version"] != version + 1:
        raise Conflict(_("Somebody has changed this in the meantime. Look at it again first."))
    return await meetings.meeting(meeting_id, by=by, to=to)


def check_is_draft(meeting: Found) -> None:
    """Raises `Conflict` once a convocation lists it: changing the agenda would need a new one."""
    if meeting.state is not MeetingState.DRAFT:
        raise Conflict(_("The convocation has been sent: this can no longer be changed."))


def check_is_open(meeting: Found) -> None:
    """Raises `Conflict` once it is over."""
    if meeting.state is MeetingState.HELD:
        raise Conflict(_("This meeting is over."))
