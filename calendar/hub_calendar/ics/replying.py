"""What a guest answers by changing their copy of an event, or by deleting it (RFC 6638 §3.2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub.mail.address import one_line
from hub_calendar.ics.answers import LONGEST_COMMENT, Answer, sequence_of
from hub_calendar.ics.copies import WAITING
from hub_calendar.ics.counterparts import counterpart, excluded
from hub_calendar.ics.edits import recurrence_line
from hub_calendar.ics.lines import Component
from hub_calendar.ics.objects import Parsed, invited
from hub_calendar.ics.values import written

DECLINED = "DECLINED"


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
        was = _before(part, after, before, address) if after and before else WAITING
        if (said := answer_of(part, address)) and said != was:
            comment = one_line(part.text("COMMENT"), LONGEST_COMMENT)
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


def answer_of(part: Component, address: str) -> str:
    """Empty for whom it does not invite."""
    return next((it.partstat for it in invited(part) if it.address == address), "")


def _before(part: Component, after: Parsed, before: Parsed, address: str) -> str:
    there = counterpart(part, after, before)
    return answer_of(there, address) if there else ""


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
