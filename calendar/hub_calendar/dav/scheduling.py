"""When others have time, asked by a telephone before it invites them (RFC 6638 §5)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from hub.actor import Actor
from hub.dav.xml import caldav
from hub.domain.dav import Reply, Sort, Unmet
from hub.errors import Invalid
from hub.language import _
from hub_calendar.dav.busy import vfreebusy
from hub_calendar.dav.inbox import Inbox
from hub_calendar.dav.properties import COMPONENTS, DATA, DATA_KINDS, LARGEST
from hub_calendar.ics.asking import Question, question
from hub_calendar.ics.lines import Malformed, Property, parse
from hub_calendar.ics.objects import address_of, explained
from hub_calendar.models import BusyKind
from hub_calendar.queries.addresses import whose
from hub_calendar.queries.busy import busy_spans
from hub_calendar.queries.spans import Span
from hub_calendar.queries.unavailable import unavailable

MOST_BYTES = 256 * 1024
MOST_ASKED = 200
"""People, by one question."""
LONGEST = timedelta(366)
MOST_TIME = MOST_ASKED * timedelta(62)
"""Of all of them together: 200 people for two months, 33 for a year."""
FOUND = "2.0;Success"
UNKNOWN = "3.7;Invalid calendar user"
"""Also of somebody whose time the actor may not see: it is not told that there is such a one."""


class Scheduling:
    def __init__(self, calendars: Sort) -> None:
        self.inbox = Inbox(calendars)

    properties: Mapping[str, str] = MappingProxyType({
        COMPONENTS: '<C:comp name="VFREEBUSY"/>', DATA_KINDS: DATA, LARGEST: str(MOST_BYTES),
    })  # fmt: skip
    largest = MOST_BYTES

    async def sent(self, body: bytes, originator: str, *, by: Actor) -> Sequence[Reply]:
        asked = _read(body)
        said = [address_of(originator)] if originator.strip() else []
        people = await whose({asked.asker, *said, *asked.attendees})
        if any(by.person_id not in people.get(it, ()) for it in (asked.asker, *said)):
            raise Unmet(caldav("valid-organizer"))
        whom = {it: _meant(people.get(it, set()), by) for it in asked.attendees}
        found = await _busy({it for it in whom.values() if it}, asked, by)
        away = await unavailable(found, asked.start, asked.end, by=by)
        replies: list[Reply] = []
        for address, line in asked.attendees.items():
            await asyncio.sleep(0)  # two hundred people may be busy for long: others first
            person = whom[address] or 0
            replies.append(_reply(asked, line, found.get(person), away.get(person, ())))
        return replies


def _read(body: bytes) -> Question:
    """Raises `Unmet` (RFC 6638 §5.2.1)."""
    try:
        tree = parse(body.decode())
    except (UnicodeDecodeError, Malformed) as error:
        message = explained(error) if isinstance(error, Malformed) else ""
        raise Unmet(caldav("valid-calendar-data"), 400, message=message) from error
    try:
        asked = question(tree)
    except Malformed as error:
        message = explained(error)
        raise Unmet(caldav("valid-scheduling-message"), 400, message=message) from error
    long, people = asked.end - asked.start, len(asked.attendees)
    if people > MOST_ASKED:
        raise Unmet(caldav("max-attendees-per-instance"))
    if long > LONGEST or long * people > MOST_TIME:
        message = _("That is too long a time for so many people.")
        raise Unmet(caldav("valid-scheduling-message"), message=message)
    return asked


def _meant(people: set[int], by: Actor) -> int | None:
    """Of those who share an address, oneself; else nobody, who would be somebody else's guess."""
    if by.person_id in people:
        return by.person_id
    return next(iter(people)) if len(people) == 1 else None


async def _busy(
    people: set[int], asked: Question, by: Actor
) -> dict[int, dict[BusyKind, list[Span]]]:
    try:
        return await busy_spans(people, asked.start, asked.end, by=by)
    except Invalid as error:
        raise Unmet(caldav("valid-scheduling-message"), message=error.message) from error


def _reply(
    asked: Question,
    whom: Property,
    spans: Mapping[BusyKind, Sequence[Span]] | None,
    away: Sequence[Span],
) -> Reply:
    if spans is None:
        return Reply(whom.value, UNKNOWN)
    text = vfreebusy(
        asked.start, asked.end, spans, unavailable=away,
        said=(asked.uid, asked.organizer, whom), method="REPLY",
    )  # fmt: skip
    return Reply(whom.value, FOUND, text)
