"""Tokens that a provider did not sign for us, or not now, or not for this attempt."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from hub.accounts.relying_party import tokens
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import KnownProvider, _keys
from hub.app import Hub
from tests.accounts.conftest import Clock
from tests.accounts.relying_party.conftest import ALICE
from tests.accounts.relying_party.counterpart import Organisation
from tests.accounts.relying_party.forging import NONCE, claims, forged, signed

pytestmark = pytest.mark.anyio

_SCALARS = st.none() | st.booleans() | st.text(max_size=5) | st.integers(-9, 9)
JSON = _SCALARS | st.lists(_SCALARS, max_size=3) | st.dictionaries(st.text(max_size=3), _SCALARS)
ELSE = "https://evil.example"


async def believed(provider: KnownProvider, token: str) -> str:
    return str((await tokens.id_token(provider, token, nonce=NONCE, access=""))["sub"])


async def fault(provider: KnownProvider, token: str) -> str:
    with pytest.raises(Distrusted) as refused:
        await believed(provider, token)
    return refused.value.fault


async def test_forgeries_of_both_algorithms(
    hub: Hub, now: Clock, organisations: list[Organisation]
) -> None:
    for it in organisations:
        known, told = hub.providers.named(it.name), claims(it, ALICE)
        assert await believed(known, signed(it, told)) == ALICE
        corpus = list(forged(it, told))
        assert len(corpus) > 40
        believable = []
        for what, token in corpus:
            try:
                await believed(known, token)
            except Distrusted:
                continue
            believable.append(what)
        assert believable == []


async def test_a_token_of_a_neighbour(
    hub: Hub, now: Clock, agents: Organisation, connect: Organisation
) -> None:
    """Good, and another's: neither his key nor his name opens this door."""
    known = hub.providers.named("agents")
    assert await fault(known, signed(connect, claims(connect, ALICE))) == "alg"
    neighbour = RSAKey.generate_key(2048, auto_kid=True)
    told = claims(agents, ALICE, iss=connect.issuer)
    assert await fault(known, signed(agents, told)) == "iss"
    assert await fault(known, signed(agents, claims(agents, ALICE), neighbour)) == "signature"


def wrong_claims(it: Organisation) -> dict[str, list[Any]]:
    """Values that are not right, by claim; None is one that is missing."""
    odd = [None, "", 0, True, [], {}, ["x"], {"a": 1}]
    return {
        "iss": [*odd, ELSE, it.issuer + "/", [it.issuer], [it.issuer, ELSE], it.issuer.upper()],
        "sub": [*odd, [ALICE], "a" * 256, "a\nb", "a\x00"],
        "aud": [*odd, "other", ["parvis", "other"], ["other", "parvis"], "parvis ", "PARVIS"],
        "azp": ["other", "", ["parvis"], {"parvis": 1}, 0],
        "nonce": [*odd, "m" * 43, [NONCE], NONCE + "n", NONCE.upper()],
        "exp": [None, "", "9999999999", [], -1, 1, 0, True, math.nan, math.inf, 10**400, 2**60],
        "iat": [None, "", "1", [], -5, True, math.nan, math.inf, 9_999_999_999],
        "nbf": ["", "1", [], -5, True, math.nan, math.inf, 9_999_999_999],
    }  # fmt: skip


async def test_claims_that_are_not_right(hub: Hub, now: Clock, agents: Organisation) -> None:
    known = hub.providers.named("agents")
    for name, values in wrong_claims(agents).items():
        for value in values:
            told = claims(agents, ALICE, **{name: value})
            assert await fault(known, signed(agents, told)) == name, (name, value)


@given(name=st.sampled_from(["iss", "sub", "aud", "nonce", "exp", "iat"]), value=JSON)
@hypothesis(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_other_value_is_taken_for_a_claim(
    hub: Hub, now: Clock, agents: Organisation, name: str, value: Any
) -> None:
    """Whatever else stands in the place of a claim, the token is refused, and as a refusal."""
    known = hub.providers.named("agents")
    told = claims(agents, ALICE, **{name: value})
    if name == "sub" and isinstance(value, str) and value and value.isprintable():
        assert await believed(known, signed(agents, told)) == value
    elif name == "iat" and type(value) is int and value > 0:
        assert await believed(known, signed(agents, told)) == ALICE
    else:
        assert await fault(known, signed(agents, told)) == name


async def test_what_is_right_in_another_way(hub: Hub, now: Clock, agents: Organisation) -> None:
    known = hub.providers.named("agents")
    for told in (
        claims(agents, ALICE, aud=["parvis"]),
        claims(agents, ALICE, azp="parvis"),
        claims(agents, ALICE, sub="a" * 255),
        claims(agents, ALICE, sub="Éloïse|42"),
        claims(agents, ALICE, extra={"roles": ["admin"]}),
    ):
        assert await believed(known, signed(agents, told)) == told["sub"]
    for header in ({"typ": None}, {"typ": "jwt"}, {"kid": None}, {"x5t": "abc"}):
        assert await believed(known, signed(agents, claims(agents, ALICE), **header)) == ALICE


async def test_five_seconds_and_no_more(hub: Hub, now: Clock, agents: Organisation) -> None:
    known = hub.providers.named("agents")
    at = int(now().timestamp())
    for right, name, seconds in (
        (True, "exp", -3), (False, "exp", -7), (True, "iat", 3), (False, "iat", 8),
        (True, "nbf", 3), (False, "nbf", 8),
    ):  # fmt: skip
        token = signed(agents, claims(agents, ALICE, **{name: at + seconds}))
        if right:
            assert await believed(known, token) == ALICE
        else:
            assert await fault(known, token) == name


async def test_the_access_token_of_the_same_answer(
    hub: Hub, now: Clock, agents: Organisation
) -> None:
    known = hub.providers.named("agents")
    token = signed(agents, claims(agents, ALICE, at_hash=tokens._half("opaque")))
    assert (await tokens.id_token(known, token, nonce=NONCE, access="opaque"))["sub"] == ALICE
    with pytest.raises(Distrusted, match="at_hash"):
        await tokens.id_token(known, token, nonce=NONCE, access="another")


def test_keys_that_may_not_sign() -> None:
    """For encryption, weak, symmetric, broken: none of them is a key of the provider's."""
    good = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=False)
    with pytest.warns(match="2048"):
        weak = RSAKey.generate_key(1024).as_dict(private=False)
    odd: list[Any] = [
        good | {"use": "enc"}, weak, {"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA"},
        {"kty": "RSA", "n": "!!", "e": "AQAB"}, {"kty": ["RSA"]}, {}, None, "RSA", 7,
        {"kty": "RSA", "n": 5, "e": 5}, good | {"kty": "EC"},
    ]  # fmt: skip
    with pytest.warns(match="2048"):
        assert list(_keys({"keys": odd}, "RSA")) == []
    odd.remove(weak)
    assert len(list(_keys({"keys": [*odd, good]}, "RSA"))) == 1
    for broken in ({}, {"keys": None}, {"keys": "x"}, {"keys": {"a": 1}}):
        assert list(_keys(broken, "RSA")) == []
