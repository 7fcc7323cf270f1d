"""Nobody finds, counts or guesses what they may not read, whatever the index believes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hub.accounts import clock
from hub.actor import NOBODY, READ_ONLY, SIGNED_IN, Actor
from hub.app import Hub
from hub.search import find, index
from hub.settings import Settings
from tests.search.conftest import Library, Shelving, actor, bound, grant, revoke, scope

pytestmark = pytest.mark.anyio

ALICE, BOB, CHARLIE, TEAM = 101, 102, 103, 900
OPEN, TEAM_ROOM, SECRET, HALL = 5001, 5002, 5003, 5004


@dataclass
class Answer:
    """Everything that the pages of an answer say."""

    titles: list[str] = field(default_factory=list)
    said: list[object] = field(default_factory=list)


async def found(text: str, by: Actor) -> Answer:
    answer, cursor = Answer(), ""
    while True:
        page = await find(text, by=by, limit=3, cursor=cursor)
        for hit in page.hits:
            answer.titles.append(hit.thing.title)
            shown = (hit.title.__html__(), hit.snippet.text.__html__(), hit.changed_at)
            answer.said += [hit.thing, shown]
        cursor = page.next
        answer.said += [page.counts, cursor]
        if not cursor:
            return answer


async def titles(text: str, by: Actor) -> list[str]:
    return sorted((await found(text, by)).titles)


async def test_each_reader_finds_what_they_may_read(library: Shelving) -> None:
    for number in (OPEN, TEAM_ROOM, SECRET):
        await scope(number)
    await grant(OPEN, SIGNED_IN)
    await grant(TEAM_ROOM, TEAM)
    await grant(SECRET, ALICE, "edit")
    await index([
        library.book("Ouvert", "gymnase", scope=OPEN),
        library.book("Équipe", "gymnase", scope=TEAM_ROOM),
        library.book("Secret", "gymnase", scope=SECRET),
    ])  # fmt: skip
    assert await titles("gymnase ", actor(ALICE, TEAM)) == ["Ouvert", "Secret", "Équipe"]
    assert await titles("gymnase ", actor(BOB, TEAM)) == ["Ouvert", "Équipe"]
    assert await titles("gymnase ", actor(CHARLIE)) == ["Ouvert"]
    assert await titles("gymnase ", NOBODY) == []


async def test_a_role_counts_by_the_ladder_of_its_scope(library: Shelving) -> None:
    await scope(OPEN)
    await scope(HALL, "test_hall")
    await grant(OPEN, BOB, "glimpse")
    await grant(HALL, BOB, "glimpse")
    await index([
        library.book("Rayon", "gymnase", scope=OPEN), library.book("Hall", "gymnase", scope=HALL)
    ])  # fmt: skip
    assert await titles("gymnase ", actor(BOB)) == ["Hall"]


async def test_a_credential_that_only_reads_finds_as_its_owner(library: Shelving) -> None:
    await grant(await scope(OPEN), BOB, "edit")
    await index([library.book("Rayon", "gymnase", scope=OPEN)])
    assert await titles("gymnase ", replace(actor(BOB), scope=frozenset({READ_ONLY}))) == ["Rayon"]


async def test_what_is_revoked_or_has_ended_is_not_found_before_any_reindexing(
    library: Shelving,
) -> None:
    await grant(await scope(OPEN), BOB)
    await grant(await scope(SECRET), BOB, ends_at=clock.now() + timedelta(days=1))
    await grant(await scope(TEAM_ROOM), BOB, ends_at=clock.now() - timedelta(seconds=1))
    await index([
        library.book("Un", "gymnase", scope=OPEN),
        library.book("Deux", "gymnase", scope=SECRET),
        library.book("Trois", "gymnase", scope=TEAM_ROOM),
    ])  # fmt: skip
    assert await titles("gymnase ", actor(BOB)) == ["Deux", "Un"]
    await revoke(OPEN, BOB)
    assert await titles("gymnase ", actor(BOB)) == ["Deux"]


async def test_what_moved_to_where_it_may_not_be_read_is_neither_shown_nor_counted(
    library: Shelving,
) -> None:
    await grant(await scope(OPEN), BOB)
    books = [library.book(f"Tome {number}", "gymnase", scope=OPEN) for number in range(4)]
    await index(books)
    library.library.hidden[books[1].ref] = {BOB}
    del library.library.texts[books[2].ref]
    results = await find("gymnase ", by=actor(BOB))
    assert [hit.thing.title for hit in results.hits] == ["Tome 3", "Tome 0"]
    assert results.counts is not None
    assert results.counts["book"].number == 2


async def test_who_may_only_know_of_a_thing_does_not_find_it_by_its_words(
    library: Shelving,
) -> None:
    await grant(await scope(OPEN), BOB)
    await index([library.book("Rendez-vous", "gymnase", scope=OPEN)])
    library.library.abilities = frozenset({"see_busy"})
    results = await find("gymnase ", by=actor(BOB))
    assert (results.hits, results.counts) == ((), {})


async def test_what_has_no_rights_of_its_own_is_for_the_signed_in(library: Shelving) -> None:
    reader = library.book("Léa Morvan", "Voirie", scope=None, kind="reader")
    await index([reader])
    assert await titles("morvan ", actor(CHARLIE)) == ["Léa Morvan"]
    library.library.hidden[reader.ref] = {CHARLIE}
    assert await titles("morvan ", actor(CHARLIE)) == []
    assert await titles("morvan ", NOBODY) == []


QUERIES = [
    "gymnase ",
    "gym",
    "budget ",
    "gymnase budget ",
    "rare ",
    "gymnase rare ",
    "e",
    "plan -rare ",
]


async def test_what_charlie_may_not_read_changes_nothing_of_any_answer(
    new_settings: Callable[[], Settings], dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hubs that differ only in what charlie may not read answer him byte for byte the same."""
    monkeypatch.setattr("hub.search.queries.MOST", 8)
    answers = []
    for has_secrets in (False, True):
        shelving = Shelving(Library(), iter(range(1, 1000)))
        async with Hub(new_settings()).running():
            with bound(shelving.library, dialect):
                await _stock(shelving, has_secrets=has_secrets)
                answers.append([await found(query, actor(CHARLIE)) for query in QUERIES])
    assert answers[0] == answers[1]
    assert sum(len(answer.said) for answer in answers[0]) > 50


async def _stock(shelving: Shelving, *, has_secrets: bool) -> None:
    await grant(await scope(OPEN), CHARLIE)
    await grant(await scope(SECRET), ALICE)
    await scope(TEAM_ROOM)
    await grant(TEAM_ROOM, CHARLIE, "glimpse")
    texts = []
    for number in range(20):
        words = "gymnase " * (number % 3 + 1) + "budget rare"[: 6 if number % 4 else 11]
        texts.append(
            shelving.book(f"Plan {number}", words, scope=OPEN, days=number % 6, id=number + 1)
        )
        if has_secrets:
            for place in (SECRET, TEAM_ROOM):
                secret = shelving.book(
                    "Gymnase", "gymnase budget rare " * 5, scope=place, days=number % 9,
                    id=number * 100 + place,
                )  # fmt: skip
                texts.append(secret)
    if has_secrets:
        # The index still believes that charlie may read these.
        for number in range(30):
            stale = shelving.book("Gymnase rare", "budget", scope=OPEN, days=7, id=90_000 + number)
            shelving.library.hidden[stale.ref] = {CHARLIE}
            texts.append(stale)
    await index(texts)
