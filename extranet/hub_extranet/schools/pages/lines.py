"""One weekly line: written, changed, ended, and different on single days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid, NotFound
from hub.people.days import today
from hub.web.filled import Filled
from hub.web.flash import say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_extranet.schools import actions, clock, forms, queries
from hub_extranet.schools.pages import choosing, wording
from hub_extranet.schools.pages.preparation import SAVED
from hub_extranet.schools.queries import Draft
from hub_extranet.schools.timetable import Line

LINE = "schools/line.html"
MOST_DAYS = 40
"""Of a line that can be chosen to be different: a school year of them."""


async def add(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    draft = await queries.draft(school_id, by=by)
    if request.method == "GET":
        year = clock.school_year(today(), draft.school.zone)
        return await _form(request, draft, Filled(_empty(year)))
    try:
        wanted = await read_form(request, forms.line)
        line = replace(wanted.draft, person_id=await choosing.person_of(wanted.person, by=by))
        await actions.add_line(school_id, by=by, draft=line)
    except Invalid as error:
        return await _again(request, draft, error)
    return _saved(request, school_id)


async def change(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    draft, line = await _found(request)
    if request.method == "GET":
        return await _form(request, draft, Filled(_filled(line)), line)
    try:
        wanted = await read_form(request, forms.line)
        new = replace(wanted.draft, person_id=await choosing.person_of(wanted.person, by=by))
        await actions.change_line(line.id, by=by, draft=new, from_day=wanted.from_day)
    except Invalid as error:
        return await _again(request, draft, error, line)
    return _saved(request, draft.school.id)


async def end(request: Request) -> Response:
    draft, line = await _found(request)
    try:
        last = await read_form(request, forms.last_day)
        await actions.end_line(line.id, by=request.scope["actor"], on=last)
    except Invalid as error:
        return await _again(request, draft, error, line)
    return _saved(request, draft.school.id)


async def override(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    draft, line = await _found(request)
    if request.method == "GET":
        return await _form(request, draft, Filled(), line, template="schools/override.html")
    try:
        wanted = await read_form(request, forms.override)
        person_id = await choosing.person_of(wanted.person, by=by)
        day = replace(wanted.draft, person_id=person_id)
        await actions.override_day(line.id, wanted.due_on, by=by, draft=day)
    except Invalid as error:
        return await _again(request, draft, error, line, template="schools/override.html")
    return _saved(request, draft.school.id)


async def restore(request: Request) -> Response:
    draft, line = await _found(request)
    due_on = await read_form(request, forms.due_on)
    await actions.restore_day(line.id, due_on, by=request.scope["actor"])
    return _saved(request, draft.school.id)


async def _found(request: Request) -> tuple[Draft, Line]:
    by, line_id = request.scope["actor"], request.path_params["line"]
    draft = await queries.draft(await queries.school_of_line(line_id, by=by), by=by)
    line = next((it for it in draft.timetable.lines if it.id == line_id), None)
    if line is None:
        raise NotFound
    return draft, line


async def _form(
    request: Request, draft: Draft, form: Filled, line: Line | None = None, *, template: str = LINE
) -> Response:
    return render(request, template, form=form, **await _shown(request, draft, line))


async def _again(
    request: Request,
    draft: Draft,
    error: Invalid,
    line: Line | None = None,
    *,
    template: str = LINE,
) -> Response:
    return render_form(request, template, error, **await _shown(request, draft, line))


async def _shown(request: Request, draft: Draft, line: Line | None) -> dict[str, Any]:
    names = await queries.names(draft.school.id, draft.timetable)
    return {
        "school": draft.school, "line": line, "names": names, "weekdays": wording.weekdays(),
        "weeks": wording.weeks(), "days": _days(draft, line), "rhythm": wording.rhythm,
        "people": await choosing.choices(request, names, by=request.scope["actor"]),
        "classes": {key: it.name for key, it in names.classes.items()}, "today": today(),
    }  # fmt: skip


def _days(draft: Draft, line: Line | None) -> dict[str, str]:
    """The days to come on which the line can be different, by their ISO date."""
    if line is None:
        return {}
    coming = [it for it in draft.timetable.due_days(line) if it >= today()]
    return {it.isoformat(): wording.long_day(it) for it in coming[:MOST_DAYS]}


def _empty(year: clock.Stretch | None) -> dict[str, str | list[str]]:
    """From today to the end of the school year, as far as one is known."""
    starts_on = max(today(), year.starts_on) if year else today()
    return {
        "starts_on": starts_on.isoformat(),
        "ends_on": year.ends_on.isoformat() if year else "",
        "weeks": "every",
    }


def _filled(line: Line) -> dict[str, str | list[str]]:
    return {
        "weekday": str(line.weekday), "weeks": line.weeks.value, "starts": _clock(line.starts),
        "ends": _clock(line.ends), "activity": line.activity,
        "class_id": str(line.class_id or ""), "person_id": str(line.person_id or ""),
        "who": line.who, "place": line.place, "is_by_bus": "1" if line.is_by_bus else "",
        "starts_on": line.starts_on.isoformat(), "ends_on": line.ends_on.isoformat(),
        "from_day": max(today(), line.starts_on).isoformat(),
    }  # fmt: skip


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _saved(request: Request, school_id: int) -> Response:
    say(request, SAVED)
    return redirect(f"/schools/{school_id}/prepare")


routes = [
    page("/schools/{school:id}/lines/new", add, "GET", "POST", name="schools.add_line"),
    page("/schools/lines/{line:id}", change, "GET", "POST", name="schools.line"),
    page("/schools/lines/{line:id}/end", end, "POST", name="schools.end_line"),
    page("/schools/lines/{line:id}/days", override, "GET", "POST", name="schools.override"),
    page("/schools/lines/{line:id}/days/restore", restore, "POST", name="schools.restore"),
]
