"""The demo's own provider: what it gives to whom, and that it is nowhere but in a demo."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from hub.accounts import clock
from hub.accounts.models import Account, AccountStatus
from hub.accounts.relying_party import actions
from hub.accounts.relying_party.models import ExternalIdentity
from hub.app import Hub, create_app
from hub.database import transaction
from hub.demo import sso
from hub.demo.sso import Request, Sso
from hub.errors import Invalid
from hub.settings import Settings
from tests.access.asking import Visitor
from tests.accounts.conftest import JOB, Clock, Member, member, quick_hashing  # noqa: F401
from tests.accounts.relying_party.conftest import Running

pytestmark = pytest.mark.anyio

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:-1].decode()
AUTHORIZE = "/demo/sso/authorize"


@pytest.fixture
async def now(anyio_backend: str) -> AsyncIterator[Clock]:
    with clock.using(running := Running()):
        yield running


@pytest.fixture
async def demo(new_settings: Callable[..., Settings], now: Clock) -> AsyncIterator[Hub]:
    async with Hub(new_settings(demo=True)).running() as made:
        yield made


@pytest.fixture
async def alice(demo: Hub) -> Member:
    made = await member("Alice", "Martin", "alice@orbelle.example")
    await actions.link(made.account_id, there(demo).issuer, made.login, by=JOB)
    return made


def there(hub: Hub) -> Sso:
    assert hub.sso is not None
    return hub.sso


def asked(hub: Hub, **changes: str) -> Request:
    good = Request(
        "parvis", there(hub).redirect_uri, "code", "openid profile", "s" * 43, "n" * 43, CHALLENGE,
        "S256",
    )  # fmt: skip
    return replace(good, **changes)


def basic(hub: Hub, secret: str = "") -> str:
    pair = f"parvis:{secret or there(hub).secret}".encode()
    return "Basic " + base64.b64encode(pair).decode()


async def redeemed(hub: Hub, code: str, **changes: str) -> dict[str, Any] | None:
    given = {
        "verifier": VERIFIER, "redirect_uri": there(hub).redirect_uri, "authorization": basic(hub)
    }  # fmt: skip
    return await there(hub).redeem(code, **(given | changes))


async def test_who_is_chosen_is_who_it_says(demo: Hub, alice: Member) -> None:
    told = await redeemed(demo, there(demo).grant(asked(demo), alice.login))
    assert told is not None
    keys = KeySet.import_key_set(await there(demo).keys())  # type: ignore[arg-type]
    claims = jwt.decode(told["id_token"], keys, ["RS256"]).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == (
        "http://127.0.0.1:8000/demo/sso", "alice.martin", "parvis",
    )  # fmt: skip
    assert claims["nonce"] == "n" * 43
    assert all("d" not in key for key in (await there(demo).keys())["keys"])


async def test_a_code_is_good_once_and_for_a_minute(demo: Hub, alice: Member, now: Clock) -> None:
    code = there(demo).grant(asked(demo), alice.login)
    every = await asyncio.gather(*(redeemed(demo, code) for _time in range(50)))
    assert len([it for it in every if it]) == 1
    late = there(demo).grant(asked(demo), alice.login)
    now.advance(seconds=61)
    assert await redeemed(demo, late) is None


async def test_a_code_needs_its_verifier_its_address_and_the_client(
    demo: Hub, alice: Member
) -> None:
    for changes in (
        {"verifier": ""}, {"verifier": CHALLENGE}, {"verifier": "w" * 43}, {"redirect_uri": ""},
        {"redirect_uri": "http://127.0.0.1:8000/"}, {"authorization": ""},
        {"authorization": basic(demo, "guess")}, {"authorization": "Bearer x"},
    ):  # fmt: skip
        code = there(demo).grant(asked(demo), alice.login)
        assert await redeemed(demo, code, **changes) is None, changes
        assert await redeemed(demo, code) is None  # a wrong try spends it


def wrong(hub: Hub) -> list[dict[str, str]]:
    own = there(hub).redirect_uri
    return [
        {"redirect_uri": it}
        for it in ("", "https://evil.example", own + "/", own + "?x", own + "/../../", own.upper(),
                   own.replace("127.0.0.1", "127.0.0.1@evil.example"))
    ] + [
        {"client_id": ""}, {"client_id": "other"}, {"response_type": "token"},
        {"response_type": "code id_token"}, {"scope": "profile"}, {"code_challenge": ""},
        {"code_challenge_method": "plain"}, {"code_challenge_method": ""},
        {"code_challenge": VERIFIER + "x"}, {"code_challenge": "é" * 43},
        {"state": ""}, {"state": "s" * 1990}, {"state": "é" * 200}, {"state": "a b"},
    ]  # fmt: skip


async def test_requests_that_are_not_the_hubs(demo: Hub, alice: Member) -> None:
    """F5: a page and no Location, before anybody is asked."""
    browser = Visitor("somebody", create_app(demo))
    for changes in wrong(demo):
        with pytest.raises(Invalid):
            there(demo).check(asked(demo, **changes))
        query = "&".join(f"{k}={v}" for k, v in sso.fields_of(asked(demo, **changes)).items())
        answer = await browser.get(AUTHORIZE, query)
        assert (answer.status, answer.header("location")) == (422, ""), changes


async def choosing(hub: Hub) -> tuple[Visitor, dict[str, str], str]:
    """A browser at the page, the fields of its form, and what it shows."""
    browser = Visitor("somebody", create_app(hub))
    query = "&".join(f"{k}={v.replace(' ', '+')}" for k, v in sso.fields_of(asked(hub)).items())
    answer = await browser.get(AUTHORIZE, query)
    assert answer.status == 200
    text = answer.body.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    cookie = answer.header("set-cookie").partition(";")[0]
    return replace(browser, cookie=cookie, token=fields["csrf"]), fields, text


async def test_the_page(demo: Hub, alice: Member) -> None:
    stranger = await member("Charlie", "Durand", None)
    browser, fields, text = await choosing(demo)
    assert "Alice Martin" in text
    assert "Charlie" not in text  # his account is no demo sign-in
    answer = await browser.post(AUTHORIZE, fields | {"login": alice.login})
    parts = urlsplit(answer.header("location"))
    told = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (answer.status, parts.path) == (303, "/sign-in/with/demo/callback")
    assert (told["state"], told["iss"]) == ("s" * 43, there(demo).issuer)
    assert await redeemed(demo, told["code"])
    for login in (stranger.login, "nobody", ""):
        answer = await browser.post(AUTHORIZE, fields | {"login": login})
        assert answer.status in {404, 422}
    forged = replace(browser, token="x")
    assert (await forged.post(AUTHORIZE, fields | {"login": alice.login})).status == 403


async def test_what_was_not_shown_is_not_chosen_either(demo: Hub, alice: Member) -> None:
    browser, fields, _text = await choosing(demo)
    for changes in wrong(demo):
        sent = fields | changes | {"login": alice.login}
        assert (await browser.post(AUTHORIZE, sent)).status == 422, changes


async def test_nobody_suspended_is_chosen(demo: Hub, alice: Member) -> None:
    await Account.filter(id=alice.account_id).update(status=AccountStatus.SUSPENDED)
    browser, fields, text = await choosing(demo)
    assert "Alice" not in text
    assert (await browser.post(AUTHORIZE, fields | {"login": alice.login})).status == 404


async def test_a_demo_that_moves_keeps_its_identities(demo: Hub, alice: Member) -> None:
    for issuer in ("http://127.0.0.1:9999/demo/sso", "https://sso.example/realms/demo"):
        async with transaction():
            await ExternalIdentity.all().update(issuer=issuer)
        await sso.move(demo.settings)
        is_ours = issuer.endswith("/demo/sso")
        identity = await ExternalIdentity.get(account_id=alice.account_id)
        assert identity.issuer == (there(demo).issuer if is_ours else issuer)


async def test_only_in_a_demo(hub: Hub) -> None:
    assert hub.sso is None
    assert list(hub.providers) == []
    browser = Visitor("somebody", create_app(hub))
    for path in ("/demo/sso/.well-known/openid-configuration", "/demo/sso/keys", AUTHORIZE):
        assert (await browser.get(path)).status == 404
    assert (await browser.post("/demo/sso/token", {"code": "x"})).status == 404


async def test_none_over_an_open_network(new_settings: Callable[..., Settings]) -> None:
    assert Hub(new_settings(demo=True, public_url="http://demo.example")).sso is None
    assert Hub(new_settings(demo=True, public_url="https://demo.example")).sso is not None
