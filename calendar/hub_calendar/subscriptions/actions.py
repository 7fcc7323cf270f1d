"""Subscriptions: made, turned to another address, ended, and followed by their job."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from hub import cipher, settings
from hub.access.queries import Place
from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor, Via
from hub.database import read
from hub.dav import changes
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.language import _
from hub.people.models import Person
from hub_calendar import policy
from hub_calendar.actions import cancelling, create_calendar
from hub_calendar.actions.importing import Outcome, judged, write_objects
from hub_calendar.actions.objects import told
from hub_calendar.ics.files import Found
from hub_calendar.ics.objects import Parsed
from hub_calendar.importing import BATCH, batches
from hub_calendar.models import Calendar, CalendarKind
from hub_calendar.queries.calendars import entered
from hub_calendar.subscriptions import words
from hub_calendar.subscriptions.models import Subscription
from hub_calendar.subscriptions.source import Brought, Fault, Known, bring, host_of, tidy

MOST = 30
"""Subscriptions of one person."""
PURPOSE = "calendar subscription"


async def subscribe(*, by: Actor, address: str, name: str = "", colour: int = 1) -> int:
    """A calendar of the actor's that says what is at an address; gives its key. What is there is
    looked at first, and put into it soon after.

    Raises:
        Invalid: there is no calendar at the address (`address` says why), or no such name.
        Forbidden: the actor has no calendars, or is in no session. Conflict: there are too many.
    """
    policy.check_opens(by, by.person_id or 0, is_person=True)
    _check_session(by)
    await _check_number(by)
    tidied = tidy(address)
    brought = await _tried(tidied, ZoneInfo(settings.current.get().timezone))
    named = brought.found.name if brought.found else ""
    return await subscribed(
        tidied, by=by, name=name.strip() or named or host_of(tidied), colour=colour
    )


async def turn(calendar_id: int, *, by: Actor, address: str) -> None:
    """Asks at another address from now on, with the right of the actor.

    Raises:
        Invalid: as `subscribe`. NotFound: the calendar is kept here.
    """
    await _managed(calendar_id, by)
    _check_session(by)
    tidied = tidy(address)
    rows = await read("SELECT timezone FROM calendar WHERE id = :id", id=calendar_id)
    await _tried(tidied, ZoneInfo(rows[0]["timezone"]))
    await _turn(calendar_id, tidied, by=by)


@action("calendar.subscription.asked")
async def look(calendar_id: int, *, by: Actor) -> bool:
    """Has it looked at now, unless that was just done; whether it will be."""
    there = await _managed(calendar_id, by)
    last = there.looked_at
    if last is not None and clock.now() - last < settings.current.get().subscription_least / 15:
        unchanged()
        return False
    await Subscription.filter(id=there.id).update(due_at=clock.now())
    happened("calendar", calendar_id)
    return True


@action("calendar.subscription.ended")
async def keep(calendar_id: int, *, by: Actor) -> None:
    """Follows it no more: what is in the calendar stays, and is changed here."""
    there = await _managed(calendar_id, by)
    await changes.lock(calendar_id)
    calendar = await Calendar.get(id=calendar_id)
    is_person = await Person.exists(id=calendar.owner_id)
    kind = CalendarKind.PERSONAL if is_person else CalendarKind.GROUP
    await Calendar.filter(id=calendar_id).update(kind=kind, version=calendar.version + 1)
    await Subscription.filter(id=there.id).delete()
    happened("calendar", calendar_id, tells=[f"calendar:{calendar_id}"])


async def follow(calendar_id: int, found: Found, *, by: Actor, fence: int) -> int:
    """Makes the calendar say what was read; how many events that changed.

    What is new or other is written in batches, each a change of its own, then what is gone is
    deleted. Of what could not be read, what there was stays.

    Args:
        calendar_id: the calendar.
        found: what is at its source.
        by: the job, for whoever subscribed.
        fence: the number of its claim. Another one, or another address, ends this.

    Raises:
        NotFound, Forbidden: it is ended, or that person does not manage the calendar any more.
    """
    place = await _followed(calendar_id, by, fence)
    new = list[Parsed]()
    for batch in batches(found.objects):
        await asyncio.sleep(0)
        verdicts = await judged(calendar_id, batch, place.role)
        new += [it.parsed for it in verdicts if it.outcome in {Outcome.CREATE, Outcome.CHANGE}]
    for batch in batches(new):
        await _write(calendar_id, batch, by=by, fence=fence)
    gone = await _gone(calendar_id, found)
    for start in range(0, len(gone), BATCH):
        await _delete(calendar_id, gone[start : start + BATCH], by=by, fence=fence)
    return len(new) + len(gone)


@action("calendar.subscription.made")
async def subscribed(address: str, *, by: Actor, name: str, colour: int) -> int:
    """The same of an address that was looked at; gives the key of the calendar."""
    _check_session(by)
    await _check_number(by)
    made = await create_calendar(
        by=by, name=name, kind=CalendarKind.SUBSCRIBED, colour=colour, is_transparent=True
    )
    await Subscription.create(
        calendar_id=made.id, maker_id=by.person_id, due_at=clock.now(), **_place(address)
    )
    happened("calendar", made.id, detail={"host": host_of(address)})
    return int(made.id)


@action("calendar.subscription.turned")
async def _turn(calendar_id: int, address: str, *, by: Actor) -> None:
    there = await _managed(calendar_id, by)
    await Subscription.filter(id=there.id).update(
        maker_id=by.person_id, due_at=clock.now(), etag="", modified="", content_sha256="",
        reason="", status=0, failures=0, tries=F("tries") + 1, **_place(address),
    )  # fmt: skip
    happened("calendar", calendar_id, detail={"host": host_of(address)})


@action("calendar.subscription.followed")
async def _write(calendar_id: int, objects: Sequence[Parsed], *, by: Actor, fence: int) -> None:
    place = await _followed(calendar_id, by, fence)
    await write_objects(calendar_id, objects, place.role)


@action("calendar.subscription.dropped")
async def _delete(calendar_id: int, uids: Sequence[str], *, by: Actor, fence: int) -> None:
    seq = await changes.lock(calendar_id)
    await _followed(calendar_id, by, fence)
    rows = await read(
        "SELECT id, href FROM calendar_object WHERE calendar_id = :calendar AND uid IN :uids",
        calendar=calendar_id, uids=uids,
    )  # fmt: skip
    for row in rows:
        await cancelling.delete_row(row["id"])
        told(row["id"], calendar_id)
    if not rows:
        unchanged()
    await changes.record(calendar_id, seq, deleted=[row["href"] for row in rows])


async def _gone(calendar_id: int, found: Found) -> list[str]:
    """The UIDs that the source has no more."""
    rows = await read("SELECT uid FROM calendar_object WHERE calendar_id = :id", id=calendar_id)
    there = {it.uid for it in found.objects} | found.unread
    return [row["uid"] for row in rows if row["uid"] not in there]


async def _followed(calendar_id: int, by: Actor, fence: int) -> Place:
    """The calendar, for the job that follows its source."""
    policy.check_follows(by)
    place = await entered(calendar_id, by=by, to="manage")
    if not await Subscription.exists(calendar_id=calendar_id, tries=fence):
        raise NotFound
    return place


async def _managed(calendar_id: int, by: Actor) -> Subscription:
    await entered(calendar_id, by=by, to="manage")
    there = await Subscription.get_or_none(calendar_id=calendar_id)
    if there is None:
        raise NotFound(_("There is no such calendar."))
    return there


async def _tried(address: str, zone: ZoneInfo) -> Brought:
    """Raises `Invalid`; it says why as the calendar's page would."""
    try:
        return await bring(address, Known(), zone)
    except Fault as fault:
        raise Invalid(address=words.why(fault.reason, fault.status)) from None


async def _check_number(by: Actor) -> None:
    if await Subscription.filter(maker_id=by.person_id).count() >= MOST:
        raise Conflict(_("You follow {most} calendars already. Leave one first.", most=MOST))


def _check_session(by: Actor) -> None:
    if by.person_id is None or by.via is not Via.SESSION:
        raise Forbidden


def _place(address: str) -> dict[str, Any]:
    return {
        "host": host_of(address), "address": cipher.current.get().locked(address, PURPOSE),
    }  # fmt: skip
