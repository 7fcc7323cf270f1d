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
from hub_calendar.actions.arranging import COLUMNS, arranged, leaving
from hub_calendar.errors import Outdated, UidTaken
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.queries.calendars import entered
from hub_calendar.queries.delegates import acting

TRIES = 5
HREF = re.compile(r"(?!\.{1,2}$)[^/\x00-\x1f\x7f]{1,255}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is there now."""

    object_id: int
    href: str
    etag: str
    version: int
    is_new: bool
    schedule_tag: str = ""
    """Empty for what is not planned with others."""
    is_as_sent: bool = True
    """Whether it is kept octet for octet as it came."""


class _Overtaken(Exception):
    """Somebody changed what is there since it was looked at; it is looked at once more."""


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
    if not HREF.fullmatch(href):
        raise Invalid(_("This cannot be the name of an event."))
    parsed = read_object(ics, calendar.zone)
    for _try in range(TRIES):
        new = await _prepared(calendar, href, parsed, by)
        try:
            stored = await _put(new, by=by, if_match=if_match, is_first=if_none_match)
        except _Overtaken:
            continue
        return replace(stored, is_as_sent=new.parsed.ics == ics)
    raise Outdated


async def _prepared(
    calendar: storing.Held, href: str, parsed: Parsed, by: Actor
) -> storing.Prepared:
    there, _namesake = await there_at(calendar.id, href, parsed.uid)
    kept, told_of = await arranged(calendar, parsed, there, by=by)
    return await storing.prepare(calendar, href, kept, there["id"] if there else None, told_of)


@action("calendar.event.stored")
async def _put(
    new: storing.Prepared, *, by: Actor, if_match: str | None = None, is_first: bool = False
) -> Stored:
    calendar, href, parsed = new.calendar, new.href, new.parsed
    place = await entered(calendar.id, by=by, to="write")
    on_behalf_of(await acting(place, by))
    seq = await changes.lock(calendar.id)
    there, namesake = await there_at(calendar.id, href, parsed.uid)
    if there is not None:
        policy.check_writes(place.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match, is_first=is_first)
    check_uid(parsed.uid, there, namesake, place.role)
    if new.arranged and new.arranged.version != (there["version"] if there else None):
        raise _Overtaken
    if there is not None and there["etag"] == parsed.etag:
        unchanged()
        tag = there["schedule_tag"] or ""
        return Stored(there["id"], href, parsed.etag, there["version"], False, tag)
    return await write_object(new, there["id"] if there else None, seq)


async def write_object(
    new: storing.Prepared, object_id: int | None, seq: int, *, left: int | None = None
) -> Stored:
    """The write itself, of an action that holds the calendar and has checked everything; `left` is
    the calendar that it was in before."""
    row = await storing.store(await storing.current(new), object_id)
    await changes.record(new.calendar.id, seq, written=[new.href])
    told(row.id, left or new.calendar.id, new.calendar.id)
    tag = new.arranged.schedule_tag if new.arranged else ""
    return Stored(row.id, new.href, row.etag, row.version, object_id is None, tag or "")


async def remove_object(there: Row, calendar_id: int, *, answers: bool = True) -> None:
    """The deletion itself, of an action that holds the calendar and has checked everything."""
    left = await leaving(await storing.held(calendar_id), there) if answers else None
    if left:
        await storing.arrange(left, there["id"])
    await cancelling.delete_row(there["id"])
    told(there["id"], calendar_id)


@action("calendar.event.deleted")
async def delete_object(
    calendar_id: int, href: str, *, by: Actor, if_match: str | None = None, answers: bool = True
) -> None:
    """Deletes what has that name.

    Args:
        calendar_id: the calendar.
        href: the name.
        by: the actor.
        if_match: only if it has this etag.
        answers: whether the organizer is told that a guest does not come (RFC 6638 §8.1).

    Raises:
        NotFound: nothing has it. Outdated: it has another etag.
    """
    place = await entered(calendar_id, by=by, to="write")
    on_behalf_of(await acting(place, by))
    seq = await changes.lock(calendar_id)
    there = await object_at(calendar_id, href)
    policy.check_writes(place.role, is_private=bool(there["is_private"]))
    check_conditions(there, if_match)
    await remove_object(there, calendar_id, answers=answers)
    await changes.record(calendar_id, seq, deleted=[href])


async def object_at(calendar_id: int, href: str) -> Row:
    """Raises `NotFound`."""
    rows = await read(
        f"SELECT {COLUMNS}, ics FROM calendar_object"  # noqa: S608  # our own names
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


def check_uid(uid: str, there: Row | None, namesake: Row | None, role: str) -> None:
    """Raises `UidTaken` if that UID has another name, or what has the name another UID.

    Clients name what they make after its UID: of what somebody is not shown, the refusal does not
    give away the name.
    """
    if there is not None and there["uid"] != uid:
        raise UidTaken(there["href"])
    if namesake is not None and (there is None or namesake["id"] != there["id"]):
        is_shown = policy.sight(role, is_private=bool(namesake["is_private"])) is policy.Sight.ALL
        raise UidTaken(namesake["href"] if is_shown else "")


async def there_at(calendar_id: int, href: str, uid: str) -> tuple[Row | None, Row | None]:
    """What has that name, and what has that UID, as `COLUMNS`."""
    rows = await read(
        f"SELECT {COLUMNS} FROM calendar_object"  # noqa: S608  # our own names
        " WHERE calendar_id = :calendar AND (href = :href OR uid = :uid)",
        calendar=calendar_id, href=href, uid=uid,
    )  # fmt: skip
    there = next((row for row in rows if row["href"] == href), None)
    return there, next((row for row in rows if row["uid"] == uid), None)
