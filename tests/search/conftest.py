"""A library whose books can be found: its domain, its rights and its readers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.access import things
from hub.access.models import FOREVER, Access, Scope
from hub.access.policy import Ladder
from hub.access.things import Ref, Thing
from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.domain.ports import Text
from hub.people.models import Principal, PrincipalKind
from hub.search import kinds, port
from hub.search.kinds import Kinds
from hub.search.port import Index
from hub.search.postgres import PostgresIndex
from hub.search.sqlite import SqliteIndex

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

# A glimpse of a shelf is not enough to read its books; in the hall, whoever may glimpse may read.
SHELVES = Ladder(
    "test_shelf",
    roles=("glimpse", "read", "edit"),
    needed={"see_busy": "glimpse", "read": "read", "write": "edit"},
)
HALL = Ladder("test_hall", roles=("glimpse", "edit"), needed={"read": "glimpse", "write": "edit"})


def actor(person_id: int, *groups: int) -> Actor:
    return Actor(
        frozenset({person_id, SIGNED_IN, ANYONE, *groups}), Via.SESSION, "x", person_id=person_id
    )


@dataclass
class Library:
    """The domain: what its books say, and who may read them now, whatever the index believes."""

    texts: dict[Ref, Text] = field(default_factory=dict)
    hidden: dict[Ref, set[int]] = field(default_factory=dict)
    """Persons who may not read a book any more, which the index has not heard of."""
    abilities: frozenset[str] = frozenset({"read"})

    @property
    def kinds(self) -> Mapping[str, str]:
        return {"book": "Books", "map": "Maps", "reader": "Readers"}

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        return self.texts.get(ref)

    async def texts_of_all(self) -> AsyncIterator[Text]:
        for text in list(self.texts.values()):
            yield text

    async def find(self, refs: Collection[Ref], *, by: Actor) -> dict[Ref, Thing]:
        return {
            ref: self._thing(self.texts[ref])
            for ref in refs
            if ref in self.texts and by.person_id not in self.hidden.get(ref, ())
        }

    def _thing(self, text: Text) -> Thing:
        url = f"/{text.ref.kind}s/{text.ref.id}"
        return Thing(text.ref, text.title, url, text.scope_id, self.abilities, "book")


class LibrarySearch:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.kinds = library.kinds

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        return self.library.texts.get(ref)

    def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        return self.library.texts_of_all()


@dataclass
class Shelving:
    """Writes books and rights; the index is told by `index`."""

    library: Library
    numbers: Iterator[int]

    def book(
        self, title: str, body: str = "", *, scope: int | None, kind: str = "book", days: int = 0,
        id: int = 0,
    ) -> Text:  # fmt: skip
        ref = Ref(kind, id or next(self.numbers))
        text = Text(ref, scope, title, body, START + timedelta(days=days))
        self.library.texts[ref] = text
        return text

    def change(self, text: Text, **changes: Any) -> Text:
        changed = replace(text, changed_at=text.changed_at + timedelta(seconds=1), **changes)
        self.library.texts[text.ref] = changed
        return changed


async def scope(id: int, kind: str = "test_shelf") -> int:
    await Scope.create(id=id, kind=kind)
    return id


async def grant(
    scope_id: int, principal_id: int, role: str = "read", ends_at: datetime = FOREVER
) -> None:
    await Principal.get_or_create(id=principal_id, defaults={"kind": PrincipalKind.PERSON})
    await Access.create(scope_id=scope_id, principal_id=principal_id, role=role, ends_at=ends_at)


async def revoke(scope_id: int, principal_id: int) -> None:
    await Access.filter(scope_id=scope_id, principal_id=principal_id).delete()


def index_of(dialect: str) -> Index:
    return SqliteIndex() if dialect == "sqlite" else PostgresIndex()


@pytest.fixture
def shelving() -> Shelving:
    return Shelving(Library(), iter(range(1, 10_000)))


@pytest.fixture
async def library(hub: Hub, shelving: Shelving, dialect: str) -> AsyncIterator[Shelving]:
    """A running hub whose only domain is the library."""
    with bound(shelving.library, dialect):
        yield shelving


@contextmanager
def bound(library: Library, dialect: str) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(things.current.bound(library))
        stack.enter_context(kinds.current.bound(Kinds([LibrarySearch(library)])))
        stack.enter_context(port.current.bound(index_of(dialect)))
        yield
