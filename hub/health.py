"""What a load balancer and a monitor ask. Neither answer says more than yes or no."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from hub.database import read
from hub.web.routes import json


async def healthz(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """The database answers too, so requests may be sent here."""
    try:
        await read("SELECT 1 AS one")
    except Exception:
        return PlainTextResponse("not ready\n", 503, headers={"Retry-After": "5"})
    return PlainTextResponse("ok\n")


routes = [
    json("/healthz", healthz, "GET", name="healthz", open=True, cookies=False),
    json("/readyz", readyz, "GET", name="readyz", open=True, cookies=False),
]
