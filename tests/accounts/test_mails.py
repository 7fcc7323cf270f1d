"""Mails about accounts, through a real SMTP server, and that no table ever holds their secret."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from hub.accounts import actions, jobs
from hub.accounts.models import Account, OneTimeToken, Purpose, Session, SignInFailure
from hub.accounts.queries import token_of
from hub.actor import NOBODY
from hub.app import Hub
from hub.database import read
from hub.errors import Invalid, Unavailable
from hub.jobs.models import Outbox
from hub.jobs.outbox import Happened
from hub.mail.models import Mail, MailState
from hub.mail.sending import send_some
from hub.people import actions as people
from hub.people.models import Person
from hub.settings import Settings
from tests.accounts.conftest import ADMINISTRATOR, JOB, OFFICE, PASSWORD, Clock, member
from tests.mail.postbox import Postbox

pytestmark = pytest.mark.anyio

NEW = "trois cerfs au bord du canal"
SENDER = {"public_url": "https://parvis.example.fr", "mail_from": "parvis@example.fr",
          "authority": "Val d’Orbelle"}  # fmt: skip


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with Postbox().open() as box:
        yield box


@pytest.fixture
async def mailing(
    new_settings: Callable[..., Settings], postbox: Postbox, now: Clock
) -> AsyncIterator[Hub]:
    async with Hub(new_settings(smtp_url=postbox.url, **SENDER)).running() as hub:
        yield hub


@pytest.fixture
async def bob(mailing: Hub) -> Person:
    return await people.create_person(
        by=ADMINISTRATOR, given_name="Bob", family_name="Petit", email="bob@val-orbelle.example"
    )


async def react() -> None:
    """What the worker does with everything that happened."""
    for row in await Outbox.filter(action__in=list(jobs.reactions)).order_by("id"):
        it = Happened(row.id, row.action, row.kind, row.object_id, None, {})
        for reaction in jobs.reactions[row.action]:
            await reaction(it, by=JOB)
        await row.delete()
    while await send_some():
        pass


def link_in(postbox: Postbox, page: str) -> str:
    text = postbox.messages[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(rf"https://parvis\.example\.fr{page}#([\w-]{{43}})\s", text)
    assert found, text
    assert text.count(found[1]) == 2  # once more, to paste
    return found[1]


async def all_rows() -> str:
    tables = ("mail_outbox", "outbox", "audit_entry", "one_time_token", "account")
    return str([await read(f"SELECT * FROM {table}") for table in tables])


async def test_an_invitation_is_mailed_and_works(
    mailing: Hub, postbox: Postbox, bob: Person
) -> None:
    await actions.invite(bob.id, by=ADMINISTRATOR)
    await react()
    (message,) = postbox.messages
    assert postbox.recipients == ["bob@val-orbelle.example"]
    assert message["Subject"]
    token = link_in(postbox, "/invitations")
    assert token not in await all_rows()
    assert (await Mail.get()).state is MailState.SENT
    opened = await actions.redeem(Purpose.INVITATION, token, NEW, by=NOBODY, visitor=OFFICE)
    assert opened.account_id == (await Account.get(person_id=bob.id)).id


async def test_nothing_secret_is_kept_while_the_server_is_down(
    mailing: Hub, postbox: Postbox, bob: Person
) -> None:
    postbox.data = lambda _recipient: "451 later"
    await actions.invite(bob.id, by=ADMINISTRATOR)
    for _ in range(5):
        with pytest.raises(Unavailable):
            await react()
    assert await OneTimeToken.all().count() == 0
    assert await Mail.all().count() == 0
    assert await Outbox.filter(action="accounts.account.invited").count() == 1
    postbox.data = lambda _recipient: None
    await react()
    token = link_in(postbox, "/invitations")
    assert await actions.redeem(Purpose.INVITATION, token, NEW, by=NOBODY, visitor=OFFICE)


async def test_a_server_that_is_gone(mailing: Hub, postbox: Postbox, bob: Person) -> None:
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    postbox.rcpt = lambda _recipient: postbox.hang_up()  # type: ignore[func-returns-value]
    with pytest.raises(Unavailable):
        await react()
    assert await OneTimeToken.filter(account_id=account.id).count() == 0


async def test_a_refused_address_is_noted_without_the_text(
    mailing: Hub, postbox: Postbox, bob: Person
) -> None:
    postbox.rcpt = lambda _recipient: "550 5.1.1 no such person"
    await actions.invite(bob.id, by=ADMINISTRATOR)
    await react()
    row = await Mail.get()
    assert (row.state, row.text, row.html) == (MailState.REFUSED, "", "")


async def test_told_twice_each_mail_has_a_link_that_works(
    mailing: Hub, postbox: Postbox, bob: Person
) -> None:
    """A job may run twice; a mail program that drops repeated messages must not drop a new link."""
    account = await actions.invite(bob.id, by=ADMINISTRATOR)
    it = Happened(4711, "accounts.account.invited", "account", account.id, None, {})
    tokens = []
    for _ in range(2):
        await jobs.send_link(it, by=JOB)
        tokens.append(link_in(postbox, "/invitations"))
    first, second = postbox.messages
    assert first["Message-ID"] != second["Message-ID"]
    assert await token_of(Purpose.INVITATION, tokens[0])
    assert await actions.redeem(Purpose.INVITATION, tokens[1], NEW, by=NOBODY, visitor=OFFICE)
    assert await token_of(Purpose.INVITATION, tokens[0]) is None


async def test_a_forgotten_password(mailing: Hub, postbox: Postbox) -> None:
    alice = await member("Alice", "Martin", "alice@val-orbelle.example")
    for typed in ("alice@val-orbelle.example", "nobody"):
        await actions.ask_reset(typed, by=NOBODY, visitor=OFFICE)
    await react()
    assert postbox.recipients == ["alice@val-orbelle.example"]
    token = link_in(postbox, "/password-resets")
    assert token not in await all_rows()
    await actions.redeem(Purpose.RESET, token, NEW, by=NOBODY, visitor=OFFICE)
    # And its owner is told, in case it was somebody else.
    await react()
    assert len(postbox.messages) == 2
    with pytest.raises(Invalid):
        await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=OFFICE)


async def test_who_never_came_is_invited_again(mailing: Hub, postbox: Postbox, bob: Person) -> None:
    await actions.invite(bob.id, by=ADMINISTRATOR)
    await actions.ask_reset("bob.petit", by=NOBODY, visitor=OFFICE)
    await react()
    assert len(postbox.messages) == 2
    assert link_in(postbox, "/invitations")


async def test_a_flood_of_requests_is_three_mails(mailing: Hub, postbox: Postbox) -> None:
    alice = await member("Alice", "Martin", "alice@val-orbelle.example")
    for number in range(20):
        it = Happened(number, "accounts.reset.asked", "account", alice.account_id, None, {})
        await jobs.send_link(it, by=JOB)
    assert len(postbox.messages) == 3


async def test_the_owner_is_told_of_what_others_could_have_done(
    mailing: Hub, postbox: Postbox
) -> None:
    alice = await member("Alice", "Martin", "alice@val-orbelle.example")
    here, _token = await alice.sign_in()
    secret = await actions.add_app_password(
        "<b>tablet", by=here, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    await actions.change_password(PASSWORD, NEW, by=here, visitor=OFFICE)
    await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    await actions.reinstate(alice.account_id, by=ADMINISTRATOR)
    await react()
    assert len(postbox.messages) == 4
    for message in postbox.messages:
        html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "<b>tablet" not in html
        assert secret not in html + text
        assert NEW not in html + text


async def test_in_the_demo_the_mail_can_be_read(
    new_settings: Callable[..., Settings], now: Clock
) -> None:
    for is_demo, kept in ((True, 1), (False, 0)):
        async with Hub(new_settings(demo=is_demo)).running():
            bob = await people.create_person(
                by=ADMINISTRATOR, given_name="Bob", family_name="Petit", email="bob@example.fr"
            )
            await actions.invite(bob.id, by=ADMINISTRATOR)
            await react()
            assert await Mail.filter(state=MailState.KEPT).count() == kept


async def test_what_has_ended_is_swept(mailing: Hub, now: Clock) -> None:
    alice = await member("Alice", "Martin", "alice@val-orbelle.example")
    await alice.sign_in()
    await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    with pytest.raises(Invalid):
        await actions.sign_in("nobody", "wrong", by=NOBODY, visitor=OFFICE)
    await jobs.sweep(by=JOB)

    async def left() -> list[int]:
        return [await model.all().count() for model in (Session, OneTimeToken, SignInFailure)]

    assert await left() == [1, 1, 2]
    now.at += timedelta(hours=13)
    await jobs.sweep(by=JOB)
    assert await left() == [0, 1, 2]
    now.at += timedelta(days=31)
    await jobs.sweep(by=JOB)
    assert await left() == [0, 0, 0]
