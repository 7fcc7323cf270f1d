"""The list of meetings, and planning a new one."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid, NotFound
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_extranet.councils import actions, forms
from hub_extranet.councils.queries import bodies, meetings

LIST, NEW = "councils/meetings.html", "councils/new-meeting.html"
PLANNED = message(
    "councils.planned", N_("The meeting is planned. You alone see it until it is convened.")
)


async def show_list(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    now = datetime.now(UTC)
    coming, past = await meetings.coming(now, by=by), await meetings.past(now, by=by)
    kept = await bodies.bodies(by=by, to="write")
    if not (by.is_inside or coming or past or kept):
        raise NotFound  # somebody of outside who is sent nothing
    return render(request, LIST, coming=coming, past=past, kept=kept)


async def plan(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    kept = {it.id: it.name for it in await bodies.bodies(by=by, to="write")}
    if not kept:
        raise NotFound
    if request.method == "GET":
        return render(request, NEW, kept=kept, meeting=None)
    try:
        body_id, wanted = await read_form(request, forms.planned)
        made = await actions.plan_meeting(body_id, by=by, plan=wanted)
    except Invalid as error:
        return render_form(request, NEW, error, kept=kept, meeting=None)
    say(request, PLANNED)
    return redirect(f"/meetings/{made.id}/prepare")


routes = [
    page("/meetings", show_list, "GET", name="councils"),
    page("/meetings/new", plan, "GET", "POST", name="councils.new"),
]
