"""One secret a device, for DAV alone."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from hub.accounts import actions, afterwards, app_passwords, clock
from hub.accounts.models import AppPassword
from hub.accounts.queries import session_of
from hub.actor import NOBODY
from hub.audit.models import Entry
from hub.errors import Invalid, NotFound
from tests.accounts.conftest import ADMINISTRATOR, HOME, OFFICE, PASSWORD, Clock, Member

pytestmark = pytest.mark.anyio

Add = Callable[..., Coroutine[Any, Any, str]]


@pytest.fixture
async def add(alice: Member) -> Add:
    async def add(name: str = "téléphone", **more: Any) -> str:
        asked = {"scopes": {"caldav", "carddav"}, "is_read_only": False} | more
        return await actions.add_app_password(
            name, by=alice.actor, visitor=OFFICE, password=PASSWORD, **asked
        )

    return add


async def test_it_opens_what_it_was_made_for(alice: Member, add: Add) -> None:
    secret = await add(scopes={"webdav", "caldav"}, is_read_only=True)
    for login in ("alice.martin", "ALICE.MARTIN", "alice.martin@val-orbelle.example"):
        facts = await app_passwords.check(login, secret, visitor=HOME)
        assert facts is not None
        assert (facts.account_id, facts.person_id) == (alice.account_id, alice.person.id)
        assert facts.scopes == {"caldav", "webdav"}
        assert facts.is_read_only is True


async def test_at_least_128_bits_shown_once(alice: Member, add: Add) -> None:
    secrets = {await add(f"appareil {n}") for n in range(3)}
    assert len(secrets) == 3
    for secret in secrets:
        letters = secret.replace("-", "")
        assert len(letters) == 28  # of 25 letters: 130 bits
        assert len(set(letters) - set("acdefghjkmnpqrtuvwxy34679")) == 0
    stored = [row.secret_hash for row in await AppPassword.all()]
    journal = "".join(entry.detail for entry in await Entry.all())
    assert not any(secret in str(stored) or secret in journal for secret in secrets)


async def test_typed_on_a_telephone(alice: Member, add: Add) -> None:
    secret = await add()
    for typed in (secret.upper(), secret.replace("-", ""), secret.replace("-", " ") + " "):
        assert await app_passwords.check(alice.login, typed, visitor=HOME)


async def test_it_is_no_password_and_no_cookie(alice: Member, add: Add) -> None:
    secret = await add()
    with pytest.raises(Invalid):
        await actions.sign_in(alice.login, secret, by=NOBODY, visitor=OFFICE)
    assert await session_of(secret) is None
    assert await app_passwords.check(alice.login, PASSWORD, visitor=OFFICE) is None


async def test_it_is_one_accounts(alice: Member, charlie: Member, add: Add) -> None:
    secret = await add()
    assert await app_passwords.check(charlie.login, secret, visitor=OFFICE) is None
    assert await app_passwords.check("", secret, visitor=OFFICE) is None


async def test_it_ends_on_its_day_with_every_job_stopped(
    alice: Member, add: Add, now: Clock
) -> None:
    secret = await add(expires_at=clock.now().replace(hour=23))
    now.advance(hours=14)
    assert await app_passwords.check(alice.login, secret, visitor=OFFICE)
    now.advance(hours=2)
    assert await app_passwords.check(alice.login, secret, visitor=OFFICE) is None
    with pytest.raises(Invalid) as caught:
        await add(expires_at=clock.now())
    assert set(caught.value.fields) == {"expires_on"}


async def test_revoked_by_its_owner_or_an_administrator(
    alice: Member, charlie: Member, add: Add
) -> None:
    first, second = await add("un"), await add("deux")
    rows = await AppPassword.all().order_by("id")
    with pytest.raises(NotFound):
        await actions.revoke_app_password(rows[0].id, by=charlie.actor)
    await actions.revoke_app_password(rows[0].id, by=alice.actor)
    await actions.revoke_app_password(rows[1].id, by=ADMINISTRATOR)
    for secret in (first, second):
        assert await app_passwords.check(alice.login, secret, visitor=OFFICE) is None
    with pytest.raises(NotFound):
        await actions.revoke_app_password(rows[0].id, by=alice.actor)


async def test_last_use_is_noted_beside_the_request(alice: Member, add: Add, now: Clock) -> None:
    secret = await add()
    uses = []
    for minutes in (0, 9, 1):
        now.advance(minutes=minutes)
        await app_passwords.check(alice.login, secret, visitor=HOME)
        await afterwards.settle()
        row = await AppPassword.get()
        uses.append(row.used_at)
    assert (row.used_address, row.used_agent) == (HOME.address, HOME.agent)
    assert uses[0] == uses[1] != uses[2] == now.at


async def test_thirty_devices_at_most(alice: Member, add: Add) -> None:
    await add()
    row = await AppPassword.get()
    await AppPassword.bulk_create(
        AppPassword(
            account_id=row.account_id, name="appareil", secret_hash=f"hash {n}", scopes="caldav",
            is_read_only=False, created_at=row.created_at,
        )
        for n in range(29)
    )  # fmt: skip
    with pytest.raises(Invalid, match="30"):
        await add()
