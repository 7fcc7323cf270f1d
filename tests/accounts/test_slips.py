"""Paper slips: a short code that a field agent types once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hub.accounts import actions, secret
from hub.accounts.models import Account, AccountStatus, OneTimeToken, Purpose
from hub.accounts.queries import session_of
from hub.accounts.queries.credentials import SLIP_TRIES
from hub.actor import NOBODY
from hub.audit.models import Entry
from hub.errors import Invalid, NotFound, Unavailable
from hub.people import actions as people
from hub.people.models import Person
from tests.accounts.conftest import ADMINISTRATOR, HOME, OFFICE, Clock, Member

pytestmark = pytest.mark.anyio

NEW = "trois cerfs au bord du canal"


async def slip_for(person: Person) -> actions.Slip:
    (slip,) = await actions.issue_slips([person.id], by=ADMINISTRATOR)
    return slip


async def redeem(code: str, address: str = OFFICE.address) -> actions.Opened:
    visitor = replace(OFFICE, address=address)
    return await actions.redeem(Purpose.SLIP, code, NEW, by=NOBODY, visitor=visitor)


def other(code: str) -> str:
    """The same slip, another secret."""
    last = next(letter for letter in secret.SLIP_LETTERS if letter != code[-1])
    return code[:-1] + last


async def test_a_slip_makes_an_account_and_opens_it(field_agent: Person) -> None:
    slip = await slip_for(field_agent)
    assert slip.login == "solene.legoff"
    assert len(slip.code) == 10
    assert not set(slip.code) & set("B8S5Z2O0I1L")
    assert secret.slip_groups(slip.code).replace(" ", "") == slip.code
    opened = await redeem(slip.code)
    facts = await session_of(opened.token)
    assert facts is not None
    assert facts.person_id == field_agent.id
    assert await actions.sign_in("solene.legoff", NEW, by=NOBODY, visitor=HOME)


async def test_typed_as_people_type(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    assert await redeem(f" {code[:4].lower()}-{code[4:7]} {code[7:].lower()}\n")


async def test_the_table_does_not_give_the_code_away(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    row = await OneTimeToken.get()
    assert row.lookup == code[:4]
    assert str(row.secret_hash).startswith("$argon2id$")
    assert code not in "".join(entry.detail for entry in await Entry.all())


async def test_a_code_is_used_once(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    await redeem(code)
    with pytest.raises(Invalid) as caught:
        await redeem(code)
    assert set(caught.value.fields) == {"token"}


async def test_a_code_lives_thirty_days(field_agent: Person, now: Clock) -> None:
    slip = await slip_for(field_agent)
    now.advance(days=30)
    assert slip.expires_at == now.at
    with pytest.raises(Invalid):
        await redeem(slip.code)
    now.advance(seconds=-1)
    assert await redeem(slip.code, HOME.address)


async def test_ten_tries_in_turn_from_anywhere(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    for n in range(SLIP_TRIES):
        with pytest.raises(Invalid):
            await redeem(other(code), f"192.0.2.{n}")
    with pytest.raises(Invalid):
        await redeem(code, "192.0.2.200")
    assert (await OneTimeToken.get()).tries == SLIP_TRIES


async def test_a_weak_password_is_no_wrong_code(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    for _ in range(SLIP_TRIES + 2):
        with pytest.raises(Invalid) as caught:
            await actions.redeem(Purpose.SLIP, code, "court", by=NOBODY, visitor=OFFICE)
        assert set(caught.value.fields) == {"password"}
    assert await redeem(code)


async def test_thirty_tries_at_once_are_ten(field_agent: Person) -> None:
    code = (await slip_for(field_agent)).code
    tries = (redeem(other(code), f"192.0.2.{n}") for n in range(30))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(result, Invalid) for result in results)
    assert (await OneTimeToken.get()).tries == SLIP_TRIES


async def test_guessing_codes_from_one_address_is_throttled(field_agent: Person) -> None:
    await slip_for(field_agent)
    outcomes = set()
    for _ in range(70):
        try:
            await redeem(secret.new_slip_code())
        except (Invalid, Unavailable) as error:
            outcomes.add(type(error))
    assert outcomes == {Invalid, Unavailable}


async def test_a_new_slip_voids_the_old_one_and_serves_who_forgot(field_agent: Person) -> None:
    first = await slip_for(field_agent)
    second = await slip_for(field_agent)
    assert second.account_id == first.account_id
    with pytest.raises(Invalid):
        await redeem(first.code)
    await redeem(second.code)
    third = await slip_for(field_agent)
    opened = await redeem(third.code)
    assert await session_of(opened.token)
    assert (await Account.get(id=first.account_id)).status is AccountStatus.ACTIVE


async def test_all_or_none(field_agent: Person, alice: Member) -> None:
    with pytest.raises(NotFound):
        await actions.issue_slips([field_agent.id, 4711], by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.issue_slips([field_agent.id], by=alice.actor)
    for people_ids in ([], list(range(1, 62))):
        with pytest.raises(Invalid):
            await actions.issue_slips(people_ids, by=ADMINISTRATOR)
    await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.issue_slips([field_agent.id, alice.person.id], by=ADMINISTRATOR)
    assert await Account.all().count() == 1
    assert await OneTimeToken.all().count() == 0


async def test_namesakes_get_logins_of_their_own(field_agent: Person) -> None:
    twin = await people.create_person(by=ADMINISTRATOR, given_name="Solène", family_name="Le Goff")
    slips = await actions.issue_slips([field_agent.id, twin.id], by=ADMINISTRATOR)
    assert [slip.login for slip in slips] == ["solene.legoff", "solene.legoff2"]
