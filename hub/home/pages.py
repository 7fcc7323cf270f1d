"""`/` and `/today`."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.home import queries
from hub.people.days import today
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page


async def root(request: Request) -> Response:
    return redirect("/today")


async def show_today(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    day = today()
    away = await queries.colleagues_away(day, by=by)
    return render(
        request, "home/today.html", day=day, week=day.isocalendar().week,
        now=datetime.now(UTC), given_name=by.name.partition(" ")[0], away=away,
    )  # fmt: skip


routes = [
    page("/", root, "GET", name="root"),
    page("/today", show_today, "GET", name="today"),
]
