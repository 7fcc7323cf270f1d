"""`/calendars/{id}.ics`: a calendar as a file, for another program."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.web.downloads import disposition
from hub.web.routes import page
from hub_calendar import queries


async def export(request: Request) -> Response:
    by, calendar_id = request.scope["actor"], request.path_params["calendar"]
    row = await queries.calendar(calendar_id, by=by)
    headers = disposition(f"{row.slug}.ics")
    text = queries.exported(row.id, row.name, by=by)
    return StreamingResponse(text, media_type="text/calendar; charset=utf-8", headers=headers)


routes = [page("/calendars/{calendar:id}.ics", export, "GET", name="calendars.export")]
