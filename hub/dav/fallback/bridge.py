"""From a request to a WSGI call in a thread, and back: one hop each way."""

from __future__ import annotations

import io
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException

from hub.dav.addresses import ROOT, CollectionPath, HomePath, ObjectPath
from hub.dav.answers import Answer
from hub.dav.fallback import handover
from hub.dav.fallback.handover import Handover, Passing
from hub.dav.requests import Request
from hub.dav.xml import caldav
from hub.domain.dav import Unmet

THREADS = 2
"""Radicale computes; more threads would only take the processor from everybody else."""
METHODS = frozenset({"PROPFIND", "REPORT", "PUT", "DELETE", "MOVE", "MKCALENDAR", "PROPPATCH"})
XML_METHODS = METHODS - {"PUT", "DELETE", "MOVE"}
HEADERS = ("depth", "if-match", "if-none-match", "overwrite")
CAL_TYPE = "text/calendar; charset=utf-8"


class Fallback:
    """Radicale, made when it is first needed."""

    def __init__(self) -> None:
        self._threads = CapacityLimiter(THREADS)

    @cached_property
    def _application(self) -> Any:
        from hub.dav.fallback.application import create

        return create()

    def takes(self, request: Request) -> bool:
        """Whether Radicale could answer that whole request; root, principals and what is no
        calendar are ours."""
        if not _is_calendar(request):
            return False
        if isinstance(request.at, HomePath):
            return request.method == "PROPFIND"
        return request.method in METHODS and isinstance(request.at, CollectionPath | ObjectPath)

    async def answer(self, request: Request) -> Answer:
        if request.method in XML_METHODS:
            _ = request.asked  # refuses what is no XML, and what has a document type
        return await to_thread.run_sync(self._run, Handover(request), limiter=self._threads)

    def _run(self, handed: Handover) -> Answer:
        token = handover.current.set(handed)
        started: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            body = self._application(
                _environ(handed.request), lambda status, headers: started.append((status, headers))
            )
        except Passing as passing:
            raise passing.error from None
        finally:
            handover.current.reset(token)
        status, headers = started[0]
        return _answer(int(status.split()[0]), dict(headers), b"".join(body).decode())


def _is_calendar(request: Request) -> bool:
    match request.at:
        case HomePath() as home:
            door = home.dav
        case CollectionPath() as at:
            door = at.home.dav
        case ObjectPath() as at:
            door = at.collection.home.dav
        case _:
            return False
    return door.sort.resource_type == caldav("calendar")


def _answer(status: int, headers: dict[str, str], body: str) -> Answer:
    if status >= 400 and not headers.get("Content-Type", "").startswith("text/xml"):
        # Said by our own handler, in the reader's language, like every other refusal.
        raise HTTPException(status)
    kept = {name: it for name, it in headers.items() if name not in {"Content-Length", "DAV"}}
    if status == HTTPStatus.OK and kept.get("Content-Type", "").startswith("text/xml"):
        # Radicale tells of a DELETE in XML; there is nothing to say.
        return Answer(204)
    return Answer(status, kept, body)


def _environ(request: Request) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": ROOT[:-1],
        "PATH_INFO": request.at.path[len(ROOT) - 1 :],
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "hub",
        "SERVER_PORT": "80",
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": CAL_TYPE if request.method == "PUT" else "",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
    }
    for name in HEADERS:
        if (value := request.headers.get(name)) is not None:
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    if request.method == "MOVE":
        environ["HTTP_DESTINATION"] = _destination(request)
    return environ


def _destination(request: Request) -> str:
    """Below the same root, whatever host a proxy has made of it."""
    to = request.addresses.of_href(request.headers.get("destination", ""), by=request.by)
    if not isinstance(to, ObjectPath):
        raise Unmet(caldav("calendar-collection-location-ok"))
    return quote(to.path)
