"""How the journal says what is done to calendars, marked with `N_`."""

from __future__ import annotations

from hub.language import N_

NAMES = {
    "calendar.calendar.changed": N_("Calendar changed"),
    "calendar.calendar.created": N_("Calendar added"),
    "calendar.calendar.deleted": N_("Calendar deleted"),
    "calendar.calendar.shared": N_("Calendar shared"),
    "calendar.choice.changed": N_("Calendars chosen to be shown"),
    "calendar.delegate.dismissed": N_("Delegate dismissed"),
    "calendar.delegate.named": N_("Delegate named"),
    "calendar.event.changed": N_("Event changed"),
    "calendar.event.deleted": N_("Event deleted by a program"),
    "calendar.event.imported": N_("Events imported"),
    "calendar.event.moved": N_("Event moved"),
    "calendar.event.removed": N_("Event deleted"),
    "calendar.event.stored": N_("Event written"),
    "calendar.feed.closed": N_("Feed closed"),
    "calendar.feed.opened": N_("Feed opened"),
    "calendar.personal.opened": N_("Personal calendar opened"),
    "calendar.personal.shared": N_("Personal calendar shared"),
    "calendar": N_("calendar"),
    "event": N_("event"),
}
