"""When a component is and how long, and how wall times become instants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from hub.language import N_
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.values import Duration, duration, moment, written
from hub_calendar.ics.zones import Zones

_NONE = Duration(0, timedelta(0))
_LONGEST = timedelta(36525)


@dataclass(frozen=True, slots=True)
class Span:
    """Start and length of a component, in wall time."""

    first: datetime
    """Without a zone; midnight for whole days."""
    zone: tzinfo
    is_all_day: bool
    is_floating: bool
    length: Duration
    """Exact time, when the component has an end; else its DURATION (RFC 5545 §3.8.5.3)."""

    def starts_at(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def ends_at(self, wall: datetime) -> datetime:
        return self.starts_at(wall + timedelta(self.length.days)) + self.length.exact

    def key(self, wall: datetime) -> str:
        if self.is_all_day:
            return written(wall.date())
        return written(wall if self.is_floating else self.starts_at(wall))


@dataclass(frozen=True, slots=True)
class Instance:
    """One time of a series."""

    recurrence_id: str
    """By which calendars name it: its original start, as `written`; of a single event, empty."""
    starts_at: datetime
    ends_at: datetime
    starts_on: date | None
    ends_on: date | None
    """Of whole days, with the day after the last."""
    part: Component
    """What says its title and the rest."""


def overlaps(it: Instance, start: datetime, end: datetime) -> bool:
    """RFC 4791 §9.9: half-open, and what takes no time is at its start."""
    return it.starts_at < end and (it.ends_at > start or it.starts_at >= start)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The zones that a file names, and the one for days and for times without a zone."""

    zones: Zones
    zone: tzinfo

    def span(self, part: Component) -> Span | None:
        start, due = part.get("DTSTART"), part.get("DUE" if part.name == "VTODO" else "DTEND")
        begins = start or due
        if begins is None:
            if part.name == "VEVENT":
                raise Malformed(N_("An event does not say when it starts."), part.line)
            return None
        at, tzid = moment(begins.value), begins.params.get("TZID")
        is_all_day = not isinstance(at, datetime)
        is_floating = isinstance(at, datetime) and at.tzinfo is None and not tzid
        zone = self._zone_of(at, tzid)
        first = at if isinstance(at, datetime) else datetime.combine(at, time())
        span = Span(first.replace(tzinfo=None), zone, is_all_day, is_floating, _NONE)
        length = self._length(part, span, due if start else None)
        if length.nominal < timedelta(0):
            raise Malformed(N_("An event ends before it starts."), part.line)
        if length.nominal > _LONGEST:
            raise Malformed(N_("An event lasts longer than a century."), part.line)
        return replace(span, length=length)

    def instant(self, at: date | datetime, tzid: str | None) -> datetime:
        """A day is its midnight; without a zone it is by the calendar's."""
        if not isinstance(at, datetime):
            at = datetime.combine(at, time())
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        zone = self.zones.zone(tzid) if tzid else self.zone
        return at.replace(tzinfo=zone).astimezone(UTC)

    def _length(self, part: Component, span: Span, due: Property | None) -> Duration:
        lasts = part.get("DURATION")
        length = duration(lasts.value) if lasts is not None else _NONE
        if due is not None:
            end = moment(due.value)
            if span.is_all_day:
                day = datetime.combine(end, time())  # a time of day is cut off
                length = Duration((day - span.first).days, timedelta(0))
            else:
                exact = self.instant(end, due.params.get("TZID")) - span.starts_at(span.first)
                length = Duration(0, exact)
        if not span.is_all_day:
            return length
        days = length.nominal.days
        return Duration(1 if days == 0 else days, timedelta(0))  # Outlook writes days without end

    def _zone_of(self, at: date | datetime, tzid: str | None) -> tzinfo:
        if not isinstance(at, datetime) or (at.tzinfo is None and not tzid):
            return self.zone
        return UTC if at.tzinfo is not None else self.zones.zone(tzid or "")
