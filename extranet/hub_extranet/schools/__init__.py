"""Schools: who comes to each on which day, published by the service that plans it.

The service keeps **weekly lines** (swimming, Tuesdays of weeks A, nine o’clock), what differs on
one day (**overrides**) and the days on which a school is closed (**closings**). All of it is a
draft that nobody of the school sees. **Publishing** keeps the whole as an edition, and writes it as
events into the school's calendar, one object a line, whose dates are all said: no rule of iCalendar
knows the weeks A and B of a school (`clock`).

Pages and posters read the last edition; the calendar carries the same to telephones, and whatever
else comes to the school on a day.
"""

from hub.actor import PLANNERS, Actor
from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_extranet.schools import jobs, journal, pages, today, todo
from hub_extranet.schools.attach import Schools, may_read
from hub_extranet.schools.policy import is_of_a_school


def _plans(by: Actor) -> bool:
    return PLANNERS in by.principals and not is_of_a_school(by)


domain = Domain(
    name="schools",
    label=N_("Schools"),
    routes=pages.routes,
    places=(
        Place(N_("School"), "/schools", "school", shown=is_of_a_school),
        Place(N_("Schools"), "/schools", "school", shown=_plans),
    ),
    reactions=jobs.reactions,
    jobs=jobs.periodic,
    topics={"school": may_read},
    attach=Schools(),
    today=today.lessons,
    todo=todo.unpublished,
    journal=journal.NAMES,
    demo="hub_extranet.schools.demo",
)
