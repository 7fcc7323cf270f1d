"""What the pages of accounts have in common."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.accounts.visitor import Visitor
from hub.actor import Actor
from hub.errors import Invalid, Unavailable
from hub.language import _
from hub.web import cookies
from hub.web.redirects import redirect
from hub.web.render import render_form


def by(request: Request) -> Actor:
    actor: Actor = request.scope["actor"]
    return actor


def visitor(request: Request) -> Visitor:
    return Visitor.of(request.scope)


def again(
    request: Request, template: str, error: Invalid | Unavailable, **context: Any
) -> Response:
    """The form as it was filled in: with what is wrong, or with how long to wait (429)."""
    if isinstance(error, Invalid):
        return render_form(request, template, error, **context)
    response = render_form(request, template, Invalid(error.message), **context)
    response.status_code = 429
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def check_connection() -> None:
    """Refuses to ask for a secret that would cross a network in the clear.

    Raises:
        Unavailable: the hub's address is neither https nor this machine's own.
    """
    now = settings.current.get()
    if not now.is_https and not _is_loopback(urlsplit(now.public_url).hostname or ""):
        message = _("Signing in needs a secure connection. Tell your IT contact: HUB_PUBLIC_URL.")
        raise Unavailable(message)


def signed_in(token: str, path: str) -> Response:
    """On to `path` with the session's cookie."""
    response = redirect(path)
    # No lifetime: on a shared computer it ends with the browser; the table has the real limits.
    cookies.put(response, "", token, max_age=None)
    return response


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
