"""`/`, which leads to where somebody begins, and `/today`."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.database import together
from hub.home import forms, queries
from hub.home.ribbon import has_hours, ribbon, upcoming
from hub.people.days import today
from hub.web.formats import now as the_present
from hub.web.forms import read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page


async def root(request: Request) -> Response:
    places = request.scope["identity"].places
    return redirect(places[0].path if places else "/today")


async def show_today(request: Request) -> Response:
    all_of_it = read_query(request, forms.wants_all)
    return render(request, "home/today.html", **await seen(all_of_it, by=request.scope["actor"]))


async def seen(all_of_it: bool, *, by: Actor) -> dict[str, Any]:
    """What the page of today shows: of what changed, all of it or the first lines."""
    day, now = today(), the_present()
    async with together() as reads:
        of_days = reads.create_task(queries.days(day, by=by))
        away = reads.create_task(queries.colleagues_away(day, by=by))
        tasks = reads.create_task(queries.tasks(by=by))
        changed = reads.create_task(queries.changes(day, by=by, all_of_it=all_of_it))
    days = of_days.result()
    following = upcoming(days.today, now)
    return {
        "day": day, "week": day.isocalendar().week, "now": now,
        "given_name": by.name.partition(" ")[0], "away": away.result(),
        "appointments": days.today, "next": following,
        "coming": None if following else days.coming, "ribbon": ribbon(days.today, now),
        "has_hours": has_hours, "tasks": tasks.result(), "changed": changed.result(),
    }  # fmt: skip


routes = [
    page("/", root, "GET", name="root"),
    page("/today", show_today, "GET", name="today"),
]
