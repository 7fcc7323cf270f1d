"""`/demo/sso`: the doors of the demo's OpenID provider."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette import requests
from starlette.responses import JSONResponse, Response

from hub.accounts.queries.listing import positions_of
from hub.demo import sso
from hub.demo.sso import PATH, Request, Sso
from hub.errors import NotFound
from hub.web.forms import Fields, read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import json, page

LONGEST = 2000


async def show_document(request: requests.Request) -> Response:
    return JSONResponse(_sso().document)


async def show_keys(request: requests.Request) -> Response:
    return JSONResponse(await _sso().keys())


async def choose(request: requests.Request) -> Response:
    there, asked = _sso(), read_query(request, _asked)
    there.check(asked)
    people = await sso.accounts()
    return render(
        request, "demo/sso.html", people=people, asked=sso.fields_of(asked),
        positions=await positions_of([it["person_id"] for it in people]),
    )  # fmt: skip


async def chosen(request: requests.Request) -> Response:
    there, (asked, login) = _sso(), await read_form(request, _chosen)
    there.check(asked)
    who = await sso.account(login)
    answer = {
        "code": there.grant(asked, who["login"]), "state": asked.state, "iss": there.issuer
    }  # fmt: skip
    # The address was compared to the letter: it is this hub's own.
    return redirect(f"/sign-in/with/{sso.NAME}/callback?{urlencode(answer)}")


async def give_token(request: requests.Request) -> Response:
    code, verifier, redirect_uri = await read_form(request, _redeemed)
    authorization = request.headers.get("authorization", "")
    found = await _sso().redeem(code, verifier, redirect_uri, authorization)
    if found is None:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse(found)


def _sso() -> Sso:
    """Raises `NotFound` wherever this is no demo."""
    there = sso.current.get()
    if there is None:
        raise NotFound
    return there


def _asked(fields: Fields) -> Request:
    return Request(
        **{name: fields.text(name, most=LONGEST, required=False) for name in Request.__slots__}
    )


def _chosen(fields: Fields) -> tuple[Request, str]:
    return _asked(fields), fields.text("login")


def _redeemed(fields: Fields) -> tuple[str, str, str]:
    code, verifier, redirect_uri = (
        fields.text(name, most=LONGEST, required=False)
        for name in ("code", "code_verifier", "redirect_uri")
    )
    return code, verifier, redirect_uri


DISCOVERY = f"{PATH}/.well-known/openid-configuration"
routes = [
    json(DISCOVERY, show_document, "GET", name="demo.sso", open=True, cookies=False),
    json(f"{PATH}/keys", show_keys, "GET", name="demo.sso.keys", open=True, cookies=False),
    json(f"{PATH}/token", give_token, "POST", name="demo.sso.token", open=True, cookies=False),
    page(f"{PATH}/authorize", choose, "GET", name="demo.sso.choose", open=True),
    page(f"{PATH}/authorize", chosen, "POST", name="demo.sso.choose", open=True),
]
