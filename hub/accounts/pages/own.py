"""My account: language, password, sessions, app passwords."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.accounts import actions, forms
from hub.accounts.actions.app_passwords import SCOPES
from hub.accounts.pages.answers import again, by, signed_in, visitor
from hub.accounts.queries.accounts import account, app_passwords_of, has_password, sessions_of
from hub.accounts.relying_party import providers
from hub.accounts.relying_party.queries import identities_of
from hub.errors import Invalid, Unavailable
from hub.language import LANGUAGES, N_
from hub.people.actions import change_language
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page

OWN, PASSWORD, APP_PASSWORD, MADE = (
    f"accounts/{name}.html" for name in ("own", "password", "app-password", "app-password-made")
)
LANGUAGE_CHANGED = message(
    "accounts.language_changed", N_("Pages and mails come in this language.")
)
PASSWORD_CHANGED = message(
    "accounts.password_changed",
    N_("Your password is changed, and every other session is closed."),
)
SESSIONS_ENDED = message("accounts.sessions_ended", N_("Sessions closed: {number}."))
APP_PASSWORD_REVOKED = message("accounts.app_password_revoked", N_("This device is signed out."))


async def show(request: Request) -> Response:
    me = by(request)
    own = await account(me.account_id or 0, by=me)
    return render(
        request, OWN, account=own, sessions=await sessions_of(own.id, by=me),
        app_passwords=await app_passwords_of(own.id, by=me), languages=LANGUAGES,
        identities=await identities_of(own.id, by=me), offered=list(providers.current.get()),
        dav_address=settings.current.get().public_url + "/dav/",
    )  # fmt: skip


async def language(request: Request) -> Response:
    chosen = await read_form(request, forms.language)
    await change_language(by(request).person_id or 0, by=by(request), language=chosen)
    say(request, LANGUAGE_CHANGED)
    return redirect("/account")


async def ask_password(request: Request) -> Response:
    return render(request, PASSWORD, has_password=await has_password(by=by(request)))


async def change_password(request: Request) -> Response:
    try:
        asked = await read_form(request, forms.new_password)
        token = await actions.change_password(
            asked.current, asked.password, by=by(request), visitor=visitor(request)
        )
    except (Invalid, Unavailable) as error:
        known = await has_password(by=by(request))
        return again(request, PASSWORD, error, has_password=known)
    say(request, PASSWORD_CHANGED)
    return signed_in(token, "/account")


async def end_session(request: Request) -> Response:
    await actions.end_session(request.path_params["session"], by=by(request))
    say(request, SESSIONS_ENDED, number=1)
    return redirect(await read_form(request, lambda fields: forms.back(fields, "/account")))


async def end_sessions(request: Request) -> Response:
    ended = await actions.end_sessions(by(request).account_id or 0, by=by(request))
    say(request, SESSIONS_ENDED, number=ended)
    return redirect("/account")


async def ask_app_password(request: Request) -> Response:
    known = await has_password(by=by(request))
    return render(request, APP_PASSWORD, scopes=SCOPES, has_password=known)


async def add_app_password(request: Request) -> Response:
    try:
        asked = await read_form(request, forms.new_app_password)
        made = await actions.add_app_password(
            asked.name, by=by(request), visitor=visitor(request), password=asked.current,
            scopes=asked.scopes, is_read_only=asked.is_read_only, expires_at=asked.expires_at,
        )  # fmt: skip
    except (Invalid, Unavailable) as error:
        known = await has_password(by=by(request))
        return again(request, APP_PASSWORD, error, scopes=SCOPES, has_password=known)
    return await _show_made(request, asked.name, made)


async def revoke_app_password(request: Request) -> Response:
    await actions.revoke_app_password(request.path_params["key"], by=by(request))
    say(request, APP_PASSWORD_REVOKED)
    return redirect(await read_form(request, lambda fields: forms.back(fields, "/account")))


async def _show_made(request: Request, name: str, made: str) -> Response:
    own = await account(by(request).account_id or 0, by=by(request))
    address = settings.current.get().public_url + "/dav/"
    return render(request, MADE, name=name, secret=made, login=own.login, dav_address=address)


NEW = "/account/app-passwords/new"
routes = [
    page("/account", show, "GET", name="account"),
    page("/account/language", language, "POST", name="account.language"),
    page("/account/password", ask_password, "GET", name="account.password"),
    page("/account/password", change_password, "POST", name="account.password"),
    page("/account/sessions/end", end_sessions, "POST", name="account.end_sessions"),
    page("/account/sessions/{session:id}/end", end_session, "POST", name="account.end_session"),
    page(NEW, ask_app_password, "GET", name="account.app_password"),
    page(NEW, add_app_password, "POST", name="account.app_password"),
    page(
        "/account/app-passwords/{key:id}/revoke",
        revoke_app_password,
        "POST",
        name="account.revoke_app_password",
    ),
]
