"""Opening a school: administrators say which service plans it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_
from hub.people import queries as people
from hub.people.models import GroupKind
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_extranet.schools import actions, forms, queries
from hub_extranet.schools.pages import wording

OPENED = message("schools.opened", N_("The school is open: its service can plan its weeks."))


async def open_school(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    choices = await _choices(by)
    if request.method == "GET":
        return render(request, "schools/open.html", **choices)
    try:
        wanted = await read_form(request, forms.opening)
        await actions.open_school(wanted.group_id, by=by, **wanted.rest)
    except Invalid as error:
        return render_form(request, "schools/open.html", error, **choices)
    say(request, OPENED)
    return redirect("/schools")


async def _choices(by: Actor) -> dict[str, Any]:
    schools = await queries.unopened(by=by)
    units = await people.groups(by=by, kinds=[GroupKind.UNIT])
    return {
        "schools": schools, "units": {it.id: it.name for it in units}, "zones": wording.zones(),
        "countings": wording.countings(),
    }  # fmt: skip


routes = [page("/schools/new", open_school, "GET", "POST", name="schools.open")]
