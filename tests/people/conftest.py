"""Actors for tests of people, and short ways to make rows through the actions."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper

from hub.actor import ADMINISTRATORS, ANYONE, SCHOOLS, SIGNED_IN, STAFF, Actor, Via
from hub.database.sqlite import InTransaction
from hub.people import actions
from hub.people.models import Group, Person, Unit

ADMINISTRATOR = Actor(
    principals=frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), via=Via.SESSION, name="Nadia Bouvier"
)
_numbers = count(1)


def somebody(person: Person, via: Via = Via.SESSION, *more: int) -> Actor:
    """One of the staff."""
    principals = frozenset({person.id, SIGNED_IN, ANYONE, STAFF, *more})
    return Actor(principals=principals, via=via, name=person.name, person_id=person.id)


def outsider(person: Person, via: Via = Via.SESSION) -> Actor:
    """Somebody of a school: signed in, and nothing of the directory is for them."""
    principals = frozenset({person.id, SIGNED_IN, ANYONE, SCHOOLS})
    return Actor(principals=principals, via=via, name=person.name, person_id=person.id)


async def new_person(given_name: str = "", family_name: str = "Bouvier", **more: Any) -> Person:
    given_name = given_name or f"Personne {next(_numbers)}"
    return await actions.create_person(
        by=ADMINISTRATOR, given_name=given_name, family_name=family_name, **more
    )


async def new_group(name: str = "", **more: Any) -> Group:
    return await actions.create_group(
        by=ADMINISTRATOR, name=name or f"Groupe {next(_numbers)}", **more
    )


async def new_unit(name: str = "", parent: Unit | None = None, **more: Any) -> Unit:
    return await actions.create_unit(
        by=ADMINISTRATOR, name=name or f"Service {next(_numbers)}",
        parent_id=parent.id if parent else None, **more,
    )  # fmt: skip


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that transactions send from now on; one for many rows counts once."""
    sent: list[str] = []
    for wrapper in (InTransaction, TransactionWrapper):
        for name in (
            "execute_query",
            "execute_query_dict",
            "execute_insert",
            "execute_many",
            "fetch",
        ):
            if hasattr(wrapper, name):
                monkeypatch.setattr(wrapper, name, _noting(getattr(wrapper, name), sent))
    return sent


def _noting(send: Callable[..., Any], sent: list[str]) -> Callable[..., Any]:
    async def note(self: Any, query: str, *values: Any) -> Any:
        if _is_inside.get():  # one method of the client in terms of another
            return await send(self, query, *values)
        sent.append(query)
        token = _is_inside.set(True)
        try:
            return await send(self, query, *values)
        finally:
            _is_inside.reset(token)

    return note


_is_inside: ContextVar[bool] = ContextVar("inside a statement", default=False)
