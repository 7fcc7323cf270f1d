"""Links and slips: pages that take a token from the fragment, or a typed code, and a password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.accounts import actions, forms
from hub.accounts.models import Purpose
from hub.accounts.pages.answers import again, by, check_connection, signed_in, visitor
from hub.accounts.queries.accounts import account
from hub.errors import Invalid, Unavailable
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page

ASKED = message(
    "accounts.reset_asked",
    N_(
        "If this account exists and has an e-mail address, a link is on its way."
        " It works for 30 minutes."
    ),
)
REDEEM, ASK, WELCOME = (f"accounts/{name}.html" for name in ("redeem", "reset", "welcome"))


@dataclass(frozen=True, slots=True)
class Door:
    """One way in, and its words, marked with `N_`."""

    purpose: Purpose
    path: str
    then: str
    title: str
    lede: str
    label: str


INVITATION = Door(
    Purpose.INVITATION, "/invitations", "/account/welcome",
    N_("Welcome"), N_("Choose your password, and you are in."), N_("Code of the message"),
)  # fmt: skip
RESET = Door(
    Purpose.RESET, "/password-resets", "/",
    N_("Another password"), N_("Every other session of yours will be closed."),
    N_("Code of the message"),
)  # fmt: skip
SLIP = Door(
    Purpose.SLIP, "/slips", "/account/welcome",
    N_("Welcome"), N_("Type the code of your slip, then choose your password."),
    N_("Code of the slip"),
)  # fmt: skip


def door(it: Door) -> Callable[[Request], Awaitable[Response]]:
    """The page of one way in."""

    async def redeem(request: Request) -> Response:
        check_connection()
        if request.method == "GET":
            return render(request, REDEEM, door=it)
        try:
            asked = await read_form(request, forms.redemption)
            opened = await actions.redeem(
                it.purpose, asked.token, asked.password, by=by(request), visitor=visitor(request)
            )
        except (Invalid, Unavailable) as error:
            return again(request, REDEEM, error, door=it)
        return signed_in(opened.token, it.then)

    return redeem


async def ask_reset(request: Request) -> Response:
    now = settings.current.get()
    has_mail = bool(now.smtp_url.get_secret_value()) or now.demo
    if request.method == "GET":
        return render(request, ASK, has_mail=has_mail)
    try:
        login = await read_form(request, forms.reset)
        await actions.ask_reset(login, by=by(request), visitor=visitor(request))
    except (Invalid, Unavailable) as error:
        return again(request, ASK, error, has_mail=has_mail)
    say(request, ASKED)
    return redirect("/sign-in")


async def welcome(request: Request) -> Response:
    own = await account(by(request).account_id or 0, by=by(request))
    return render(request, WELCOME, account=own)


routes = [
    page("/invitations", door(INVITATION), "GET", "POST", name="invitations", open=True),
    page("/password-resets", door(RESET), "GET", "POST", name="password_resets", open=True),
    page("/password-resets/new", ask_reset, "GET", "POST", name="password_reset", open=True),
    page("/slips", door(SLIP), "GET", "POST", name="slips", open=True),
    page("/account/welcome", welcome, "GET", name="account.welcome"),
]
