"""Links of invitations and resets: one account, one purpose, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hub.accounts import actions, passwords, secret
from hub.accounts.models import Account, AccountStatus, OneTimeToken, Purpose, Session
from hub.accounts.queries import session_of
from hub.actor import ADMINISTRATORS, NOBODY, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from hub.jobs.models import Outbox
from hub.people import actions as people
from hub.people.models import Person
from tests.accounts.conftest import ADMINISTRATOR, HOME, JOB, OFFICE, PASSWORD, Clock, Member

pytestmark = pytest.mark.anyio

NEW = "trois cerfs au bord du canal"


@pytest.fixture
async def bob(hub: Hub, now: Clock) -> Person:
    """Somebody with an e-mail address and without an account."""
    return await people.create_person(
        by=ADMINISTRATOR, given_name="Bob", family_name="Petit", email="bob@val-orbelle.example"
    )


async def link(account_id: int, purpose: Purpose = Purpose.INVITATION) -> str:
    issued = await actions.issue_token(account_id, purpose, by=JOB)
    assert issued is not None
    return issued.token


async def redeem(purpose: Purpose, token: str, password: str = NEW) -> actions.Opened:
    return await actions.redeem(purpose, token, password, by=NOBODY, visitor=OFFICE)


async def test_an_invitation_gives_an_account_a_password_and_a_session(bob: Person) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    assert (account.login, account.status) == ("bob.petit", AccountStatus.INVITED)
    outbox = await Outbox.filter(action="accounts.account.invited").get()
    assert (outbox.kind, outbox.object_id) == ("account", account.id)
    opened = await redeem(Purpose.INVITATION, await link(account.id))
    facts = await session_of(opened.token)
    assert facts is not None
    assert facts.person_name == "Bob Petit"
    assert (await Account.get(id=account.id)).status is AccountStatus.ACTIVE
    assert await actions.sign_in("bob.petit", NEW, by=NOBODY, visitor=HOME)


async def test_no_table_holds_the_token(bob: Person) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    token = await link(account.id)
    assert len(token) == 43
    row = await OneTimeToken.get(account_id=account.id)
    assert row.lookup == secret.digest(token)
    assert token not in "".join(str(dict(entry)) for entry in await Entry.all())
    assert token not in "".join(str(dict(work)) for work in await Outbox.all())


async def test_a_token_is_used_once(bob: Person) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    token = await link(account.id)
    await redeem(Purpose.INVITATION, token)
    with pytest.raises(Invalid) as caught:
        await redeem(Purpose.INVITATION, token, "une autre histoire de cerfs")
    assert set(caught.value.fields) == {"token"}
    assert await Session.all().count() == 1


async def test_ten_at_once_redeem_one_invitation_once(
    bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them are past the look before the first one writes."""
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    token = await link(account.id)
    arrived, may_go = 0, asyncio.Event()

    async def hash_together(password: str) -> str:
        nonlocal arrived
        arrived += 1
        if arrived == 10:
            may_go.set()
        await may_go.wait()
        return f"hash of {password}"

    monkeypatch.setattr(passwords, "hash_password", hash_together)
    visitors = [replace(OFFICE, address=f"192.0.2.{n}") for n in range(10)]
    results = await asyncio.gather(
        *(
            actions.redeem(Purpose.INVITATION, token, f"{NEW} {n}", by=NOBODY, visitor=visitor)
            for n, visitor in enumerate(visitors)
        ),
        return_exceptions=True,
    )
    assert arrived == 10
    won = [result for result in results if isinstance(result, actions.Opened)]
    assert len(won) == 1
    assert sum(isinstance(result, Invalid) for result in results) == 9
    assert [row.id for row in await Session.all()] == [won[0].session_id]
    stored = (await Account.get(id=account.id)).password_hash
    assert stored == f"hash of {NEW} {results.index(won[0])}"


@pytest.mark.parametrize(
    ("purpose", "life"), [(Purpose.INVITATION, {"days": 7}), (Purpose.RESET, {"minutes": 30})]
)
async def test_a_token_ends_at_its_time_with_every_job_stopped(
    bob: Person, alice: Member, now: Clock, purpose: Purpose, life: dict[str, float]
) -> None:
    account_id = alice.account_id
    if purpose is Purpose.INVITATION:
        account_id = (await actions.invite(bob.id, by=ADMINISTRATOR)).id
    early = await link(account_id, purpose)
    late = await link(account_id, purpose)
    now.advance(**life)
    with pytest.raises(Invalid):
        await redeem(purpose, early)
    now.advance(seconds=-1)
    assert await actions.redeem(purpose, late, NEW, by=NOBODY, visitor=HOME)


async def test_a_token_is_good_for_its_purpose_and_account_alone(
    alice: Member, charlie: Member, bob: Person
) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    invitation, reset = await link(account.id), await link(alice.account_id, Purpose.RESET)
    for purpose, token in [
        (Purpose.RESET, invitation), (Purpose.SLIP, invitation), (Purpose.INVITATION, reset),
        (Purpose.SLIP, reset), (Purpose.RESET, ""), (Purpose.RESET, secret.digest(reset)),
        (Purpose.RESET, reset + "="), (Purpose.RESET, reset.swapcase()),
    ]:  # fmt: skip
        with pytest.raises(Invalid):
            await redeem(purpose, token)
    opened = await redeem(Purpose.RESET, reset)
    assert opened.account_id == alice.account_id
    assert await actions.sign_in(charlie.login, PASSWORD, by=NOBODY, visitor=HOME)


async def test_a_refused_password_leaves_the_token(bob: Person) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    token = await link(account.id)
    for weak in ("court", "Bienvenue2026!", "bob.petit.2026", "a" * 129):
        with pytest.raises(Invalid) as caught:
            await redeem(Purpose.INVITATION, token, weak)
        assert set(caught.value.fields) == {"password"}
    assert await redeem(Purpose.INVITATION, token)


async def test_administrators_choose_sixteen_characters(bob: Person) -> None:
    await people.add_member(ADMINISTRATORS, bob.id, by=ADMINISTRATOR)
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    token = await link(account.id)
    with pytest.raises(Invalid, match="16"):
        await redeem(Purpose.INVITATION, token, "x7Kq92mmPzRt")
    assert await redeem(Purpose.INVITATION, token, "x7Kq92mmPzRt-wv3Z")


async def test_a_reset_ends_every_session_and_every_other_link(alice: Member) -> None:
    _actor, before = await alice.sign_in(HOME)
    first = await link(alice.account_id, Purpose.RESET)
    second = await link(alice.account_id, Purpose.RESET)
    opened = await redeem(Purpose.RESET, first)
    assert await session_of(before) is None
    assert await session_of(opened.token)
    with pytest.raises(Invalid):
        await redeem(Purpose.RESET, second)
    with pytest.raises(Invalid):
        await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=HOME)
    assert await actions.sign_in(alice.login, NEW, by=NOBODY, visitor=HOME)


async def test_asking_for_a_reset_does_the_same_whoever_it_is(alice: Member, bob: Person) -> None:
    invited = await actions.invite(bob.id, by=ADMINISTRATOR)
    before = await Entry.all().count()
    for number, typed in enumerate([alice.login, alice.person.email, "nobody", "bob.petit", ""]):
        visitor = replace(OFFICE, address=f"192.0.2.{number}")
        assert await actions.ask_reset(str(typed), by=NOBODY, visitor=visitor) is None
    asked = await Outbox.filter(action="accounts.reset.asked").order_by("id")
    assert [row.object_id for row in asked] == [
        alice.account_id, alice.account_id, 0, invited.id, 0,
    ]  # fmt: skip
    assert await Entry.all().count() == before + 5


async def test_no_link_for_who_it_does_not_open(alice: Member, bob: Person) -> None:
    invited = await actions.invite(bob.id, by=ADMINISTRATOR)
    assert await actions.issue_token(invited.id, Purpose.RESET, by=JOB) is None
    assert await actions.issue_token(alice.account_id, Purpose.INVITATION, by=JOB) is None
    assert await actions.issue_token(0, Purpose.RESET, by=JOB) is None
    await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    assert await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB) is None
    assert await OneTimeToken.all().count() == 0


async def test_three_links_an_hour_at_most_but_for_those_that_did_not_go(
    alice: Member, now: Clock
) -> None:
    made = [await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB) for _ in range(5)]
    assert [issued is not None for issued in made] == [True, True, True, False, False]
    assert made[0]
    await actions.withdraw_token(made[0].id, by=JOB)
    assert await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    assert await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB) is None
    now.advance(hours=1)
    assert await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    with pytest.raises(Invalid):
        await redeem(Purpose.RESET, made[0].token)


async def test_nobody_but_the_job_sees_a_link(alice: Member) -> None:
    for by in (alice.actor, ADMINISTRATOR, NOBODY, replace(JOB, via=Via.APP_PASSWORD)):
        with pytest.raises(Forbidden):
            await actions.issue_token(alice.account_id, Purpose.RESET, by=by)


async def test_who_is_invited(alice: Member, field_agent: Person, bob: Person) -> None:
    with pytest.raises(Invalid, match=r"slip|billet"):
        await actions.invite(field_agent.id, by=ADMINISTRATOR)
    with pytest.raises(Conflict):
        await actions.invite(alice.person.id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.invite(4711, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.invite(bob.id, by=alice.actor)
    await people.leave_person(bob.id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.invite(bob.id, by=ADMINISTRATOR)
    assert await Account.all().count() == 1


async def test_inviting_twice_is_one_account_and_two_mails(bob: Person) -> None:
    first = await actions.invite(bob.id, by=ADMINISTRATOR)
    second = await actions.invite(bob.id, by=ADMINISTRATOR, login="other.login")
    assert first.id == second.id
    assert second.login == "bob.petit"
    assert await Outbox.filter(action="accounts.account.invited").count() == 2
    assert await Outbox.filter(action="accounts.account.created").count() == 1


async def test_guessing_links_is_throttled(alice: Member) -> None:
    outcomes = []
    for number in range(200):
        try:
            await redeem(Purpose.RESET, f"guess {number}")
        except Invalid:
            outcomes.append("refused")
        except Unavailable:
            outcomes.append("throttled")
    assert outcomes.count("throttled") >= 130
