"""The one handler: whatever went wrong, said the way its reader understands, and nothing more.

A page to a browser, a part of one to htmx, RFC 9457 to a script, RFC 4918 §16 to a DAV client.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import Invalid, Refusal, Unavailable
from hub.language import using
from hub.web.render import is_partial, render
from hub.web.routes import Answers, door_of
from hub.web.sign_in import expected
from hub.web.wording import Wording, wording

log = structlog.get_logger("hub.web")


@dataclass(frozen=True, slots=True)
class Fault:
    """What may be told of an exception."""

    status: int
    message: str
    """From the five errors alone: what others say is for developers."""
    headers: dict[str, str]
    fields: dict[str, str]

    @property
    def wording(self) -> Wording:
        return wording(self.status)


class Refusals:
    """Turns every exception below it into an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def noting(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except ClientDisconnect:
            return
        except Exception as error:
            fault = fault_of(error)
            if fault.status == 500:
                _log(scope, error)
            if has_started:
                raise  # half an answer is out: the server cuts it short, so that it shows
            await _refuse(scope, receive, send, fault)


def fault_of(error: Exception) -> Fault:
    """What an exception means to its reader; an unknown one is 500 and says nothing of itself."""
    if isinstance(error, Refusal):
        # A reason why a thing is not there may tell that it is.
        message = "" if error.status == 404 else error.message
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Unavailable) else {}
        fields = error.fields if isinstance(error, Invalid) else {}
        return Fault(error.status, message, headers, fields)
    if isinstance(error, HTTPException):
        return Fault(error.status_code, "", dict(error.headers or {}), {})
    return Fault(500, "", {}, {})


async def _refuse(scope: Scope, receive: Receive, send: Send, fault: Fault) -> None:
    if scope["type"] == "websocket":
        # One answer for all: which sockets exist is not for strangers.
        await send({"type": "websocket.close", "code": 1008})
        return
    with using(scope.get("language", "")):
        response = _response(Request(scope, receive), fault)
    response.headers.update(fault.headers)
    await response(scope, receive, send)


def _response(request: Request, fault: Fault) -> Response:
    match _reader(request.scope):
        case Answers.JSON:
            return _problem(fault)
        case Answers.DAV:
            return _dav_error(fault)
        case Answers.PAGE:
            return _page(request, fault)


def _reader(scope: Scope) -> Answers:
    door = door_of(scope)
    if door and door.answers is not Answers.PAGE and _may_know(scope):
        return door.answers
    return expected(scope)


def _may_know(scope: Scope) -> bool:
    """Whether the reader may learn that there is a door here, by the form of the answer."""
    door, actor = door_of(scope), scope.get("actor")
    return bool((door and door.is_open) or (actor and actor.is_signed_in))


def _page(request: Request, fault: Fault) -> Response:
    try:
        if is_partial(request):
            return _part(request, fault)
        return render(request, "hub/error.html", status=fault.status, fault=fault)
    except Exception as error:
        # The shell itself is broken: words alone are still better than a cut connection.
        _log(request.scope, error)
        return PlainTextResponse(fault.wording.title, fault.status)


def _part(request: Request, fault: Fault) -> Response:
    """Instead of the part that was asked for, a note at the top of the page that asked."""
    response = render(request, "hub/refusal.html", status=fault.status, fault=fault)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML show:top"
    return response


def _problem(fault: Fault) -> Response:
    """RFC 9457; `errors` names each field by a JSON pointer, as in its §3."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": fault.wording.title,
        "status": fault.status,
    }
    if fault.message:
        problem["detail"] = fault.message
    if fault.fields:
        problem["errors"] = [
            {"detail": text, "pointer": f"#/{name}"} for name, text in fault.fields.items()
        ]
    text = json.dumps(problem, ensure_ascii=False)
    return Response(text, fault.status, media_type="application/problem+json")


def _dav_error(fault: Fault) -> Response:
    """RFC 4918 §16: a client that finds no precondition it knows goes by the status code."""
    told = escape(fault.message or fault.wording.title)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<D:error xmlns:D="DAV:"><D:responsedescription>{told}</D:responsedescription></D:error>\n'
    )
    return Response(text, fault.status, media_type="application/xml; charset=utf-8")


def _log(scope: Scope, error: Exception) -> None:
    # The pattern, not the path: paths of links and feeds carry their tokens.
    found = scope.get("found")
    where = getattr(found.route, "path", "") if found else ""
    log.error("request_failed", route=where, method=scope.get("method", ""), exc_info=error)
