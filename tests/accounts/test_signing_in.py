"""Signing in by password, and what a session is."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from hub import settings
from hub.accounts import actions, afterwards, passwords, secret, sessions
from hub.accounts.models import Account, Session
from hub.accounts.queries import credentials, session_of
from hub.actor import NOBODY
from hub.app import Hub
from hub.audit.models import Entry
from hub.database import Row, read, transaction
from hub.errors import Conflict, Invalid, NotFound
from tests.accounts.conftest import (
    ADMINISTRATOR,
    HOME,
    OFFICE,
    PASSWORD,
    Clock,
    Member,
    eventually,
    member,
)

pytestmark = pytest.mark.anyio


async def test_the_password_opens_a_session(hub: Hub, alice: Member, now: Clock) -> None:
    opened = await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=OFFICE)
    facts = await session_of(opened.token)
    assert facts is not None
    assert (facts.account_id, facts.person_id) == (alice.account_id, alice.person.id)
    assert (facts.person_name, facts.login, facts.language) == (
        "Alice Martin",
        "alice.martin",
        "fr",
    )
    assert facts.assurance == 1
    assert len(facts.csrf_key) == 32
    assert facts.ends_at == now.at + hub.settings.session_limit
    assert (await Account.get(id=alice.account_id)).signed_in_at == now.at


@pytest.mark.parametrize(
    "typed", ["ALICE.Martin", " alice.martin ", "Alice.Martin@Val-Orbelle.example"]
)
async def test_by_login_or_address_whatever_the_capitals(alice: Member, typed: str) -> None:
    assert await actions.sign_in(typed, PASSWORD, by=NOBODY, visitor=OFFICE)


async def test_an_address_that_two_accounts_share_opens_neither(alice: Member) -> None:
    await member("Adèle", "Martin", alice.person.email)
    with pytest.raises(Invalid):
        await actions.sign_in(str(alice.person.email), PASSWORD, by=NOBODY, visitor=OFFICE)
    assert await actions.sign_in("alice.martin", PASSWORD, by=NOBODY, visitor=OFFICE)


async def test_a_token_of_256_bits_of_which_a_digest_is_stored(alice: Member) -> None:
    _actor, token = await alice.sign_in()
    assert len(token) == 43  # base64 of 32 bytes
    stored = await Session.get(account_id=alice.account_id)
    assert stored.token_hash == secret.digest(token)
    tables = ["session", "account", "audit_entry", "outbox", "sign_in_failure", "one_time_token"]
    for table in tables:
        rows = await read(f"SELECT * FROM {table}")
        assert not any(token in str(row) or PASSWORD in str(row) for row in rows)


async def test_wrong_and_unknown_cost_and_say_the_same(
    alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same words, same fields, one argon2 call of the same parameters each (F13)."""
    calls: list[str] = []
    matches = passwords._matches

    def count(stored: str, password: bytes) -> bool:
        calls.append(stored.rpartition("$")[0].rpartition("$")[0])
        return matches(stored, password)

    monkeypatch.setattr(passwords, "_matches", count)
    suspended = await member("Sam", "Ferrand", None)
    await actions.suspend(suspended.account_id, by=ADMINISTRATOR)
    answers = set()
    for login, password in [
        (alice.login, "wrong"), ("nobody.here", "wrong"), (suspended.login, PASSWORD),
        ("", ""), ("' OR 1=1 --", PASSWORD), ("a\0b\ud800", "\0"), ("x" * 10_000, "y" * 10_000),
    ]:  # fmt: skip
        with pytest.raises(Invalid) as caught:
            await actions.sign_in(login, password, by=NOBODY, visitor=OFFICE)
        answers.add((caught.value.message, tuple(caught.value.fields.items())))
    assert len(answers) == 1
    assert len(calls) == 7
    assert len(set(calls)) == 1


async def test_sign_ins_and_refusals_are_journaled_without_what_was_typed(alice: Member) -> None:
    await alice.sign_in()
    for login in (alice.login, "my secret typed in the wrong field"):
        with pytest.raises(Invalid):
            await actions.sign_in(login, "another secret", by=NOBODY, visitor=HOME)
    rows = await Entry.filter(action__startswith="accounts.session").order_by("id")
    assert [(row.action, row.object_id) for row in rows] == [
        ("accounts.session.opened", alice.account_id),
        ("accounts.session.refused", alice.account_id),
        ("accounts.session.refused", 0),
    ]
    assert [json.loads(row.detail)["address"] for row in rows] == [
        OFFICE.address, HOME.address, HOME.address,
    ]  # fmt: skip
    assert "secret" not in "".join(row.detail for row in rows)


async def test_a_weaker_hash_is_replaced_when_its_owner_comes(alice: Member) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    await Account.filter(id=alice.account_id).update(password_hash=weak)
    await alice.sign_in()
    stored = (await Account.get(id=alice.account_id)).password_hash
    assert stored is not None
    assert not passwords.is_outdated(stored)
    assert await passwords.verify(stored, PASSWORD)


async def test_signing_in_again_ends_the_session_the_browser_had(alice: Member) -> None:
    """Whoever planted a cookie before has nothing after (F7)."""
    actor, old = await alice.sign_in()
    opened = await actions.sign_in(alice.login, PASSWORD, by=actor, visitor=OFFICE)
    assert opened.token != old
    assert await session_of(old) is None
    assert await session_of(opened.token)


async def test_after_signing_out_the_cookie_is_dead(alice: Member, hub: Hub) -> None:
    heard: list[tuple[str, ...]] = []
    actor, token = await alice.sign_in()
    hub.bus.listen(heard.append)
    await actions.sign_out(by=actor)
    assert await session_of(token) is None
    await eventually(lambda: heard == [(f"account:{alice.account_id}",)])
    await actions.sign_out(by=actor)
    await actions.sign_out(by=NOBODY)
    assert await Entry.filter(action="accounts.session.closed").count() == 1


@pytest.mark.parametrize("hours", [9.9, 10.1])
async def test_an_idle_session_ends(alice: Member, now: Clock, hours: float) -> None:
    _actor, token = await alice.sign_in()
    now.advance(hours=hours)
    assert (await session_of(token) is None) is (hours > 10)


async def test_a_busy_session_ends_too(alice: Member, now: Clock) -> None:
    _actor, token = await alice.sign_in()
    for _ in range(11):
        now.advance(hours=1, seconds=1)
        facts = await session_of(token)
        assert facts is not None
        sessions.seen(facts)
        await afterwards.settle()
    now.advance(hours=1)
    assert await session_of(token) is None


async def test_a_shorter_limit_counts_for_sessions_that_are_open(
    alice: Member, hub: Hub, now: Clock
) -> None:
    _actor, token = await alice.sign_in()
    now.advance(hours=2)
    shorter = hub.settings.model_copy(update={"session_limit": timedelta(hours=1)})
    with settings.current.bound(shorter):
        assert await session_of(token) is None
    assert await session_of(token)


async def test_seen_is_written_once_a_minute_and_beside_the_request(
    alice: Member, now: Clock
) -> None:
    _actor, token = await alice.sign_in()

    async def visit() -> None:
        facts = await session_of(token)
        assert facts is not None
        before = await Session.get(account_id=alice.account_id)
        sessions.seen(facts)
        assert (await Session.get(account_id=alice.account_id)).seen_at == before.seen_at
        await afterwards.settle()

    start = now.at
    seen = []
    for seconds in (0, 59, 1, 1, 60):
        now.advance(seconds=seconds)
        await visit()
        row = await Session.get(account_id=alice.account_id)
        seen.append((row.seen_at - start).total_seconds())
    assert seen == [0, 0, 60, 60, 121]
    assert await Entry.filter(action__contains="seen").count() == 0


async def test_finding_a_session_is_one_indexed_read(
    alice: Member, dialect: str, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    async def note(sql: str, **values: Any) -> list[Row]:
        sent.append(sql)
        return await read(sql, **values)

    _actor, token = await alice.sign_in()
    monkeypatch.setattr(credentials, "read", note)
    assert await session_of(token)
    (sql,) = sent
    if dialect == "sqlite":  # PostgreSQL scans such small tables whatever their indexes
        plain = re.sub(r":\w+", "'x'", sql)
        plan = sqlite3.connect(hub.database.path).execute(f"EXPLAIN QUERY PLAN {plain}").fetchall()
        assert [row[3].split(" ")[0] for row in plan] == ["SEARCH"] * 3, plan


async def test_a_rotated_session_is_the_same_under_another_token(alice: Member) -> None:
    actor, old = await alice.sign_in()
    before = await session_of(old)
    async with transaction():
        token = await sessions.rotate(actor.session_id or 0)
    after = await session_of(token)
    assert await session_of(old) is None
    assert before is not None
    assert after is not None
    assert (after.id, after.ends_at) == (before.id, before.ends_at)
    assert after.csrf_key != before.csrf_key
    await actions.sign_out(by=actor)
    with pytest.raises(Conflict):
        async with transaction():
            await sessions.rotate(actor.session_id or 0)


async def test_one_session_of_mine_is_ended_from_another(
    alice: Member, charlie: Member, hub: Hub
) -> None:
    here, here_token = await alice.sign_in()
    there, there_token = await alice.sign_in(HOME)
    stranger, _token = await charlie.sign_in()
    with pytest.raises(NotFound):
        await actions.end_session(there.session_id or 0, by=stranger)
    with pytest.raises(NotFound):
        await actions.end_session(12345, by=here)
    await actions.end_session(there.session_id or 0, by=here)
    assert await session_of(there_token) is None
    assert await session_of(here_token)


async def test_all_others_are_ended_at_once_by_their_owner_or_an_administrator(
    alice: Member, charlie: Member
) -> None:
    here, here_token = await alice.sign_in()
    tokens = [(await alice.sign_in(HOME))[1] for _ in range(2)]
    stranger, stranger_token = await charlie.sign_in()
    with pytest.raises(NotFound):
        await actions.end_sessions(alice.account_id, by=stranger)
    assert await actions.end_sessions(alice.account_id, by=here) == 2
    assert [await session_of(token) for token in tokens] == [None, None]
    assert await session_of(here_token)
    assert await actions.end_sessions(alice.account_id, by=ADMINISTRATOR) == 1
    assert await session_of(here_token) is None
    assert await session_of(stranger_token)
    assert await actions.end_sessions(alice.account_id, by=ADMINISTRATOR) == 0


async def test_suspended_while_the_password_was_being_checked(
    alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the slow check and the session, the account may have ended."""
    verify = passwords.verify

    async def meanwhile(stored: str | None, password: str) -> bool:
        is_right = await verify(stored, password)
        await actions.suspend(alice.account_id, by=ADMINISTRATOR)
        return is_right

    monkeypatch.setattr(passwords, "verify", meanwhile)
    with pytest.raises(Invalid):
        await actions.sign_in(alice.login, PASSWORD, by=NOBODY, visitor=OFFICE)
    await actions.reinstate(alice.account_id, by=ADMINISTRATOR)
    assert await Session.all().count() == 0


async def test_many_at_once_each_get_their_own_session(alice: Member) -> None:
    opened = await asyncio.gather(*(alice.sign_in() for _ in range(4)))
    assert len({token for _actor, token in opened}) == 4
