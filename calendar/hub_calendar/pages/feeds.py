"""`/calendars/{id}/feeds`: the secret addresses of a calendar, made, shown once, closed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.errors import Invalid
from hub.language import N_, _
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms, queries
from hub_calendar.models import FeedKind
from hub_calendar.pages.shown import Shown
from hub_calendar.queries import feeds

LIST, NEW = "calendar/feeds.html", "calendar/feed-form.html"
CLOSED = message("calendar.feed_closed", N_("The feed is closed: nothing is at its address."))
KINDS = {
    FeedKind.BUSY: (N_("Busy times only"), N_("When time is taken, and nothing else.")),
    FeedKind.TITLES: (N_("Titles"), N_("Titles and times; no place, no text.")),
    FeedKind.ALL: (N_("Everything"), N_("Titles, times, places and texts; no guest.")),
}


async def show(request: Request) -> Response:
    calendar = await _calendar(request)
    found = await feeds.feeds(calendar.id, by=request.scope["actor"])
    kinds = {kind: _(label) for kind, (label, _effect) in KINDS.items()}
    return render(request, LIST, calendar=calendar, feeds=found, kinds=kinds)


async def new(request: Request) -> Response:
    calendar = await _calendar(request)
    kinds = [(kind.value, _(label), _(effect)) for kind, (label, effect) in KINDS.items()]
    if request.method == "GET":
        return render(request, NEW, calendar=calendar, kinds=kinds)
    try:
        asked = await read_form(request, forms.feed)
        token = await actions.open_feed(
            calendar.id, by=request.scope["actor"], name=asked.name, kind=asked.kind
        )
    except Invalid as error:
        return render_form(request, NEW, error, calendar=calendar, kinds=kinds)
    address = f"{settings.current.get().public_url}/feeds/{token}.ics"
    return render(
        request, "calendar/feed-made.html", calendar=calendar, name=asked.name,
        feed_address=address,
    )  # fmt: skip


async def close(request: Request) -> Response:
    calendar_id = await actions.close_feed(request.path_params["feed"], by=request.scope["actor"])
    say(request, CLOSED)
    return redirect(f"/calendars/{calendar_id}/feeds")


async def _calendar(request: Request) -> Shown:
    key = request.path_params["calendar"]
    row = await queries.calendar(key, by=request.scope["actor"], to="share")
    return Shown(row, True)


routes = [
    page("/calendars/{calendar:id}/feeds", show, "GET", name="calendars.feeds"),
    page("/calendars/{calendar:id}/feeds/new", new, "GET", "POST", name="calendars.feeds.new"),
    page("/calendars/feeds/{feed:id}/close", close, "POST", name="calendars.feeds.close"),
]
