"""Choosing who comes: by key among those already known, or by name."""

from __future__ import annotations

from starlette.requests import Request

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import _
from hub.people import queries as people
from hub.web.body import already_submitted
from hub_extranet.schools.forms import Named
from hub_extranet.schools.queries import Names

MOST_NAMED = 8


async def person_of(named: Named, *, by: Actor) -> int | None:
    """The person that a form means.

    Raises:
        Invalid: nobody is called so; or several are, and none of them is chosen.
    """
    if not named.name:
        return named.person_id
    found = [it.id for it in await people.find_people(named.name, by=by, limit=MOST_NAMED)]
    if not found:
        raise Invalid(person_name=_("There is nobody of that name in the directory."))
    if len(found) == 1 or named.person_id in found:
        return named.person_id if named.person_id in found else found[0]
    raise Invalid(person_id=_("Several people are called so: choose one of them."))


async def choices(request: Request, names: Names, *, by: Actor) -> dict[int, str]:
    """Those who come already, and whoever is called as was just typed."""
    known = dict(names.people)
    if request.method == "POST":
        typed = already_submitted(request).get("person_name", "")
        if isinstance(typed, str) and typed:
            found = await people.find_people(typed, by=by, limit=MOST_NAMED)
            titles = {it.id: it.email or "" for it in found}
            known |= {it.id: " · ".join(filter(None, (it.name, titles[it.id]))) for it in found}
    return dict(sorted(known.items(), key=lambda it: it[1]))
