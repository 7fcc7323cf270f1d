"""What a guest answers (RFC 5546 §3.2.3), and how it stands in the event.

Of an answer nothing is taken but whether its guest will come, and what they say to it: the rest of
it is the event as their program knows it, or as somebody would like it to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.language import N_
from hub.mail.address import one_line
from hub_calendar.ics import edits
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.objects import COMMENT, Parsed, address_of
from hub_calendar.ics.values import moment, written

KNOWN = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE"})
STAMP = "X-PARVIS-ANSWERED"
"""Of which moment the answer is that stands there: mail comes in any order, and may come again."""
LONGEST_COMMENT = 300

NOT_INVITED = N_("Its sender was not invited to this event.")
OUTDATED = N_("It answers an older version of the event.")
NO_SUCH_TIME = N_("It answers a time that the event does not have.")
NO_ANSWER = N_("It does not say whether its sender will come.")


class Unfit(Exception):
    """The answer is none to this event; `reason` is marked with `N_`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    address: str
    partstat: str
    comment: str
    sequence: int
    stamp: str
    """When it was given, in UTC as iCalendar writes it."""
    recurrence: Property | None
    """Which repetition it is for; None: all of them."""


def read_answer(part: Component) -> Answer:
    """Raises `Malformed` or `Unfit`."""
    guests = part.all("ATTENDEE")
    stamp = moment(part.text("DTSTAMP"))
    if len(guests) != 1 or not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise Unfit(NO_ANSWER)
    partstat = guests[0].params.get("PARTSTAT", "").upper()
    if partstat not in KNOWN:
        raise Unfit(NO_ANSWER)
    return Answer(
        address_of(guests[0].value), partstat,
        one_line(part.text("COMMENT"), LONGEST_COMMENT), sequence_of(part), written(stamp),
        part.get("RECURRENCE-ID"),
    )  # fmt: skip


def answered(parsed: Parsed, answer: Answer, now: datetime) -> bool:
    """Puts an answer into the event's own tree; false when a later one stands there already.

    Raises:
        Unfit: it is no answer to this event. Malformed: a time of one of them cannot be read.
    """
    part = _part(parsed, answer)
    line = _guest(part, answer.address)
    if answer.sequence < sequence_of(part):
        raise Unfit(OUTDATED)
    stamp, is_first = line.params.get(STAMP, ""), answer.recurrence and part is parsed.main
    # One message may answer a series and a time of it at the same moment.
    if stamp > answer.stamp or (stamp == answer.stamp and not is_first):
        return False
    if answer.recurrence is not None and part is parsed.main:
        part = _own(parsed, answer.recurrence, now)
    lines = part.all("ATTENDEE")
    part.set("ATTENDEE", *(_said(it, answer) if it.line == line.line else it for it in lines))
    return True


def _part(parsed: Parsed, answer: Answer) -> Component:
    """What says of that repetition who is invited."""
    if answer.recurrence is None:
        return parsed.main
    if not parsed.series.is_recurring:
        raise Unfit(NO_SUCH_TIME)
    key = parsed.series.key_of(answer.recurrence)
    return parsed.series.overrides.get(key, parsed.main)


def _own(parsed: Parsed, line: Property, now: datetime) -> Component:
    try:
        return edits.separate(parsed, parsed.series.key_of(line), now)
    except Malformed:
        raise Unfit(NO_SUCH_TIME) from None


def _guest(part: Component, address: str) -> Property:
    found = [it for it in part.all("ATTENDEE") if address_of(it.value) == address]
    if not found:
        raise Unfit(NOT_INVITED)
    return found[0]


def _said(line: Property, answer: Answer) -> Property:
    said = {"PARTSTAT": answer.partstat, STAMP: answer.stamp, COMMENT: answer.comment}
    return line.saying(**said)


def sequence_of(part: Component) -> int:
    text = part.text("SEQUENCE").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
