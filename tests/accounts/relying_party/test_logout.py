"""Logout tokens: the provider ends our sessions, and nobody else does."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from hub.accounts.models import Session
from hub.accounts.relying_party.models import ProviderSession, SpentToken
from hub.app import Hub
from hub.audit.models import Entry
from tests.accounts.conftest import PASSWORD, Clock, Member
from tests.accounts.relying_party.conftest import ALICE, Guest
from tests.accounts.relying_party.counterpart import Organisation
from tests.accounts.relying_party.forging import (
    EVENT,
    claims,
    forged,
    logout_claims,
    signed,
)

pytestmark = pytest.mark.anyio

DOOR = "/sign-in/with/agents/logout"


async def tell(hub: Hub, token: Any, address: str = "198.51.100.9") -> httpx2.Response:
    """As a provider's server sends it: no cookie, no token of ours."""
    server = Guest(hub, address)
    server.client.headers.pop("sec-fetch-site")
    return await server.client.post(DOOR, data={"logout_token": token})


async def test_ends_what_it_names(hub: Hub, linked: Member, agents: Organisation) -> None:
    one, two, other = Guest(hub), Guest(hub), await Guest(hub).signed_in(linked.login, PASSWORD)
    for guest in (one, two):
        await guest.sign_on("agents", ALICE)
    sids = await ProviderSession.all().order_by("id").values_list("sid", flat=True)
    assert len(set(sids)) == 2
    answer = await tell(hub, signed(agents, logout_claims(agents, sid=sids[0]), typ="logout+jwt"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (await one.get("/account")).status_code == 303
    assert (await two.get("/account")).status_code == 200
    by_subject = logout_claims(agents, sub=ALICE, jti="two")
    assert (await tell(hub, signed(agents, by_subject))).status_code == 200
    assert (await two.get("/account")).status_code == 303
    assert (await other.get("/account")).status_code == 200  # the provider did not open that one
    entries = await Entry.filter(action="accounts.sessions.ended_by_provider")
    assert [(it.object_id, json.loads(it.detail)) for it in entries] == [
        (linked.account_id, {"provider": "agents", "sessions": 1})
    ] * 2


async def test_both_must_fit(hub: Hub, linked: Member, agents: Organisation) -> None:
    guest = Guest(hub)
    await guest.sign_on("agents", ALICE)
    (sid,) = await ProviderSession.all().values_list("sid", flat=True)
    for jti, changes in (
        ("1", {"sid": sid, "sub": "bob"}), ("2", {"sid": "x", "sub": ALICE}), ("3", {"sid": "x"})
    ):  # fmt: skip
        token = signed(agents, logout_claims(agents, jti=jti, **changes))
        assert (await tell(hub, token)).status_code == 200  # nothing is told of who is here
    assert await Session.all().count() == 1
    both = logout_claims(agents, sid=sid, sub=ALICE, jti="4")
    assert (await tell(hub, signed(agents, both))).status_code == 200
    assert await Session.all().count() == 0


async def test_once(hub: Hub, linked: Member, agents: Organisation, now: Clock) -> None:
    token = signed(agents, logout_claims(agents, sub=ALICE))
    assert (await tell(hub, token)).status_code == 200
    await Guest(hub).sign_on("agents", ALICE)
    answer = await tell(hub, token)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert await Session.all().count() == 1
    now.advance(minutes=6)
    assert (await tell(hub, token)).status_code == 400  # too old by now
    await tell(hub, signed(agents, logout_claims(agents, sub="x", jti="2", exp=2**36)))
    assert await SpentToken.all().count() == 1


async def test_forgeries(hub: Hub, linked: Member, agents: Organisation) -> None:
    """C2: this door is open to everybody. None of these ends a session, each is journaled."""
    await Guest(hub).sign_on("agents", ALICE)
    good = logout_claims(agents, sub=ALICE)
    wrong: list[dict[str, Any]] = [
        {"iss": "https://evil.example"}, {"iss": [agents.issuer]}, {"aud": "other"},
        {"aud": ["parvis", "other"]}, {"aud": None}, {"exp": None}, {"exp": 1}, {"iat": None},
        {"jti": None}, {"jti": ""}, {"jti": ["one"]}, {"events": None}, {"events": {}},
        {"events": [EVENT]}, {"events": {EVENT: None}}, {"events": EVENT}, {"nonce": "x"},
        {"sub": None}, {"sub": [ALICE]}, {"sub": ""}, {"sid": ["x"]}, {"sid": ""},
    ]  # fmt: skip
    tokens = [token for _what, token in forged(agents, good)]
    tokens += [signed(agents, good | it) for it in wrong if None not in it.values()]
    tokens += [signed(agents, logout_claims(agents, **({"sub": ALICE} | it))) for it in wrong]
    tokens.append(signed(agents, claims(agents, ALICE)))  # an id token is none
    before = await Entry.all().count()
    for number, token in enumerate(tokens):
        answer = await tell(hub, token, f"192.0.2.{number}")
        assert answer.status_code == 400, token[:300]
    assert await Session.all().count() == 1
    refused = await Entry.filter(action="accounts.sign_on.refused").count()
    assert await Entry.all().count() == before + refused
    assert refused >= len(tokens) - 3  # what is no form at all is refused before it is read


async def test_a_flood_is_answered_400_and_fills_no_journal(hub: Hub) -> None:
    for _time in range(12):
        assert (await tell(hub, "forged")).status_code == 400
    assert 0 < await Entry.filter(action="accounts.sign_on.refused").count() < 12


async def test_cookies_do_not_count_there(hub: Hub, linked: Member) -> None:
    guest = Guest(hub)
    await guest.sign_on("agents", ALICE)
    for sent in ({}, {"logout_token": ""}, {"logout_token": "a.b.c"}):
        assert (await guest.client.post(DOOR, data=sent)).status_code == 400
    assert (await guest.get(DOOR)).status_code == 405
    assert await Session.all().count() == 1
