"""Calendars and time: CalDAV, free/busy, best slot, polls, resources, invitations."""

from hub.domain import Domain
from hub.language import N_
from hub_calendar import attach, dav, queries
from hub_calendar.queries.busy import appointments

domain = Domain(
    name="calendar",
    label=N_("Calendar"),
    topics={"calendar": attach.may_hear},
    today=appointments,
    busy=queries.busy,
    attach=attach.CalendarThings(),
    dav=dav.Calendars(),
)
