"""Links and slips: pages that take a token from the fragment, or a typed code, and a password."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from hub import settings
from hub.accounts import actions, forms
from hub.accounts.models import Purpose
from hub.accounts.pages.answers import again, by, check_connection, signed_in, visitor
from hub.accounts.queries.accounts import account
from hub.accounts.relying_party import providers
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


def pages(it: Door, name: str) -> list[BaseRoute]:
    """The page of one way in, and what its form is sent to."""

    async def show(request: Request) -> Response:
        check_connection()
        return render(request, REDEEM, door=it, offered=_offered(it))

    async def redeem(request: Request) -> Response:
        check_connection()
        try:
            asked = await read_form(request, forms.redemption)
            opened = await actions.redeem(
                it.purpose, asked.token, asked.password, by=by(request), visitor=visitor(request)
            )
        except (Invalid, Unavailable) as error:
            return again(request, REDEEM, error, door=it, offered=_offered(it))
        return signed_in(opened.token, it.then)

    return [
        page(it.path, show, "GET", name=name, open=True),
        page(it.path, redeem, "POST", name=name, open=True),
    ]


async def ask_reset(request: Request) -> Response:
    if request.method == "GET":
        return render(request, ASK, has_mail=_has_mail())
    try:
        login = await read_form(request, forms.reset)
        await actions.ask_reset(login, by=by(request), visitor=visitor(request))
    except (Invalid, Unavailable) as error:
        return again(request, ASK, error, has_mail=_has_mail())
    say(request, ASKED)
    return redirect("/sign-in")


async def welcome(request: Request) -> Response:
    own = await account(by(request).account_id or 0, by=by(request))
    return render(request, WELCOME, account=own)


def _offered(it: Door) -> list[providers.KnownProvider]:
    """An invitation can be accepted with an account of elsewhere: it says who is meant."""
    return list(providers.current.get()) if it.purpose is Purpose.INVITATION else []


def _has_mail() -> bool:
    now = settings.current.get()
    return bool(now.smtp_url.get_secret_value()) or now.demo


routes: list[BaseRoute] = [
    *pages(INVITATION, "invitations"),
    *pages(RESET, "password_resets"),
    *pages(SLIP, "slips"),
    page("/password-resets/new", ask_reset, "GET", "POST", name="password_reset", open=True),
    page("/account/welcome", welcome, "GET", name="account.welcome"),
]
