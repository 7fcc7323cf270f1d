"""Events as our own pages write them. What a page cannot say of an event stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum

from hub.accounts import clock
from hub.action import action, on_behalf_of
from hub.actor import Actor
from hub.database import Row, read
from hub.dav import changes
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.actions import storing
from hub_calendar.actions.arranging import arranged
from hub_calendar.actions.inviting import organized
from hub_calendar.actions.objects import Stored, put_object, remove_object, write_object
from hub_calendar.errors import NotTheirs, Outdated
from hub_calendar.ics import edits
from hub_calendar.ics.drafts import EventDraft, new_object
from hub_calendar.ics.lines import Component, Malformed, serialise
from hub_calendar.ics.objects import Parsed, explained, read_object
from hub_calendar.models import CalendarKind
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import acting

MOST_TEXT = 20_000


class Reach(StrEnum):
    """How much of a series a change is of."""

    ALL = "all"
    THIS = "this"
    FOLLOWING = "following"


async def create_event(calendar_id: int, *, by: Actor, draft: EventDraft) -> Stored:
    """Puts a new event into a calendar."""
    check(draft)
    if draft.guests:
        await entered(calendar_id, by=by, to="write")
        draft = await organized(draft, await storing.held(calendar_id), by=by)
    uid = new_uid()
    text = serialise(written(lambda: new_object(draft, uid, clock.now())))
    return await put_object(calendar_id, f"{uid}.ics", text, by=by, if_none_match=True)


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
        Outdated: somebody has changed it since. NotTheirs: somebody else says whom it invites.
        NotFound: the actor may not read it, or is shown of it only that it takes time.
    """
    check(draft)
    there = await found(event_id, by, version)
    calendar = await storing.held(there["calendar_id"])
    parsed, now = read_object(there["ics"], calendar.zone), clock.now()
    if draft.guests is not None and not policy.invites(parsed.organizer, calendar.addresses):
        raise NotTheirs
    draft = await organized(draft, calendar, by=by)
    if reach is Reach.THIS and recurrence_id:
        tree = written(lambda: edits.change_one(parsed, draft, recurrence_id, now))
    elif reach is Reach.FOLLOWING and _is_later(parsed, recurrence_id):
        pair = _split(parsed, draft, recurrence_id)
        split = [await prepared(calendar, it, there, by) for it in pair]
        return await _change(event_id, version, split, by=by)
    else:
        tree = written(lambda: edits.change_all(parsed, draft, recurrence_id, now))
    changed = await prepared(calendar, tree, there, by)
    return await _change(event_id, version, [changed], by=by)


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
    there = await found(event_id, by, version)
    calendar = await storing.held(there["calendar_id"])
    parsed, now = read_object(there["ics"], calendar.zone), clock.now()
    if reach is Reach.THIS and recurrence_id:
        tree = written(lambda: edits.leave_out(parsed, recurrence_id, now))
    elif reach is Reach.FOLLOWING and _is_later(parsed, recurrence_id):
        tree = written(lambda: edits.end_before(parsed, recurrence_id, now))
    else:
        await _delete(event_id, version, None, by=by)
        return
    rest = await prepared(calendar, tree, there, by)
    await _delete(event_id, version, rest, by=by)


@action("calendar.event.changed")
async def _change(
    event_id: int, version: int, objects: Sequence[storing.Prepared], *, by: Actor
) -> Stored:
    """The event as the first of them says, and the others beside it; the last one is given back."""
    there, seq = await taken(event_id, by, version)
    stored = await write_object(objects[0], there["id"], seq)
    for it in objects[1:]:
        stored = await write_object(it, None, seq)
    return stored


@action("calendar.event.removed")
async def _delete(event_id: int, version: int, rest: storing.Prepared | None, *, by: Actor) -> None:
    """The event, but for what stays of it."""
    there, seq = await taken(event_id, by, version)
    if rest is not None:
        await write_object(rest, there["id"], seq)
        return
    await remove_object(there, there["calendar_id"])
    await changes.record(there["calendar_id"], seq, deleted=[there["href"]])


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


async def found(event_id: int, by: Actor, version: int | None = None) -> Row:
    """The object, for a change that is then worked out before anything is held; of whatever version
    unless one is said."""
    rows = await read("SELECT calendar_id FROM calendar_object WHERE id = :id", id=event_id)
    if not rows:
        raise NotFound(_("There is no such event."))
    return await _checked(event_id, rows[0]["calendar_id"], by, version, with_text=True)


async def taken(event_id: int, by: Actor, version: int) -> tuple[Row, int]:
    """The same object, its calendar held for the change, and the number of that change. A version
    is of one text, so what was worked out of it still holds."""
    there = await found(event_id, by, version)
    on_behalf_of(await acting(await entered(there["calendar_id"], by=by), by))
    seq = await changes.lock(there["calendar_id"])
    return await _checked(event_id, there["calendar_id"], by, version), seq


async def _checked(
    event_id: int, calendar_id: int, by: Actor, version: int | None, *, with_text: bool = False
) -> Row:
    place = await entered(calendar_id, by=by)
    rows = await read(
        f"SELECT o.id, o.calendar_id, o.uid, o.href, o.is_private, o.version,"  # noqa: S608
        f" o.organizer, o.schedule_tag, o.etag, c.kind{', o.ics' if with_text else ''}"
        " FROM calendar_object o"
        " JOIN calendar c ON c.id = o.calendar_id WHERE o.id = :id AND o.calendar_id = :calendar",
        id=event_id, calendar=calendar_id,
    )  # fmt: skip
    is_shown = rows and policy.sight(place.role, is_private=bool(rows[0]["is_private"]))
    if is_shown is not policy.Sight.ALL:
        raise NotFound(_("There is no such event."))
    if "write" not in policy.able(CalendarKind(rows[0]["kind"]), place.abilities):
        raise Forbidden(_("You can see this, but not do that with it."))
    if version is not None and rows[0]["version"] != version:
        raise Outdated
    return rows[0]


async def prepared(
    calendar: storing.Held, tree: Component, there: Row, by: Actor
) -> storing.Prepared:
    """Of what is there, or of the event of its own that a part of it became."""
    parsed = read_object(serialise(tree), calendar.zone)
    old = there if parsed.uid == there["uid"] else None
    kept, told_of = await arranged(calendar, parsed, old, by=by)
    href, object_id = (old["href"], old["id"]) if old else (f"{parsed.uid}.ics", None)
    return await storing.prepare(calendar, href, kept, object_id, told_of)


def _split(parsed: Parsed, draft: EventDraft, recurrence_id: str) -> tuple[Component, Component]:
    """The series that ends there, and the other one that begins."""
    uid, now = new_uid(), clock.now()
    rest = written(lambda: edits.rest_of(parsed, draft, recurrence_id, uid, now))
    return written(lambda: edits.end_before(parsed, recurrence_id, now)), rest


def _is_later(parsed: Parsed, recurrence_id: str) -> bool:
    """Whether that repetition is not the first."""
    span = parsed.series.span
    return bool(recurrence_id and span and parsed.series.wall_of(recurrence_id) > span.first)


def written(edit: Callable[[], Component]) -> Component:
    try:
        return edit()
    except Malformed as error:
        raise Invalid(explained(error)) from error
