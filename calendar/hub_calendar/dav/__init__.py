"""CalDAV (RFC 4791): calendars and their objects as telephones read and write them."""

from hub_calendar.dav.calendars import Calendars

__all__ = ["Calendars"]
