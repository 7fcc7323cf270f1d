"""What links an identity to an account: its owner, an invitation, a command; and nothing else."""

from __future__ import annotations

import json

import pytest

from hub.accounts import actions as accounts
from hub.accounts import commands
from hub.accounts.models import Account, AccountStatus, AppPassword, OneTimeToken, Purpose, Session
from hub.accounts.queries import session_of
from hub.accounts.relying_party import actions
from hub.accounts.relying_party.models import ExternalIdentity
from hub.accounts.relying_party.queries import identities_of
from hub.actor import ADMINISTRATORS, NOBODY
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people import actions as people
from tests.accounts.browser import words
from tests.accounts.conftest import ADMINISTRATOR, JOB, PASSWORD, Clock, Member
from tests.accounts.relying_party.conftest import ALICE, EMAIL, EVIL, Guest, onward
from tests.accounts.relying_party.counterpart import Organisation

pytestmark = pytest.mark.anyio

LINK = "/account/identities/agents/link"


async def identities() -> list[tuple[int, str]]:
    rows = await ExternalIdentity.all().order_by("id")
    return [(row.account_id, row.subject) for row in rows]


async def linking(guest: Guest, login: str) -> str:
    """Begins to link and signs in there; the address that leads back."""
    answer = await guest.send(LINK, current=PASSWORD)
    assert answer.status_code == 200, words(answer)
    return await guest.elsewhere.travel(onward(answer), login)


async def invited(email: str = "ines.roy@val-orbelle.example") -> tuple[Account, str]:
    person = await people.create_person(
        by=ADMINISTRATOR, given_name="Ines", family_name="Roy", email=email
    )
    account = await accounts.invite(person.id, by=ADMINISTRATOR)
    issued = await accounts.issue_token(account.id, Purpose.INVITATION, by=JOB)
    assert issued is not None
    return account, issued.token


async def test_ones_own(hub: Hub, alice: Member) -> None:
    guest = await Guest(hub).signed_in(alice.login, PASSWORD)
    before = str(guest.cookie)
    assert "Relier Compte de la collectivité" in words(await guest.get("/account"))
    answer = await guest.arrive(await linking(guest, ALICE))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert guest.cookie != before  # F7: a stronger account, another token
    assert await session_of(before) is None
    assert await identities() == [(alice.account_id, ALICE)]
    page = words(await guest.get("/account"))
    assert EMAIL in page
    assert "Relier ProConnect" in page
    assert "Relier Compte de la collectivité" not in page
    assert "La prochaine fois, vous pourrez vous connecter ainsi." in page
    assert (await Guest(hub).sign_on("agents", ALICE)).status_code == 303


async def test_a_borrowed_session_links_nothing(hub: Hub, alice: Member) -> None:
    """The password is asked again, and a wrong one counts as a guess."""
    guest = await Guest(hub).signed_in(alice.login, PASSWORD)
    answer = await guest.send(LINK, current="a guess")
    assert answer.status_code == 422
    assert await Entry.filter(action="accounts.session.refused").count() == 1
    for number in range(6):
        answer = await guest.send(LINK, current=f"guess {number}")
    assert answer.status_code == 429
    assert await identities() == []


async def test_somebody_elses(hub: Hub, linked: Member, charlie: Member) -> None:
    guest = await Guest(hub).signed_in(charlie.login, PASSWORD)
    answer = await guest.arrive(await linking(guest, ALICE))
    assert answer.status_code == 403
    assert "reliée à un autre compte" in words(answer)
    assert await identities() == [(linked.account_id, ALICE)]


async def test_a_link_belongs_to_the_session_that_began_it(
    hub: Hub, alice: Member, charlie: Member
) -> None:
    """Charlie's account never gets what alice began, whoever's browser it is by then."""
    guest = await Guest(hub).signed_in(alice.login, PASSWORD)
    first, second = await linking(guest, ALICE), await linking(guest, ALICE)
    await guest.send("/sign-out", page="/account")
    assert (await guest.arrive(first)).status_code == 403
    await guest.signed_in(charlie.login, PASSWORD)
    assert (await guest.arrive(second)).status_code == 403
    assert await identities() == []


async def test_twice_is_once(hub: Hub, linked: Member) -> None:
    guest = await Guest(hub).signed_in(linked.login, PASSWORD)
    assert (await guest.arrive(await linking(guest, ALICE))).status_code == 303
    assert await identities() == [(linked.account_id, ALICE)]


async def test_unlinking_ends_what_it_opened(hub: Hub, linked: Member) -> None:
    elsewhere, here = Guest(hub), await Guest(hub).signed_in(linked.login, PASSWORD)
    await elsewhere.sign_on("agents", ALICE)
    (line,) = await identities_of(linked.account_id, by=linked.actor)
    answer = await here.send(f"/account/identities/{line.id}/unlink", page="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert (await elsewhere.get("/account")).status_code == 303  # to the sign-in page
    assert (await here.get("/account")).status_code == 200
    assert (await Guest(hub).sign_on("agents", ALICE)).status_code == 403
    entry = await Entry.get(action="accounts.identity.unlinked")
    assert json.loads(entry.detail)["sessions"] == 1


async def test_who_may_unlink(hub: Hub, linked: Member, charlie: Member) -> None:
    identity = await ExternalIdentity.get(subject=ALICE)
    for by in (charlie.actor, NOBODY):
        with pytest.raises(NotFound):
            await actions.unlink(identity.id, by=by)
        with pytest.raises(NotFound):
            await identities_of(linked.account_id, by=by)
    await actions.unlink(identity.id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.unlink(identity.id, by=linked.actor)


async def test_the_only_way_in_stays(hub: Hub, linked: Member, agents: Organisation) -> None:
    await Account.filter(id=linked.account_id).update(password_hash=None)
    identity = await ExternalIdentity.get(subject=ALICE)
    with pytest.raises(Conflict):
        await actions.unlink(identity.id, by=linked.actor)
    await actions.link(linked.account_id, agents.issuer, "second", by=JOB)
    await actions.unlink(identity.id, by=linked.actor)
    assert await identities() == [(linked.account_id, "second")]


async def test_an_invitation_is_accepted_with_an_identity(hub: Hub, now: Clock) -> None:
    account, token = await invited()
    guest = Guest(hub)
    assert 'formaction="/sign-in/with/agents"' in (await guest.get("/invitations")).text
    answer = await guest.sign_on("agents", EVIL, token=token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await identities() == [(account.id, EVIL)]
    after = await Account.get(id=account.id)
    assert (after.status, after.password_hash) == (AccountStatus.ACTIVE, None)
    assert (await OneTimeToken.get(account_id=account.id)).used_at is not None
    assert (await Guest(hub).sign_on("agents", EVIL)).status_code == 303


async def test_an_invitation_counts_once(hub: Hub, now: Clock) -> None:
    """Two browsers with one link: whoever is back first is in, the other is told."""
    account, token = await invited()
    one, two = Guest(hub), Guest(hub)
    back_one = await one.elsewhere.travel(await one.leave("agents", token=token), ALICE)
    back_two = await two.elsewhere.travel(await two.leave("agents", token=token), EVIL)
    assert (await two.arrive(back_two)).status_code == 303
    assert (await one.arrive(back_one)).status_code == 403
    assert await identities() == [(account.id, EVIL)]
    again = await Guest(hub).send("/sign-in/with/agents", page="/sign-in", token=token)
    assert again.status_code == 422
    assert "has been used or is too old" in words(again)


async def test_an_invitation_for_somebody_else(hub: Hub, linked: Member) -> None:
    """Alice follows a link that was for Ines: she gets in nowhere, and the link stays good."""
    account, token = await invited()
    answer = await Guest(hub).sign_on("agents", ALICE, token=token)
    assert answer.status_code == 403
    assert await Session.all().count() == 0
    assert (await Guest(hub).sign_on("agents", EVIL, token=token)).status_code == 303
    assert (account.id, EVIL) in await identities()


async def test_tokens_that_are_no_invitation(hub: Hub, alice: Member) -> None:
    reset = await accounts.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    assert reset is not None
    for token in (reset.token, "x" * 43, "é" * 150):
        answer = await Guest(hub).send("/sign-in/with/agents", page="/sign-in", token=token)
        assert answer.status_code == 422
    assert await Entry.filter(action="accounts.session.refused").count() == 3
    assert await identities() == []


async def test_by_command(hub: Hub, alice: Member, charlie: Member, agents: Organisation) -> None:
    by = ADMINISTRATOR.__class__(frozenset({ADMINISTRATORS}), JOB.via, "hub account link")
    await commands.link("Alice.Martin", agents.issuer, ALICE, by=by)
    await commands.link("alice.martin", agents.issuer, ALICE, by=by)
    assert await Entry.filter(action="accounts.identity.provided").count() == 1
    with pytest.raises(Conflict):
        await commands.link(charlie.login, agents.issuer, ALICE, by=by)
    with pytest.raises(NotFound):
        await commands.link("nobody", agents.issuer, "x", by=by)
    for issuer, subject in (
        ("https://evil.example", "x"), (agents.issuer + "/", "x"), (agents.issuer, ""),
        (agents.issuer, "a" * 256), (agents.issuer, "a\nb"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await commands.link(charlie.login, issuer, subject, by=by)
    for forbidden in (ADMINISTRATOR, charlie.actor, NOBODY):
        with pytest.raises((Forbidden, NotFound)):
            await commands.link(charlie.login, agents.issuer, "x", by=forbidden)
    await accounts.suspend(charlie.account_id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await commands.link(charlie.login, agents.issuer, "x", by=by)
    assert await identities() == [(alice.account_id, ALICE)]


async def test_without_a_password_a_fresh_sign_in_is_as_good(
    hub: Hub, linked: Member, now: Clock
) -> None:
    """An official who only ever comes by the provider has a telephone too."""
    await Account.filter(id=linked.account_id).update(password_hash=None)
    guest = Guest(hub)
    await guest.sign_on("agents", ALICE)
    page, device = "/account/app-passwords/new", {"name": "Tablette", "caldav": "1"}
    assert 'name="current"' not in (await guest.get(page)).text
    assert (await guest.send(page, **device, passwordless="1")).status_code == 200
    now.advance(minutes=11)
    late = await guest.send(page, **device, passwordless="1")
    assert late.status_code == 422
    assert "reconnectez-vous" in words(late)
    assert await AppPassword.all().count() == 1
    await guest.send("/sign-out", page="/account")
    await guest.sign_on("agents", ALICE)
    chosen = {"password": "trois cerfs au bord du canal", "passwordless": "1"}
    assert (await guest.send("/account/password", **chosen)).status_code == 303
    await Guest(hub).signed_in(linked.login, chosen["password"])


async def test_who_has_a_password_shows_it(hub: Hub, linked: Member) -> None:
    guest = await Guest(hub).signed_in(linked.login, PASSWORD)
    chosen = {"password": "trois cerfs au bord du canal", "passwordless": "1"}
    for current in ({}, {"current": ""}, {"current": PASSWORD}):
        answer = await guest.send("/account/password", **chosen, **current)
        assert answer.status_code == 422
    assert (await guest.send(LINK, passwordless="1")).status_code == 422
    await Guest(hub).signed_in(linked.login, PASSWORD)


async def test_case_matters(hub: Hub, linked: Member, agents: Organisation) -> None:
    assert (await Guest(hub).sign_on("agents", ALICE.upper())).status_code == 403


async def test_administrators_see_identities(hub: Hub, linked: Member, charlie: Member) -> None:
    await people.add_member(ADMINISTRATORS, charlie.person.id, by=ADMINISTRATOR)
    guest = await Guest(hub).signed_in(charlie.login, PASSWORD)
    page = await guest.get(f"/admin/accounts/{linked.account_id}")
    assert "Compte de la collectivité" in words(page)
