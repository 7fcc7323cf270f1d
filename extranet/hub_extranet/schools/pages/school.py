"""What a school reads: the list of schools, today at one, its week."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import NotFound
from hub.people.days import today
from hub.web.forms import read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page
from hub_extranet.schools import clock, forms, policy, queries
from hub_extranet.schools.pages import days, wording
from hub_extranet.schools.timetable import monday_of


async def show_list(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await queries.schools(by=by)
    if not (found or by.is_inside or policy.is_of_a_school(by)):
        raise NotFound
    if len(found) == 1 and not by.is_inside:
        return redirect(f"/schools/{found[0].id}")
    return render(request, "schools/list.html", schools=found)


async def show_day(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    day = read_query(request, forms.day)
    shown = await days.days(school_id, day, day + days.AHEAD, by=by)
    return render(
        request, "schools/day.html", shown=shown, school=shown.school, day=shown.first,
        lede=wording.lede(shown.school, day), is_today=day == today(),
        before=days.school_day(day, shown.school, -1), after=days.school_day(day, shown.school, 1),
    )  # fmt: skip


async def show_week(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    day = read_query(request, forms.day)
    shown = await days.week(school_id, day, by=by)
    return render(
        request, "schools/week.html", shown=shown, school=shown.school, today=today(),
        lede=wording.lede(shown.school, day), before=monday_of(day) - clock.WEEK,
        after=monday_of(day) + clock.WEEK,
    )  # fmt: skip


routes = [
    page("/schools", show_list, "GET", name="schools"),
    page("/schools/{school:id}", show_day, "GET", name="schools.school"),
    page("/schools/{school:id}/week", show_week, "GET", name="schools.week"),
]
