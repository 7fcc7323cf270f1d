"""The reader is answered in French or in English."""

from __future__ import annotations

import pytest

from hub import language


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,de;q=0.9", "fr"),
        ("de,en;q=0.3", "en"),
        ("fr;q=0.1,en;q=0.9", "en"),
        ("en;q=0,fr;q=0.1", "fr"),
        ("en;q=zero", "fr"),
        ("*", "fr"),
        (",;q=,,", "fr"),
    ],
)
def test_the_first_preferred_language_the_hub_speaks(header: str, answer: str) -> None:
    assert language.preferred(header, "fr") == answer


def test_an_unknown_language_counts_as_french() -> None:
    with language.using("tlh"):
        assert language.locale() == "fr"


def test_a_plural_follows_the_language() -> None:
    with language.using("en"):
        assert language._n("{number} person", "{number} people", 0) == "0 people"


def test_a_message_without_translation_is_still_a_message() -> None:
    with language.using("fr"):
        assert language._("No such message, {name}", name="Léa") == "No such message, Léa"
