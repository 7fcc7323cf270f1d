"""Planning a meeting, changing when and where it is, and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hub.access.actions import open_scope
from hub.action import action, happened
from hub.actor import Actor
from hub.database import new_key, one_only
from hub.errors import Conflict, Invalid
from hub.language import _
from hub_extranet.councils.actions import events, folders, locked
from hub_extranet.councils.models import Meeting, MeetingState
from hub_extranet.councils.queries import bodies


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where a meeting is."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str


@action("councils.meeting.planned")
async def plan_meeting(body_id: int, *, by: Actor, plan: Plan) -> Meeting:
    """Plans a meeting as a draft of the secretariat, with its event in the body's calendar.

    Raises:
        Conflict: the body meets then already.
        Invalid: it would be in the past, or end before it begins.
    """
    body = await bodies.body(body_id, by=by, to="write")
    _check(plan)
    key = await open_scope("meeting", new_key(), by=by, given={body.secretariat_id: "secretary"})
    with one_only(_taken()):
        meeting = await Meeting.create(
            id=key, body_id=body_id, title=plan.title, place=plan.place,
            starts_at=plan.starts_at, ends_at=plan.ends_at,
        )  # fmt: skip
    await events.create(meeting, body, by=by)
    await folders.create(meeting, body, by=by)
    await meeting.save(update_fields=["event_id", "folder_id"])
    happened("meeting", key, tells=[f"meeting:{key}", f"body:{body_id}"], detail=_detail(plan))
    return meeting


@action("councils.meeting.changed")
async def change_meeting(meeting_id: int, *, by: Actor, plan: Plan, version: int) -> None:
    """Gives a draft another title, time or place.

    Raises:
        Conflict: it was convened, the body meets then already, or somebody was faster.
    """
    found = await locked.meeting(meeting_id, by=by, version=version)
    locked.check_is_draft(found)
    _check(plan)
    meeting = await Meeting.get(id=meeting_id)
    meeting.update_from_dict({
        "title": plan.title, "place": plan.place,
        "starts_at": plan.starts_at, "ends_at": plan.ends_at,
    })  # fmt: skip
    with one_only(_taken()):
        await meeting.save(update_fields=["title", "place", "starts_at", "ends_at"])
    await events.change(meeting, by=by)
    await folders.rename(meeting, by=by)
    happened("meeting", meeting_id, tells=[f"meeting:{meeting_id}"], detail=_detail(plan))


@action("councils.meeting.closed")
async def close_meeting(meeting_id: int, *, by: Actor) -> None:
    """Says that a convened meeting was held.

    Raises:
        Conflict: it was not convened, or has not begun.
    """
    found = await locked.meeting(meeting_id, by=by)
    if found.state is not MeetingState.SENT or found.starts_at > datetime.now(UTC):
        raise Conflict(_("A meeting is closed once it has been convened and held."))
    await Meeting.filter(id=meeting_id).update(state=MeetingState.HELD)
    happened("meeting", meeting_id, tells=[f"meeting:{meeting_id}"])


def _check(plan: Plan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Invalid(ends=_("It would end before it begins."))
    if plan.starts_at <= datetime.now(UTC):
        raise Invalid(day=_("Choose a day to come."))


def _taken() -> str:
    return _("This body meets then already.")


def _detail(plan: Plan) -> dict[str, str]:
    return {"title": plan.title, "starts_at": plan.starts_at.isoformat(), "place": plan.place}
