"""A snippet shows the words found, marked, and is safe to put into a page."""

from __future__ import annotations

import pytest
from markupsafe import escape

from hub.search.highlights import ABOUT, highlight, snippet
from hub.search.parsing import parse
from hub.search.words import clean


def marked(text: str, query: str) -> list[str]:
    return [piece for piece, is_sought in highlight(text, parse(query)).pieces if is_sought]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Les délibérations du conseil", "deliberation ", ["délibérations"]),
        ("Règlement du gymnase de Lussigny", "gymn", ["gymnase"]),
        ("L’École et l'école", "ECOLES ", ["École", "école"]),
        ("Cœur, œuvre", "oeuv", ["œuvre"]),
        ("École Jean-Moulin", '"jean moulin"', ["Jean", "Moulin"]),
        ("Un montant de 1 386,40 €", "1386 ", ["1 386"]),
        ("Appeler le 03 53 01 40 00", "0353014000 ", ["03 53 01 40 00"]),
        ("Rien de tel", "piscine ", []),
        ("e\u0301cole", "école ", ["école"]),
    ],
)
def test_the_words_found_are_marked(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_html_of_a_text_stays_text() -> None:
    hostile = '<script>alert("budget")</script> & <b>budget</b>'
    shown = highlight(hostile, parse("budget "))
    assert shown.__html__() == str(escape(hostile)).replace("budget", "<mark>budget</mark>")
    assert str(shown) == hostile


def test_a_snippet_is_the_stretch_with_most_of_the_words() -> None:
    body = "budget " + "du vent " * 100 + "le plan climat et son budget. " + "du vent " * 100
    found = snippet(body, parse("plan budget climat "))
    assert found.is_found
    assert "plan climat et son budget" in str(found.text)
    assert str(found.text).startswith("…")
    assert str(found.text).endswith("…")
    assert len(str(found.text)) <= ABOUT + 2
    assert [text for text, it in found.text.pieces if it] == ["plan", "climat", "budget"]


def test_a_snippet_says_its_page_and_stays_on_it() -> None:
    body = "\f".join(["première page", "deux", "le gymnase est fermé", "quatre"])
    found = snippet(body, parse("gymnase "))
    assert (str(found.text), found.page) == ("…le gymnase est fermé…", 3)


def test_without_a_word_in_the_text_it_is_how_the_text_begins() -> None:
    found = snippet("Un texte court", parse("piscine "))
    assert (str(found.text), found.page, found.is_found) == ("Un texte court", None, False)
    assert str(snippet("", parse("piscine ")).text) == ""


def test_a_word_at_the_end_of_a_very_long_text_is_found() -> None:
    body = clean("Les conseils communautaires du Val d’Orbelle. " * 20_000 + " piscine")
    assert str(snippet(body, parse("piscine ")).text).endswith("piscine")
    assert snippet(body, parse("conseil ")).is_found
