"""`/.well-known/caldav` and its like (RFC 6764): where a client that was told a host goes."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from hub.dav.addresses import ROOT


async def to_dav(scope: Scope, receive: Receive, send: Send) -> None:
    # 301, because some clients follow no other for PROPFIND.
    await RedirectResponse(ROOT, 301)(scope, receive, send)
