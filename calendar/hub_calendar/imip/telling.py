"""What a message about an event says, in words for who reads mail and no calendar.

All of it was written by people and programs: it is plain text, never HTML, and its lines are short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import dates

from hub.language import _, _n, locale
from hub.mail.address import one_line
from hub.web import formats
from hub_calendar.ics.drafts import Repeat
from hub_calendar.ics.lines import Component, Malformed
from hub_calendar.ics.objects import Invited, Parsed, address_of, invited
from hub_calendar.ics.spans import Span
from hub_calendar.pages import repetition, words

MOST_NAMES = 20
LONGEST_TEXT = 4000
_YEARLESS = date.min
"""As if today were in no year: a mail is read later than it is written, so it says the year."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event, in the language that is being written in."""

    title: str
    organizer: str
    when: str
    repeats: str
    where: str
    guests: str
    text: str


def told(parsed: Parsed) -> Told:
    event = parsed.main
    return Told(
        one_line(event.text("SUMMARY")) or _("(no title)"),
        organizer(event),
        when(parsed.series.span),
        _repeats(parsed),
        one_line(event.text("LOCATION"), 300),
        guests(invited(event)),
        event.text("DESCRIPTION").strip()[:LONGEST_TEXT],
    )


def organizer(event: Component) -> str:
    """Their name, or the address."""
    line = event.get("ORGANIZER")
    return one_line(line.params.get("CN", "") or address_of(line.value)) if line else ""


def when(span: Span | None) -> str:
    """`lundi 7 décembre 2026, 10 h – 11 h 30 (heure de Paris)`; empty for what has no time."""
    if span is None:
        return ""
    starts, ends = span.starts_at(span.first), span.ends_at(span.first)
    if span.is_all_day:
        return _days(span.first.date(), (span.first + span.length.nominal).date() - timedelta(1))
    first, last = formats.local(starts), formats.local(ends)
    if first.date() == last.date():
        hours = words.hour(first) if starts == ends else _hours(first, last)
        told = f"{_day(first.date())}, {hours}"
    else:
        told = _("from {start} to {end}", start=_moment(first), end=_moment(last))
    return told if span.is_floating else f"{told} {_clock(starts)}"


def guests(all_of_them: list[Invited]) -> str:
    """Their names, of many the first."""
    names = [one_line(it.name or it.address) for it in all_of_them]
    more = len(names) - MOST_NAMES
    told = ", ".join(names[:MOST_NAMES])
    return _n("{names} and {number} other", "{names} and {number} others", more, names=told) if (
        more > 0
    ) else told  # fmt: skip


def _days(first: date, last: date) -> str:
    if last <= first:
        return _("{day}, all day", day=_day(first))
    return _("from {start} to {end}", start=_day(first), end=_day(last))


def _hours(first: datetime, last: datetime) -> str:
    return f"{words.hour(first)} {words.DASH} {words.hour(last)}"


def _moment(at: datetime) -> str:
    day = formats.short_day(at.date(), today=_YEARLESS)
    return _("{day} at {hour}", day=day, hour=words.hour(at))


def _day(day: date) -> str:
    return formats.day(day, today=_YEARLESS)


def _clock(at: datetime) -> str:
    """By whose clocks: guests may be elsewhere."""
    zone = formats.local(at).tzinfo
    city = dates.get_timezone_location(zone, locale=locale(), return_city=True)
    return _("({city} time)", city=city)


def _repeats(parsed: Parsed) -> str:
    rule = parsed.main.get("RRULE")
    if rule is None:
        return ""
    try:
        return repetition.sentence(Repeat.parse(rule.value))
    except Malformed:
        return repetition.sentence(None)
