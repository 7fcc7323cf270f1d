"""Hours, days and stretches as the agenda writes them: short, for narrow columns."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from babel import dates

from hub.language import _, locale
from hub.web import formats

TIGHT = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


def hour(at: time | datetime) -> str:
    """`10 h`, `10 h 30`; `10:00` in English."""
    clock = at.time() if isinstance(at, datetime) else at
    if locale() == "fr" and clock.minute == 0:
        return f"{clock.hour}{TIGHT}h"
    return formats.hour(clock)


def weekdays(width: Literal["wide", "abbreviated"] = "wide") -> list[str]:
    """From Monday on: `lundi`, or `lun.` when `abbreviated`."""
    names = dates.get_day_names(width, "format", locale())
    return [str(names[it]) for it in range(7)]


def month(day: date) -> str:
    """`Décembre 2026`."""
    return formats.sentence(str(dates.format_date(day, "LLLL y", locale=locale())))


def month_name(day: date) -> str:
    """`décembre`."""
    return str(dates.format_date(day, "MMMM", locale=locale()))


def stretch(first: date, last: date, today: date) -> str:
    """`7 – 11 décembre`, `30 novembre – 4 décembre`, with the year when it is another one."""
    end = formats.short_day(last, today=today)
    if (first.year, first.month) == (last.year, last.month) and locale() == "fr":
        return f"{_ordinal(first)} {DASH} {end}"
    # Of a stretch over the new year both ends say theirs.
    start = formats.short_day(first, today=first if first.year == last.year else today)
    return f"{start} {DASH} {end}"


def days(starts_at: datetime, ends_at: datetime, *, has_hours: bool) -> str:
    """When something that is drawn across days is: its days, and its hours if it has any."""
    if has_hours:
        return _(
            "from {start} to {end}",
            start=_moment(starts_at), end=_moment(ends_at),
        )  # fmt: skip
    first, last = starts_at.date(), (ends_at - timedelta(microseconds=1)).date()
    if first >= last:
        return formats.day(first)
    return _("from {start} to {end}", start=formats.day(first), end=formats.day(last))


def _moment(at: datetime) -> str:
    return _("{day} at {hour}", day=formats.short_day(at.date()), hour=hour(at))


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
