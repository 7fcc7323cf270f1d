"""The pages of calendars."""

from __future__ import annotations

from starlette.routing import BaseRoute

from hub_calendar.pages import (
    agenda,
    calendars,
    delegates,
    events,
    exporting,
    feeds,
    importing,
    moving,
    quick,
    sharing,
    tasks,
)

routes: list[BaseRoute] = [
    *agenda.routes,
    *calendars.routes,
    *delegates.routes,
    *events.routes,
    *exporting.routes,
    *feeds.routes,
    *importing.routes,
    *moving.routes,
    *quick.routes,
    *sharing.routes,
    *tasks.routes,
]
