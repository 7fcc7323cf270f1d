"""`hub account`."""

from __future__ import annotations

import pytest

from hub.accounts import actions, app_passwords, commands
from hub.accounts.models import Account, AccountStatus
from hub.actor import ADMINISTRATORS, ANYONE, NOBODY, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.people.days import today
from hub.people.models import Person
from hub.people.queries import principals_of
from tests.accounts.conftest import ADMINISTRATOR, OFFICE, Clock, Member

pytestmark = pytest.mark.anyio

COMMAND = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.JOB, "hub account add")
GOOD = "sept lampes sur le quai vert"


async def test_the_first_administrator(hub: Hub, now: Clock) -> None:
    made = await commands.add(
        "Nadia", "Bouvier", by=COMMAND, login="nadia", password=GOOD, is_administrator=True
    )
    assert (made.login, made.password) == ("nadia", "")
    opened = await actions.sign_in("nadia", GOOD, by=NOBODY, visitor=OFFICE)
    assert opened.account_id == made.account_id
    person = await Person.get(given_name="Nadia")
    assert ADMINISTRATORS in await principals_of(person.id, today())


async def test_a_password_of_120_bits_is_made_up(hub: Hub, now: Clock) -> None:
    made = [await commands.add("Marie", "Durand", by=COMMAND, is_administrator=True) for _ in "ab"]
    assert [it.login for it in made] == ["marie.durand", "marie.durand2"]
    assert len({it.password for it in made}) == 2
    assert len(made[0].password) == 20
    assert await actions.sign_in("marie.durand", made[0].password, by=NOBODY, visitor=OFFICE)


async def test_a_refusal_leaves_nothing(hub: Hub, alice: Member) -> None:
    before = await Person.all().count()
    with pytest.raises(Invalid, match="16"):
        await commands.add(
            "Paul", "Ode", by=COMMAND, password="x7Kq92mmPzRt", is_administrator=True
        )
    with pytest.raises(Conflict):
        await commands.add("Paul", "Ode", by=COMMAND, login="alice.martin", password=GOOD)
    for by in (alice.actor, NOBODY):
        with pytest.raises((Forbidden, NotFound)):
            await commands.add("Paul", "Ode", by=by, password=GOOD)
    with pytest.raises(Forbidden):
        await commands.add("Paul", "Ode", by=ADMINISTRATOR, password=GOOD)
    assert await Person.all().count() == before


async def test_suspending(alice: Member) -> None:
    await commands.suspend("Alice.Martin", by=COMMAND)
    assert (await Account.get(id=alice.account_id)).status is AccountStatus.SUSPENDED
    with pytest.raises(NotFound):
        await commands.suspend("nobody", by=COMMAND)


async def test_an_app_password(alice: Member) -> None:
    secret = await commands.add_app_password("alice.martin", "phone", by=COMMAND)
    facts = await app_passwords.check("alice.martin", secret, visitor=OFFICE)
    assert facts is not None
    assert facts.scopes == {"caldav", "carddav", "webdav"}
    with pytest.raises(NotFound):
        await commands.add_app_password("alice.martin", "phone", by=ADMINISTRATOR)
