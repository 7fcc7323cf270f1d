"""Names are found however they are typed, and sorted as a French list is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.folding import fold, initials, search_key, search_words, sort_key


def found(query: str, *names: str) -> bool:
    key = search_key(*names)
    return all(word in key for word in search_words(query))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Inès CHARPIN", "ines charpin"),
        ("L’Hôpital-Œuvre", "l hopital oeuvre"),
        ("D'Artagnan", "d artagnan"),
        ("  Jean\u00a0 Pierre\t", "jean pierre"),
        ("Jose\u0301", "jose"),
        ("İrem Weiß Łukasz Søren Ægir", "irem weiss lukasz soren aegir"),
        ("ﬁnances 2ᵉ étage", "finances 2e etage"),
        ("Émile_Zola", "emile zola"),
        ("…", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "query",
    ["jean", "pierre", "jean-pierre", "jeanpierre", "tour", "La Tour", "de la tour", "delatour",
     "TOUR jean", "pier tou", "Jean Pierre de La Tour"],
)  # fmt: skip
def test_a_compound_name_is_found_however_it_is_typed(query: str) -> None:
    assert found(query, "Jean-Pierre", "de La Tour")


@pytest.mark.parametrize("query", ["lhostis", "l'hostis", "l’hos", "hostis"])
def test_an_apostrophe_does_not_hide_a_name(query: str) -> None:
    assert found(query, "Yann", "L’Hostis")


@pytest.mark.parametrize("query", ["our", "jeanla", "ierre", "paul"])
def test_a_word_is_found_from_its_beginning_only(query: str) -> None:
    assert not found(query, "Jean-Pierre", "de La Tour")


def test_sorting_leaves_out_de_and_keeps_the_article() -> None:
    names = [
        ("Du Bellay", "Joachim"), ("de Gaulle", "Anne"), ("D’Ormesson", "Jean"),
        ("DE LA TOUR", "Luc"),
        ("Le Goff", "Solène"), ("Legoff", "Anne"), ("Le Goff", "Émile"), ("Élie", "Zoé"),
        ("Elie", "Ana"), ("De", "Wei"), ("Ormeau", "Zoé"),
    ]  # fmt: skip
    assert [name for name, _given in sorted(names, key=lambda name: sort_key(*name))] == [
        "De", "Du Bellay", "Elie", "Élie", "de Gaulle", "DE LA TOUR", "Le Goff", "Le Goff",
        "Legoff", "Ormeau", "D’Ormesson",
    ]  # fmt: skip


@given(st.text(max_size=40), st.text(max_size=40))
def test_keys_hold_nothing_that_a_database_reads_its_own_way(family: str, given_name: str) -> None:
    assert re.fullmatch(r"[^\W_]*", sort_key(family, given_name))
    assert re.fullmatch(r"( [^\W_]+)*", search_key(given_name, family))
    assert fold(fold(family)) == fold(family)


@pytest.mark.parametrize(
    ("given_name", "family_name", "letters"),
    [
        ("Nadia", "Bouvier", "NB"),
        ("émile", "de Gaulle", "ÉG"),
        ("Jean-Pierre", "d’Ormesson", "JO"),
        ("Solène", "Le Goff", "SL"),
        ("", "De", "D"),
        ("", "", ""),
    ],
)
def test_initials(given_name: str, family_name: str, letters: str) -> None:
    assert initials(given_name, family_name) == letters
