"""Where a request is sent next: always a path of our own."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse
from starlette.types import Scope

LONGEST = 2000  # characters
UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
KEPT = "/?#%&=+:,;@!$'()*~-._"


def redirect(path: str) -> RedirectResponse:
    """303: the browser reads the page at `path`, whatever was sent here."""
    if safe_next(path) != quote(path, safe=KEPT):
        raise ValueError("A redirect goes to a path of ours; pass what a reader sent to safe_next.")
    return RedirectResponse(safe_next(path), 303)


def address(scope: Scope) -> str:
    """What was asked for, with its query, as `safe_next` lets it come back."""
    path, query = quote(scope["path"]), scope["query_string"].decode("latin-1")
    return safe_next(f"{path}?{query}" if query else path)


def page_of(url: str) -> str:
    """The path and query of the page at a whole address, which a browser says it was on."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def safe_next(wanted: str) -> str:
    """`wanted` if it is an absolute path of this site, else the home page.

    Browsers take `//host`, `/\\host` and `/<tab>/host` for another site, so nothing that they
    would mend passes.
    """
    if len(wanted) > LONGEST or UNSAFE.search(wanted) or not wanted.startswith("/"):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if wanted.startswith("//") or parts.scheme or parts.netloc:
        return "/"
    return quote(wanted, safe=KEPT)
