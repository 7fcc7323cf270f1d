"""`/calendars/delegates`: who acts for me in my calendar, and for whom I act."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import N_, _
from hub.people import queries as people
from hub.people.candidates import candidates
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms
from hub_calendar.pages import effects
from hub_calendar.pages.agenda import seen
from hub_calendar.pages.sharing import end_of
from hub_calendar.policy import check_inside
from hub_calendar.queries import delegates

ONE = "calendar/delegate.html"
PATH = "/calendars/delegates"
NAMED = message("calendar.delegate_named", N_("They act for you from now on."))
DISMISSED = message("calendar.delegate_dismissed", N_("They act for you no more."))
ROLES = {
    "edit": (
        N_("Keep the calendar"),
        N_("Adds, changes and deletes events; the journal says for whom."),
    ),
    "read": (N_("Read"), N_("Sees titles, places and guests, and changes nothing.")),
}


async def show(request: Request) -> Response:
    by = request.scope["actor"]
    check_inside(by)
    words = read_query(request, forms.text)
    await seen(by)  # whoever has no calendar yet is given theirs
    found = [it for it in await candidates(words, by=by) if not it.is_group]
    return render(
        request, "calendar/delegates.html", block="found", words=words, found=found,
        delegates=await delegates.delegates(by=by), served=await delegates.served(by=by),
        roles={role: _(label) for role, (label, _effect) in ROLES.items()},
        last_day=effects.last_day,
    )  # fmt: skip


async def name(request: Request) -> Response:
    by = request.scope["actor"]
    check_inside(by)  # first: to a school no address here is right or wrong
    person_id = read_query(request, forms.whom)
    shown = await _shown(person_id, by)
    if request.method == "GET":
        return render(request, ONE, form=Filled(shown["values"]), **shown)
    try:
        asked = await read_form(request, forms.delegation)
        await actions.name_delegate(person_id, asked.role or "", by=by, ends_at=end_of(asked))
    except (Conflict, Invalid) as error:
        return render_form(request, ONE, error, **shown)
    say(request, NAMED)
    return redirect(PATH)


async def dismiss(request: Request) -> Response:
    by = request.scope["actor"]
    check_inside(by)
    await actions.dismiss_delegate(await read_form(request, forms.whom), by=by)
    say(request, DISMISSED)
    return redirect(PATH)


async def _shown(person_id: int, by: Actor) -> dict[str, Any]:
    """Raises `NotFound` for nobody, and for who may not read the directory."""
    found = await people.people([person_id], by=by)
    if person_id not in found:
        raise NotFound
    held = next((it for it in await delegates.delegates(by=by) if it.id == person_id), None)
    last_day = effects.last_day(held.ends_at) if held else None
    return {
        "person": found[person_id],
        "roles": [(role, _(label), _(effect)) for role, (label, effect) in ROLES.items()],
        "values": {
            "role": held.role if held else "edit",
            "last_day": last_day.isoformat() if last_day else "",
        },
    }


routes = [
    page(PATH, show, "GET", name="calendars.delegates"),
    page(f"{PATH}/name", name, "GET", "POST", name="calendars.delegates.name"),
    page(f"{PATH}/dismiss", dismiss, "POST", name="calendars.delegates.dismiss"),
]
