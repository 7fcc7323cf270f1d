"""What publishing would change, for whom; and publishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.language import N_
from hub.people.days import today
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page
from hub_extranet.schools import actions, clock, forms, queries
from hub_extranet.schools.clashes import clashes
from hub_extranet.schools.differences import differences
from hub_extranet.schools.pages import wording
from hub_extranet.schools.pages.wording import Change
from hub_extranet.schools.queries import Draft
from hub_extranet.schools.timetable import Timetable

PUBLISHED = message("schools.published", N_("Published. The school reads it from now on."))


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing now would do, from today on, in words."""

    draft: Draft
    changes: Sequence[Change]
    clashes: Sequence[str]


async def show(request: Request) -> Response:
    preview = await _preview(request.path_params["school"], by=request.scope["actor"])
    return render(request, "schools/publication.html", preview=preview, school=preview.draft.school)


async def publish(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    await queries.school(school_id, by=by, to="plan")
    version = await read_form(request, forms.version)
    await actions.publish(school_id, by=by, version=version)
    say(request, PUBLISHED)
    return redirect(f"/schools/{school_id}")


async def _preview(school_id: int, *, by: Actor) -> Preview:
    draft = await queries.draft(school_id, by=by)
    edition = (await queries.editions(by=by, of=[school_id])).get(school_id)
    new = draft.timetable
    old = edition.timetable if edition else Timetable(new.zone, new.counting)
    first, last = today(), clock.last_known()
    names = await queries.names(school_id, old, new)
    elsewhere = await queries.lessons_elsewhere(school_id, first, last, list(names.people), by=by)
    found = clashes([*new.lessons(first, last), *elsewhere])
    here = [it for it in found if school_id in {it.one.line.school_id, it.other.line.school_id}]
    schools = {it.id: it.name for it in await queries.schools(by=by)} if here else {}
    changes = differences(old, new, first, last)
    return Preview(
        draft, [wording.difference(it, names) for it in changes],
        [wording.clash(it, names, schools) for it in here],
    )  # fmt: skip


routes = [
    page("/schools/{school:id}/publication", show, "GET", name="schools.publication"),
    page("/schools/{school:id}/publish", publish, "POST", name="schools.publish"),
]
