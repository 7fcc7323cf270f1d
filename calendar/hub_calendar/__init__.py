"""Calendars and time: CalDAV, free/busy, best slot, polls, resources, invitations."""
