"""Signing in with npm oidc-provider, and what does not get in that way."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest

from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus, Session
from hub.accounts.queries import listing, session_of
from hub.accounts.relying_party import actions
from hub.accounts.relying_party.models import Attempt, ExternalIdentity, ProviderSession
from hub.accounts.relying_party.pages import routes
from hub.app import Hub
from hub.audit.models import Entry
from hub.people import actions as people
from hub.people.models import Person
from hub.settings import Settings
from tests.accounts.browser import words
from tests.accounts.conftest import ADMINISTRATOR, JOB, PASSWORD, Clock, Member, member
from tests.accounts.relying_party.conftest import ALICE, EMAIL, EVIL, Guest, onward
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.running import free_port

pytestmark = pytest.mark.anyio

CALLBACK = "/sign-in/with/agents/callback"


async def refusals() -> list[dict[str, Any]]:
    """What the journal says of refused sign-ins, the first first."""
    rows = await Entry.filter(action="accounts.sign_on.refused").order_by("id")
    return [json.loads(row.detail) | {"account": row.object_id} for row in rows]


async def untouched() -> tuple[int, ...]:
    """How many there are of what no refusal may make."""
    tables = (Session, ExternalIdentity, ProviderSession, Account, Person)
    return tuple([await table.all().count() for table in tables])


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def with_(url: str, **changes: str | None) -> str:
    """The address with other values in its query; None takes one out."""
    values = {k: v for k, v in (asked(url) | changes).items() if v is not None}
    return f"{urlsplit(url).path}?{urlencode(values)}"


async def test_in_and_back_to_the_page_first_asked(hub: Hub, linked: Member) -> None:
    guest = Guest(hub)
    closed = await guest.get("/account")
    assert "Compte de la collectivité" in words(await guest.get(closed.headers["location"]))
    answer = await guest.sign_on("agents", ALICE, next="/account")
    assert (answer.status_code, answer.headers.get("location")) == (303, "/account")
    assert "Alice Martin" in words(await guest.get("/account"))
    identity = await ExternalIdentity.get(subject=ALICE)
    assert (identity.shown, identity.account_id) == (EMAIL, linked.account_id)
    assert await Attempt.all().count() == 0
    told = await Entry.get(action="accounts.sign_on.opened")
    assert json.loads(told.detail)["subject"] == ALICE


async def test_what_is_asked_of_a_provider(hub: Hub, agents: Organisation) -> None:
    url = await Guest(hub).leave("agents")
    values = asked(url)
    assert url.startswith(agents.issuer)
    assert min(len(values["state"]), len(values["nonce"])) >= 32
    assert values["code_challenge_method"] == "S256"
    assert values["redirect_uri"] == hub.settings.public_url + CALLBACK
    kept = repr(await Attempt.all().values())
    assert not any(values[name] in kept for name in ("state", "nonce"))


async def test_as_proconnect_does_it(hub: Hub, alice: Member, connect: Organisation) -> None:
    """ES256, no PKCE, the secret in the form, user information as a signed token."""
    await actions.link(alice.account_id, connect.issuer, ALICE, by=JOB)
    guest = Guest(hub)
    url = await guest.leave("connect")
    assert "code_challenge" not in url
    answer = await guest.arrive(await guest.elsewhere.travel(url, ALICE))
    assert answer.status_code == 303
    assert (await ExternalIdentity.get(subject=ALICE)).shown == EMAIL


async def test_the_same_address_with_another_subject_is_nobody(
    hub: Hub, linked: Member, agents: Organisation
) -> None:
    """F3: a verified address is no identity. Nothing is made, and the journal knows who it was."""
    before = await untouched()
    answer = await Guest(hub).sign_on("agents", EVIL)
    assert answer.status_code == 403
    assert "no account here is linked to you yet" in words(answer)
    assert EVIL in words(answer)
    assert await untouched() == before
    (told,) = await refusals()
    assert (told["reason"], told["subject"], told["issuer"]) == ("unknown", EVIL, agents.issuer)


async def test_the_same_subject_of_another_provider_is_nobody(hub: Hub, linked: Member) -> None:
    answer = await Guest(hub).sign_on("connect", ALICE)
    assert (answer.status_code, await Session.all().count()) == (403, 0)


async def test_an_answer_counts_once(hub: Hub, linked: Member) -> None:
    guest = Guest(hub)
    back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    assert (await guest.arrive(back)).status_code == 303
    again = await guest.arrive(back)
    assert again.status_code == 403
    assert "déjà terminée" in words(again)  # the language of her account
    assert [it["reason"] for it in await refusals()] == ["attempt"]
    assert (await guest.get("/account")).status_code == 200  # and harms nobody


async def test_answers_that_belong_to_no_attempt_of_this_browser(hub: Hub, linked: Member) -> None:
    before = await untouched()
    guest, other = Guest(hub), Guest(hub)
    back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    await other.leave("agents")  # a victim, who has a cookie and an attempt of her own
    for who, url in (
        (other, back),
        (Guest(hub), back),
        (guest, with_(back, state="A" * 43)),
        (guest, with_(back, state=None)),
        (guest, with_(back, state="\ud7ff" * 900)),
        (guest, CALLBACK),
        (guest, f"{CALLBACK}?error=access_denied&state=forged"),
        (guest, back.replace("agents/callback", "connect/callback")),
    ):
        answer = await who.arrive(url)
        assert answer.status_code == 403, url
    assert [it["reason"] for it in await refusals()] == ["attempt"] * 8
    assert await untouched() == before
    assert (await guest.arrive(back)).status_code == 303  # nobody else could spend it


async def test_answers_of_another_provider(hub: Hub, linked: Member, connect: Organisation) -> None:
    """F4, RFC 9207: who answers must say who they are."""
    before = await untouched()
    for issuer in (connect.issuer, "https://evil.example", None, ""):
        guest = Guest(hub)
        back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
        answer = await guest.arrive(with_(back, iss=issuer))
        assert answer.status_code == 403
        assert "cannot be trusted" in words(answer)
    assert {it["fault"] for it in await refusals()} == {"iss of the answer"}
    assert await untouched() == before


async def test_a_provider_that_declines(hub: Hub, agents: Organisation) -> None:
    guest = Guest(hub)
    state = asked(await guest.leave("agents"))["state"]
    sent = {"state": state, "iss": agents.issuer, "error": "access_denied"}
    answer = await guest.get(f"{CALLBACK}?{urlencode(sent)}")
    assert answer.status_code == 403
    assert "has not signed you in" in words(answer)
    (told,) = await refusals()
    assert (told["reason"], told["fault"]) == ("declined", "access_denied")


async def test_a_code_belongs_to_its_attempt(hub: Hub, linked: Member) -> None:
    """A code that was caught is put into an attempt of the catcher's own: PKCE and nonce differ."""
    before = await untouched()
    victim, thief = Guest(hub), Guest(hub)
    back = await victim.elsewhere.travel(await victim.leave("agents"), ALICE)
    own = await thief.leave("agents")
    answer = await thief.arrive(with_(back, state=asked(own)["state"]))
    assert (answer.status_code, await untouched()) == (403, before)
    assert [it["fault"] for it in await refusals()] == ["status 400"]


async def test_a_code_is_redeemed_once(hub: Hub, linked: Member) -> None:
    """The provider refuses a code that it has seen, and the hub says so without a session."""
    guest = Guest(hub)
    first = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    assert (await guest.arrive(first)).status_code == 303
    other = Guest(hub)
    second = await other.leave("agents")
    used = with_(first, state=asked(second)["state"])
    assert (await other.arrive(used)).status_code == 403


async def test_ten_minutes(hub: Hub, linked: Member, now: Clock) -> None:
    guest = Guest(hub)
    back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    now.advance(minutes=10, seconds=1)
    assert (await guest.arrive(back)).status_code == 403
    assert await Attempt.all().count() == 1
    now.advance(seconds=-30)
    await guest.leave("agents")
    now.advance(minutes=11)
    await guest.leave("agents")  # sweeps both
    assert await Attempt.all().count() == 1


async def test_two_tabs_at_once(hub: Hub, linked: Member) -> None:
    guest = Guest(hub)
    one = await guest.leave("agents", next="/account")
    two = await guest.leave("agents", next="/account/password")
    back_two = await guest.elsewhere.travel(two, ALICE)
    back_one = await guest.elsewhere.travel(one, ALICE)
    assert (await guest.arrive(back_one)).headers["location"] == "/account"
    assert (await guest.arrive(back_two)).headers["location"] == "/account/password"
    assert await Session.all().count() == 1


async def test_the_session_is_a_new_one(hub: Hub, linked: Member) -> None:
    """F7: what the browser came with is dead afterwards."""
    guest = Guest(hub)
    await guest.signed_in(linked.login, PASSWORD)
    before = str(guest.cookie)
    back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    assert (await guest.arrive(back)).status_code == 303
    assert guest.cookie != before
    assert await session_of(before) is None


async def test_a_suspended_account_stays_closed(hub: Hub, linked: Member) -> None:
    guest = Guest(hub)
    back = await guest.elsewhere.travel(await guest.leave("agents"), ALICE)
    await accounts.suspend(linked.account_id, by=ADMINISTRATOR)
    answer = await guest.arrive(back)
    assert answer.status_code == 403
    assert "suspended" in words(answer)
    (told,) = await refusals()
    assert (told["reason"], told["account"]) == ("closed", linked.account_id)
    assert await Session.all().count() == 0


async def test_somebody_without_a_password(hub: Hub, agents: Organisation, now: Clock) -> None:
    """Provisioned before she ever came: the first sign-in opens the account."""
    ines = await people.create_person(by=ADMINISTRATOR, given_name="Ines", family_name="Roy")
    account = await accounts.create_account(ines.id, by=ADMINISTRATOR)
    await actions.link(account.id, agents.issuer, "ines", by=JOB)
    now.advance(days=2)
    assert (await listing.counts(by=ADMINISTRATOR)).to_look_at == 0  # nothing to invite her to
    now.advance(days=-2)
    assert (await Guest(hub).sign_on("agents", "ines")).status_code == 303
    assert (await Account.get(id=account.id)).status is AccountStatus.ACTIVE


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_always_a_page_of_ours(hub: Hub, linked: Member, next_: str) -> None:
    answer = await Guest(hub).sign_on("agents", ALICE, next=next_)
    assert answer.headers["location"] == "/"


async def test_nobody_is_sent_off_by_another_site(hub: Hub, linked: Member) -> None:
    """Login CSRF, and every form besides: without our token, or from elsewhere, nothing begins."""
    guest = await Guest(hub).signed_in(linked.login, PASSWORD)
    token = await guest.token("/account")
    posts = [it for it in routes if "POST" in (it.methods or ()) and it.door.reads_cookies]
    assert len(posts) == 3
    before = await untouched()
    for route in posts:
        path = route.path.replace("{provider}", "agents").replace("{identity:id}", "7")
        plain = await guest.client.post(path, data={"current": PASSWORD})
        foreign = await guest.client.post(
            path, data={"csrf": token}, headers={"sec-fetch-site": "cross-site"}
        )
        assert (plain.status_code, foreign.status_code) == (403, 403), path
    assert await untouched() == before
    assert await Attempt.all().count() == 0


async def test_the_cookie_of_an_attempt(hub: Hub) -> None:
    answer = await Guest(hub).send("/sign-in/with/agents", page="/sign-in")
    (cookie,) = [it for it in answer.headers.get_list("set-cookie") if "sign-on" in it]
    pattern = r"hub-sign-on=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"
    assert re.fullmatch(pattern, cookie)


async def test_forged_answers_fill_no_journal(hub: Hub) -> None:
    guest = Guest(hub)
    statuses = [
        (await guest.get(f"{CALLBACK}?state=forged{number}")).status_code for number in range(70)
    ]
    assert statuses[:60] == [403] * 60
    assert statuses[-1] == 503
    assert len(await refusals()) < 70


async def test_a_provider_that_is_down(
    new_settings: Callable[..., Settings], agents: Organisation, now: Clock
) -> None:
    """Clear words, and the local sign-in as ever."""
    gone = agents.toml.replace(str(agents.port), str(free_port()))
    async with Hub(new_settings(oidc=gone)).running() as hub:
        alice = await member("Alice", "Martin", None)
        guest = Guest(hub)
        answer = await guest.send("/sign-in/with/agents", page="/sign-in")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert "does not answer now" in words(answer)
        await can_be_read_in_another_language(guest)
        await guest.signed_in(alice.login, PASSWORD)


async def can_be_read_in_another_language(guest: Guest) -> None:
    """The page came of a form: its own address, which takes no GET, is no page to come back to."""
    home = "http://127.0.0.1:8000"
    for referer, back in (
        (f"{home}/sign-in?next=/people", "/sign-in?next=/people"),
        (f"{home}/sign-in/with/agents", "/"), ("http://[broken", "/"), ("", "/"),
    ):  # fmt: skip
        guest.client.headers["referer"] = referer
        answer = await guest.send("/sign-in/with/agents", page="/sign-in")
        assert (answer.status_code, hidden(answer, "next")) == (503, back)
    del guest.client.headers["referer"]
    assert (await guest.get("/sign-in/with/agents")).status_code == 405


def hidden(answer: httpx2.Response, name: str) -> str:
    (found,) = re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', answer.text)
    return str(found)


async def test_no_provider_no_door(hub: Hub) -> None:
    guest = Guest(hub)
    for answer in (
        await guest.get("/sign-in/with/nobody/callback?state=x&code=y"),
        await guest.send("/sign-in/with/nobody", page="/sign-in"),
    ):
        assert answer.status_code == 404


async def test_out_here_and_there(hub: Hub, linked: Member, agents: Organisation) -> None:
    guest = Guest(hub)
    await guest.sign_on("agents", ALICE)
    kept = await ProviderSession.get(subject=ALICE)
    answer = await guest.send("/sign-out", page="/account")
    assert answer.status_code == 200
    assert guest.cookie is None
    assert await Session.all().count() == 0
    url = onward(answer)
    values = asked(url)
    assert url.startswith(agents.issuer)
    assert values["post_logout_redirect_uri"] == f"{hub.settings.public_url}/sign-in"
    payload = values["id_token_hint"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["sub"] == ALICE
    assert payload not in kept.sealed_token  # at rest it is nothing to anybody
    there = await guest.elsewhere.client.get(url)
    assert there.status_code == 200
    assert "sign-out" in there.text.lower()


async def test_who_came_with_a_password_leaves_with_a_word(hub: Hub, linked: Member) -> None:
    guest = await Guest(hub).signed_in(linked.login, PASSWORD)
    answer = await guest.send("/sign-out", page="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
