"""The cast with accounts, where they come from, and a clock that tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import anyio
import pytest
from argon2 import PasswordHasher

from hub.accounts import actions, clock, passwords
from hub.accounts.models import Account, AccountStatus
from hub.accounts.visitor import Visitor
from hub.actor import ADMINISTRATORS, ANYONE, NOBODY, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.people import actions as people
from hub.people.models import Person

ADMINISTRATOR = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier")
JOB = Actor(frozenset(), Via.JOB, "mail")
OFFICE = Visitor(
    "203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)
HOME = Visitor("198.51.100.20", "Mozilla/5.0 (iPhone) Mobile Safari/604.1")
PASSWORD = "sept lampes sur le quai vert"


@dataclass
class Clock:
    """Stands still until a test moves it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Member:
    """One of the cast, with the account that was made for them."""

    person: Person
    account_id: int
    login: str

    @property
    def actor(self) -> Actor:
        principals = frozenset({self.person.id, SIGNED_IN, ANYONE})
        return Actor(
            principals, Via.SESSION, self.person.name, person_id=self.person.id,
            account_id=self.account_id,
        )  # fmt: skip

    async def sign_in(self, visitor: Visitor = OFFICE) -> tuple[Actor, str]:
        """An actor in a session of this member, and its cookie's token."""
        opened = await actions.sign_in(self.login, PASSWORD, by=NOBODY, visitor=visitor)
        return replace(self.actor, session_id=opened.session_id), opened.token


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id in a millisecond; `test_passwords` looks at the real parameters."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", quick)


@pytest.fixture
async def now(anyio_backend: str) -> AsyncIterator[Clock]:
    """Monday 23 November 2026, 09:12 in Paris, for sessions, tokens and throttling."""
    standing = Clock(datetime(2026, 11, 23, 8, 12, tzinfo=UTC))
    with clock.using(standing):
        yield standing


@pytest.fixture
async def alice(hub: Hub, now: Clock) -> Member:
    return await member("Alice", "Martin", "alice.martin@val-orbelle.example")


@pytest.fixture
async def charlie(hub: Hub, now: Clock) -> Member:
    return await member("Charlie", "Durand", "charlie.durand@val-orbelle.example")


@pytest.fixture
async def field_agent(hub: Hub, now: Clock) -> Person:
    """Somebody without an e-mail address and without an account."""
    return await people.create_person(by=ADMINISTRATOR, given_name="Solène", family_name="Le Goff")


async def member(given_name: str, family_name: str, email: str | None) -> Member:
    """A person with an active account and `PASSWORD`."""
    person = await people.create_person(
        by=ADMINISTRATOR, given_name=given_name, family_name=family_name, email=email
    )
    account = await actions.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE, password_hash=_hashed())
    return Member(person, account.id, account.login)


async def eventually(is_so: Callable[[], bool]) -> None:
    """Waits for what another connection brings, such as the bus between nodes."""
    with anyio.fail_after(10):
        while not is_so():  # noqa: ASYNC110  # what comes from outside sets no event of ours
            await anyio.sleep(0.02)


@cache
def _hashed() -> str:
    return passwords.HASHER.hash(PASSWORD)
