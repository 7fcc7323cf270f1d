"""Reads of calendars and what is in them, each as its reader may see it."""

from hub_calendar.queries.busy import busy
from hub_calendar.queries.calendars import (
    CalendarRow,
    calendar,
    calendars,
    calendars_of,
    find_calendar,
    own_calendar,
)
from hub_calendar.queries.choices import Listed, listed, named
from hub_calendar.queries.events import Event, EventHit, event, search
from hub_calendar.queries.exporting import exported
from hub_calendar.queries.numbers import numbers
from hub_calendar.queries.objects import (
    Delta,
    ObjectRow,
    delta,
    etags,
    object_at,
    objects,
    objects_between,
    objects_meeting,
)
from hub_calendar.queries.times import Block, occurrences

__all__ = [
    "Block",
    "CalendarRow",
    "Delta",
    "Event",
    "EventHit",
    "Listed",
    "ObjectRow",
    "busy",
    "calendar",
    "calendars",
    "calendars_of",
    "delta",
    "etags",
    "event",
    "exported",
    "find_calendar",
    "listed",
    "named",
    "numbers",
    "object_at",
    "objects",
    "objects_between",
    "objects_meeting",
    "occurrences",
    "own_calendar",
    "search",
]
