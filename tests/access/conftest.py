"""A hub with the tests' own domain in it; alice owns, bob reads, charlie is a stranger."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper

from hub.accounts import clock
from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.database import Database, migrations
from hub.database.sqlite import Client, InTransaction
from hub.domains import TABLES
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Group, Person
from hub.people.queries import principals_of
from hub.settings import Settings

BOARDS = (*TABLES, "tests.access.boards")
ADMINISTRATOR = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier")
_numbers = count(1)


@dataclass
class Clock:
    """Stands still until a test moves it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Cast:
    """Somebody who acts, with the rights of now at each look."""

    person: Person

    @property
    def id(self) -> int:
        return int(self.person.id)

    async def actor(self) -> Actor:
        principals = await principals_of(self.id, today())
        return Actor(principals, Via.SESSION, self.person.name, person_id=self.id)


@pytest.fixture(scope="session")
def template(empty_database: Callable[..., Settings]) -> Settings:
    """A migrated database, the tests' domain included, that tests copy."""
    made = empty_database()
    asyncio.run(migrations.migrate(made, BOARDS))
    return made


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    async with opened(new_settings()).running() as running:
        yield running


def opened(settings: Settings) -> Hub:
    """A hub that also has the tests' own domain."""
    hub = Hub(settings)
    hub.database = Database(settings, BOARDS)
    return hub


@pytest.fixture
async def now(anyio_backend: str) -> AsyncIterator[Clock]:
    """This moment, standing still, for the ends of grants."""
    standing = Clock(datetime.now(UTC))
    with clock.using(standing):
        yield standing


@pytest.fixture
async def alice(hub: Hub) -> Cast:
    return await cast("Alice", "Martin")


@pytest.fixture
async def bob(hub: Hub) -> Cast:
    return await cast("Bob", "Petit")


@pytest.fixture
async def charlie(hub: Hub) -> Cast:
    return await cast("Charlie", "Durand")


async def cast(given_name: str, family_name: str = "Bouvier") -> Cast:
    return Cast(
        await people.create_person(by=ADMINISTRATOR, given_name=given_name, family_name=family_name)
    )


async def employ(*members: Cast) -> None:
    """Makes them staff: each has a post in a new unit."""
    unit = await people.create_unit(by=ADMINISTRATOR, name=f"Service {next(_numbers)}")
    posts = [people.Appointment(it.id, unit.id, {"starts_on": today()}) for it in members]
    await people.start_positions(posts, by=ADMINISTRATOR)


async def new_group(*members: Cast | Group, name: str = "") -> Group:
    group = await people.create_group(by=ADMINISTRATOR, name=name or f"Groupe {next(_numbers)}")
    for member in members:
        await people.add_member(group.id, member.id, by=ADMINISTRATOR)
    return group


@dataclass
class Counter:
    number: int = 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[Counter]]:
    """A block in which the statements inside transactions are counted; one for many rows is one."""
    return _counting(monkeypatch, (InTransaction, TransactionWrapper))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[Counter]]:
    """A block in which the statements outside transactions are counted."""
    return _counting(monkeypatch, (Client, AsyncpgDBClient))


def _counting(
    monkeypatch: pytest.MonkeyPatch, clients: tuple[type, ...]
) -> Callable[[], AbstractContextManager[Counter]]:
    counters: list[Counter] = []

    def note() -> None:
        for counter in counters:
            counter.number += 1

    for client in clients:
        for name in (
            "execute_query",
            "execute_query_dict",
            "execute_insert",
            "execute_many",
            "fetch",
        ):
            if name in vars(client):
                monkeypatch.setattr(client, name, _noting(getattr(client, name), note))

    @contextmanager
    def counting() -> Iterator[Counter]:
        counters.append(counter := Counter())
        yield counter
        counters.remove(counter)

    return counting


def _noting(send: Callable[..., Any], note: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(send)
    async def noted(*args: Any, **options: Any) -> Any:
        note()
        return await send(*args, **options)

    return noted
