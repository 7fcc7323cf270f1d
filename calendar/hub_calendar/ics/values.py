"""Dates, times and durations as iCalendar writes them (RFC 5545 §3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hub.language import N_
from hub_calendar.ics.lines import Malformed

EARLIEST_YEAR, LATEST_YEAR = 1583, 9000
"""Apple writes birthdays without a year as of 1604; sums with dates must not leave the calendar."""
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Days are civil days, the rest is exact time (§3.3.6)."""

    days: int
    exact: timedelta

    @property
    def nominal(self) -> timedelta:
        return timedelta(self.days) + self.exact


def moment(text: str) -> date | datetime:
    """A day, a wall time (without a zone), or an instant (in UTC)."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
        raise Malformed(N_("{text} is no date that can be read."), text=text[:40])
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        if match[4] is None:
            return date(year, month, day)
        second = min(int(match[6]), 59)  # a leap second (§3.3.12)
        return datetime(
            year, month, day, int(match[4]), int(match[5]), second, tzinfo=UTC if match[7] else None
        )
    except ValueError:
        raise Malformed(N_("{text} is no date that can be read."), text=text[:40]) from None


def duration(text: str) -> Duration:
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        raise Malformed(N_("{text} is no duration that can be read."), text=text[:40])
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Duration(sign * (7 * weeks + days), sign * exact)


def offset(text: str) -> timedelta:
    """UTC-OFFSET (§3.3.14): `+0100`, `-023015`."""
    match = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", text.strip(), re.ASCII)
    if match is None or int(match[2]) > 23:
        raise Malformed(N_("{text} is no offset from UTC."), text=text[:40])
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def written(at: date | datetime) -> str:
    """`20260305`, `20260305T090000` or, in UTC, `20260305T080000Z`."""
    if not isinstance(at, datetime):
        return f"{at:%Y%m%d}".rjust(8, "0")
    if at.tzinfo is None:
        return f"{at:%Y%m%dT%H%M%S}".rjust(15, "0")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}Z"
