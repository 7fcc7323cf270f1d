"""Providers that lie, forget or break: refused in clear words, and nobody is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from hub.accounts.models import Session
from hub.accounts.relying_party import actions
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import KnownProvider
from hub.app import Hub
from hub.openid import Provider
from hub.settings import Settings
from tests.accounts.browser import words
from tests.accounts.conftest import JOB, Clock, Member
from tests.accounts.relying_party.conftest import Guest
from tests.accounts.relying_party.forging import claims, signed
from tests.accounts.relying_party.rogue import DOCUMENT, KEYS, TOKEN, USER, Rogue, Said, rogue
from tests.accounts.relying_party.test_signing_on import refusals

pytestmark = pytest.mark.anyio

WHO = "somebody"


@pytest.fixture
def there() -> Iterator[Rogue]:
    with rogue() as made:
        yield made


@pytest.fixture
async def hub(new_settings: Callable[..., Settings], there: Rogue) -> AsyncIterator[Hub]:
    async with Hub(new_settings(oidc=there.toml)).running() as made:
        yield made


@pytest.fixture
async def known(hub: Hub, alice: Member, there: Rogue) -> Member:
    await actions.link(alice.account_id, there.issuer, WHO, by=JOB)
    return alice


async def come_back(hub: Hub, there: Rogue, **answer: Any) -> httpx2.Response:
    """From the provider with a code, for which it gives `answer` beside a good id token."""
    guest = Guest(hub)
    sent = {k: v[0] for k, v in parse_qs(urlsplit(await guest.leave("rogue")).query).items()}
    token = signed(there, claims(there, WHO, nonce=sent["nonce"]))  # type: ignore[arg-type]
    good = {"id_token": token, "access_token": "opaque", "token_type": "Bearer"}
    there.says[TOKEN] = Said({k: v for k, v in (good | answer).items() if v is not None})
    back = {"state": sent["state"], "code": "abc"}
    return await guest.get(f"/sign-in/with/rogue/callback?{urlencode(back)}")


async def test_one_that_behaves(hub: Hub, known: Member, there: Rogue) -> None:
    there.says[USER] = Said({"sub": WHO, "name": "X" * 500, "email": ["no"]})
    assert (await come_back(hub, there)).status_code == 303
    assert there.form["grant_type"] == "authorization_code"
    assert len(there.form["code_verifier"]) == 43
    assert "client_secret" not in there.form  # it is in the header


async def test_answers_for_a_code(hub: Hub, known: Member, there: Rogue) -> None:
    there.says[USER] = Said({"sub": WHO})
    for answer in (
        {"id_token": None}, {"id_token": ""}, {"id_token": ["x"]}, {"id_token": {"a": 1}},
        {"id_token": "a.b.c"}, {"access_token": ["x"]}, {"access_token": ""},
    ):  # fmt: skip
        assert (await come_back(hub, there, **answer)).status_code == 403, answer
    assert {it["reason"] for it in await refusals()} == {"answer"}
    there.says[USER] = Said({}, 503)
    broken = await come_back(hub, there)
    assert broken.status_code == 503
    assert "does not answer now" in words(broken)
    assert await Session.all().count() == 0


async def test_who_else_the_user_information_speaks_of(
    hub: Hub, known: Member, there: Rogue
) -> None:
    """OpenID Connect Core §5.3.2: it is the id token that says who is there."""
    for said in (
        Said({"sub": "another"}), Said({}), Said({"sub": [WHO]}), Said([WHO]), Said(b"hello"),
        Said({"sub": WHO}, 401), Said(b"x.y.z", type="application/jwt"),
        Said({"sub": WHO}, 302, headers={"Location": "/elsewhere"}),
    ):  # fmt: skip
        there.says[USER] = said
        assert (await come_back(hub, there)).status_code == 403, said
    assert await Session.all().count() == 0


async def test_documents(hub: Hub, known: Member, there: Rogue) -> None:
    """Nobody is sent anywhere by a document that is not the provider's own."""
    guest = Guest(hub)
    for member, value in (
        ("issuer", "https://evil.example"), ("issuer", there.issuer + "/"), ("issuer", None),
        ("authorization_endpoint", None), ("authorization_endpoint", "javascript:alert(1)"),
        ("authorization_endpoint", "//evil.example"), ("token_endpoint", "file:///etc/passwd"),
        ("authorization_endpoint", f'{there.issuer}/"><script>'), ("jwks_uri", ["x"]),
        ("jwks_uri", None), ("token_endpoint", f"{there.issuer}/token#x"),
    ):  # fmt: skip
        there.behave(**{member: value})
        answer = await guest.send("/sign-in/with/rogue", page="/sign-in")
        assert answer.status_code == 403, (member, value)
        assert "cannot be trusted" in words(answer)
    for said, status in (
        (Said(b"<html>"), 403), (Said([1]), 403), (Said({}, 404), 403), (Said({}, 503), 503),
        (Said(b" " * 300_000), 503), (Said(b"[" * 90_000), 403),
    ):  # fmt: skip
        there.says[DOCUMENT] = said
        answer = await guest.send("/sign-in/with/rogue", page="/sign-in")
        assert answer.status_code == status, said.body[:9]


def test_an_https_provider_stays_https() -> None:
    given = Provider.model_validate(
        {"name": "a", "label": "A", "issuer": "https://sso.example", "client_id": "p",
         "secret": "12345678"}
    )  # fmt: skip
    document = {
        "issuer": "https://sso.example", "authorization_endpoint": "https://sso.example/a",
        "token_endpoint": "http://sso.example/t", "jwks_uri": "https://sso.example/k",
    }  # fmt: skip
    with pytest.raises(Distrusted, match="token_endpoint"):
        KnownProvider(given)._read(document)


async def test_a_document_opens_no_way_into_the_house(
    hub: Hub, known: Member, there: Rogue
) -> None:
    """The operator trusts the issuer's host, not every host that it names (CWE-918)."""
    with rogue() as canary:
        address = f"http://127.0.0.2:{canary.port}/token"
        there.behave(token_endpoint=address)
        assert (await come_back(hub, there)).status_code == 503
        assert canary.asked == []


async def test_a_new_key_is_asked_for_once(
    hub: Hub, known: Member, there: Rogue, now: Clock
) -> None:
    there.says[USER] = Said({"sub": WHO})
    assert (await come_back(hub, there)).status_code == 303
    there.key = RSAKey.generate_key(2048, auto_kid=True)
    there.behave()
    now.advance(seconds=11)
    assert (await come_back(hub, there)).status_code == 303  # rotated, without a restart
    assert there.asked.count(KEYS) == 2
    for _time in range(5):  # forged ones do not make us ask as fast as they come
        there.key = RSAKey.generate_key(2048, auto_kid=True)
        assert (await come_back(hub, there)).status_code == 403
    assert there.asked.count(KEYS) == 2
    assert there.asked.count(DOCUMENT) == 1


async def test_addresses_are_asked_again_after_an_hour(
    hub: Hub, known: Member, there: Rogue, now: Clock
) -> None:
    guest = Guest(hub)
    assert (await guest.leave("rogue")).startswith(f"{there.issuer}/authorize?")
    there.behave(authorization_endpoint=f"{there.issuer}/new?tenant=1")
    assert (await guest.leave("rogue")).startswith(f"{there.issuer}/authorize?")
    now.advance(minutes=61)
    assert (await guest.leave("rogue")).startswith(f"{there.issuer}/new?tenant=1&")
