"""What changes in a domain reaches the index, and the index can be made again from nothing."""

from __future__ import annotations

import pytest
from tortoise.connection import get_connection

from hub.access.things import Ref
from hub.action import ACTIONS
from hub.actor import Actor
from hub.database import read, transaction, write
from hub.database.migrations import listing
from hub.domain import Domain
from hub.jobs.outbox import Happened
from hub.search import find, index, port, rebuild, refresh
from hub.search.jobs import reactions
from tests.search.conftest import LibrarySearch, Shelving, actor, grant, scope

pytestmark = pytest.mark.anyio

ALICE, SHELF = 101, 5001
JOB = actor(1)


@pytest.fixture
async def alice(library: Shelving) -> Actor:
    await grant(await scope(SHELF), ALICE)
    return actor(ALICE)


async def titles(text: str, by: Actor) -> list[str]:
    return sorted(hit.thing.title for hit in (await find(text, by=by)).hits)


async def test_a_thing_is_indexed_again_when_it_changed_and_forgotten_when_it_is_gone(
    library: Shelving, alice: Actor
) -> None:
    book = library.book("Plan", "gymnase", scope=SHELF)
    await refresh(book.ref, by=JOB)
    assert await titles("gymnase ", alice) == ["Plan"]
    library.change(book, body="piscine")
    await refresh(book.ref, by=JOB)
    assert await titles("gymnase ", alice) == []
    assert await titles("piscine ", alice) == ["Plan"]
    del library.library.texts[book.ref]
    await refresh(book.ref, by=JOB)
    assert await port.current.get().known("book") == set()
    await refresh(Ref("unheard_of", 1), by=JOB)


async def test_everything_is_indexed_again_and_the_rest_forgotten(
    library: Shelving, alice: Actor
) -> None:
    gone = library.book("Disparu", "val", scope=SHELF)
    await index([gone])
    del library.library.texts[gone.ref]
    for number in range(120):
        library.book(f"Tome {number}", "val", scope=SHELF)
        library.book(f"Carte {number}", "val", scope=SHELF, kind="map")
    assert await rebuild(by=JOB) == 240
    assert len(await port.current.get().known("book")) == 120
    assert len(await port.current.get().known("map")) == 120
    assert await titles("disparu ", alice) == []
    assert await rebuild(by=JOB) == 240
    assert len(await titles("val ", alice)) == 20


async def test_every_action_of_a_searched_domain_is_heard(
    library: Shelving, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("books.book.made", "books.book.moved", "bookshop.sale.made"):
        monkeypatch.setitem(ACTIONS, name, None)
    heard = reactions([
        Domain(name="books", label="Books", search=LibrarySearch(library.library)),
        Domain(name="bookshop", label="Shop"),
    ])  # fmt: skip
    assert set(heard) == {"books.book.made", "books.book.moved"}
    assert reactions([]) == {}
    book = library.book("Plan", "gymnase", scope=SHELF)
    [reaction] = heard["books.book.made"]
    told = Happened(1, "books.book.made", "book", book.ref.id, ALICE, {})
    await reaction(told, by=JOB)
    await reaction(told, by=JOB)
    assert await titles("gymnase ", alice) == ["Plan"]


async def test_the_index_is_sound_and_its_inner_tables_are_not_compared(
    library: Shelving, dialect: str
) -> None:
    books = [library.book(f"Tome {number}", "val", scope=SHELF) for number in range(80)]
    await index(books)
    await index([library.change(book, body="autre") for book in books[:40]])
    await port.current.get().remove([book.ref for book in books[20:60]])
    names = await listing(get_connection("default"))
    if dialect != "sqlite":
        assert "column search_entry lexemes" in names
        return
    assert "table search_index" in names
    assert not [name for name in names if name.startswith("table search_index_")]
    async with transaction():
        await write("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
    [row] = await read("SELECT count(*) AS number FROM search_index")
    assert row["number"] == 40
