"""Saying on one's own card that one is away, and whom to see instead."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Conflict, Invalid
from hub.language import N_, _
from hub.people import actions, policy
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_directory import forms, queries
from hub_directory.forms import Absence
from hub_directory.queries import Candidate

FORM = "directory/absence.html"
DECLARED = message("directory.absence_declared", N_("Your colleagues see that you are away."))
CANCELLED = message("directory.absence_cancelled", N_("The absence is cancelled."))


async def ask(request: Request) -> Response:
    return render(request, FORM, **await _shown(request))


async def declare(request: Request) -> Response:
    by, person_id = request.scope["actor"], request.path_params["person"]
    policy.check_writes(by, person_id)
    named: list[Candidate] = []
    try:
        asked = await read_form(request, forms.absence)
        named = await _named(asked, by)
        details = asked.details | {"replacement_id": _meant(asked, named)}
        await actions.declare_absence(person_id, by=by, **details)
    except (Invalid, Conflict) as error:
        return await _again(request, error, named)
    say(request, DECLARED)
    return redirect(f"/people/{person_id}")


async def cancel(request: Request) -> Response:
    absence = await queries.absence(request.path_params["absence"], by=request.scope["actor"])
    await actions.cancel_absence(absence.id, by=request.scope["actor"])
    say(request, CANCELLED)
    return redirect(f"/people/{absence.person_id}")


async def _named(asked: Absence, by: Actor) -> list[Candidate]:
    """Who may be meant by what was typed; nobody is asked for when nothing was."""
    return await queries.candidates(asked.replacement, by=by) if asked.replacement else []


def _meant(asked: Absence, named: list[Candidate]) -> int | None:
    """The one who was chosen or is the only one called so."""
    if asked.chosen in {it.id for it in named}:
        return asked.chosen
    if asked.replacement and not named:
        raise Invalid(replacement=_("Nobody of the directory is called so."))
    if len(named) > 1:
        raise Invalid(replacement=_("Several people are called so: choose one of them."))
    return named[0].id if named else None


async def _again(request: Request, error: Invalid | Conflict, named: list[Candidate]) -> Response:
    fault = error if isinstance(error, Invalid) else Invalid(starts_on=error.message)
    shown = await _shown(request)
    return render_form(request, FORM, fault, **shown | {"named": named if len(named) > 1 else []})


async def _shown(request: Request) -> dict[str, Any]:
    by, person_id = request.scope["actor"], request.path_params["person"]
    policy.check_writes(by, person_id)
    person = await queries.someone(person_id, by=by)
    known = await queries.colleagues(person_id, by=by)
    return {"person": person, "colleagues": known, "named": []}


routes = [
    page("/people/{person:id}/absences/new", ask, "GET", name="people.absence"),
    page("/people/{person:id}/absences/new", declare, "POST", name="people.absence"),
    page("/absences/{absence:id}/cancel", cancel, "POST", name="people.cancel_absence"),
]
