"""Objects that get another name, or another calendar."""

from __future__ import annotations

from dataclasses import replace

from hub.action import action, on_behalf_of, unchanged
from hub.actor import Actor
from hub.database import Row
from hub.dav import changes
from hub.errors import Invalid
from hub.language import _
from hub_calendar import policy
from hub_calendar.actions import cancelling, storing
from hub_calendar.actions.objects import (
    HREF,
    Stored,
    check_conditions,
    check_uid,
    object_at,
    put_object,
    remove_object,
    there_at,
    write_object,
)
from hub_calendar.ics.objects import read_object
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import acting


async def move_object(
    calendar_id: int,
    href: str,
    *,
    by: Actor,
    to: int,
    to_href: str,
    if_match: str | None = None,
    overwrite: bool = False,
) -> Stored:
    """Gives an object another name, in its calendar or in another one. It stays the same event.

    Raises:
        Outdated: the name is taken, and `overwrite` is not asked for. UidTaken: the other
            calendar has it already.
    """
    if not HREF.fullmatch(to_href):
        raise Invalid(_("This cannot be the name of an event."))
    source = await entered(calendar_id, by=by, to="write")
    await entered(to, by=by, to="write")
    there = await object_at(calendar_id, href)
    policy.check_writes(source.role, is_private=bool(there["is_private"]))
    new = await _renamed(there, to, to_href)
    return await _move(calendar_id, href, new, by=by, if_match=if_match, overwrite=overwrite)


async def copy_object(
    calendar_id: int,
    href: str,
    *,
    by: Actor,
    to: int,
    to_href: str,
    if_match: str | None = None,
    overwrite: bool = False,
) -> Stored:
    """Puts the text of an object under another name: another event, if with the same UID.

    Raises:
        Forbidden: the actor is not shown what would be copied, or may not write there.
        Outdated: it has another etag, or the name is taken and `overwrite` is not asked for.
        UidTaken: that calendar has it already, as its own has.
    """
    source = await entered(calendar_id, by=by)
    there = await object_at(calendar_id, href)
    policy.check_writes(source.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match)
    return await put_object(to, to_href, there["ics"], by=by, if_none_match=not overwrite)


async def _renamed(there: Row, to: int, to_href: str) -> storing.Prepared:
    """The same object as it will be in that calendar, whose clock may be another."""
    calendar = await storing.held(to)
    return await storing.prepare(
        calendar, to_href, read_object(there["ics"], calendar.zone), there["id"]
    )


@action("calendar.event.moved")
async def _move(
    calendar_id: int,
    href: str,
    new: storing.Prepared,
    *,
    by: Actor,
    if_match: str | None,
    overwrite: bool,
) -> Stored:
    to, to_href = new.calendar.id, new.href
    source = await entered(calendar_id, by=by, to="write")
    target = await entered(to, by=by, to="write")
    on_behalf_of(await acting(target, by) or await acting(source, by))
    seqs = {it: await changes.lock(it) for it in sorted({calendar_id, to})}
    there = await object_at(calendar_id, href)
    policy.check_writes(source.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match)
    if (there["id"], there["etag"]) != (new.object_id, new.row.etag):
        new = await _renamed(there, to, to_href)  # somebody changed it while it was prepared
    if (calendar_id, href) == (to, to_href):
        unchanged()
        return Stored(there["id"], href, there["etag"], there["version"], False)
    taken, namesake = await there_at(to, to_href, there["uid"])
    if taken is not None:
        policy.check_writes(target.role, is_private=bool(taken["is_private"]))
        check_conditions(taken, None, is_first=not overwrite)
    if to != calendar_id:
        check_uid(there["uid"], taken, namesake, target.role)
    if taken is not None:
        await remove_object(taken, to)
    await changes.record(calendar_id, seqs[calendar_id], deleted=[href])
    if to != calendar_id:
        await cancelling.keep_time(there["id"])
    moved = await write_object(new, there["id"], seqs[to], left=calendar_id)
    return replace(moved, is_new=taken is None)
