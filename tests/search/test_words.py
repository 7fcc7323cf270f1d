"""Words are the same whatever form, accents, case or apostrophe they are typed with."""

from __future__ import annotations

import unicodedata

import pytest

from hub.search.words import clean, stems_of, tokens


def stems(text: str) -> list[str]:
    return [token.stem for token in tokens(clean(text))]


FAMILIES = [
    "délibération délibérations délibérer délibéré délibérée",
    "voté votée votés votées vote votes voter",
    "école écoles École ÉCOLES",
    "employé employés employée",
    "communal communaux communale communales",
    "congé congés",
    "marché marchés",
    "député députés députée députées",
    "général généraux générale",
    "créneau créneaux",
    "œuvre œuvres oeuvre Œuvres",
    "l’œuvre l'œuvre d’œuvre",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_word_have_one_stem(family: str) -> None:
    assert len({stems(word)[0] for word in family.split()}) == 1


@pytest.mark.parametrize(
    "word",
    "congrès procès accès activités votées employées députées décès succès marchés école"
    " délibérations élèves hôpital forêts".split(),
)
def test_a_word_typed_without_accents_is_found(word: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    assert stems(word)[0] in stems_of(plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’école, d'une qu’il aujourd’hui", ["ecol", "une", "il", "aujourdhui"]),
        ("Jean-Moulin sous_préfet a.b", ["jean", "moulin", "sous", "prefet", "a", "b"]),
        ("1 386,40 € et 12 345 678", ["1386", "40", "et", "12345678"]),
        ("12\u00a0345 12\u202f345", ["12345", "12345"]),
        ("03 53 01 40 00, 03.53.01.40.00, 0353014000", ["0353014000"] * 3),
        ("n° 2023-118, L2121-12", ["n", "2023", "118", "l2121", "12"]),
        ("½ m² ﬁn", ["12", "m2", "fin"]),
        ("Привет 你好", ["привет", "你好"]),
        ("l' ' - _", ["l"]),
        ("", []),
    ],
)
def test_what_counts_as_a_word(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_words_stand_where_they_stand() -> None:
    text = clean("De l’école Jean-Moulin, 1 386 élèves")
    assert [text[it.start : it.end] for it in tokens(text)] == [
        "De", "école", "Jean", "Moulin", "1 386", "élèves",
    ]  # fmt: skip


def test_words_hold_nothing_that_an_index_would_take_for_syntax() -> None:
    every_letter = "".join(map(chr, range(0x20, 0x3000)))
    assert all(it.folded.isalnum() and it.stem.isalnum() for it in tokens(clean(every_letter)))
    assert all(len(it.stem) <= 64 for it in tokens("x" * 10_000 + " " + "1" * 500))
