"""Any text at all is a question, and the same text always the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search.columns import columns
from hub.search.parsing import Query, Term, parse
from hub.search.postgres import PostgresIndex
from hub.search.sqlite import SqliteIndex


def shape(term: Term) -> str:
    words = [min(it.stems) + (f"|{it.prefix}*" if it.prefix else "") for it in term.words]
    return "+".join(words)


@pytest.mark.parametrize(
    ("text", "terms", "excluded"),
    [
        ("conseil ", ["conseil"], []),
        ("conseil bud", ["conseil", "bud|bud*"], []),
        ('"marché public"', ["march+public"], []),
        ("« marché public » ", ["march+public"], []),
        ('"marché pub', ["march+pub|pub*"], []),
        ("Jean-Moulin ", ["jean+moulin"], []),
        ("Jean-Mou", ["jean+mou|mou*"], []),
        ("2023-118 ", ["2023+118"], []),
        ("l’école ", ["ecol"], []),
        ("piscine -budget ", ["piscin"], ["budget"]),
        ('piscine -"plan climat" ', ["piscin"], ["plan+climat"]),
        ("piscine - budget ", ["piscin", "budget"], []),
        ("plan--climat ", ["plan+climat"], []),
        ("-budget", [], ["budget"]),
        ("le conseil de la ", ["conseil"], []),
        ("le la ", ["le", "la"], []),
        ('"le conseil" ', ["le+conseil"], []),
        ("x", ["x"], []),
        ("", [], []),
        ('" ', [], []),
        ("' OR 1=1 --", ["or", "1+1"], []),
    ],
)
def test_what_is_asked(text: str, terms: list[str], excluded: list[str]) -> None:
    query = parse(text)
    assert [shape(term) for term in query.terms] == terms
    assert [shape(term) for term in query.excluded] == excluded
    assert bool(query) == bool(terms)


def test_a_title_is_known_again() -> None:
    assert parse("plan climat bilan").whole == columns("Plan climat : bilan", "").key
    assert parse("le plan ").whole == columns("Le plan", "").key


@given(st.text(max_size=300))
def test_nothing_typed_leaves_the_quotes(text: str) -> None:
    query = parse(text)
    for word in query.words + tuple(it for term in query.excluded for it in term.words):
        assert all(stem.isalnum() for stem in word.stems)
        assert not word.prefix or word.prefix.isalnum()
    if query:
        assert SqliteIndex().match(query)
        assert PostgresIndex().match(query)


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_columns_hold_words_alone(title: str, body: str) -> None:
    made = columns(title, body)
    for word in (*made.title, *made.title_words, *made.text, *made.text_words):
        assert word.isalnum()
    assert "\x00" not in made.body


def test_a_text_of_countless_words_stays_within_what_postgres_takes() -> None:
    made = columns("x", " ".join(f"{number:x}" for number in range(400_000, 700_000)))
    size = sum(len(it) + 8 for it in {*made.text, *made.text_words}) + 2 * len(made.text)
    assert 700_000 < size <= 800_000


def test_a_long_query_is_cut() -> None:
    assert len(parse("mot " * 1000).terms) == 12
    assert parse("a" * 10_000) == parse("a" * 200)
    assert not Query(())
