"""What files hold, as they are: never shown in our own origin, only handed over.

Whatever a file is, it arrives as an attachment, under a sandbox, with a type that we found and that
no browser may guess again (test D5). A PDF alone may also be opened where it is, by the browser's
own viewer: the sandbox gives it an origin of its own, and whatever else it is, such as a page with
`%PDF-` in it, it is said to be a PDF and nothing else.

One range is answered, for downloads that go on; several in one request are not (RFC 9110 §14.2 lets
us): their answer could be made as long as one likes (J1).
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.errors import NotFound
from hub.web.downloads import disposition
from hub.web.routes import page
from hub_sharing import media, queries
from hub_sharing.pages.frame import by
from hub_sharing.queries import Opened

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


async def download(request: Request) -> Response:
    return await _answer(request, await queries.open_file(_file(request), by=by(request)))


async def download_version(request: Request) -> Response:
    version_id = request.path_params["version"]
    opened = await queries.open_file(_file(request), by=by(request), version_id=version_id)
    return await _answer(request, opened)


async def show_pdf(request: Request) -> Response:
    opened = await queries.open_file(_file(request), by=by(request))
    if opened.media_type != media.PDF:
        raise NotFound
    return await _answer(request, opened, "inline")


async def _answer(request: Request, opened: Opened, how: str = "attachment") -> Response:
    headers = _headers(opened, how)
    if headers["ETag"] in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    start, end = _asked(request, opened)
    if start >= end and opened.size:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{opened.size}"})
    headers["Content-Length"] = str(end - start)
    is_part = end - start < opened.size
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{opened.size}"
    # HEAD reads nothing of the file.
    body = await opened.chunks(start, start if request.method == "HEAD" else end)
    return StreamingResponse(body, 206 if is_part else 200, headers, opened.media_type)


def _headers(opened: Opened, how: str) -> dict[str, str]:
    return {
        "ETag": f'"{opened.version_id}"',
        "Accept-Ranges": "bytes",
        **disposition(opened.name, how),
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        # Asked again each time, because the right may have ended since.
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }


def _tags(text: str) -> set[str]:
    return {it.strip().removeprefix("W/") for it in text.split(",")}


def _asked(request: Request, opened: Opened) -> tuple[int, int]:
    """From where up to where, the end not included; everything unless one range is asked rightly
    (RFC 9110 §14.2). An empty stretch for one that lies beyond the end."""
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or not (match[1] or match[2]) or not _is_same(request, opened):
        return 0, opened.size
    if not match[1]:
        return max(0, opened.size - int(match[2])), opened.size
    first, last = int(match[1]), int(match[2]) if match[2] else opened.size - 1
    if match[2] and last < first:
        return 0, opened.size  # not a range at all: it is to be ignored
    return first, min(last + 1, opened.size)


def _is_same(request: Request, opened: Opened) -> bool:
    """Whether the rest that is asked is of what the reader has the beginning of (`If-Range`)."""
    return request.headers.get("if-range", f'"{opened.version_id}"') == f'"{opened.version_id}"'


def _file(request: Request) -> int:
    return int(request.path_params["file"])


routes = [
    page("/files/{file:id}/content", download, "GET", name="sharing.content"),
    page("/files/{file:id}/pdf", show_pdf, "GET", name="sharing.pdf"),
    page("/files/{file:id}/versions/{version:id}", download_version, "GET",
         name="sharing.version"),
]  # fmt: skip
