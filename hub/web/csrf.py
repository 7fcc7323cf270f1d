"""Nobody changes anything here from the page of another site.

Two locks, each enough alone: the browser's own word on where the request comes from, and a token
that only our pages hold. Signed in, it derives from the session's secret; signed out, as on the
sign-in form, from a cookie that lives some hours (a signed double submit).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from hub import settings
from hub.errors import Forbidden
from hub.language import _
from hub.web import cookies
from hub.web.body import submitted

FIELD = "csrf"
HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD"})

COOKIE = "form"
COOKIE_LIFE = 4 * 3600  # seconds
SECRET = re.compile(r"[\w-]{43}", re.ASCII)

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(endpoint: Endpoint, *, takes_field: bool) -> Endpoint:
    """The endpoint, behind both locks; a form may bring the token in a field, a script may not."""

    @functools.wraps(endpoint)
    async def guard(request: Request) -> Response:
        try:
            if request.method not in SAFE_METHODS:
                await check(request, takes_field=takes_field)
            return await endpoint(request)
        finally:
            await request.close()  # uploads are files until here

    return guard


async def check(request: Request, *, takes_field: bool) -> None:
    """Refuses what does not come from our own pages.

    Raises:
        Forbidden: with what to do about it.
    """
    if not _is_from_here(request):
        raise Forbidden(_("This form was sent from another site. Nothing was changed."))
    given: Any = request.headers.get(HEADER, "")
    if not given and takes_field:
        given = (await submitted(request)).get(FIELD, "")
    key = _key(request)
    if not key or not isinstance(given, str) or not _same(given, _derive(key)):
        raise Forbidden(
            _("This form has been open for too long. Go back, reload the page and send it again.")
        )


def token(request: HTTPConnection) -> str:
    """What our own forms and scripts show. Signed out, `keep` must see the response."""
    return _derive(_key(request) or _new_key(request))


def keep(request: HTTPConnection, response: Response) -> None:
    """Gives the browser the secret that `token` had to make, if it had to."""
    if made := request.scope.get("csrf_secret"):
        cookies.put(response, COOKIE, made, max_age=COOKIE_LIFE, strict=True)


def _is_from_here(request: Request) -> bool:
    if site := request.headers.get("sec-fetch-site"):
        # `none`: the user's own doing, such as sending a form again after a restart.
        return site in {"same-origin", "none"}
    origins = request.headers.getlist("origin")
    return len(origins) == 1 and origins[0] in _own_origins(request)


def _own_origins(request: Request) -> tuple[str, str]:
    # A browser that was given another name of this machine; the gate let its host pass.
    now = settings.current.get()
    scheme = now.public_url.partition(":")[0]
    return now.public_url, f"{scheme}://{request.headers.get('host', '')}"


def _key(request: HTTPConnection) -> bytes:
    """The secret behind the token; empty when this browser has none yet."""
    session = request.scope.get("session")
    if session is not None:
        return bytes(session.csrf_key)
    secret = cookies.read(request, COOKIE)
    return secret.encode() if SECRET.fullmatch(secret) else b""


def _new_key(request: HTTPConnection) -> bytes:
    secret: str = request.scope.setdefault("csrf_secret", secrets.token_urlsafe(32))
    return secret.encode()


def _derive(key: bytes) -> str:
    digest = hmac.new(key, b"csrf", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
