"""Refusals that a door of calendars answers in its own words; each is one of the five."""

from __future__ import annotations

from hub.errors import Conflict, Forbidden, Invalid
from hub.language import N_, _

NOT_TAKEN = N_("This calendar was made for other things: events, tasks or notes.")


class Outdated(Conflict):
    """What the writer has seen is not what is there now (If-Match, If-None-Match, a version)."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this event in the meantime."))


class NotTaken(Invalid):
    """The calendar does not take such a component (CALDAV:supported-calendar-component)."""

    def __init__(self) -> None:
        super().__init__(_(NOT_TAKEN))


class UidTaken(Conflict):
    """The calendar has that UID under another name (CALDAV:no-uid-conflict, RFC 4791 §5.3.2.1)."""

    def __init__(self, href: str) -> None:
        super().__init__(_("This event is in the calendar already."))
        self.href = href
        """Empty where it is of something that the writer is not shown."""


class NotTheirs(Forbidden):
    """A guest changes what the organizer decides (RFC 6638 §3.2.4.2)."""

    def __init__(self) -> None:
        super().__init__(
            _("Who organizes this event decides when, where and for whom it is: you can answer.")
        )
