"""Objects as DAV clients, imports and our own pages store them: whole texts under a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hub.action import action, happened, on_behalf_of, unchanged
from hub.actor import Actor
from hub.database import Row, read
from hub.dav import changes
from hub.errors import Invalid, NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.actions import cancelling, storing
from hub_calendar.errors import Outdated, UidTaken
from hub_calendar.ics.objects import read_object
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import acting

_HREF = re.compile(r"(?!\.{1,2}$)[^/\x00-\x1f\x7f]{1,255}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is there now."""

    object_id: int
    href: str
    etag: str
    version: int
    is_new: bool


async def put_object(
    calendar_id: int,
    href: str,
    ics: str,
    *,
    by: Actor,
    if_match: str | None = None,
    if_none_match: bool = False,
) -> Stored:
    """Stores a text, verbatim, under a name, over what may be there.

    Args:
        calendar_id: the calendar.
        href: the last segment of the address, unquoted.
        ics: one calendar object.
        by: the actor.
        if_match: only over what has this etag, without quotes; `*`: over anything.
        if_none_match: only where there is nothing.

    Raises:
        Invalid: the text is no calendar object, or too large, or repeats too often.
        Outdated: the conditions do not hold. UidTaken: its UID has another name there.
        Forbidden: the actor only reads the calendar, or is not shown what would be replaced.
    """
    # Read before the transaction begins: a text of a megabyte must hold up no other writer.
    await entered(calendar_id, by=by, to="write")
    calendar = await storing.held(calendar_id)
    if not _HREF.fullmatch(href):
        raise Invalid(_("This cannot be the name of an event."))
    parsed = read_object(ics, calendar.zone)
    there, _namesake = await _there(calendar_id, href, parsed.uid)
    new = await storing.prepare(calendar, href, parsed, there["id"] if there else None)
    return await _put(new, by=by, if_match=if_match, is_first=if_none_match)


@action("calendar.event.stored")
async def _put(
    new: storing.Prepared, *, by: Actor, if_match: str | None = None, is_first: bool = False
) -> Stored:
    calendar, href, parsed = new.calendar, new.href, new.parsed
    place = await entered(calendar.id, by=by, to="write")
    on_behalf_of(await acting(place, by))
    seq = await changes.lock(calendar.id)
    there, namesake = await _there(calendar.id, href, parsed.uid)
    if there is not None:
        policy.check_writes(place.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match, is_first=is_first)
    check_uid(parsed.uid, there, namesake)
    if there is not None and there["etag"] == parsed.etag:
        unchanged()
        return Stored(there["id"], href, parsed.etag, there["version"], False)
    return await write_object(new, there["id"] if there else None, seq)


async def write_object(
    new: storing.Prepared, object_id: int | None, seq: int, *, left: int | None = None
) -> Stored:
    """The write itself, of an action that holds the calendar and has checked everything; `left` is
    the calendar that it was in before."""
    row = await storing.store(await storing.current(new), object_id)
    await changes.record(new.calendar.id, seq, written=[new.href])
    told(row.id, left or new.calendar.id, new.calendar.id)
    return Stored(row.id, new.href, row.etag, row.version, object_id is None)


@action("calendar.event.deleted")
async def delete_object(
    calendar_id: int, href: str, *, by: Actor, if_match: str | None = None
) -> None:
    """Deletes what has that name.

    Raises:
        NotFound: nothing has it. Outdated: it has another etag.
    """
    place = await entered(calendar_id, by=by, to="write")
    on_behalf_of(await acting(place, by))
    seq = await changes.lock(calendar_id)
    there = await object_at(calendar_id, href)
    policy.check_writes(place.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match)
    await cancelling.delete_row(there["id"])
    await changes.record(calendar_id, seq, deleted=[href])
    told(there["id"], calendar_id)


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
    if not _HREF.fullmatch(to_href):
        raise Invalid(_("This cannot be the name of an event."))
    source = await entered(calendar_id, by=by, to="write")
    await entered(to, by=by, to="write")
    there = await object_at(calendar_id, href)
    policy.check_writes(source.role, is_private=bool(there["is_private"]))
    new = await _renamed(there, to, to_href)
    return await _move(calendar_id, href, new, by=by, if_match=if_match, overwrite=overwrite)


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
    taken, namesake = await _there(to, to_href, there["uid"])
    if taken is not None:
        policy.check_writes(target.role, is_private=bool(taken["is_private"]))
        check_conditions(taken, None, is_first=not overwrite)
    if to != calendar_id:
        check_uid(there["uid"], taken, namesake)
    if taken is not None:
        await cancelling.delete_row(taken["id"])
        told(taken["id"], to)
    await changes.record(calendar_id, seqs[calendar_id], deleted=[href])
    if to != calendar_id:
        await cancelling.keep_time(there["id"])
    moved = await write_object(new, there["id"], seqs[to], left=calendar_id)
    return replace(moved, is_new=taken is None)


async def object_at(calendar_id: int, href: str) -> Row:
    """Raises `NotFound`."""
    rows = await read(
        "SELECT id, href, uid, etag, ics, is_private, version FROM calendar_object"
        " WHERE calendar_id = :calendar AND href = :href",
        calendar=calendar_id, href=href,
    )  # fmt: skip
    if not rows:
        raise NotFound(_("There is no such event."))
    return rows[0]


def check_conditions(there: Row | None, if_match: str | None, *, is_first: bool = False) -> None:
    """Raises `Outdated` (RFC 9110 §13.1)."""
    if is_first and there is not None:
        raise Outdated
    if if_match is not None and (there is None or if_match not in {"*", there["etag"]}):
        raise Outdated


def told(object_id: int, *calendar_ids: int) -> None:
    tells = [f"calendar:{it}" for it in calendar_ids]
    happened("event", object_id, tells=tells, detail={"calendar": str(calendar_ids[-1])})


def check_uid(uid: str, there: Row | None, namesake: Row | None) -> None:
    """Raises `UidTaken` if that UID has another name, or what has the name another UID."""
    if there is not None and there["uid"] != uid:
        raise UidTaken(there["href"])
    if namesake is not None and (there is None or namesake["id"] != there["id"]):
        raise UidTaken(namesake["href"])


async def _there(calendar_id: int, href: str, uid: str) -> tuple[Row | None, Row | None]:
    """What has that name, and what has that UID."""
    rows = await read(
        "SELECT id, href, uid, etag, is_private, version FROM calendar_object"
        " WHERE calendar_id = :calendar AND (href = :href OR uid = :uid)",
        calendar=calendar_id, href=href, uid=uid,
    )  # fmt: skip
    there = next((row for row in rows if row["href"] == href), None)
    return there, next((row for row in rows if row["uid"] == uid), None)
