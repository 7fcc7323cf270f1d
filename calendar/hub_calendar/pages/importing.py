"""`/calendars/import`: a calendar file is brought, looked at, written, and reported on."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import Conflict, Invalid
from hub.imports import actions, queries
from hub.imports.models import Import
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.limits import Limits
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import forms
from hub_calendar.ics.files import MOST_BYTES
from hub_calendar.importing import KIND
from hub_calendar.policy import check_inside
from hub_calendar.queries import calendars

LIST, ONE = "calendar/imports.html", "calendar/import.html"
ONE_FILE = Limits(files=1, upload=MOST_BYTES)
FORGOTTEN = message("calendar.import_forgotten", N_("The file is forgotten."))


async def show_list(request: Request) -> Response:
    return render(request, LIST, **await _own(request))


async def upload(request: Request) -> Response:
    by = request.scope["actor"]
    check_inside(by)
    try:
        file, options = await read_form(request, forms.calendar_file)
        content = await file.read(MOST_BYTES + 1)
        name = file.filename or ""
        job = await actions.upload(KIND, by=by, name=name, content=content, options=options)
    except (Invalid, Conflict) as error:
        return render_form(request, LIST, error, **await _own(request))
    return redirect(f"/calendars/import/{job.id}")


async def show(request: Request) -> Response:
    job = await _one(request)
    told = job.report or job.plan
    return render(request, ONE, block="job", job=job, told=told, on=date.fromisoformat)


async def start(request: Request) -> Response:
    job = await _one(request)
    version = await read_form(request, forms.version)
    await actions.start(job.id, by=request.scope["actor"], version=version)
    return redirect(f"/calendars/import/{job.id}")


async def discard(request: Request) -> Response:
    job = await _one(request)
    await actions.discard(job.id, by=request.scope["actor"])
    say(request, FORGOTTEN)
    return redirect("/calendars/import")


async def _one(request: Request) -> Import:
    by = request.scope["actor"]
    check_inside(by)
    return await queries.one(request.path_params["import"], by=by, kind=KIND)


async def _own(request: Request) -> dict[str, Any]:
    """The actor's imports, and the calendars that they may import into."""
    by = request.scope["actor"]
    check_inside(by)
    writable = await calendars(by=by, to="write")
    jobs = await queries.own(by=by, kinds=[KIND])
    return {
        "jobs": jobs,
        "calendars": {str(it.id): it.name for it in writable},
        "chosen": read_query(request, forms.chosen_calendar),
    }


ADDRESS = "/calendars/import"
routes = [
    page(ADDRESS, show_list, "GET", name="calendars.import"),
    page(ADDRESS, upload, "POST", name="calendars.import", limits=ONE_FILE),
    page(ADDRESS + "/{import:id}", show, "GET", name="calendars.import.one"),
    page(ADDRESS + "/{import:id}/start", start, "POST", name="calendars.import.start"),
    page(ADDRESS + "/{import:id}/discard", discard, "POST", name="calendars.import.discard"),
]
