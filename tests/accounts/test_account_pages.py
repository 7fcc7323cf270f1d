"""My account, and the accounts that administrators keep."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pikepdf
import pytest

from hub import confined
from hub.accounts import actions, app_passwords
from hub.accounts.actions import Slip
from hub.accounts.models import Account, AccountStatus, AppPassword, OneTimeToken, Session
from hub.accounts.paper import print_slips, sheet
from hub.accounts.queries import session_of
from hub.actor import ADMINISTRATORS
from hub.app import Hub
from hub.confined import Pool
from hub.errors import NotFound
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Person
from hub.settings import Settings
from tests.accounts.browser import Browser, words
from tests.accounts.conftest import ADMINISTRATOR, HOME, OFFICE, PASSWORD, Clock, Member

pytestmark = pytest.mark.anyio

NEW = "trois cerfs au bord du canal"


@pytest.fixture
async def mine(hub: Hub, alice: Member) -> Browser:
    """Alice's browser, in English."""
    await people.change_language(alice.person.id, by=alice.actor, language="en")
    return await Browser(hub).signed_in(alice.login, PASSWORD)


@pytest.fixture
async def nadia(hub: Hub, charlie: Member) -> Browser:
    """An administrator's browser, in English."""
    await people.change_language(charlie.person.id, by=charlie.actor, language="en")
    await people.add_member(ADMINISTRATORS, charlie.person.id, by=ADMINISTRATOR)
    return await Browser(hub).signed_in(charlie.login, PASSWORD)


async def test_language(mine: Browser) -> None:
    answer = await mine.send("/account/language", page="/account", language="fr")
    assert answer.status_code == 303
    assert '<html lang="fr"' in (await mine.get("/account")).text
    wrong = await mine.send("/account/language", page="/account", language="de")
    assert wrong.status_code == 422


async def test_password(mine: Browser, alice: Member) -> None:
    _actor, elsewhere = await alice.sign_in(HOME)
    before = str(mine.cookie)
    wrong = await mine.send("/account/password", current="wrong", password=NEW)
    assert wrong.status_code == 422
    assert "This is not your current password." in words(wrong)
    weak = await mine.send("/account/password", current=PASSWORD, password="alice-martin-75")
    assert weak.status_code == 422
    assert PASSWORD not in weak.text
    answer = await mine.send("/account/password", current=PASSWORD, password=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert str(mine.cookie) != before
    assert await session_of(before) is None
    assert await session_of(elsewhere) is None
    assert "Your password is changed" in words(await mine.get("/account"))


async def test_sessions(mine: Browser, alice: Member, charlie: Member) -> None:
    there, token = await alice.sign_in(HOME)
    await alice.sign_in(replace(HOME, agent=""))
    stranger, _token = await charlie.sign_in()
    page = words(await mine.get("/account"))
    assert "Safari, iPhone 198.51.100.20" in page
    assert "Unknown device" in page
    path = f"/account/sessions/{there.session_id}/end"
    assert (await mine.send(path, page="/account", next="/account")).status_code == 303
    assert await session_of(token) is None
    foreign = f"/account/sessions/{stranger.session_id}/end"
    assert (await mine.send(foreign, page="/account")).status_code == 404
    assert await Session.filter(account_id=charlie.account_id).count() == 1
    await mine.send("/account/sessions/end", page="/account")
    assert await Session.filter(account_id=alice.account_id).count() == 1
    assert "Sessions closed: 1." in words(await mine.get("/account"))


async def test_app_passwords(mine: Browser, alice: Member, hub: Hub) -> None:
    path = "/account/app-passwords/new"
    none = await mine.send(path, name="tablet", current=PASSWORD)
    assert none.status_code == 422
    assert "Choose what this device may reach." in words(none)
    made = await mine.send(
        path, name="<b>tablet</b>", current=PASSWORD, caldav="1", is_read_only="1",
        expires_on=today().replace(year=today().year + 1).isoformat(),
    )  # fmt: skip
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    shown = words(made)
    assert hub.settings.public_url + "/dav/" in shown
    assert "<b>tablet" not in made.text
    secret = next(word for word in shown.split() if word.count("-") == 6)
    facts = await app_passwords.check(alice.login, secret, visitor=OFFICE)
    assert facts is not None
    assert (facts.scopes, facts.is_read_only) == ({"caldav"}, True)
    page = await mine.get("/account")
    assert secret not in page.text
    assert "calendars · read only" in words(page)
    row = await AppPassword.get()
    revoke = f"/account/app-passwords/{row.id}/revoke"
    assert (await mine.send(revoke, page="/account")).status_code == 303
    assert await app_passwords.check(alice.login, secret, visitor=OFFICE) is None
    assert (await mine.send(revoke, page="/account")).status_code == 404


async def test_an_app_password_is_no_way_into_the_pages(
    mine: Browser, alice: Member, hub: Hub
) -> None:
    actor, _token = await alice.sign_in()
    secret = await actions.add_app_password(
        "tablet", by=actor, visitor=OFFICE, password=PASSWORD, scopes={"webdav"},
        is_read_only=False,
    )  # fmt: skip
    browser = Browser(hub)
    assert (await browser.send("/sign-in", login=alice.login, password=secret)).status_code == 422
    browser.client.cookies.set("hub", secret)
    assert (await browser.get("/account")).status_code == 303
    browser.client.cookies.clear()
    basic = await browser.client.get("/account", auth=(alice.login, secret))
    assert basic.status_code == 303


async def test_the_list_for_administrators_alone(
    nadia: Browser, mine: Browser, alice: Member, charlie: Member
) -> None:
    page = await nadia.get("/admin/accounts?show=all")
    assert "Alice Martin alice.martin@val-orbelle.example" in words(page)
    assert "2 active, 0 invited, 0 suspended." in words(page)
    found = words(await nadia.get("/admin/accounts?show=all&text=mart"))
    assert "Alice Martin" in found
    assert "Choose Charlie" not in found
    assert (await nadia.get("/admin/accounts?show=nonsense")).status_code == 422
    for path in ("/admin/accounts", "/admin/accounts/new", f"/admin/accounts/{alice.account_id}"):
        assert (await mine.get(path)).status_code == 404
    for verb in ("invite", "slips", "suspend", "end-sessions", f"{alice.account_id}/reinstate"):
        fields = {"account": str(charlie.account_id), "person": str(charlie.person.id)}
        answer = await mine.send(f"/admin/accounts/{verb}", page="/account", **fields)
        assert answer.status_code == 404, verb
    assert (await Account.get(id=charlie.account_id)).status is AccountStatus.ACTIVE
    assert await Session.filter(account_id=charlie.account_id).count() == 1


async def test_suspending_several_and_opening_one_again(
    nadia: Browser, alice: Member, mine: Browser, field_agent: Person
) -> None:
    other = await actions.create_account(field_agent.id, by=ADMINISTRATOR)
    answer = await nadia.send(
        "/admin/accounts/suspend", page="/admin/accounts?show=all",
        account=[str(alice.account_id), str(other.id)], next="/admin/accounts?show=suspended",
    )  # fmt: skip
    assert answer.headers["location"] == "/admin/accounts?show=suspended"
    page = words(await nadia.get("/admin/accounts?show=suspended"))
    assert "Accounts suspended: 2." in page
    assert (await mine.get("/account")).status_code == 303
    again = f"/admin/accounts/{alice.account_id}/reinstate"
    await nadia.send(again, page=f"/admin/accounts/{alice.account_id}")
    assert (await Account.get(id=alice.account_id)).status is AccountStatus.ACTIVE


async def test_one_that_may_not_be_suspended_leaves_all_as_they_were(
    nadia: Browser, charlie: Member, alice: Member
) -> None:
    both = [str(alice.account_id), str(charlie.account_id)]
    answer = await nadia.send(
        "/admin/accounts/suspend", page="/admin/accounts?show=all", account=both
    )
    assert answer.status_code == 403
    assert await Account.filter(status=AccountStatus.ACTIVE).count() == 2


async def test_ending_sessions_and_devices_of_others(nadia: Browser, alice: Member) -> None:
    actor, token = await alice.sign_in()
    await actions.add_app_password(
        "tablet", by=actor, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    page = f"/admin/accounts/{alice.account_id}"
    shown = words(await nadia.get(page))
    assert "Firefox, Linux" in shown
    assert "App password added" in shown
    await nadia.send(
        "/admin/accounts/end-sessions", page=page, account=str(alice.account_id), next=page
    )
    assert await session_of(token) is None
    row = await AppPassword.get()
    await nadia.send(f"/account/app-passwords/{row.id}/revoke", page=page, next=page)
    assert await AppPassword.all().count() == 0


async def test_inviting_from_the_directory(nadia: Browser, field_agent: Person) -> None:
    bob = await people.create_person(
        by=ADMINISTRATOR, given_name="Bob", family_name="Petit", email="bob@val-orbelle.example"
    )
    page = "/admin/accounts/new?text=petit"
    assert "Bob Petit bob@val-orbelle.example Invite" in words(await nadia.get(page))
    answer = await nadia.send("/admin/accounts/invite", page=page, person=str(bob.id))
    account = await Account.get(person_id=bob.id)
    assert answer.headers["location"] == f"/admin/accounts/{account.id}"
    assert "invited, not come yet" in words(await nadia.get(f"/admin/accounts/{account.id}"))
    without = await nadia.send("/admin/accounts/invite", page=page, person=str(field_agent.id))
    assert without.status_code == 422


@pytest.fixture
async def confinement() -> AsyncIterator[None]:
    """Where PDF files are made."""
    with Pool() as pool, confined.current.bound(pool):
        yield


async def test_slips_are_a_pdf_and_nowhere_else(
    nadia: Browser, field_agent: Person, confinement: None
) -> None:
    page = "/admin/accounts/new?text=goff"
    answer = await nadia.send("/admin/accounts/slips", page=page, person=str(field_agent.id))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
    assert await OneTimeToken.all().count() == 1
    account = await Account.get(person_id=field_agent.id)
    listed = await nadia.send(
        "/admin/accounts/slips", page="/admin/accounts?show=all", account=str(account.id)
    )
    assert listed.headers["content-type"] == "application/pdf"
    nobody = await nadia.send("/admin/accounts/slips", page=page)
    assert nobody.status_code == 422


async def test_what_a_slip_says(new_settings: Callable[..., Settings], now: Clock) -> None:
    settings = new_settings(public_url="https://parvis.example", authority="Val d’Orbelle")
    async with Hub(settings).running():
        person = await people.create_person(
            by=ADMINISTRATOR, given_name="Solène", family_name="Le Goff"
        )
        unit = await people.create_unit(by=ADMINISTRATOR, name="Crèche")
        await people.start_position(
            person.id, by=ADMINISTRATOR, group_id=unit.id, title="Agente", starts_on=today()
        )
        expires_at = now.at.replace(month=12)
        slip = Slip(1, person.id, "solene.legoff", "K7MW4PXRTC", expires_at)
        data = await sheet([slip], by=ADMINISTRATOR)
        with pytest.raises(NotFound):
            await print_slips([slip], by=replace(ADMINISTRATOR, principals=frozenset({1, 2})))
    assert data["authority"]["name"] == "Val d’Orbelle"
    assert data["words"]["address"] == "parvis.example/slips"
    (said,) = data["slips"]
    assert (said["name"], said["service"]) == ("Solène Le Goff", "Agente, Crèche")
    assert said["code"] == "K7MW 4PX RTC"
    assert "23 décembre 2026" in said["until"]
    assert len(said["qr"]["rows"]) == len(said["qr"]["rows"][0])
