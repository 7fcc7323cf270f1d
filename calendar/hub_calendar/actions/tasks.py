"""Tasks as our own pages write them. Each ends as the text that a telephone would have put."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.accounts import clock
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import Invalid, NotFound
from hub.language import _
from hub_calendar.actions.events import MOST_TEXT, new_uid
from hub_calendar.actions.objects import Stored, delete_object, put_object
from hub_calendar.errors import Outdated
from hub_calendar.ics import tasks as edits
from hub_calendar.ics.lines import Component, Malformed, serialise
from hub_calendar.ics.objects import Parsed, explained, read_object
from hub_calendar.ics.tasks import TaskDraft
from hub_calendar.queries.tasks import task as task_of


async def create_task(calendar_id: int, *, by: Actor, draft: TaskDraft) -> Stored:
    """Raises `Invalid` for what no task can be, `Forbidden`, `NotFound`."""
    _check(draft)
    uid = new_uid()
    text = serialise(edits.new_task(draft, uid, clock.now()))
    return await put_object(calendar_id, f"{uid}.ics", text, by=by, if_none_match=True)


async def change_task(task_id: int, *, by: Actor, draft: TaskDraft, version: int) -> Stored:
    """Raises `Outdated` when somebody has changed it since, `Invalid`, `NotFound`."""
    _check(draft)
    return await _edit(task_id, version, by, lambda it, now: edits.changed(it, draft, now))


async def tick_task(
    task_id: int, *, by: Actor, version: int, recurrence_id: str = "", is_done: bool = True
) -> Stored:
    """Ticks a task off, or one time of it, or opens it again. Raises as `change_task`."""
    edit = edits.done if is_done else edits.open_again
    return await _edit(task_id, version, by, lambda it, now: edit(it, recurrence_id, now))


async def delete_task(task_id: int, *, by: Actor, version: int) -> None:
    """With all its times. Raises as `change_task`."""
    there = await _there(task_id, version, by)
    await delete_object(there["calendar_id"], there["href"], by=by, if_match=there["etag"])


async def _edit(
    task_id: int, version: int, by: Actor, edit: Callable[[Parsed, datetime], Component]
) -> Stored:
    there = await _there(task_id, version, by)
    parsed = read_object(there["ics"], ZoneInfo(there["timezone"]))
    try:
        text = serialise(edit(parsed, clock.now()))
    except Malformed as error:
        raise Invalid(explained(error)) from error
    return await put_object(
        there["calendar_id"], there["href"], text, by=by, if_match=there["etag"]
    )


async def _there(task_id: int, version: int, by: Actor) -> Row:
    """What is changed, by its etag: whoever is faster meanwhile is not written over."""
    await task_of(task_id, by=by)
    rows = await read(
        "SELECT o.calendar_id, o.href, o.etag, o.version, o.ics, c.timezone FROM calendar_object o"
        " JOIN calendar c ON c.id = o.calendar_id WHERE o.id = :id",
        id=task_id,
    )
    if not rows:
        raise NotFound(_("There is no such task."))
    if rows[0]["version"] != version:
        raise Outdated
    return rows[0]


def _check(draft: TaskDraft) -> None:
    """Raises `Invalid`."""
    if not draft.summary.strip():
        raise Invalid(summary=_("A task needs a title."))
    if len(draft.summary) > 300:
        raise Invalid(summary=_("At most {most} characters.", most=300))
    if len(draft.description) > MOST_TEXT:
        raise Invalid(description=_("At most {most} characters.", most=MOST_TEXT))
