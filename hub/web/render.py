"""A template becomes a response.

    return render(request, "people/person.html", person=person)
    return render(request, "people/list.html", block="results", people=people)
    return render_form(request, "people/edit.html", error, person=person)

The second is a whole page to a browser and its block `results` to htmx; the third is the form as it
was filled in, with what is wrong, and status 422.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from jinja2 import Environment, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from hub import settings
from hub.actor import NOBODY
from hub.errors import Conflict, Invalid
from hub.language import locale
from hub.web import csrf, flash
from hub.web.filled import Filled
from hub.web.redirects import address, page_of
from hub.web.sign_in import NOBODY_THERE, Identity

THEMES = frozenset({"light", "dark"})

rendering: ContextVar[Request] = ContextVar("request being rendered")
"""Components are macros and see no context: `url`, `asset` and `csrf_field` find it here."""


def render(
    request: Request, template: str, *, status: int = 200, block: str = "", **context: Any
) -> HTMLResponse:
    """The whole page, or its `block` when htmx asks for a part of one."""
    environment: Environment = request.scope["site"].environment
    chosen = environment.get_template(template)
    token = rendering.set(request)
    try:
        if block and is_partial(request):
            text = _render_block(chosen, block, _shell(request) | context)
        else:
            text = chosen.render(_shell(request) | context)
    finally:
        rendering.reset(token)
    return _respond(request, text, status)


def render_form(
    request: Request,
    template: str,
    error: Invalid | Conflict,
    *,
    block: str = "form",
    **context: Any,
) -> HTMLResponse:
    """The form as it was filled in, with what is wrong beside each field; a conflict above all."""
    fault = error if isinstance(error, Invalid) else Invalid(error.message)
    form = Filled.again(request, fault)
    return render(request, template, status=fault.status, block=block, form=form, **context)


def is_partial(request: Request) -> bool:
    """Whether htmx will put the answer into a page that is already there."""
    return (
        request.headers.get("hx-request") == "true"
        and request.headers.get("hx-request-type", "partial") == "partial"
        and "hx-history-restore-request" not in request.headers
    )


def _render_block(template: Template, block: str, context: dict[str, Any]) -> str:
    return "".join(template.blocks[block](template.new_context(context)))


def _shell(request: Request) -> dict[str, Any]:
    """What every page may use without its handler giving it."""
    scope = request.scope
    theme = request.cookies.get("hub-theme", "")
    identity: Identity = scope.get("identity", NOBODY_THERE)
    return {
        "address": _address(request),
        "actor": scope.get("actor", NOBODY),
        "authority": settings.current.get().authority,
        "csrf_token": lambda: csrf.token(request),
        "form": Filled(),
        "here": scope["path"],
        "locale": locale(),
        "messages": lambda: flash.taken(request),
        "places": identity.places[:5],
        "request_id": scope.get("request_id", ""),
        "theme": theme if theme in THEMES else "",
        "unread": identity.unread,
    }


def _address(request: Request) -> str:
    """What brings the reader back, such as after choosing a language: the page itself, or for what
    only a form is sent to, the page that the form was on."""
    table = request.scope["site"].table
    if not table.takes_forms_alone(request.scope["path"]):
        return address(request.scope)
    back = page_of(request.headers.get("referer", ""))
    return "/" if table.takes_forms_alone(back.partition("?")[0]) else back


def _respond(request: Request, text: str, status: int) -> HTMLResponse:
    response = HTMLResponse(text, status)
    response.headers["Vary"] = "Accept-Language, Cookie, HX-Request, HX-Request-Type"
    # With `no-referrer` browsers send `Origin: null` from our own forms (Fetch §3.2), and those
    # that know no Sec-Fetch-Site (Safari before 16.4) would have no way to show where they are.
    response.headers["Referrer-Policy"] = "same-origin"
    csrf.keep(request, response)
    return response
