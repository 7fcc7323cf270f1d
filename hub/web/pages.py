"""The few addresses that belong to no module: assets, icon, robots, and the choice of language."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from hub.language import LANGUAGES
from hub.web import cookies
from hub.web.assets import PREFIX, Assets
from hub.web.forms import Fields, read_form
from hub.web.redirects import redirect, safe_next
from hub.web.routes import Answers, mount, page

ONE_YEAR = 365 * 24 * 3600  # seconds


def routes(assets: Assets) -> list[BaseRoute]:
    async def favicon(request: Request) -> Response:
        return RedirectResponse(assets.path("favicon.svg"), 302)

    return [
        mount(PREFIX, assets, name="static", answers=Answers.PAGE, open=True),
        page("/favicon.ico", favicon, "GET", name="favicon", open=True),
        page("/favicon.svg", favicon, "GET", name="favicon.svg", open=True),
        page("/robots.txt", robots, "GET", name="robots", open=True),
        page("/language", choose_language, "POST", name="language", open=True),
    ]


async def robots(request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def choose_language(request: Request) -> Response:
    """For this browser; what an account has chosen goes before it."""
    choice = await read_form(request, _choice)
    response = redirect(choice.back)
    cookies.put(response, "language", choice.language, max_age=ONE_YEAR)
    return response


@dataclass(frozen=True, slots=True)
class _Choice:
    language: str
    back: str


def _choice(fields: Fields) -> _Choice:
    back = safe_next(fields.text("next", most=2000, required=False))
    return _Choice(fields.choice("language", LANGUAGES), back)
