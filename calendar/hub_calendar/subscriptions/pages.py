"""`/calendars/subscribe` and `/calendars/{id}/subscription`: calendars that are kept elsewhere."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import policy
from hub_calendar import queries as calendars
from hub_calendar.pages.calendars import colours
from hub_calendar.pages.shown import Shown
from hub_calendar.subscriptions import actions, forms, queries

NEW, ONE = "calendar/subscribe.html", "calendar/subscription.html"
MADE = message("calendar.subscribed", N_("You follow this calendar now: it fills up in a moment."))
TURNED = message("calendar.turned", N_("The address is changed: it is being looked at."))
LOOKED = message("calendar.looked", N_("It is being looked at."))
JUST_LOOKED = message("calendar.just_looked", N_("It was looked at a moment ago."))
KEPT = message("calendar.kept", N_("It is followed no more. What is in it is yours to change."))


async def new(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    policy.check_opens(by, by.person_id or 0, is_person=True)
    if request.method == "GET":
        return render(request, NEW, colours=colours())
    try:
        it = await read_form(request, forms.wanted)
        made = await actions.subscribe(by=by, address=it.address, name=it.name, colour=it.colour)
    except (Invalid, Conflict) as error:
        return render_form(request, NEW, error, colours=colours())
    say(request, MADE)
    return redirect(f"/calendars/{made}")


async def edit(request: Request) -> Response:
    by, shown = request.scope["actor"], await _shown(request)
    if request.method == "GET":
        return render(request, ONE, **shown)
    try:
        address = await read_form(request, forms.address)
        await actions.turn(shown["calendar"].id, by=by, address=address)
    except Invalid as error:
        return render_form(request, ONE, error, **shown)
    say(request, TURNED)
    return redirect(f"/calendars/{shown['calendar'].id}")


async def look(request: Request) -> Response:
    calendar_id = request.path_params["calendar"]
    is_asked = await actions.look(calendar_id, by=request.scope["actor"])
    say(request, LOOKED if is_asked else JUST_LOOKED)
    return redirect(f"/calendars/{calendar_id}")


async def keep(request: Request) -> Response:
    calendar_id = request.path_params["calendar"]
    await actions.keep(calendar_id, by=request.scope["actor"])
    say(request, KEPT)
    return redirect(f"/calendars/{calendar_id}")


async def _shown(request: Request) -> dict[str, Any]:
    """The calendar and its subscription, for whoever manages it. Raises `NotFound`, `Forbidden`."""
    key, by = request.path_params["calendar"], request.scope["actor"]
    row = await calendars.calendar(key, by=by, to="manage")
    followed = await queries.followed(key, by=by)
    if followed is None:
        raise NotFound
    return {"calendar": Shown(row, True), "followed": followed}


_ONE = "/calendars/{calendar:id}/subscription"
routes = [
    page("/calendars/subscribe", new, "GET", "POST", name="calendars.subscribe"),
    page(_ONE, edit, "GET", "POST", name="calendars.subscription"),
    page(_ONE + "/look", look, "POST", name="calendars.subscription.look"),
    page(_ONE + "/keep", keep, "POST", name="calendars.subscription.keep"),
]
