"""`/calendars`: week, day, team, month, year and list, and which calendars they show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import NotFound
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect, safe_next
from hub.web.render import is_partial, render
from hub.web.routes import page
from hub_calendar import actions, forms
from hub_calendar.pages import building
from hub_calendar.pages.building import Asked
from hub_calendar.pages.shown import Shown
from hub_calendar.pages.views import View
from hub_calendar.queries import listed

Build = Callable[[Asked], Awaitable[View]]


async def week(request: Request) -> Response:
    return await _agenda(request, building.week)


async def day(request: Request) -> Response:
    return await _agenda(request, building.day)


async def team(request: Request) -> Response:
    return await _agenda(request, building.team)


async def month(request: Request) -> Response:
    return await _agenda(request, building.month)


async def year(request: Request) -> Response:
    return await _agenda(request, building.year)


async def days(request: Request) -> Response:
    return await _agenda(request, building.days)


async def choose(request: Request) -> Response:
    asked = await read_form(request, forms.choice)
    await actions.choose_calendars(
        by=request.scope["actor"], listed=asked.listed, shown=asked.shown
    )
    return Response(status_code=204) if is_partial(request) else redirect(safe_next(asked.next))


async def seen(by: Actor) -> list[Shown]:
    """The calendars of the list beside the agenda; `NotFound` for whom there is no agenda."""
    found = await listed(by=by)
    if by.is_inside and by.person_id and not any(it.row.is_own for it in found):
        await actions.personal_calendar(by.person_id, by=by)
        found = await listed(by=by)
    if not found and not by.is_inside:
        raise NotFound
    return [Shown(it.row, it.is_shown) for it in found]


async def _agenda(request: Request, build: Build) -> Response:
    by, now = request.scope["actor"], building.present()
    wanted = read_query(request, forms.wanted)
    asked = Asked(by, wanted.day or now.date(), now, await seen(by), wanted.column, wanted.added)
    return render(request, "calendar/agenda.html", block="agenda", page=await build(asked))


routes = [
    page("/calendars", week, "GET", name="calendars"),
    page("/calendars/day", day, "GET", name="calendars.day"),
    page("/calendars/team", team, "GET", name="calendars.team"),
    page("/calendars/month", month, "GET", name="calendars.month"),
    page("/calendars/year", year, "GET", name="calendars.year"),
    page("/calendars/list", days, "GET", name="calendars.list"),
    page("/calendars/shown", choose, "POST", name="calendars.shown"),
]
