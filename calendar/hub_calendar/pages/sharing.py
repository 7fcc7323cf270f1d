"""`/calendars/{id}/sharing`: who may do what with a calendar, and what a change would do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.access.queries import who_can_see
from hub.actor import OFFICIALS, STAFF, Actor
from hub.errors import Conflict, Invalid
from hub.language import N_
from hub.people import days
from hub.people.candidates import candidates
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms, queries
from hub_calendar.pages import effects
from hub_calendar.pages.shown import Shown
from hub_calendar.queries import CalendarRow, feeds, sharing
from hub_calendar.queries.sharing import Holding

ONE = "calendar/share.html"
SHARED = message("calendar.shared", N_("The sharing is changed."))


async def show(request: Request) -> Response:
    by = request.scope["actor"]
    row = await queries.calendar(request.path_params["calendar"], by=by, to="share")
    words = read_query(request, forms.text)
    readers = await who_can_see(row.id, by=by)
    return render(
        request, "calendar/sharing.html", block="found",
        calendar=Shown(row, True), rows=effects.lines(readers, by), words=words,
        found=await candidates(words, by=by), everybody=(STAFF, OFFICIALS),
        number_of_feeds=await feeds.number_of_feeds(row.id, by=by),
    )  # fmt: skip


async def share(request: Request) -> Response:
    calendar_id, by = request.path_params["calendar"], request.scope["actor"]
    # Rights first: to whoever may not, no address of that page is right or wrong.
    row = await queries.calendar(calendar_id, by=by, to="share")
    principal_id = read_query(request, forms.whom)
    shown = await _shown(row, principal_id, by)
    if request.method == "GET":
        return render(request, ONE, form=_filled(shown["holding"]), **shown)
    try:
        asked = await read_form(request, forms.share)
        await actions.share_calendar(
            calendar_id, principal_id, asked.role, by=by, ends_at=end_of(asked)
        )
    except (Conflict, Invalid) as error:
        return render_form(request, ONE, error, **shown)
    say(request, SHARED)
    return redirect(f"/calendars/{calendar_id}/sharing")


async def _shown(row: CalendarRow, principal_id: int, by: Actor) -> dict[str, Any]:
    held = await sharing.holding(row.id, principal_id, by=by)
    return {
        "calendar": Shown(row, True), "holding": held, "today": effects.today(held),
        "choices": effects.choices(held),
    }  # fmt: skip


def _filled(held: Holding) -> Filled:
    last_day = effects.last_day(held.ends_at)
    return Filled({"role": held.role or "", "last_day": last_day.isoformat() if last_day else ""})


def end_of(asked: forms.Share) -> datetime | None:
    return days.end_of(asked.last_day) if asked.last_day else None


routes = [
    page("/calendars/{calendar:id}/sharing", show, "GET", name="calendars.sharing"),
    page("/calendars/{calendar:id}/share", share, "GET", "POST", name="calendars.share"),
]
