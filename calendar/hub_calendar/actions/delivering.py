"""Guests are told of what concerns them, in their calendars, and organizers of their answers.

Both are done after the commit of their cause, at least once. What a guest is told is worked out of
what the event is now and of what its guests know, so that twice does nothing, and of two changes in
a row they may see but the second. Each guest's copy is a transaction of its own: a hundred guests
hold up nobody.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from hub.accounts import clock
from hub.action import action
from hub.actor import Actor
from hub.database import Row, new_key, read, transaction, write
from hub.dav import changes
from hub_calendar import policy
from hub_calendar.actions import storing
from hub_calendar.actions.answers import take_answers
from hub_calendar.actions.messages import deliver, message
from hub_calendar.actions.objects import TRIES, write_object
from hub_calendar.errors import Outdated
from hub_calendar.ics.answers import Answer, Unfit, sequence_of
from hub_calendar.ics.copies import cancelled_copy, copied
from hub_calendar.ics.counterparts import counterpart, is_same_time
from hub_calendar.ics.invitations import News, news, told_to
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.messages import cancellation, is_off, request
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.organizing import DELIVERED, SENT, status_of
from hub_calendar.ics.replying import DECLINED, answer_of
from hub_calendar.models import PERSONAL, Message
from hub_calendar.queries.addresses import whose

log = structlog.get_logger(__name__)

_INVITATION = (
    "SELECT i.ics AS known, i.timezone, o.id, o.ics, o.schedule_tag, o.calendar_id"
    " FROM invitation i LEFT JOIN calendar_object o ON o.id = i.id WHERE i.id = :id"
)
_COPY = (
    "SELECT o.id, o.calendar_id, o.href, o.ics, o.version, o.organizer FROM calendar_object o"
    " JOIN calendar c ON c.id = o.calendar_id"
    " WHERE c.owner_id = :person AND o.uid = :uid AND c.kind <> 'subscribed' ORDER BY o.id"
)


@dataclass(frozen=True, slots=True)
class _Event:
    """An organizer's event, as its guests know it and as it is now."""

    object_id: int
    before: Parsed | None
    after: Parsed | None
    tag: str | None
    timezone: str

    @property
    def known(self) -> Parsed:
        """The last that there is of it."""
        known = self.after or self.before
        assert known is not None
        return known


async def tell_guests(object_id: int, *, by: Actor) -> None:
    """Puts what is new of an organizer's object, which may be gone, into its guests' calendars.

    Raises:
        Outdated: it is changed faster than it can be told.
    """
    policy.check_delivers(by)
    for _try in range(TRIES):
        try:
            return await _tell_all(object_id, by)
        except Outdated:
            continue
    raise Outdated


async def send_answers(object_id: int, *, by: Actor) -> None:
    """Tells the organizer what a guest answered in that copy, which may be gone."""
    policy.check_delivers(by)
    rows = await read("SELECT * FROM reply WHERE object_id = :id ORDER BY id", id=object_id)
    for row in rows:
        try:
            await take_answers(row["uid"], [_answer(row)], by=by)
        except Unfit as error:
            # The guest's copy was older than the event: its news ask once more.
            log.info("answer_unfit", id=object_id, reason=error.reason)
        async with transaction():
            await write("DELETE FROM reply WHERE id = :id", id=row["id"])


async def _tell_all(object_id: int, by: Actor) -> None:
    event = await _event(object_id)
    if event is None:
        return
    found = news(event.before, event.after)
    people = await whose(found)
    messages: list[Message] = []
    for address, what in found.items():
        await asyncio.sleep(0)
        said = event.before if what is News.LEFT else event.after
        status = status_of(said, address) if said else ""
        if status == DELIVERED and len(whom := people.get(address, set())) == 1:
            await _tell(event, address, min(whom), what, by)
        elif status == SENT:
            messages += _outside(event, address, what)
    await _note(event, messages)


async def _event(object_id: int) -> _Event | None:
    rows = await read(_INVITATION, id=object_id)
    if not rows:
        return None
    row = rows[0]
    before = read_object(row["known"], ZoneInfo(row["timezone"])) if row["known"] else None
    after, timezone = None, row["timezone"]
    if row["id"]:
        timezone = (await storing.held(row["calendar_id"])).timezone
        after = read_object(row["ics"], ZoneInfo(timezone))
    if after and (not after.organizer or (before and before.organizer != after.organizer)):
        after = None  # nobody organizes it any more, or somebody else does
    return _Event(object_id, before, after, row["schedule_tag"], timezone)


async def _note(event: _Event, messages: Sequence[Message]) -> None:
    """What the guests know now, with what leaves by mail: either both or neither, so that nobody
    has it twice."""
    known = {"id": event.object_id, "known": event.before.ics if event.before else ""}
    async with transaction():
        if event.after is None:
            sql = "DELETE FROM invitation WHERE id = :id AND ics = :known RETURNING id"
            rows = await write(sql, **known)
        else:
            rows = await write(
                "UPDATE invitation SET ics = :ics, timezone = :timezone"
                " WHERE id = :id AND ics = :known RETURNING id",
                ics=event.after.ics, timezone=event.timezone, **known,
            )  # fmt: skip
        if not rows:
            raise Outdated  # another one was faster
        await Message.bulk_create(messages)


async def _tell(event: _Event, address: str, person: int, what: News, by: Actor) -> None:
    rows = await read(_COPY, person=person, uid=event.known.uid)
    copy = rows[0] if rows else None
    if copy and copy["organizer"] != event.known.organizer:
        return  # somebody else's event of that name: it is not ours to write over
    if copy is None and (what is News.LEFT or _is_done_with(event, address)):
        return
    calendar_id = copy["calendar_id"] if copy else await _usual_calendar(person)
    if calendar_id is None:
        return
    calendar = await storing.held(calendar_id)
    theirs = read_object(copy["ics"], calendar.zone) if copy else None
    text = _text(event, theirs, address, what, calendar)
    if theirs and text == serialise(theirs.tree):
        return
    href = copy["href"] if copy else f"{new_key()}.ics"
    arranged = storing.Arranged(None, secrets.token_hex(8))
    parsed = read_object(text, calendar.zone)
    new = await storing.prepare(calendar, href, parsed, copy["id"] if copy else None, arranged)
    said = _said(event, address, what)
    inbox = message(said, event.known.uid, address, person_id=person) if said else None
    await _deliver(new, event, person, copy, inbox, by=by)


def _outside(event: _Event, address: str, what: News) -> Iterable[Message]:
    """What a guest outside is told."""
    if (said := _said(event, address, what)) is not None:
        is_update = bool(event.before and status_of(event.before, address) == SENT)
        yield message(said, event.known.uid, address, is_update=is_update)


def _said(event: _Event, address: str, what: News) -> Component | None:
    """What a guest is told, as a message: to come, or that they need not."""
    tree = request(event.after, address) if event.after and what is not News.LEFT else None
    if tree is not None and not is_off(tree):
        return tree
    known = event.before
    before = request(known, address) if known else None
    if known is None or before is None or is_off(before):
        return None  # they were told nothing that is to be taken back
    is_held = event.after is not None and tree is None
    return cancellation(known, address, clock.now(), is_held=is_held)


def _text(
    event: _Event, theirs: Parsed | None, address: str, what: News, calendar: storing.Held
) -> str:
    if what is News.LEFT or event.after is None:
        assert theirs is not None
        assert event.before is not None
        number = max(map(sequence_of, event.before.parts)) + 1
        return serialise(cancelled_copy(theirs, number, clock.now()))
    tree = told_to(event.after, address)
    assert tree is not None
    return serialise(copied(read_object(serialise(tree), calendar.zone), theirs, address))


@action("calendar.event.invited")
async def _deliver(
    new: storing.Prepared,
    event: _Event,
    person: int,
    copy: Row | None,
    inbox: Message | None,
    *,
    by: Actor,
) -> None:
    policy.check_delivers(by)
    seq = await changes.lock(new.calendar.id)
    rows = await read("SELECT schedule_tag FROM calendar_object WHERE id = :id", id=event.object_id)
    if (rows[0]["schedule_tag"] if rows else None) != event.tag:
        raise Outdated  # what is told is not what is
    there = await read(_COPY, person=person, uid=new.parsed.uid)
    if [(it["id"], it["version"]) for it in there[:1]] != (
        [(copy["id"], copy["version"])] if copy else []
    ):
        raise Outdated
    await write_object(new, copy["id"] if copy else None, seq)
    await deliver([inbox] if inbox else [])


def _is_done_with(event: _Event, address: str) -> bool:
    """Whether that guest has declined and deleted their copy, and it is still when it was."""
    before, after = event.before, event.after
    if before is None or after is None:
        return False
    for part in after.parts:
        own = counterpart(part, after, before)
        if answer_of(part, address) not in {"", DECLINED}:
            return False
        if own is None or not is_same_time(part, after, own, before):
            return False
    return True


async def _usual_calendar(person: int) -> int | None:
    rows = await read(
        "SELECT id FROM calendar WHERE owner_id = :person AND slug = :slug",
        person=person, slug=PERSONAL,
    )  # fmt: skip
    return rows[0]["id"] if rows else None


def _answer(row: Row) -> Answer:
    line = row["recurrence"]
    return Answer(
        row["address"], row["partstat"], row["comment"], row["sequence"], row["stamp"],
        Property("RECURRENCE-ID", line) if line else None,
    )  # fmt: skip
