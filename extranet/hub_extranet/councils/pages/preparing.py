"""A meeting as its secretariat prepares it, convenes it and follows who has what."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_
from hub.people.days import today
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_extranet.councils import actions, forms
from hub_extranet.councils.pages.preparation import preparation
from hub_extranet.councils.queries import convocations, meetings

PREPARE, PLAN, RECIPIENTS = (
    f"councils/{name}.html" for name in ("prepare", "new-meeting", "recipients")
)
SENT = message("councils.sent", N_("Convocations sent: {number}."))
CHANGED = message("councils.changed", N_("The meeting is changed."))
POSTED = message("councils.posted", N_("The day of posting is noted."))
CLOSED = message("councils.closed", N_("The meeting is noted as held."))


async def show(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    return render(request, PREPARE, **await preparation(request.path_params["meeting"], by=by))


async def change(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by, to="write")
    if request.method == "GET":
        return render(request, PLAN, meeting=found, kept={})
    try:
        version, plan = await read_form(request, forms.replanned)
        await actions.change_meeting(found.id, by=by, plan=plan, version=version)
    except Invalid as error:
        return render_form(request, PLAN, error, meeting=found, kept={})
    say(request, CHANGED)
    return redirect(f"/meetings/{found.id}/prepare")


async def send(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by, to="write")
    try:
        version = await read_form(request, forms.version)
        number = await actions.send_convocation(found.id, by=by, version=version)
    except Invalid as error:
        return render_form(request, PREPARE, error, **await preparation(found.id, by=by))
    say(request, SENT, number=number)
    return redirect(f"/meetings/{found.id}/prepare")


async def close(request: Request) -> Response:
    meeting_id = request.path_params["meeting"]
    await actions.close_meeting(meeting_id, by=request.scope["actor"])
    say(request, CLOSED)
    return redirect(f"/meetings/{meeting_id}/prepare")


async def show_recipients(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by, to="write")
    lines = await convocations.deliveries(found.id, by=by)
    answers = await convocations.presences(found.id, by=by)
    return render(request, RECIPIENTS, meeting=found, lines=lines, answers=answers, today=today())


async def post_letter(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    meeting_id = request.path_params["meeting"]
    await meetings.meeting(meeting_id, by=by, to="write")
    delivery_id = request.path_params["delivery"]
    await convocations.delivery(meeting_id, delivery_id, by=by)
    await actions.record_posting(delivery_id, by=by, on=await read_form(request, forms.on))
    say(request, POSTED)
    return redirect(f"/meetings/{meeting_id}/recipients")


routes = [
    page("/meetings/{meeting:id}/prepare", show, "GET", name="councils.prepare"),
    page("/meetings/{meeting:id}/plan", change, "GET", "POST", name="councils.plan"),
    page("/meetings/{meeting:id}/convocation", send, "POST", name="councils.send"),
    page("/meetings/{meeting:id}/close", close, "POST", name="councils.close"),
    page("/meetings/{meeting:id}/recipients", show_recipients, "GET", name="councils.recipients"),
    page("/meetings/{meeting:id}/recipients/{delivery:id}", post_letter, "POST",
         name="councils.posted"),
]  # fmt: skip
