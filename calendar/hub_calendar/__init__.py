"""Calendars and time: CalDAV, free/busy, best slot, polls, resources, invitations."""

from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_calendar import attach, dav, feeds, jobs, journal, pages, policy, queries
from hub_calendar.imip.incoming import receive
from hub_calendar.importing import KIND, CalendarFiles
from hub_calendar.queries.busy import appointments
from hub_calendar.search import Events
from hub_calendar.subscriptions import jobs as subscription_jobs
from hub_calendar.subscriptions import pages as subscription_pages

domain = Domain(
    name="calendar",
    label=N_("Calendar"),
    routes=(*pages.routes, *feeds.routes, *subscription_pages.routes),
    places=(Place(N_("Calendar"), "/calendars", "cal", shown=policy.is_shown_to),),
    reactions={**jobs.reactions, **subscription_jobs.reactions},
    jobs=(*jobs.periodic, *subscription_jobs.periodic),
    topics={"calendar": attach.may_hear},
    search=Events(),
    today=appointments,
    busy=queries.busy,
    attach=attach.CalendarThings(),
    imports={KIND: CalendarFiles()},
    dav=dav.Calendars(),
    letters={"text/calendar": receive},
    journal=journal.NAMES,
    demo="hub_calendar.demo",
)
