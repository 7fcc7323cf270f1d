"""The doors of the house: signing in and out, links and slips, as a browser meets them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import unquote

import pytest

from hub.accounts import actions
from hub.accounts.models import Account, Purpose, Session
from hub.accounts.pages import routes
from hub.accounts.queries import session_of
from hub.app import Hub
from hub.audit.models import Entry
from hub.jobs.models import Outbox
from hub.people import actions as people
from hub.people.models import Person
from hub.settings import Settings
from tests.accounts.browser import Browser, words
from tests.accounts.conftest import (
    ADMINISTRATOR,
    JOB,
    PASSWORD,
    Clock,
    Member,
    member,
)

pytestmark = pytest.mark.anyio

NEW = "trois cerfs au bord du canal"


@pytest.fixture
async def https_hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    async with Hub(new_settings(public_url="https://hub.example")).running() as running:
        yield running


async def test_in_and_out(hub: Hub, alice: Member) -> None:
    browser = Browser(hub)
    closed = await browser.get("/account")
    assert (closed.status_code, unquote(closed.headers["location"])) == (
        303, "/sign-in?next=/account",
    )  # fmt: skip
    answer = await browser.send(
        "/sign-in", page="/sign-in?next=/account", login="alice.martin", password=PASSWORD,
        next="/account",
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Alice Martin" in words(await browser.get("/account"))
    cookie = str(browser.cookie)
    out = await browser.send("/sign-out", page="/account")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert "storage" in out.headers["clear-site-data"]
    assert browser.cookie is None
    # The cookie that was, shown again: nothing (replay after sign-out).
    browser.client.cookies.set("hub", cookie)
    assert (await browser.get("/account")).status_code == 303


async def test_the_cookie_over_plain_loopback(hub: Hub, alice: Member) -> None:
    answer = await Browser(hub).send("/sign-in", login=alice.login, password=PASSWORD)
    (cookie,) = [it for it in answer.headers.get_list("set-cookie") if it.startswith("hub=")]
    assert re.fullmatch(r"hub=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", cookie)


async def test_the_cookie_over_https(https_hub: Hub, now: Clock) -> None:
    alice = await member("Alice", "Martin", None)
    answer = await Browser(https_hub).send("/sign-in", login=alice.login, password=PASSWORD)
    (cookie,) = [it for it in answer.headers.get_list("set-cookie") if it.startswith("__Host-hub=")]
    assert re.fullmatch(r"__Host-hub=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure", cookie)


async def test_no_cookie_over_a_plain_network(
    new_settings: Callable[..., Settings], now: Clock
) -> None:
    async with Hub(new_settings(public_url="http://hub.example")).running() as hub:
        for path in ("/sign-in", "/invitations", "/password-resets", "/slips"):
            answer = await Browser(hub).get(path)
            assert answer.status_code == 503
            assert "HUB_PUBLIC_URL" in words(answer)


async def test_a_cookie_set_before_is_not_the_one_after(hub: Hub, alice: Member) -> None:
    """Session fixation (F7): whatever the browser came with, it leaves with another."""
    victim = Browser(hub)
    planted = (await alice.sign_in())[1]
    for cookie in (planted, "A" * 43):
        victim.client.cookies.clear()
        victim.client.cookies.set("hub", cookie)
        await victim.send("/sign-out", page="/account")
        victim.client.cookies.set("hub", cookie)
        await victim.send("/sign-in", login=alice.login, password=PASSWORD)
        assert str(victim.client.cookies.get("hub", domain="127.0.0.1")) != cookie
        assert await session_of(cookie) is None


async def test_known_unknown_and_closed_accounts_answer_alike(hub: Hub, alice: Member) -> None:
    """Same status, same headers, same body but for what was typed (F13)."""
    suspended = await member("Samuel", "Ferrand", "sam@val-orbelle.example")
    await actions.suspend(suspended.account_id, by=ADMINISTRATOR)
    invited = await people.create_person(
        by=ADMINISTRATOR, given_name="Ines", family_name="Roy", email="ines@val-orbelle.example"
    )
    await actions.invite(invited.id, by=ADMINISTRATOR)
    logins = ["alice.martin", "samuel.ferrand", "ines.roy", "nobody", "sam@val-orbelle.example"]
    for page, fields in (
        ("/sign-in", {"password": "wrong password"}), ("/password-resets/new", {}),
    ):  # fmt: skip
        answers = set()
        for number, login in enumerate(logins):
            browser = Browser(hub, address=f"192.0.2.{number}")
            answer = await browser.send(page, login=login, **fields)
            body = answer.text.replace(login, "LOGIN")
            body = re.sub(r'name="csrf" value="[\w-]+"', "", body)
            kept = {
                k: v for k, v in answer.headers.items()
                if k not in {"x-request-id", "set-cookie", "content-length"}
            }  # fmt: skip
            flash = "hub-flash" in answer.headers.get("set-cookie", "")
            answers.add((answer.status_code, body, flash, tuple(sorted(kept.items()))))
        assert len(answers) == 1


async def test_guessing_is_answered_429_and_no_header_helps(hub: Hub, alice: Member) -> None:
    browser = Browser(hub)
    for number in range(10):
        browser.client.headers["x-forwarded-for"] = f"198.51.100.{number}"
        answer = await browser.send("/sign-in", login=alice.login, password=f"wrong {number}")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "Too many tries from here. Try again in 1 second." in words(answer)
    right = await browser.send("/sign-in", login=alice.login, password=PASSWORD)
    assert right.status_code == 429
    await Browser(hub, address="198.51.100.77").signed_in(alice.login, PASSWORD)


@pytest.mark.parametrize(
    "next_",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
async def test_after_signing_in_always_a_page_of_ours(hub: Hub, alice: Member, next_: str) -> None:
    browser = Browser(hub)
    answer = await browser.send("/sign-in", login=alice.login, password=PASSWORD, next=next_)
    assert answer.headers["location"] == "/"
    again = await browser.client.get("/sign-in", params={"next": next_})
    assert again.headers["location"] == "/"


async def test_every_form_needs_its_token(hub: Hub, alice: Member) -> None:
    """Without the token, or from another site, nothing is changed (F1)."""
    await people.add_member(3, alice.person.id, by=ADMINISTRATOR)
    browser = await Browser(hub).signed_in(alice.login, PASSWORD)
    before = await Entry.all().count()
    posts = [route for route in routes if "POST" in (route.methods or ())]  # type: ignore[attr-defined]
    assert len(posts) >= 15
    token = await browser.token("/account")
    for route in posts:
        path = re.sub(r"{\w+:id}", "7", route.path)  # type: ignore[attr-defined]
        plain = await browser.client.post(path, data={"login": "x"})
        foreign = await browser.client.post(
            path, data={"csrf": token}, headers={"sec-fetch-site": "cross-site"}
        )
        assert (plain.status_code, foreign.status_code) == (403, 403), path
    assert await Entry.all().count() == before
    assert (await browser.get("/account")).status_code == 200


async def test_no_page_changes_anything_by_being_read(hub: Hub, alice: Member) -> None:
    await people.add_member(3, alice.person.id, by=ADMINISTRATOR)
    browser = await Browser(hub).signed_in(alice.login, PASSWORD)
    before = await Entry.all().count()
    for route in routes:
        if "GET" in (route.methods or ()):  # type: ignore[attr-defined]
            path = re.sub(r"{\w+:id}", str(alice.account_id), route.path)  # type: ignore[attr-defined]
            assert (await browser.get(path)).status_code in {200, 303}, path
    assert await Entry.all().count() == before
    assert await Outbox.all().count() == before


async def test_an_invitation_from_mail_to_welcome(hub: Hub, now: Clock) -> None:
    bob = await people.create_person(
        by=ADMINISTRATOR, given_name="Bob", family_name="Petit", email="bob@val-orbelle.example"
    )
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    issued = await actions.issue_token(account.id, Purpose.INVITATION, by=JOB)
    assert issued is not None
    browser = Browser(hub)
    page = await browser.get("/invitations")
    assert "fragment" in page.text
    assert 'data-fragment="hidden"' in page.text
    weak = await browser.send("/invitations", token=issued.token, password="Bienvenue2026!")
    assert weak.status_code == 422
    assert "Bienvenue2026!" not in weak.text
    answer = await browser.send("/invitations", token=issued.token, password=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/welcome")
    assert "bob.petit" in words(await browser.get("/account/welcome"))
    again = await Browser(hub).send("/invitations", token=issued.token, password=NEW)
    assert again.status_code == 422
    assert "This link has been used or is too old" in words(again)


async def test_a_slip_from_paper_to_welcome(hub: Hub, field_agent: Person) -> None:
    (slip,) = await actions.issue_slips([field_agent.id], by=ADMINISTRATOR)
    browser = Browser(hub)
    wrong = await browser.send("/slips", token="ACDE 679 679", password=NEW)
    assert wrong.status_code == 422
    typed = f"{slip.code[:4].lower()} {slip.code[4:7]} {slip.code[7:]}"
    answer = await browser.send("/slips", token=typed, password=NEW)
    assert answer.headers["location"] == "/account/welcome"
    assert "solene.legoff" in words(await browser.get("/account/welcome"))


async def test_a_reset_ends_other_sessions_and_signs_in(hub: Hub, alice: Member) -> None:
    _actor, before = await alice.sign_in()
    issued = await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    assert issued is not None
    browser = Browser(hub)
    answer = await browser.send("/password-resets", token=issued.token, password=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await session_of(before) is None
    assert await session_of(str(browser.cookie))


async def test_without_mail_a_reset_page_says_so(hub: Hub) -> None:
    assert "This hub sends no mail" in words(await Browser(hub).get("/password-resets/new"))


@pytest.mark.parametrize("size", [0, 129, 1001, 100_000])
async def test_odd_passwords_are_refused_not_broken(hub: Hub, alice: Member, size: int) -> None:
    answer = await Browser(hub).send("/sign-in", login=alice.login, password="x" * size)
    assert answer.status_code == 422


async def test_forms_that_lie_are_refused_not_broken(hub: Hub, alice: Member) -> None:
    browser = Browser(hub)
    token = await browser.token("/sign-in")
    for body in (
        "", "&login=%00&password=%00", "&login=a&login=b&password=c&password=d",
        "&login=%E2%80%AE%E2%80%A8&password=%ED%A0%BD", "&login=%FF%FE&password=%80",
    ):  # fmt: skip
        answer = await browser.client.post(
            "/sign-in", content=f"csrf={token}{body}",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert answer.status_code == 422
    assert await Session.all().count() == 0
    assert (await Account.get(id=alice.account_id)).signed_in_at is None
