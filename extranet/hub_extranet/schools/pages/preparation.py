"""Where the service prepares the weeks of a school."""

from __future__ import annotations

from datetime import date
from typing import Any

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
from hub_extranet.schools import actions, clock, forms, queries
from hub_extranet.schools.pages import wording
from hub_extranet.schools.queries import Draft
from hub_extranet.schools.timetable import Lesson, Line

SAVED = message("schools.saved", N_("Saved in the draft. The school sees it once it is published."))


async def show(request: Request) -> Response:
    return await _page(request)


async def add_class(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    await queries.school(school_id, by=by, to="plan")
    try:
        wanted = await read_form(request, forms.school_class)
        await actions.add_class(school_id, by=by, name=wanted.name, pupils=wanted.pupils)
    except Invalid as error:
        return await _page(request, error)
    say(request, SAVED)
    return redirect(f"/schools/{school_id}/prepare")


async def remove_class(request: Request) -> Response:
    by, class_id = request.scope["actor"], request.path_params["class"]
    school_id = await queries.school_of_class(class_id, by=by)
    await actions.remove_class(class_id, by=by)
    say(request, SAVED)
    return redirect(f"/schools/{school_id}/prepare")


async def close(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    await queries.school(school_id, by=by, to="plan")
    try:
        it = await read_form(request, forms.closing)
        await actions.close(
            school_id, by=by, starts_on=it.starts_on, ends_on=it.ends_on, reason=it.reason
        )
    except Invalid as error:
        return await _page(request, error)
    say(request, SAVED)
    return redirect(f"/schools/{school_id}/prepare")


async def reopen(request: Request) -> Response:
    by, closing_id = request.scope["actor"], request.path_params["closing"]
    school_id = await queries.school_of_closing(closing_id, by=by)
    await actions.reopen(closing_id, by=by)
    say(request, SAVED)
    return redirect(f"/schools/{school_id}/prepare")


async def _page(request: Request, error: Invalid | None = None) -> Response:
    by: Actor = request.scope["actor"]
    draft = await queries.draft(request.path_params["school"], by=by)
    edition = (await queries.editions(by=by, of=[draft.school.id])).get(draft.school.id)
    shown: dict[str, Any] = {
        "school": draft.school, "names": await queries.names(draft.school.id, draft.timetable),
        "lines": _lines(draft, today()), "changed": _changed(draft, today()), "edition": edition,
        "closings": {key: it for key, it in draft.closings.items() if it.ends_on >= today()},
        "rhythm": wording.rhythm, "change": wording.change,
    }  # fmt: skip
    if error is None:
        return render(request, "schools/prepare.html", **shown)
    return render_form(request, "schools/prepare.html", error, block="", **shown)


def _lines(draft: Draft, day: date) -> list[Line]:
    """Those that are not over, in the order of the week."""
    left = [it for it in draft.timetable.lines if it.ends_on >= day]
    return sorted(left, key=lambda it: (it.weekday, it.starts, it.starts_on, it.id))


def _changed(draft: Draft, day: date) -> list[Lesson]:
    """What is not as every week on days to come."""
    lessons = draft.timetable.lessons(day, clock.last_known())
    return [it for it in lessons if it.is_changed and not draft.timetable.closing(it.on)]


routes = [
    page("/schools/{school:id}/prepare", show, "GET", name="schools.prepare"),
    page("/schools/{school:id}/classes", add_class, "POST", name="schools.add_class"),
    page("/schools/classes/{class:id}/remove", remove_class, "POST", name="schools.remove_class"),
    page("/schools/{school:id}/closings", close, "POST", name="schools.close"),
    page("/schools/closings/{closing:id}/remove", reopen, "POST", name="schools.reopen"),
]
