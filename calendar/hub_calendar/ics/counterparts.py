"""What of one text of an event corresponds to what of another, and whether it is when that is."""

from __future__ import annotations

from hub_calendar.ics.lines import Component
from hub_calendar.ics.objects import Parsed


def counterpart(part: Component, of: Parsed, other: Parsed) -> Component | None:
    """What the other text says of the same time: of one that has nothing of its own there, the
    series."""
    line = part.get("RECURRENCE-ID")
    if line is None:
        return other.series.master
    return other.series.overrides.get(of.series.key_of(line), other.series.master)


def is_same_time(part: Component, of: Parsed, own: Component, other: Parsed) -> bool:
    """Whether a part is when its counterpart `own` says, however both are written."""
    return _when(part, of) == _when_of(own, part, of, other)


def excluded(parsed: Parsed) -> frozenset[str]:
    """The times that a series leaves out, by name."""
    return parsed.series.excluded if parsed.series.span else frozenset()


def _when(part: Component, of: Parsed) -> object:
    span = of.series.span_of(part)
    if span is None:
        return None
    rules = sorted(it.value for it in part.properties if it.name in {"RRULE", "RDATE"})
    return span.starts_at(span.first), span.ends_at(span.first), span.is_all_day, rules


def _when_of(own: Component, part: Component, of: Parsed, other: Parsed) -> object:
    """Of a time without anything of its own, when it is by the rule."""
    line, span = part.get("RECURRENCE-ID"), other.series.span
    if line is None or own is not other.series.master or span is None:
        return _when(own, other)
    wall = other.series.wall_of(of.series.key_of(line))
    return span.starts_at(wall), span.ends_at(wall), span.is_all_day, []
