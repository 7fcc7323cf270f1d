"""What a guest answers by changing their copy of an event, or by deleting it (RFC 6638 §3.2.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from hub.mail.address import one_line
from hub_calendar.ics.answers import LONGEST_COMMENT, Answer, sequence_of
from hub_calendar.ics.counterparts import counterpart, excluded
from hub_calendar.ics.edits import recurrence_line, separate
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.objects import WAITING, Parsed, address_of, invited
from hub_calendar.ics.values import written

DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Said:
    """What a guest answers."""

    partstat: str
    comment: str
    recurrence_id: str
    """Of the one repetition that it is for; empty: for all."""


def replies(
    before: Parsed | None, after: Parsed | None, address: str, now: datetime
) -> list[Answer]:
    """The answers that are new, in the order in which the copy has its times; none for whoever is
    no guest of it.

    Whoever deletes the copy, or takes a time out of a series, does not come, unless there is
    nothing left to come to. Of a time that had nothing of its own, the answer until now is that to
    the series; to what somebody has only just put there, nothing was answered.
    """
    found = []
    for part in after.parts if after else ():
        there = counterpart(part, after, before) if after and before else None
        was = answer_of(there, address) if there else "" if before else WAITING
        said, comment = answer_of(part, address), comment_of(part)
        is_new = said != was or (said != WAITING and there and comment != comment_of(there))
        if said and is_new:
            found.append(replace(_answer(part, address, said, now), comment=comment))
    if before and after:
        found += _left_out(before, after, address, now)
    elif before:
        found += [
            _answer(it, address, DECLINED, now)
            for it in before.parts
            if answer_of(it, address) not in {"", DECLINED} and it.value("STATUS") != "CANCELLED"
        ]
    return found


def invited_as(parsed: Parsed, addresses: Collection[str]) -> str:
    """By which of these somebody is invited; empty if by none."""
    return min({it.address for it in parsed.attendees}.intersection(addresses), default="")


def asks(part: Component, address: str) -> bool:
    """Whether there is something to answer: who is not invited to it, or to what is cancelled, has
    nothing to say."""
    return bool(answer_of(part, address)) and part.value("STATUS") != "CANCELLED"


def say(parsed: Parsed, address: str, said: Said, now: datetime) -> Component:
    """The copy with what its guest answers.

    Raises:
        Malformed: there is no such repetition.
    """
    at, comment = said.recurrence_id, said.comment
    for part in [separate(parsed, at, now)] if at else parsed.parts:
        if asks(part, address):
            lines = part.all("ATTENDEE")
            part.set("ATTENDEE", *(_saying(it, address, said.partstat) for it in lines))
            part.set("COMMENT", *([Property.of_text("COMMENT", comment)] if comment else []))
    return parsed.tree


def comment_of(part: Component) -> str:
    return one_line(part.text("COMMENT"), LONGEST_COMMENT)


def answer_of(part: Component, address: str) -> str:
    """Empty for whom it does not invite."""
    return next((it.partstat for it in invited(part) if it.address == address), "")


def _saying(line: Property, address: str, partstat: str) -> Property:
    params = line.params
    is_said = params.get("PARTSTAT") == partstat and "RSVP" not in params
    if address_of(line.value) != address or is_said:
        return line
    return line.saying(PARTSTAT=partstat, RSVP="")


def _left_out(before: Parsed, after: Parsed, address: str, now: datetime) -> list[Answer]:
    found, series = [], before.series
    for key in sorted(excluded(after) - excluded(before)):
        part = series.overrides.get(key, series.master)
        if part and answer_of(part, address) not in {"", DECLINED}:
            answer = _answer(part, address, DECLINED, now)
            found.append(replace(answer, recurrence=recurrence_line(series, key)))
    return found


def _answer(part: Component, address: str, said: str, now: datetime) -> Answer:
    # Two answers of one second are two: the second one holds.
    stamp = f"{written(now)}.{now.microsecond:06}"
    return Answer(address, said, "", sequence_of(part), stamp, part.get("RECURRENCE-ID"))
