"""Calendars: made, changed, deleted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict, Unpack
from zoneinfo import available_timezones

from hub import settings
from hub.access.actions import delete_scopes, open_scope
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import Row, new_key, one_only, read, write
from hub.dav import changes
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import _
from hub.people.folding import fold
from hub.people.models import Person
from hub_calendar import policy
from hub_calendar.actions import storing
from hub_calendar.ics.objects import read_object
from hub_calendar.models import PERSONAL, Calendar, CalendarKind
from hub_calendar.queries.calendars import entered

COLOURS = range(1, 7)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~@-]{0,59}")


class CalendarDetails(TypedDict, total=False):
    """What a calendar may have beside its name; what is left out is as usual."""

    description: str
    colour: int
    rank: int
    timezone: str
    is_transparent: bool
    components: str
    """Said once, when it is made (RFC 4791 §5.2.3)."""


class CalendarChanges(CalendarDetails, total=False):
    """The fields to change; what is left out stays."""

    name: str


@action("calendar.calendar.created")
async def create_calendar(
    *,
    by: Actor,
    name: str,
    owner_id: int | None = None,
    kind: CalendarKind = CalendarKind.PERSONAL,
    slug: str = "",
    given: Mapping[int, str] | None = None,
    **details: Unpack[CalendarDetails],
) -> Calendar:
    """Makes a calendar of the actor's, or of one of their groups.

    Args:
        by: the actor, who will manage it.
        name: what people call it.
        owner_id: the person or group whose it is; by default the actor.
        kind: what it is for.
        slug: its name in addresses, kept as it is if it can be; by default made of `name`.
        given: roles by principal, instead of `manage` to the actor and `read` to a group.
        details: the rest, as for `change_calendar`.

    Raises:
        Forbidden: the actor may not make a calendar of that owner.
        Conflict: the owner has a calendar of that slug.
    """
    owner_id = owner_id or by.person_id
    if owner_id is None:
        raise Forbidden(_("Only agents and officials have calendars."))
    policy.check_opens(by, owner_id, is_person=await Person.exists(id=owner_id))
    values: CalendarChanges = {"name": name, **details}
    given = given or _given(by, owner_id)
    return await open_calendar(by, owner_id, kind, values, slug=slug or _slug_of(name), given=given)


async def change_calendar(
    calendar_id: int, *, by: Actor, version: int | None = None, **fields: Unpack[CalendarChanges]
) -> None:
    """Changes what is given. Another time zone moves what is of whole days.

    Raises:
        Conflict: it has another version by now.
    """
    await entered(calendar_id, by=by, to="manage")
    checked = _checked(fields)
    ready = await _prepared(calendar_id, checked["timezone"]) if "timezone" in checked else {}
    await _change(calendar_id, checked, ready, by=by, version=version)


@action("calendar.calendar.changed")
async def _change(
    calendar_id: int,
    fields: CalendarChanges,
    ready: Mapping[int, storing.Prepared],
    *,
    by: Actor,
    version: int | None,
) -> None:
    await entered(calendar_id, by=by, to="manage")
    await changes.lock(calendar_id)
    there = await Calendar.get(id=calendar_id)
    values = {name: value for name, value in fields.items() if getattr(there, name) != value}
    if version is not None and there.version != version:
        raise Conflict(_("Somebody has changed this calendar in the meantime."))
    if not values:
        unchanged()
        return
    await Calendar.filter(id=calendar_id).update(**values, version=there.version + 1)
    if "timezone" in values:
        await _restore(calendar_id, ready)
    detail = {name: value for name, value in values.items() if name != "description"}
    happened("calendar", calendar_id, tells=[f"calendar:{calendar_id}"], detail=detail)


@action("calendar.calendar.deleted")
async def delete_calendar(calendar_id: int, *, by: Actor) -> None:
    """Deletes a calendar with all that is in it, and its rights.

    Raises:
        Forbidden: the actor does not manage it; or it is somebody's first one.
    """
    await entered(calendar_id, by=by, to="manage")
    await changes.lock(calendar_id)
    there = await Calendar.get(id=calendar_id)
    if there.kind == CalendarKind.PERSONAL and there.slug == PERSONAL:
        raise Forbidden(_("This is where invitations arrive: it cannot be deleted."))
    await write("DELETE FROM calendar WHERE id = :id", id=calendar_id)
    await changes.close_collection(calendar_id)
    await delete_scopes([calendar_id], by=by)
    happened("calendar", calendar_id, tells=_tells(calendar_id, there.owner_id))


async def open_calendar(
    by: Actor,
    owner_id: int,
    kind: CalendarKind,
    values: CalendarChanges,
    *,
    slug: str,
    given: Mapping[int, str],
) -> Calendar:
    """Makes a calendar, whoever may; the caller has checked that."""
    values = _checked(values)
    values.setdefault("timezone", settings.current.get().timezone)
    if not _SLUG.fullmatch(slug):
        slug = _slug_of(slug) or kind.value
    scope_id = await open_scope("calendar", new_key(), by=by, given=given)
    await changes.open_collection(scope_id)
    with one_only(_("There is a calendar of this name already.")):
        calendar = await Calendar.create(
            id=scope_id, scope_id=scope_id, owner_id=owner_id, kind=kind, slug=slug, **values
        )
    happened("calendar", scope_id, tells=_tells(scope_id, owner_id), detail={"name": calendar.name})
    return calendar


def _slug_of(name: str) -> str:
    return "-".join(fold(name).split())[:60].strip("-")


def _given(by: Actor, owner_id: int) -> dict[int, str]:
    given = {owner_id: "read"}
    return given | ({by.person_id: "manage"} if by.person_id else {})


def _checked(fields: CalendarChanges) -> CalendarChanges:
    """Raises `Invalid` for a value that no calendar can have."""
    values = fields.copy()
    if "name" in fields:
        values["name"] = " ".join(fields["name"].split())
        if not 0 < len(values["name"]) <= 200 or "\0" in values["name"]:
            raise Invalid(name=_("A calendar needs a name, of at most 200 characters."))
    if fields.get("colour", 1) not in COLOURS:
        raise Invalid(colour=_("There is no such colour."))
    if "timezone" in fields and fields["timezone"] not in available_timezones():
        raise Invalid(timezone=_("There is no such time zone."))
    if len(fields.get("description", "")) > 2000 or "\0" in fields.get("description", ""):
        raise Invalid(description=_("At most {most} characters.", most=2000))
    return values


async def _prepared(calendar_id: int, timezone: str) -> dict[int, storing.Prepared]:
    """All objects by another clock, worked out before the transaction: there may be thousands."""
    present = await storing.held(calendar_id)
    if timezone == present.timezone:
        return {}
    calendar, found, last = replace(present, timezone=timezone), dict[int, storing.Prepared](), 0
    while rows := await read(
        "SELECT id, href, ics FROM calendar_object WHERE calendar_id = :calendar AND id > :last"
        " ORDER BY id LIMIT :most",
        calendar=calendar_id, last=last, most=storing.BATCH,
    ):  # fmt: skip
        for row in rows:
            await asyncio.sleep(0)
            found[row["id"]] = await _by_clock(row, calendar)
        last = rows[-1]["id"]
    return found


async def _restore(calendar_id: int, ready: Mapping[int, storing.Prepared]) -> None:
    """Stores all objects again: days and floating times are by the calendar's clock. What was
    written while they were prepared is read again."""
    calendar = await storing.held(calendar_id)
    rows = await read(
        "SELECT id, href, etag FROM calendar_object WHERE calendar_id = :calendar",
        calendar=calendar_id,
    )
    for row in rows:
        it = ready.get(row["id"])
        if it is None or (it.href, it.row.etag) != (row["href"], row["etag"]):
            sql = "SELECT id, href, ics FROM calendar_object WHERE id = :id"
            it = await _by_clock((await read(sql, id=row["id"]))[0], calendar)
        await storing.store(it, row["id"])


async def _by_clock(row: Row, calendar: storing.Held) -> storing.Prepared:
    parsed = read_object(row["ics"], calendar.zone)
    return await storing.prepare(calendar, row["href"], parsed, row["id"])


def _tells(calendar_id: int, owner_id: int) -> list[str]:
    return [f"calendar:{calendar_id}", f"person:{owner_id}"]
