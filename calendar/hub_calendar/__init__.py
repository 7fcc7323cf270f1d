"""Calendars and time: CalDAV, free/busy, best slot, polls, resources, invitations."""

from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_calendar import attach, dav, pages, policy, queries
from hub_calendar.queries.busy import appointments

domain = Domain(
    name="calendar",
    label=N_("Calendar"),
    routes=pages.routes,
    places=(Place(N_("Calendar"), "/calendars", "cal", shown=policy.is_shown_to),),
    topics={"calendar": attach.may_hear},
    today=appointments,
    busy=queries.busy,
    attach=attach.CalendarThings(),
    dav=dav.Calendars(),
)
