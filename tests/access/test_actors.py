"""Where actors come from: a credential that opens something now, and nowhere else."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from hub.access import actors
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.accounts.secret import new_app_password
from hub.accounts.visitor import Visitor
from hub.actor import ADMINISTRATORS, ANYONE, READ_ONLY, SIGNED_IN, Via
from hub.app import Hub
from hub.people import actions as people
from hub.people.days import today
from tests.access.asking import session
from tests.access.conftest import ADMINISTRATOR, Cast, new_group

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
HERE = Visitor("192.0.2.7", "test")


@pytest.fixture
async def account(hub: Hub, bob: Cast) -> int:
    made = await accounts.create_account(bob.id, by=ADMINISTRATOR)
    await Account.filter(id=made.id).update(status=AccountStatus.ACTIVE)
    return int(made.id)


async def test_a_session_brings_the_person_with_the_groups_of_the_day(
    bob: Cast, account: int
) -> None:
    team = await new_group(bob)
    left = await new_group()
    await people.add_member(
        left.id, bob.id, by=ADMINISTRATOR, starts_on=today() - timedelta(days=9),
        ends_on=today() - timedelta(days=1),
    )  # fmt: skip
    found = await actors.of_session(await session(account, by=ADMINISTRATOR))
    assert found is not None
    by, facts = found
    assert by.principals == {bob.id, team.id, SIGNED_IN, ANYONE}
    assert (by.via, by.name, by.person_id) == (Via.SESSION, "Bob Petit", bob.id)
    assert (by.account_id, by.session_id, by.scope) == (account, facts.id, frozenset())


async def test_a_session_that_has_ended_brings_nobody(bob: Cast, account: int) -> None:
    token = await session(account, by=ADMINISTRATOR)
    assert await actors.of_session(token + "x") is None
    await accounts.suspend(account, by=ADMINISTRATOR)
    assert await actors.of_session(token) is None


async def test_a_device_is_limited_to_what_its_password_is_for(bob: Cast, account: int) -> None:
    found = await actors.of_session(await session(account, by=ADMINISTRATOR))
    assert found is not None
    secret = new_app_password()
    await accounts.keep_app_password(
        account, "Téléphone", secret, by=found[0], scopes=["webdav"], is_read_only=True,
        expires_at=None,
    )  # fmt: skip
    login = (await Account.get(id=account)).login
    by = await actors.of_app_password(login, secret, visitor=HERE)
    assert by is not None
    assert (by.via, by.person_id) == (Via.APP_PASSWORD, bob.id)
    assert by.scope == {"webdav", READ_ONLY}
    assert by.session_id is None
    assert await actors.of_app_password(login, "wrong", visitor=HERE) is None
    await accounts.suspend(account, by=ADMINISTRATOR)
    assert await actors.of_app_password(login, secret, visitor=HERE) is None


async def test_a_job_reads_nothing_of_its_own_and_for_a_person_what_is_theirs_now(
    bob: Cast, account: int
) -> None:
    by = await actors.of_job("hub.mail.jobs.send")
    assert (by.principals, by.via, by.name) == (frozenset(), Via.JOB, "hub.mail.jobs.send")
    team = await new_group(bob)
    by = await actors.of_job("remind", bob.id)
    assert by.principals == {bob.id, team.id, SIGNED_IN, ANYONE}
    await accounts.suspend(account, by=ADMINISTRATOR)
    assert (await actors.of_job("remind", bob.id)).principals == frozenset()


async def test_a_job_for_somebody_without_an_account_has_their_rights_until_they_leave(
    hub: Hub, alice: Cast
) -> None:
    assert alice.id in (await actors.of_job("remind", alice.id)).principals
    await people.leave_person(alice.id, by=ADMINISTRATOR)
    assert (await actors.of_job("remind", alice.id)).principals == frozenset()
    assert (await actors.of_job("remind", 12345)).principals == frozenset()


def test_a_command_administers_and_reads_nothing() -> None:
    by = actors.of_command("hub account add")
    assert by.principals == {ADMINISTRATORS}
    assert by.is_administrator
    assert not by.is_signed_in


def test_actors_are_made_in_one_place() -> None:
    made = [
        str(path.relative_to(ROOT))
        for package in ("hub", "calendar", "sharing", "directory", "extranet")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "Actor"
    ]
    assert sorted(set(made)) == ["hub/access/actors.py", "hub/actor.py"]


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
