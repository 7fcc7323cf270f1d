"""The doors of signing in with an account of elsewhere."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.accounts import forms as accounts
from hub.accounts.pages.answers import again, by, check_connection, signed_in, visitor
from hub.accounts.queries.accounts import has_password
from hub.accounts.relying_party import actions, attempts, forms, providers
from hub.accounts.relying_party.actions import Entered, Way
from hub.accounts.relying_party.refusals import Refused
from hub.errors import Invalid, Refusal, Unavailable
from hub.language import N_
from hub.web import cookies
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import json, page

ON_THE_WAY, REFUSED, LINK = (
    f"relying_party/{name}.html" for name in ("on-the-way", "refused", "link")
)
LINKED = message("accounts.identity_linked", N_("Next time you can sign in with it."))
UNLINKED = message("accounts.identity_unlinked", N_("It opens your account no longer."))


async def begin(request: Request) -> Response:
    check_connection()
    name, asked = request.path_params["provider"], await read_form(request, forms.begin)
    try:
        way = await actions.begin(
            name, cookies.read(request, attempts.COOKIE), by=by(request),
            visitor=visitor(request), back=asked.back, token=asked.token,
        )  # fmt: skip
    except (Invalid, Refused, Unavailable) as error:
        return refused(request, error)
    return on_the_way(request, way)


async def finish(request: Request) -> Response:
    check_connection()
    name, answer = request.path_params["provider"], read_query(request, forms.answered)
    browser = cookies.read(request, attempts.COOKIE)
    try:
        entered = await actions.finish(
            name, browser, answer, by=by(request), visitor=visitor(request)
        )
    except (Invalid, Refused, Unavailable) as error:
        return refused(request, error)
    return arrived(request, entered)


async def end_by_provider(request: Request) -> Response:
    """Back-Channel Logout 1.0 §2.8: 200 or 400, whatever it was."""
    try:
        token = await read_form(request, forms.logout_token)
        await actions.end_by_provider(
            request.path_params["provider"], token, by=by(request), visitor=visitor(request)
        )
    except Refusal:
        return JSONResponse({"error": "invalid_request"}, 400)
    return JSONResponse({})


async def ask_link(request: Request) -> Response:
    known = await has_password(by=by(request))
    return render(request, LINK, provider=_provider(request), has_password=known)


async def link(request: Request) -> Response:
    provider, cookie = _provider(request), cookies.read(request, attempts.COOKIE)
    try:
        current = await read_form(request, accounts.current)
        way = await actions.begin_link(
            provider.name, cookie, current, by=by(request), visitor=visitor(request)
        )
    except (Invalid, Unavailable) as error:
        known = await has_password(by=by(request))
        return again(request, LINK, error, provider=provider, has_password=known)
    return on_the_way(request, way)


async def unlink(request: Request) -> Response:
    await actions.unlink(request.path_params["identity"], by=by(request))
    say(request, UNLINKED)
    return redirect(await read_form(request, lambda it: accounts.back(it, "/account")))


def on_the_way(request: Request, way: Way) -> Response:
    """Leads on by a page: the policy of the page with the form lets no form lead to another site,
    and a browser that asks a form's redirects too would stop at the provider's own."""
    response = render(request, ON_THE_WAY, onward=way.url, provider=_provider(request))
    life = int(attempts.LIFE.total_seconds())
    cookies.put(response, attempts.COOKIE, way.browser, max_age=life)
    return response


def arrived(request: Request, entered: Entered) -> Response:
    if entered.is_linked:
        say(request, LINKED)
    return signed_in(entered.token, entered.back)


def refused(request: Request, error: Refusal) -> Response:
    """What went wrong and what to do: the local sign-in is never far."""
    response = render(
        request, REFUSED, status=error.status, error=error, provider=_provider(request),
        reason=error.reason.value if isinstance(error, Refused) else "",
    )  # fmt: skip
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _provider(request: Request) -> providers.KnownProvider:
    return providers.current.get().named(request.path_params["provider"])


BEGIN, LINK_ONE = "/sign-in/with/{provider}", "/account/identities/{provider}/link"
UNLINK = "/account/identities/{identity:id}/unlink"
routes = [
    page(BEGIN, begin, "POST", name="sign_on", open=True),
    page(f"{BEGIN}/callback", finish, "GET", name="sign_on.callback", open=True),
    json(f"{BEGIN}/logout", end_by_provider, "POST", name="sign_on.logout", open=True,
         cookies=False),
    page(LINK_ONE, ask_link, "GET", name="account.link_identity"),
    page(LINK_ONE, link, "POST", name="account.link_identity"),
    page(UNLINK, unlink, "POST", name="account.unlink_identity"),
]  # fmt: skip
