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
    "calendar.event.answered": N_("Answer of a guest taken"),
    "calendar.event.changed": N_("Event changed"),
    "calendar.event.deleted": N_("Event deleted by a program"),
    "calendar.event.imported": N_("Events imported"),
    "calendar.event.invited": N_("Guest told of an event"),
    "calendar.event.moved": N_("Event moved"),
    "calendar.event.removed": N_("Event deleted"),
    "calendar.event.replied": N_("Invitation answered"),
    "calendar.event.stored": N_("Event written"),
    "calendar.feed.closed": N_("Feed closed"),
    "calendar.feed.opened": N_("Feed opened"),
    "calendar.message.posted": N_("Message about an event put into the mail"),
    "calendar.message.taken": N_("Message about an event deleted from an inbox"),
    "calendar.personal.opened": N_("Personal calendar opened"),
    "calendar.personal.shared": N_("Personal calendar shared"),
    "calendar.subscription.asked": N_("Source of a subscribed calendar asked at once"),
    "calendar.subscription.dropped": N_("Event deleted at the source of a subscribed calendar"),
    "calendar.subscription.ended": N_("Subscription ended, its events kept"),
    "calendar.subscription.followed": N_("Event written at the source of a subscribed calendar"),
    "calendar.subscription.made": N_("Calendar subscribed to"),
    "calendar.subscription.turned": N_("Address of a subscribed calendar changed"),
    "calendar": N_("calendar"),
    "event": N_("event"),
    "message": N_("message about an event"),
}
