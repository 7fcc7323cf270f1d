"""The life of an account, and that one call ends all of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hub.accounts import actions, app_passwords
from hub.accounts.models import Account, AccountStatus, AppPassword, OneTimeToken, Purpose, Session
from hub.accounts.queries import session_of
from hub.actor import NOBODY, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people.models import Person
from tests.accounts.conftest import (
    ADMINISTRATOR,
    HOME,
    JOB,
    OFFICE,
    PASSWORD,
    Clock,
    Member,
    eventually,
    member,
)

pytestmark = pytest.mark.anyio


async def test_suspending_ends_everything_at_once(alice: Member, hub: Hub) -> None:
    """With all jobs stopped: session, app password, link, slip and password (F8)."""
    _actor, token = await alice.sign_in()
    secret = await actions.add_app_password(
        "téléphone", by=alice.actor, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    link = await actions.issue_token(alice.account_id, Purpose.RESET, by=JOB)
    (slip,) = await actions.issue_slips([alice.person.id], by=ADMINISTRATOR)
    assert link is not None
    heard: list[tuple[str, ...]] = []
    hub.bus.listen(heard.append)

    await actions.suspend(alice.account_id, by=ADMINISTRATOR)

    await eventually(lambda: heard == [(f"account:{alice.account_id}",)])
    for _ in range(2):
        assert await session_of(token) is None
        assert await app_passwords.check(alice.login, secret, visitor=OFFICE) is None
        for purpose, typed in ((Purpose.RESET, link.token), (Purpose.SLIP, slip.code)):
            with pytest.raises(Invalid):
                await actions.redeem(purpose, typed, PASSWORD, by=NOBODY, visitor=OFFICE)
        # Nothing that ended comes back with the account, but the password.
        await actions.reinstate(alice.account_id, by=ADMINISTRATOR)
    assert await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=OFFICE)


async def test_suspending_twice_is_journaled_once(alice: Member) -> None:
    for _ in range(2):
        await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    assert await Entry.filter(action="accounts.account.suspended").count() == 1
    for _ in range(2):
        await actions.reinstate(alice.account_id, by=ADMINISTRATOR)
    assert await Entry.filter(action="accounts.account.reinstated").count() == 1


async def test_who_suspends(alice: Member, charlie: Member) -> None:
    strangers = [charlie.actor, alice.actor, NOBODY, replace(ADMINISTRATOR, via=Via.APP_PASSWORD),
                 replace(ADMINISTRATOR, scope=frozenset({"caldav"}))]  # fmt: skip
    for by in strangers:
        for verb in (actions.suspend, actions.reinstate):
            with pytest.raises(NotFound):
                await verb(alice.account_id, by=by)
    with pytest.raises(Forbidden):
        await actions.suspend(
            alice.account_id, by=replace(ADMINISTRATOR, account_id=alice.account_id)
        )
    for verb in (actions.suspend, actions.reinstate):
        with pytest.raises(NotFound):
            await verb(4711, by=ADMINISTRATOR)
    assert (await Account.get(id=alice.account_id)).status is AccountStatus.ACTIVE
    await actions.suspend(alice.account_id, by=JOB)
    assert (await Account.get(id=alice.account_id)).status is AccountStatus.SUSPENDED


async def test_an_invited_account_is_reinstated_as_invited(field_agent: Person) -> None:
    account = await actions.create_account(field_agent.id, by=ADMINISTRATOR)
    await actions.suspend(account.id, by=ADMINISTRATOR)
    await actions.reinstate(account.id, by=ADMINISTRATOR)
    assert (await Account.get(id=account.id)).status is AccountStatus.INVITED


async def test_signing_in_while_being_suspended_leaves_nothing(alice: Member) -> None:
    """Ten rounds of both at once; on PostgreSQL they really interleave."""
    for n in range(10):
        visitor = replace(OFFICE, address=f"192.0.2.{n}")
        await asyncio.gather(
            actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=visitor),
            _suspend_soon(alice, n),
            return_exceptions=True,
        )
        assert await Session.all().count() == await OneTimeToken.all().count() == 0
        await actions.reinstate(alice.account_id, by=ADMINISTRATOR)


async def _suspend_soon(who: Member, n: int) -> None:
    await asyncio.sleep(n * 0.04)
    await actions.suspend(who.account_id, by=ADMINISTRATOR)


async def test_one_account_a_person_even_at_once(field_agent: Person) -> None:
    results = await asyncio.gather(
        *(actions.create_account(field_agent.id, by=ADMINISTRATOR) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Account) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 4
    assert await Account.all().count() == 1


async def test_a_login_is_one_accounts(alice: Member, field_agent: Person) -> None:
    with pytest.raises(Conflict):
        await actions.create_account(field_agent.id, by=ADMINISTRATOR, login="Alice.Martin")


@pytest.mark.parametrize(
    "login",
    ["a@b.example", "alice martin", "-alice", "alice..m", "é", "a" * 101, "alice/../x", "."],
)
async def test_what_is_no_login(field_agent: Person, login: str) -> None:
    with pytest.raises(Invalid) as caught:
        await actions.create_account(field_agent.id, by=ADMINISTRATOR, login=login)
    assert set(caught.value.fields) == {"login"}


@pytest.mark.parametrize(
    ("given_name", "family_name", "login"),
    [
        ("Marie-Noëlle", "de La Tour", "marienoelle.delatour"),
        ("Zoé", "Lefèvre-Œttinger", "zoe.lefevreoettinger"),
        ("Ян", "Петров", "compte"),
        ("Anne", "N’Guyen", "anne.nguyen"),
    ],
)
async def test_logins_are_made_of_names(
    now: Clock, hub: Hub, given_name: str, family_name: str, login: str
) -> None:
    assert (await member(given_name, family_name, None)).login == login


async def test_choosing_another_password(alice: Member, hub: Hub) -> None:
    here, here_token = await alice.sign_in()
    _there, there_token = await alice.sign_in(HOME)
    secret = await actions.add_app_password(
        "téléphone", by=here, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    new = "trois cerfs au bord du canal"
    token = await actions.change_password(PASSWORD, new, by=here, visitor=OFFICE)
    # The session that asked goes on under a new cookie; every other one has ended.
    assert await session_of(there_token) is None
    assert await session_of(here_token) is None
    facts = await session_of(token)
    assert facts is not None
    assert facts.id == here.session_id
    assert await app_passwords.check(alice.login, secret, visitor=OFFICE)
    with pytest.raises(Invalid):
        await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=HOME)
    assert await actions.sign_in(alice.login, new, by=NOBODY, visitor=HOME)


async def test_a_change_needs_the_current_password_and_a_good_new_one(alice: Member) -> None:
    here, token = await alice.sign_in()
    with pytest.raises(Invalid) as caught:
        await actions.change_password("wrong", PASSWORD + " bis", by=here, visitor=OFFICE)
    assert set(caught.value.fields) == {"current"}
    with pytest.raises(Invalid) as caught:
        await actions.change_password(PASSWORD, "alice.martin.26", by=here, visitor=OFFICE)
    assert set(caught.value.fields) == {"password"}
    for by in (NOBODY, replace(here, via=Via.APP_PASSWORD), ADMINISTRATOR):
        with pytest.raises(NotFound):
            await actions.change_password(PASSWORD, PASSWORD + " bis", by=by, visitor=OFFICE)
    assert await session_of(token)


async def test_two_changes_at_once_are_one(alice: Member) -> None:
    here, _token = await alice.sign_in()
    there, _token = await alice.sign_in(HOME)
    results = await asyncio.gather(
        actions.change_password(PASSWORD, "trois cerfs au bord du canal", by=here, visitor=OFFICE),
        actions.change_password(PASSWORD, "quatre cerfs au bord de l’eau", by=there, visitor=HOME),
        return_exceptions=True,
    )
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, Conflict | Invalid) for result in results) == 1
    assert await Session.all().count() == 1


async def test_app_passwords_ask_the_password_again(alice: Member) -> None:
    here, _token = await alice.sign_in()
    asked = {"by": here, "visitor": OFFICE, "is_read_only": False}
    for password, scopes, name, field in [
        ("wrong", {"caldav"}, "tablet", "current"),
        (PASSWORD, set(), "tablet", "scopes"),
        (PASSWORD, {"caldav", "admin"}, "tablet", "scopes"),
        (PASSWORD, {"caldav"}, " ", "name"),
    ]:
        with pytest.raises(Invalid) as caught:
            await actions.add_app_password(name, password=password, scopes=scopes, **asked)  # type: ignore[arg-type]
        assert set(caught.value.fields) == {field}
    for by in (NOBODY, ADMINISTRATOR, replace(here, via=Via.APP_PASSWORD)):
        with pytest.raises(NotFound):
            await actions.add_app_password(
                "tablet",
                password=PASSWORD,
                scopes={"caldav"},
                **asked | {"by": by},  # type: ignore[arg-type]
            )
    assert await AppPassword.all().count() == 0
