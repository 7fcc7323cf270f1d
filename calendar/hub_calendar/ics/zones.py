"""Time zones of a file: known ones by name, others as the file's own VTIMEZONE describes them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from hub.language import N_
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.rules import Rule
from hub_calendar.ics.values import moment, offset

_FROM, _TO = datetime(1970, 1, 1), datetime(2101, 1, 1)
_MOST_CHANGES = 2000


class Zones:
    """The zones that one VCALENDAR names."""

    def __init__(self, calendar: Component) -> None:
        self._own = {
            it.text("TZID"): it for it in calendar.inside("VTIMEZONE") if it.get("TZID") is not None
        }
        self._found: dict[str, tzinfo] = {}

    def zone(self, tzid: str) -> tzinfo:
        """Raises `Malformed` for a name that neither we nor the file know."""
        if tzid not in self._found:
            self._found[tzid] = self._zone(tzid)
        return self._found[tzid]

    def name(self, tzid: str) -> str:
        """The zone's name in the database of zones, or the file's own."""
        return known_name(tzid) or self._own_name(tzid) or tzid

    def _zone(self, tzid: str) -> tzinfo:
        if name := known_name(tzid) or self._own_name(tzid):
            return ZoneInfo(name)
        if tzid in self._own:
            return FileZone(self._own[tzid])
        raise Malformed(N_("The time zone {zone} is not known and not described."), zone=tzid[:60])

    def _own_name(self, tzid: str) -> str | None:
        """What the file says a zone of its own is elsewhere called (Evolution, Zimbra)."""
        own = self._own.get(tzid)
        if own is None:
            return None
        return known_name(own.text("X-LIC-LOCATION")) or known_name(own.text("TZID-ALIAS-OF"))


@lru_cache(maxsize=1000)
def known_name(tzid: str) -> str | None:
    """The IANA name of `Europe/Paris`, `/citadel.org/20210210_1/Europe/Paris`, `Romance Standard
    Time` (Outlook) or `UTC`; None for anything else."""
    text = tzid.strip().strip('"')
    names = _names()
    if text in names:
        return text
    if windows := WINDOWS_TO_OLSON.get(text):
        return windows
    parts = re.split("/+", text)
    tails = ("/".join(parts[at:]) for at in range(max(len(parts) - 3, 0), len(parts) - 1))
    return next((it for it in tails if it in names), None)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


class FileZone(tzinfo):
    """A zone as a VTIMEZONE describes it, from 1970 to 2100: what is outside is as at that end."""

    def __init__(self, described: Component) -> None:
        self._name = described.text("TZID")
        changes = sorted(
            change
            for part in (*described.inside("STANDARD"), *described.inside("DAYLIGHT"))
            for change in _changes(part)
        )
        if not changes:
            raise Malformed(
                N_("The time zone {zone} is described by nothing."), zone=self._name[:60]
            )
        self._at = [at for at, _before, _after in changes]
        self._utc = [at - max(before, after) for at, before, after in changes]
        self._after = [after for _at, _before, after in changes]
        self._first = changes[0][1]

    def utcoffset(self, at: datetime | None) -> timedelta:
        if at is None:
            return self._first
        number = bisect_right(self._at, at.replace(tzinfo=None))
        return self._after[number - 1] if number else self._first

    def fromutc(self, at: datetime) -> datetime:
        number = bisect_right(self._utc, at.replace(tzinfo=None))
        return at + (self._after[number - 1] if number else self._first)

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, at: datetime | None) -> str:
        return self._name


def _changes(part: Component) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """When it begins, by the clock of before; the offset before, and the one from then on."""
    before, after = (offset(_needed(part, name).value) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    first = _naive(_needed(part, "DTSTART").value)
    # A time that the clocks skip is read by the offset before the gap (RFC 5545 §3.3.5), so what
    # begins at 02:00 counts from 03:00 of the new clock on.
    lag = max(after - before, timedelta(0))
    yield first + lag, before, after
    for number, at in enumerate(_repeated(part, first, before)):
        if number >= _MOST_CHANGES:
            raise Malformed(N_("A time zone changes too often."))
        yield at + lag, before, after


def _repeated(part: Component, first: datetime, before: timedelta) -> Iterator[datetime]:
    for dates in part.all("RDATE"):
        for text in dates.value.split(","):
            yield _naive(text.partition("/")[0])
    for line in part.all("RRULE"):
        rule = Rule.parse(line.value)
        until = _until(rule, before)
        for number, at in enumerate(rule.moments(first, max(first, _FROM), _TO)):
            if (rule.count is not None and number >= rule.count) or (until and at > until):
                break
            yield at


def _until(rule: Rule, before: timedelta) -> datetime | None:
    if rule.until is None:
        return None
    if not isinstance(rule.until, datetime):
        return datetime(rule.until.year, rule.until.month, rule.until.day, 23, 59, 59)
    if rule.until.tzinfo is None:
        return rule.until
    return rule.until.astimezone(UTC).replace(tzinfo=None) + before


def _needed(part: Component, name: str) -> Property:
    found = part.get(name)
    if found is None:
        raise Malformed(N_("A time zone has no {name}."), name=name)
    return found


def _naive(text: str) -> datetime:
    at = moment(text)
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day)
    return at.replace(tzinfo=None)
