"""Refusals that a door of calendars answers in its own words; each is one of the five."""

from __future__ import annotations

from hub.errors import Conflict
from hub.language import _


class Outdated(Conflict):
    """What the writer has seen is not what is there now (If-Match, If-None-Match, a version)."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this event in the meantime."))


class UidTaken(Conflict):
    """The calendar has that UID under another name (CALDAV:no-uid-conflict, RFC 4791 §5.3.2.1)."""

    def __init__(self, href: str) -> None:
        super().__init__(_("This event is in the calendar already."))
        self.href = href
