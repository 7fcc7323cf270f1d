"""Finding people: cards, org chart, CardDAV, feeds, data quality."""

from hub.actor import Actor
from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_directory import jobs, pages, todo
from hub_directory.attach import People
from hub_directory.dav import StaffBook
from hub_directory.search import People as FoundPeople
from hub_directory.staff import KIND, StaffLists


def _is_inside(by: Actor) -> bool:
    return by.is_inside


domain = Domain(
    name="directory",
    label=N_("Directory"),
    routes=pages.routes,
    places=(Place(N_("Directory"), "/people", "people", _is_inside),),
    reactions=jobs.reactions,
    jobs=jobs.periodic,
    todo=todo.imports_to_look_at,
    search=FoundPeople(),
    attach=People(),
    imports={KIND: StaffLists()},
    dav=StaffBook(),
)
