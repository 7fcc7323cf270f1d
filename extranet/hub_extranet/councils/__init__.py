"""Councils: bodies and their members, meetings, agendas and pieces, convocations in legal time."""

from hub.actor import OFFICIALS, SECRETARIES, Actor
from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_extranet.councils import attach, home, jobs, journal, pages, search


def _is_shown(by: Actor) -> bool:
    return not by.principals.isdisjoint({OFFICIALS, SECRETARIES})


domain = Domain(
    name="councils",
    label=N_("Meetings"),
    routes=pages.routes,
    places=(Place(N_("Meetings"), "/meetings", "council", shown=_is_shown),),
    reactions=jobs.reactions,
    jobs=jobs.periodic,
    topics={"meeting": attach.may_read},
    search=search.Items(),
    todo=home.todo,
    today=home.today,
    attach=attach.Councils(),
    journal=journal.NAMES,
    demo="hub_extranet.councils.demo",
)
