"""Both indexes find the same: run on each database, with one set of answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.access.things import Ref
from hub.actor import Actor
from hub.database import transaction
from hub.errors import Invalid
from hub.search import Count, find, index, port, remove
from tests.search.conftest import START, Shelving, actor, grant, scope

pytestmark = pytest.mark.anyio

ALICE = 101
SHELF = 5001


@pytest.fixture
async def alice(library: Shelving) -> Actor:
    await grant(await scope(SHELF), ALICE)
    return actor(ALICE)


async def titles(text: str, by: Actor, *kinds: str) -> list[str]:
    return [hit.thing.title for hit in (await find(text, by=by, kinds=kinds)).hits]


BOOKS = {
    "Délibérations du conseil communautaire": "Le gymnase de Lussigny est mis à disposition.",
    "École Jean-Moulin": "Les employés communaux ont voté les tarifs, 1 386,40 €.",
    "Convention du collège": "Marché public n° 2023-118 : l’hôpital, la forêt et la mairie.",
    "Procès-verbal": "Moulin à vent. Jean est absent. Téléphone 03 53 01 40 00.",
    "Œuvres complètes": "Aujourd’hui, le congrès des maires débat du plan climat.",
    "Notes": "La piscine rouvre ; le gymnase ferme. Réunion des élèves.",
}

QUERIES = {
    "délibération ": [0],
    "DELIBERATIONS ": [0],
    "délibé": [0],
    "délibérati": [0],
    "deliberer ": [0],
    "gymnase ": [0, 5],
    "gymn": [0, 5],
    "gymn ": [],
    "gymnase -piscine ": [0],
    "gymnase -conseil ": [5],
    "piscine gymnase ": [5],
    "piscine conseil ": [],
    "conseil gymnase ": [0],  # one in the title, one in the text
    "Jean-Moulin ": [1],
    '"jean moulin" ': [1],
    "jean moulin ": [1, 3],
    "Jean-Mou": [1],
    '"moulin jean" ': [],
    '"communautaire le gymnase" ': [],  # no phrase goes from the title into the text
    "l’école ": [1],
    "ecole ": [1],
    "votée ": [1],
    "votees ": [1],
    "communal ": [1],
    "1386 ": [1],
    "1 386 ": [1],
    "118 ": [2],
    "2023-118 ": [2],
    '"118 2023" ': [],
    "hopital ": [2],
    "l'hôpital de la forêt ": [2],
    "maire ": [2, 4],
    "0353014000 ": [3],
    "03 53 01 40 00 ": [3],
    "proces verbal ": [3],
    "oeuvre ": [4],
    "œuv": [4],
    "aujourd'hui ": [4],
    "congres ": [4],
    "congrès ": [4],
    "eleve ": [5],
    "de la ": [5],
    "xyz ": [],
    "-gymnase ": [],
    "": [],
    "' OR 1=1 -- ": [],
    "% ": [],
    "gymnas* ": [0, 5],
    "NEAR(gymnase piscine) ": [],
    "title:gymnase ": [],
    "a & !b | (c) <-> d:* ": [],
    "\\ ' \" \x00 ": [],
}


async def test_queries_find(library: Shelving, alice: Actor) -> None:
    names = list(BOOKS)
    await index([
        library.book(title, body, scope=SHELF, days=-number)
        for number, (title, body) in enumerate(BOOKS.items())
    ])  # fmt: skip
    found = {query: sorted(map(names.index, await titles(query, alice))) for query in QUERIES}
    assert found == QUERIES


async def test_the_order_is_that_title_then_titles_then_the_last_changed(
    library: Shelving, alice: Actor
) -> None:
    await index([
        library.book("Vieux rapport", "le budget", scope=SHELF, days=1),
        library.book("Rapport", "du budget, encore le budget", scope=SHELF, days=9),
        library.book("Budget primitif", scope=SHELF, days=2),
        library.book("Budgets annexes", scope=SHELF, days=3),
        library.book("Le budget", scope=SHELF, days=0),
        library.book("Budget", scope=SHELF, days=-5),
    ])  # fmt: skip
    assert await titles("budget ", alice) == [
        "Budget", "Budgets annexes", "Budget primitif", "Le budget", "Rapport", "Vieux rapport",
    ]  # fmt: skip


async def test_a_later_text_replaces_and_an_earlier_one_does_not(
    library: Shelving, alice: Actor
) -> None:
    old = library.book("Ancien titre", "piscine", scope=SHELF)
    await index([old])
    new = library.change(old, title="Nouveau titre", body="gymnase")
    await index([new])
    await index([old])
    assert await titles("piscine ", alice) == []
    assert await titles("ancien ", alice) == []
    assert await titles("gymnase ", alice) == ["Nouveau titre"]
    await index([new, new])
    assert (await find("gymnase ", by=alice)).counts == {"book": Count(1, is_more=False)}


async def test_what_is_removed_is_not_found(library: Shelving, alice: Actor) -> None:
    books = [library.book(f"Tome {number}", "gymnase", scope=SHELF) for number in range(3)]
    await index(books)
    await remove([books[0].ref, books[2].ref, Ref("book", 999_999), Ref("map", 1)])
    assert await titles("gymnase ", alice) == ["Tome 1"]
    assert await port.current.get().known("book") == {books[1].ref.id}
    await remove([])


async def test_kinds_are_counted_and_chosen(library: Shelving, alice: Actor) -> None:
    books = [library.book(f"Tome {number}", "val", scope=SHELF, days=number) for number in range(7)]
    maps = [library.book(f"Carte {number}", "val", scope=SHELF, kind="map") for number in range(3)]
    await index(books + maps)
    everything = await find("val ", by=alice, limit=5)
    assert everything.counts is not None
    assert {kind: it.number for kind, it in everything.counts.items()} == {"book": 7, "map": 3}
    assert len(everything.hits) == 5
    chosen = await find("val ", by=alice, kinds=["map", "nothing"])
    assert {hit.thing.ref.kind for hit in chosen.hits} == {"map"}
    assert chosen.counts == everything.counts
    assert (await find("val ", by=alice, kinds=["nothing"])).hits == ()


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_pages_give_everything_once_and_in_order(
    library: Shelving, alice: Actor, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.search.queries.MOST", 10)
    made = [
        library.book(f"Tome {number}", "val", scope=SHELF, days=number % 5,
                     kind="map" if number % 4 == 0 else "book")
        for number in range(60)
    ]  # fmt: skip
    await index(made)
    for hidden in made[10:35]:
        library.library.hidden[hidden.ref] = {ALICE}
    found, cursor = [], ""
    while True:
        page = await find("val ", by=alice, limit=limit, cursor=cursor)
        assert len(page.hits) <= limit
        assert (page.counts is None) == bool(cursor)
        found += [hit.thing for hit in page.hits]
        cursor = page.next
        if not cursor:
            break
    visible = {it.ref for it in made} - {it.ref for it in made[10:35]}
    assert len(found) == len(visible) == 35
    assert {thing.ref for thing in found} == visible
    days = [library.library.texts[thing.ref].changed_at for thing in found]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    "cursor",
    ["x", "0-0", "3-1-book:1", "0-1-book:-1", f"0-1-book:{2**63}", f"0-{'9' * 17}-book:1", "0-1-b"],
)
async def test_a_cursor_of_somebody_elses_is_refused(
    library: Shelving, alice: Actor, cursor: str
) -> None:
    with pytest.raises(Invalid):
        await find("val ", by=alice, cursor=cursor)


async def test_a_very_long_text_is_found_by_its_last_words(library: Shelving, alice: Actor) -> None:
    body = " ".join(f"{number:x}" for number in range(20_000)) + " gymnase municipal fermé"
    await index([library.book("Registre", body, scope=SHELF)])
    assert await titles("gymnase ", alice) == ["Registre"]
    assert await titles("4dff ", alice) == ["Registre"]
    hit = (await find("gymnase ", by=alice)).hits[0]
    assert "gymnase municipal fermé" in str(hit.snippet.text)


async def test_characters_that_a_database_refuses_do_no_harm(
    library: Shelving, alice: Actor
) -> None:
    body = "avant \x00 apr\u00e8s \ud83c\udfeb 'quotes' \"doubles\" \\ : ; ' -- \x01 \ufffe"
    await index([library.book("L\x00'œuvre \\", body.replace("\ud83c\udfeb", "🏫"), scope=SHELF)])
    assert len(await titles("après ", alice)) == 1
    assert len(await titles("quotes ", alice)) == 1


async def test_many_texts_at_once(library: Shelving, alice: Actor) -> None:
    books = [
        library.book(f"Tome {number}", f"volume {number}", scope=SHELF) for number in range(230)
    ]
    await index(books)
    assert len(await port.current.get().known("book")) == 230
    results = await find("volume ", by=alice)
    assert results.counts is not None
    assert (results.counts["book"].number, results.counts["book"].is_more) == (100, True)


async def test_the_index_is_never_written_inside_a_change(library: Shelving) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await index([library.book("x", scope=SHELF)])
    with pytest.raises(RuntimeError):
        async with transaction():
            await remove([Ref("book", 1)])


async def test_hits_say_what_they_are(library: Shelving, alice: Actor) -> None:
    book = library.book(
        "Convention du collège",
        "page une\fle gymnase est mis à disposition les lundis\f<b>gras</b>",
        scope=SHELF,
        days=3,
    )
    await index([book])
    hit = (await find("gymnase lundi ", by=alice)).hits[0]
    assert (hit.thing.url, hit.changed_at) == (f"/books/{book.ref.id}", START + timedelta(days=3))
    assert hit.snippet.page == 2
    assert "<mark>gymnase</mark> est mis à disposition les <mark>lundis</mark>" in (
        hit.snippet.text.__html__()
    )
    assert (await find("gras ", by=alice)).hits[0].snippet.text.__html__() == (
        "…&lt;b&gt;<mark>gras</mark>&lt;/b&gt;"
    )
