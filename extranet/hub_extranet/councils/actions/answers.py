"""What members do with a convocation: they open it, and say whether they come."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import new_key, write
from hub.errors import Conflict, Forbidden
from hub.language import _
from hub_extranet.councils.models import MeetingState, Presence
from hub_extranet.councils.queries import convocations, meetings

_ANSWER = (
    "INSERT INTO answer (id, meeting_id, person_id, presence, answered_at)"
    " VALUES (:id, :meeting, :person, :presence, :now)"
    " ON CONFLICT (meeting_id, person_id) DO UPDATE"
    " SET presence = excluded.presence, answered_at = excluded.answered_at"
)
_OPENED = (
    "UPDATE delivery SET first_opened_at = :now WHERE person_id = :person"
    " AND first_opened_at IS NULL AND convocation_id = :convocation RETURNING id"
)


@action("councils.meeting.answered")
async def answer(meeting_id: int, *, by: Actor, presence: Presence) -> None:
    """Says for the actor whether they come; the last answer before the opening holds.

    Raises:
        Conflict: the meeting is not convened, or has begun.
        Forbidden: the actor has no seat in the body and stands in for nobody.
    """
    meeting = await meetings.meeting(meeting_id, by=by)
    own = await convocations.own(meeting, by=by)
    if not own.sits or by.person_id is None:
        raise Forbidden(_("Members and their substitutes answer a convocation."))
    now = datetime.now(UTC)
    if meeting.state is not MeetingState.SENT or meeting.starts_at <= now:
        raise Conflict(_("This meeting takes no answers any more."))
    await write(
        _ANSWER, id=new_key(), meeting=meeting_id, person=by.person_id, presence=presence.value,
        now=now,
    )  # fmt: skip
    happened("meeting", meeting_id, tells=[f"meeting:{meeting_id}"], detail={"answer": presence})


@action("councils.convocation.opened")
async def record_opening(meeting_id: int, *, by: Actor) -> None:
    """Notes when the actor first opened the last convocation they were sent."""
    meeting = await meetings.meeting(meeting_id, by=by)
    rows = await write(
        _OPENED, now=datetime.now(UTC), person=by.person_id or 0,
        convocation=meeting.convocation_id or 0,
    )  # fmt: skip
    if not rows:
        return unchanged()
    happened("meeting", meeting_id, detail={"version": meeting.convocation_version})
