"""Signing in and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import actions, forms
from hub.accounts.pages.answers import again, by, check_connection, signed_in, visitor
from hub.accounts.relying_party import providers
from hub.accounts.relying_party.actions import way_out
from hub.errors import Invalid, Unavailable
from hub.language import N_
from hub.web import cookies
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page

SIGN_IN, ONWARD = "accounts/sign-in.html", "relying_party/signed-out.html"
SIGNED_OUT = message("accounts.signed_out", N_("You are signed out."))


async def ask_password(request: Request) -> Response:
    check_connection()
    back = read_query(request, forms.back)
    if by(request).is_signed_in:
        return redirect(back)
    return render(request, SIGN_IN, next=back, offered=offered())


async def sign_in(request: Request) -> Response:
    check_connection()
    try:
        asked = await read_form(request, forms.sign_in)
        opened = await actions.sign_in(
            asked.login, asked.password, by=by(request), visitor=visitor(request)
        )
    except (Invalid, Unavailable) as error:
        return again(request, SIGN_IN, error, next="/", offered=offered())
    return signed_in(opened.token, asked.back)


async def sign_out(request: Request) -> Response:
    onward = await way_out(cookies.read(request), by=by(request))
    await actions.sign_out(by=by(request))
    if not onward:
        say(request, SIGNED_OUT)
    response = render(request, ONWARD, onward=onward) if onward else redirect("/sign-in")
    cookies.drop(response)
    # What pages kept for reading offline leaves with the session (ASVS 14.3.1).
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def offered() -> list[providers.KnownProvider]:
    """What one may sign in with beside a password."""
    return list(providers.current.get())


routes = [
    page("/sign-in", ask_password, "GET", name="sign_in", open=True),
    page("/sign-in", sign_in, "POST", name="sign_in", open=True),
    page("/sign-out", sign_out, "POST", name="sign_out"),
]
