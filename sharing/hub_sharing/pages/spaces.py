"""`/spaces`: what there is for one, and making one more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import STAFF, Actor
from hub.errors import Invalid, NotFound
from hub.language import N_, _
from hub.people import queries as people
from hub.people.models import GroupKind
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_sharing import actions, forms, policy, queries
from hub_sharing.pages.frame import by

LIST, NEW = "sharing/spaces.html", "sharing/new-space.html"
LATELY, MOST_RECENT = timedelta(days=60), 6
MADE = message("sharing.space_made", N_("The space is there. Put the first files into it."))


async def show(request: Request) -> Response:
    spaces, shared = await queries.spaces(by=by(request)), await queries.shared(by=by(request))
    if not (by(request).is_inside or spaces or shared):
        raise NotFound  # a school or a guest to whom nothing was shared
    recent = await queries.recent(datetime.now(UTC) - LATELY, by=by(request), limit=MOST_RECENT)
    makes = await policy.makes_spaces(by(request))
    return render(request, LIST, spaces=spaces, shared=shared, recent=recent, makes=makes)


async def new(request: Request) -> Response:
    await policy.check_makes_spaces(by(request))
    if request.method == "GET":
        return render(request, NEW, teams=await _teams(by(request)))
    try:
        wanted = await read_form(request, forms.new_space)
        space = await actions.create_space(by=by(request), name=wanted.name, given=wanted.given)
    except Invalid as error:
        return render_form(request, NEW, error, teams=await _teams(by(request)))
    say(request, MADE)
    return redirect(f"/spaces/{space.id}")


async def _teams(actor: Actor) -> dict[int, str]:
    """Whom a space can be for: everybody who works here, or a service, one's own first."""
    units = await people.groups(by=actor, kinds=(GroupKind.UNIT,))
    own = [it for it in units if it.id in actor.principals]
    others = [it for it in units if it.id not in actor.principals]
    return {it.id: it.name for it in own} | {STAFF: _("All staff")} | {
        it.id: it.name for it in others
    }  # fmt: skip


routes = [
    page("/spaces", show, "GET", name="sharing.spaces"),
    page("/spaces/new", new, "GET", "POST", name="sharing.new_space"),
]
