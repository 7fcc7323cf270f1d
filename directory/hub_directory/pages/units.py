"""`/units`: the chart, and the page of one unit."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.web.render import render
from hub.web.routes import page
from hub_directory import queries


async def show_chart(request: Request) -> Response:
    chart = await queries.chart(by=request.scope["actor"])
    return render(request, "directory/chart.html", chart=chart)


async def show(request: Request) -> Response:
    unit = await queries.unit(request.path_params["unit"], by=request.scope["actor"])
    return render(request, "directory/unit.html", unit=unit)


routes = [
    page("/units", show_chart, "GET", name="units"),
    page("/units/{unit:id}", show, "GET", name="units.unit"),
]
