"""A meeting as its members read it, and their answer."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.language import N_
from hub.web.downloads import disposition
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page
from hub_extranet.councils import actions, forms, paper
from hub_extranet.councils.models import MeetingState
from hub_extranet.councils.pages.dossier import dossier
from hub_extranet.councils.queries import agendas, convocations, meetings

ANSWERED = message("councils.answered", N_("Your answer is noted. You can change it until then."))


async def show(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by)
    items = await agendas.agenda(found.id, by=by)
    own = await convocations.own(found, by=by)
    if own.is_unopened:
        await actions.record_opening(found.id, by=by)
    takes_answers = found.state is MeetingState.SENT and found.starts_at > datetime.now(UTC)
    return render(
        request, "councils/meeting.html", meeting=found, items=items, own=own,
        takes_answers=own.sits and takes_answers,
        dossier=await dossier(items, read_query(request, forms.wanted), by=by),
    )  # fmt: skip


async def answer(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    meeting_id = request.path_params["meeting"]
    await meetings.meeting(meeting_id, by=by)
    await actions.answer(meeting_id, by=by, presence=await read_form(request, forms.presence))
    say(request, ANSWERED)
    return redirect(f"/meetings/{meeting_id}")


async def print_convocation(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    printed = await paper.convocation(request.path_params["meeting"], by=by)
    headers = disposition("convocation.pdf")
    return Response(printed, media_type="application/pdf", headers=headers)


routes = [
    page("/meetings/{meeting:id}", show, "GET", name="councils.meeting"),
    page("/meetings/{meeting:id}/answer", answer, "POST", name="councils.answer"),
    page("/meetings/{meeting:id}/convocation.pdf", print_convocation, "GET",
         name="councils.paper"),
]  # fmt: skip
