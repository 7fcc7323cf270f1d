"""What others are to be told of a change, worked out before it is made (RFC 6638 §3.2).

A calendar is its owner's: an event there which its owner organizes tells its guests, and of one to
which the owner is invited the organizer is told the answer. In a group's calendar whoever writes an
event organizes it, and afterwards all who may change it do so for its guests too. What comes in
files was told elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from hub import settings as hub_settings
from hub.accounts import clock
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import Invalid
from hub.mail.address import checked_email
from hub.mail.server import reaches_people
from hub_calendar.actions.messages import message
from hub_calendar.actions.storing import Arranged, Held, expanded
from hub_calendar.errors import NotTheirs
from hub_calendar.ics.answers import Answer
from hub_calendar.ics.guarding import guarded, is_faithful
from hub_calendar.ics.lines import Component, serialise
from hub_calendar.ics.messages import reply
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.organizing import (
    DELIVERED,
    SENT,
    UNKNOWN,
    UNSENT,
    addressed,
    is_told,
    organized,
)
from hub_calendar.ics.replying import invited_as, replies
from hub_calendar.models import Component as Kind
from hub_calendar.models import Message
from hub_calendar.queries.addresses import invitable, usual, whose

MOST_OUTSIDE = 200
"""Guests of one event who are told by mail: an account that was stolen writes to no thousands."""
COLUMNS = "id, href, uid, etag, is_private, version, organizer, schedule_tag"
"""What is asked about an object here."""


async def arranged(
    calendar: Held, after: Parsed, there: Row | None, *, by: Actor
) -> tuple[Parsed, Arranged | None]:
    """A text as it is to be kept, and what is to be told with it, if anything.

    Args:
        calendar: where it is written.
        after: the text.
        there: `COLUMNS` of what it replaces.
        by: whoever writes it.

    Raises:
        NotTheirs: a guest changes what is not theirs to change.
    """
    if after.kind is not Kind.EVENT or not (after.attendees or (there and there["organizer"])):
        return after, None
    people = {after.organizer, *(it.address for it in after.attendees)}
    after = _again(addressed(after, await usual(people)), after, calendar)
    version, before = await _before(there, calendar)
    address = invited_as(before, calendar.addresses) if before and _is_copy(there, calendar) else ""
    # Of what somebody outside organizes, the changes too come by the guest's own programs.
    if before and address and await whose({before.organizer}):
        if not is_faithful(after, before):
            raise NotTheirs
        after = _again(guarded(after, before, address), after, calendar)
    elif await _is_organizers(calendar, after.organizer, there, by):
        return await _inviting(calendar, after, before, version, by=by)
    elif not (address := invited_as(after, calendar.addresses)):
        return after, None
    tag = (there["schedule_tag"] if there else None) or _tag()
    return await _answering(calendar, after, before, version=version, address=address, tag=tag)


async def leaving(calendar: Held, there: Row) -> Arranged | None:
    """What is to be told when an object is deleted: a guest who deletes their copy does not come.
    The guests of what is organized here are told without it."""
    if not _is_copy(there, calendar):
        return None
    version, before = await _before(there, calendar)
    address = invited_as(before, calendar.addresses) if before else ""
    if before is None or not address:
        return None
    answers = replies(before, None, address, clock.now())
    if await whose({before.organizer}):
        return Arranged(version, uid=before.uid, answers=answers)
    is_sent = _posted(before.organizer, address) == SENT
    return Arranged(version, messages=_letters(before, answers) if is_sent else ())


async def _inviting(
    calendar: Held, after: Parsed, before: Parsed | None, version: int | None, *, by: Actor
) -> tuple[Parsed, Arranged | None]:
    guests = [it.address for it in after.attendees if it.address != after.organizer]
    if before is None and (not guests or _is_over(after)):
        return after, None
    status = await _reached(guests, after.organizer, by=by)
    kept = _again(organized(after, before, status), after, calendar)
    known = before.ics if before else ""
    return kept, Arranged(version, _tag(), known, calendar.timezone, after.uid)


async def _reached(guests: Sequence[str], organizer: str, *, by: Actor) -> dict[str, str]:
    """How each guest is told, in the words of §3.2.9; at their other addresses, organizers are not
    told of their own events."""
    people = await whose({organizer, *guests})
    own = people.get(organizer, set())
    found = await invitable(guests, by=by)
    told = {it: DELIVERED for it, person in found.items() if person not in own}
    outside = [it for it in guests if it not in found and own.isdisjoint(people.get(it, ()))]
    told |= {it: _posted(it, organizer) for it in outside[:MOST_OUTSIDE]}
    return told | dict.fromkeys(outside[MOST_OUTSIDE:], UNSENT)


async def _answering(
    calendar: Held,
    after: Parsed,
    before: Parsed | None,
    *,
    version: int | None,
    address: str,
    tag: str,
) -> tuple[Parsed, Arranged | None]:
    """With the tag that a guest's copy keeps: what they answer is no change of the plan."""
    status = DELIVERED if await whose({after.organizer}) else _posted(after.organizer, address)
    line = after.main.get("ORGANIZER")
    if status not in {DELIVERED, SENT} or not (line and is_told(line)):
        return after, None
    if before is None and _is_over(after):
        return after, None
    answers = replies(before, after, address, clock.now())
    kept = _again(_answered(after, status), after, calendar) if answers else after
    if status == DELIVERED:
        return kept, Arranged(version, tag, uid=after.uid, answers=answers)
    return kept, Arranged(version, tag, messages=_letters(kept, answers))


def _letters(copy: Parsed, answers: Sequence[Answer]) -> list[Message]:
    """To an organizer outside."""
    return [message(reply(copy, it), copy.uid, copy.organizer) for it in answers]


def _posted(address: str, sender: str) -> str:
    """How somebody outside is told of it in the name of `sender`."""
    settings = hub_settings.current.get()
    own = {settings.mailbox_address.lower(), settings.mail_from.lower()}
    try:
        checked_email(address)
    except Invalid:
        return UNKNOWN
    if address in own:
        return UNKNOWN  # the hub would write to itself
    is_answerable = "@" in sender or bool(settings.mailbox_address)
    return SENT if reaches_people(settings) and is_answerable else UNSENT


def _is_copy(there: Row | None, calendar: Held) -> bool:
    """Whether it is what a guest has of somebody else's event."""
    return bool(there and there["schedule_tag"] and there["organizer"] not in calendar.addresses)


async def _is_organizers(calendar: Held, organizer: str, there: Row | None, by: Actor) -> bool:
    if not organizer:
        return False
    if calendar.person_id is not None:
        return organizer in calendar.addresses
    people = (await whose({organizer})).get(organizer, set())
    if by.person_id in people or not people or there is None:
        return by.person_id in people
    return bool(await read("SELECT 1 FROM invitation WHERE id = :id", id=there["id"]))


async def _before(there: Row | None, calendar: Held) -> tuple[int | None, Parsed | None]:
    """The text of what is there, with its version: both may be newer than the row."""
    key = there["id"] if there else 0
    rows = await read("SELECT version, ics FROM calendar_object WHERE id = :id", id=key)
    if not rows:
        return None, None
    return rows[0]["version"], read_object(rows[0]["ics"], calendar.zone)


def _again(tree: Component, was: Parsed, calendar: Held) -> Parsed:
    """The text of a tree; octet for octet the old one where nothing in it is otherwise."""
    text = serialise(tree)
    return was if text == serialise(was.tree) else read_object(text, calendar.zone)


def _answered(after: Parsed, status: str) -> Component:
    """The copy with the word that the organizer is told (RFC 6638 §7.3)."""
    tree = Component(after.tree.name, list(after.tree.properties))
    for it in after.tree.components:
        lines = [
            line.saying(SCHEDULE_STATUS=status) if line.name == "ORGANIZER" else line
            for line in it.properties
        ]
        tree.components.append(Component(it.name, lines, it.components))
    return tree


def _is_over(parsed: Parsed) -> bool:
    """Of what is long gone nobody is told for the first time: it comes from an older calendar."""
    last = parsed.series.last_end(expanded(parsed))
    return last is not None and last < clock.now()


def _tag() -> str:
    return secrets.token_hex(8)
