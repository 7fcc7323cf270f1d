"""The day as one ribbon, and what of it comes next: appointments in, positions out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.ports import Appointment
from hub.web.formats import local

FIRST, LAST = 8, 18
"""The hours that are always drawn; others when something is there."""
QUARTERS = 4  # an hour
WHOLE_DAY = timedelta(hours=23)
"""What lasts so long has no place among hours. The day of March has no more of them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One appointment, in quarters after the first hour drawn."""

    start: float
    end: float
    kind: str
    """`is-past`, `is-next`, or nothing."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    hours: Sequence[tuple[int, int]]
    """Every second hour, and its place."""
    stretches: Sequence[Stretch]
    quarters: int
    now: float | None


def has_hours(appointment: Appointment) -> bool:
    return appointment.ends_at - appointment.starts_at < WHOLE_DAY


def upcoming(appointments: Sequence[Appointment], now: datetime) -> Appointment | None:
    """What is on now or comes next, of what has hours."""
    return next((it for it in appointments if has_hours(it) and it.ends_at > now), None)


def ribbon(appointments: Sequence[Appointment], now: datetime) -> Ribbon:
    """Of the day that `now` is in."""
    timed = [it for it in appointments if has_hours(it)]
    spans = [_span(it, now) for it in timed]
    first = min([FIRST, *(int(start) for start, _end in spans)])
    last = max([LAST, *(math.ceil(end) for _start, end in spans)])
    following = upcoming(timed, now)
    stretches = [
        Stretch(
            (start - first) * QUARTERS, (end - first) * QUARTERS,
            "is-past" if it.ends_at <= now else "is-next" if it is following else "",
        )
        for it, (start, end) in zip(timed, spans, strict=True)
    ]  # fmt: skip
    present = (_clock(now) - first) * QUARTERS
    hours = [(it, (it - first) * QUARTERS) for it in range(first, last + 1, 2)]
    quarters = (last - first) * QUARTERS
    return Ribbon(hours, stretches, quarters, present if 0 <= present <= quarters else None)


def _span(appointment: Appointment, now: datetime) -> tuple[float, float]:
    """The hours that it covers of this day, by the clock."""
    day = local(now).date()
    start, end = local(appointment.starts_at), local(appointment.ends_at)
    first = _clock(start) if start.date() == day else 0.0
    last = _clock(end) if end.date() == day else 24.0
    return first, max(first + 1 / QUARTERS, last)


def _clock(moment: datetime) -> float:
    at = local(moment)
    return at.hour + at.minute / 60
