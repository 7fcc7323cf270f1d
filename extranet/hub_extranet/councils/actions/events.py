"""The event of a meeting in the calendar of its body: tentative until the meeting is convened.

Members see from the planning on when they are to meet; what is on the agenda is not in it.
"""

from __future__ import annotations

from hub import settings
from hub.actor import Actor
from hub.errors import NotFound
from hub.people.models import Group
from hub_calendar import actions as calendars
from hub_calendar import queries
from hub_calendar.actions import CalendarKind, EventDraft
from hub_extranet.councils.clock import wall
from hub_extranet.councils.models import Body, Meeting
from hub_extranet.councils.queries import bodies
from hub_extranet.councils.queries.meetings import Found


async def open_calendar(group: Group, secretariat_id: int, *, by: Actor) -> int:
    """Makes the calendar of a body, which its members read and its secretariat manages."""
    calendar = await calendars.create_calendar(
        by=by, name=group.name, owner_id=group.id, kind=CalendarKind.BODY,
        given={group.id: "read", secretariat_id: "manage"},
    )  # fmt: skip
    return int(calendar.id)


async def create(meeting: Meeting, body: Body, *, by: Actor) -> None:
    """Writes the event of a new meeting and notes it there, unsaved."""
    if body.calendar_id is not None:
        stored = await calendars.create_event(
            body.calendar_id, by=by, draft=draft(meeting, is_tentative=True)
        )
        meeting.event_id = stored.object_id


async def change(meeting: Meeting, *, by: Actor, is_tentative: bool = True) -> None:
    """Lets the event say what the meeting says; anew if somebody has deleted it."""
    if meeting.event_id is None:
        return
    try:
        present = await queries.event(meeting.event_id, by=by, to="write")
    except NotFound:
        await create(meeting, await bodies.body(meeting.body_id, by=by, to="write"), by=by)
        await meeting.save(update_fields=["event_id"])
        return
    await calendars.change_event(
        present.id, by=by, draft=draft(meeting, is_tentative=is_tentative),
        version=present.version,
    )  # fmt: skip


async def confirm(meeting: Found, *, by: Actor) -> None:
    """Once the meeting is convened."""
    await change(await Meeting.get(id=meeting.id), by=by, is_tentative=False)


def draft(meeting: Meeting, *, is_tentative: bool) -> EventDraft:
    """What the event says; the address leads to the page, which asks who reads it."""
    here = settings.current.get()
    return EventDraft(
        summary=meeting.title, location=meeting.place, is_tentative=is_tentative,
        starts=wall(meeting.starts_at), ends=wall(meeting.ends_at), timezone=here.timezone,
        description=f"{here.public_url}/meetings/{meeting.id}",
    )  # fmt: skip
