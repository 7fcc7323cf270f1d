"""Events as our own pages write them. What a page cannot say of an event stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from enum import StrEnum

from hub.accounts import clock
from hub.action import action
from hub.actor import Actor
from hub.database import Row, read, write
from hub.dav import changes
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.actions import storing
from hub_calendar.actions.objects import Stored, put_object, told, write_object
from hub_calendar.errors import Outdated
from hub_calendar.ics import edits
from hub_calendar.ics.drafts import EventDraft, new_object
from hub_calendar.ics.lines import Component, Malformed, serialise
from hub_calendar.ics.objects import Parsed, explained, read_object
from hub_calendar.queries.calendars import entered

MOST_TEXT = 20_000


class Reach(StrEnum):
    """How much of a series a change is of."""

    ALL = "all"
    THIS = "this"
    FOLLOWING = "following"


async def create_event(calendar_id: int, *, by: Actor, draft: EventDraft) -> Stored:
    """Puts a new event into a calendar."""
    check(draft)
    uid = new_uid()
    text = serialise(_written(lambda: new_object(draft, uid, clock.now())))
    return await put_object(calendar_id, f"{uid}.ics", text, by=by, if_none_match=True)


@action("calendar.event.changed")
async def change_event(
    event_id: int,
    *,
    by: Actor,
    draft: EventDraft,
    version: int,
    recurrence_id: str = "",
    reach: Reach = Reach.ALL,
) -> Stored:
    """Makes an event, a time of it, or a time and all that follow, be as the draft says.

    Args:
        event_id: the event.
        by: the actor.
        draft: what it shall be; its times are those of the repetition that was shown.
        version: the one that was shown.
        recurrence_id: the repetition that was shown; empty for the first.
        reach: how much is meant; of an event that happens once, all.

    Raises:
        Outdated: somebody has changed it since.
        NotFound: the actor may not read it, or is shown of it only that it takes time.
    """
    check(draft)
    there, seq = await _taken(event_id, by, version)
    calendar = await storing.held(there["calendar_id"])
    parsed = read_object(there["ics"], calendar.zone)
    now = clock.now()
    if reach is Reach.THIS and recurrence_id:
        tree = _written(lambda: edits.change_one(parsed, draft, recurrence_id, now))
    elif reach is Reach.FOLLOWING and _is_later(parsed, recurrence_id):
        return await _split(calendar, there, parsed, draft, recurrence_id=recurrence_id, seq=seq)
    else:
        tree = _written(lambda: edits.change_all(parsed, draft, recurrence_id, now))
    changed = read_object(serialise(tree), calendar.zone)
    return await write_object(calendar, there["href"], changed, event_id, seq)


@action("calendar.event.removed")
async def delete_event(
    event_id: int,
    *,
    by: Actor,
    version: int,
    recurrence_id: str = "",
    reach: Reach = Reach.ALL,
) -> None:
    """Deletes an event, a time of it, or a time and all that follow.

    Raises:
        Outdated, NotFound: as `change_event`.
    """
    there, seq = await _taken(event_id, by, version)
    calendar = await storing.held(there["calendar_id"])
    parsed = read_object(there["ics"], calendar.zone)
    now = clock.now()
    if reach is Reach.THIS and recurrence_id:
        tree = _written(lambda: edits.leave_out(parsed, recurrence_id, now))
    elif reach is Reach.FOLLOWING and _is_later(parsed, recurrence_id):
        tree = _written(lambda: edits.end_before(parsed, recurrence_id, now))
    else:
        await write("DELETE FROM calendar_object WHERE id = :id", id=event_id)
        await changes.record(calendar.id, seq, deleted=[there["href"]])
        told(event_id, calendar.id)
        return
    changed = read_object(serialise(tree), calendar.zone)
    await write_object(calendar, there["href"], changed, event_id, seq)


def check(draft: EventDraft) -> None:
    """Raises `Invalid` for what no event can be."""
    if not draft.summary.strip():
        raise Invalid(summary=_("An event needs a title."))
    if len(draft.summary) > 300 or len(draft.location) > 300:
        raise Invalid(summary=_("At most {most} characters.", most=300))
    if len(draft.description) > MOST_TEXT:
        raise Invalid(description=_("At most {most} characters.", most=MOST_TEXT))
    if type(draft.starts) is not type(draft.ends):
        raise Invalid(ends=_("An event is of days, or of times."))
    is_short = draft.length.total_seconds() < (86400 if draft.is_all_day else 0)
    if is_short:
        raise Invalid(ends=_("An event ends after it starts."))


def new_uid() -> str:
    return f"{secrets.token_hex(16)}@parvis"


async def _taken(event_id: int, by: Actor, version: int) -> tuple[Row, int]:
    """The object, its calendar held for a change, and the number of that change."""
    rows = await read("SELECT calendar_id FROM calendar_object WHERE id = :id", id=event_id)
    if not rows:
        raise NotFound(_("There is no such event."))
    calendar_id = rows[0]["calendar_id"]
    place = await entered(calendar_id, by=by)
    seq = await changes.lock(calendar_id)
    rows = await read(
        "SELECT id, calendar_id, href, ics, is_private, version FROM calendar_object"
        " WHERE id = :id AND calendar_id = :calendar",
        id=event_id, calendar=calendar_id,
    )  # fmt: skip
    is_shown = rows and policy.sight(place.role, is_private=bool(rows[0]["is_private"]))
    if is_shown is not policy.Sight.ALL:
        raise NotFound(_("There is no such event."))
    if "write" not in place.abilities:
        raise Forbidden(_("You can see this, but not do that with it."))
    if rows[0]["version"] != version:
        raise Outdated
    return rows[0], seq


async def _split(
    calendar: storing.Held,
    there: Row,
    parsed: Parsed,
    draft: EventDraft,
    *,
    recurrence_id: str,
    seq: int,
) -> Stored:
    """Ends the series there, and lets another one begin."""
    uid, now = new_uid(), clock.now()
    rest = _written(lambda: edits.rest_of(parsed, draft, recurrence_id, uid, now))
    ended = _written(lambda: edits.end_before(parsed, recurrence_id, now))
    before = read_object(serialise(ended), calendar.zone)
    await write_object(calendar, there["href"], before, there["id"], seq)
    after = read_object(serialise(rest), calendar.zone)
    return await write_object(calendar, f"{uid}.ics", after, None, seq)


def _is_later(parsed: Parsed, recurrence_id: str) -> bool:
    """Whether that repetition is not the first."""
    span = parsed.series.span
    return bool(recurrence_id and span and parsed.series.wall_of(recurrence_id) > span.first)


def _written(edit: Callable[[], Component]) -> Component:
    try:
        return edit()
    except Malformed as error:
        raise Invalid(explained(error)) from error
