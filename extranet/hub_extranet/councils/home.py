"""What councils put on somebody's first page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hub.actor import Actor
from hub.domain.ports import Appointment, Task
from hub.language import _
from hub.web.formats import day, hour
from hub_extranet.councils.clock import civil_day, latest_sending_day
from hub_extranet.councils.models import MeetingState
from hub_extranet.councils.policy import BODY
from hub_extranet.councils.queries import meetings

_AHEAD = timedelta(days=60)
_DRAFTS = (
    "SELECT m.id, m.title, m.starts_at, b.clear_days FROM meeting m JOIN body b ON b.id = m.body_id"
    " WHERE m.id IN :readable AND m.state = :draft AND m.starts_at BETWEEN :now AND :until"
    " ORDER BY m.starts_at, m.id"
)


async def todo(*, by: Actor) -> Sequence[Task]:
    """Convocations to answer; for a secretariat, those to send."""
    now = datetime.now(UTC)
    listed = await meetings.coming(now, by=by, until=now + _AHEAD)
    answers = [
        Task(
            _("Say whether you will come: {title}", title=it.title), f"/meetings/{it.id}",
            "council", civil_day(it.starts_at),
            f"{day(it.starts_at)}, {hour(it.starts_at)}, {it.place}",
        )
        for it in listed
        if it.is_to_answer and it.starts_at > now
    ]  # fmt: skip
    return [*answers, *await _drafts(now, by)]


async def today(start: datetime, end: datetime, /, *, by: Actor) -> Sequence[Appointment]:
    """The meetings of those days that the actor sits in."""
    listed = await meetings.coming(start, by=by, until=end)
    return [
        Appointment(it.starts_at, it.ends_at, it.title, f"/meetings/{it.id}", it.place)
        for it in listed
        if it.sits and it.state is not MeetingState.DRAFT
    ]


async def _drafts(now: datetime, by: Actor) -> list[Task]:
    rows = await BODY.readable(by, "write").read(
        _DRAFTS, draft=MeetingState.DRAFT.value, now=now, until=now + _AHEAD
    )
    return [
        Task(
            _("Send the convocation: {title}", title=row["title"]),
            f"/meetings/{row['id']}/prepare", "send",
            latest_sending_day(civil_day(row["starts_at"]), row["clear_days"]),
            _("Meeting on {day}", day=day(row["starts_at"])),
        )
        for row in rows
    ]  # fmt: skip
