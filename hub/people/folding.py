"""Names as they are searched, compared and sorted, whatever is typed, alike on both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, words apart by one space: `L’Hôpital-Œuvre` is `l hopital oeuvre`."""
    lowered = unicodedata.normalize("NFKD", text).casefold()
    # Once more: casefold makes `i` and a combining dot of a Turkish `İ`.
    decomposed = unicodedata.normalize("NFKD", lowered)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    return _BETWEEN_WORDS.sub(" ", letters).strip()


def search_key(*names: str) -> str:
    """Each word of the names after a space, then each name of several words as one.

    `Jean-Pierre`, `de La Tour` is found by `jean`, `pier`, `jeanpierre`, `tour` and `delatour`.
    """
    folded = [fold(name) for name in names]
    joined = [name.replace(" ", "") for name in folded if " " in name]
    return "".join(f" {word}" for word in " ".join(folded + joined).split())


def search_words(query: str) -> list[str]:
    """What a `search_key` contains, all of it, when the query finds it: ` jean`, ` tour`."""
    return [f" {word}" for word in fold(query).split()]


def finds(query: str, name: str) -> bool:
    """Whether the `search_key` of the name has all that the query asks for; one of no word finds
    nothing. For lists that are short or are read anyway; long ones have a column with the key."""
    wanted, key = search_words(query), search_key(name)
    return bool(wanted) and all(word in key for word in wanted)


def sort_key(family_name: str, given_name: str) -> str:
    """Where a person stands in a French list: without a leading `de` or `d’`, but with `La`, `Du`.

    Of letters and digits alone, because PostgreSQL's collations skip spaces and SQLite's do not;
    a 0 sorts before every letter in both.
    """
    parts = (" ".join(_sorted_words(family_name)), fold(given_name))
    return "00".join(part.replace(" ", "0") for part in parts)


def initials(given_name: str, family_name: str) -> str:
    """Two letters for a face without a photograph; accents kept."""
    return "".join(_first_letter(name) for name in (given_name, _without_particle(family_name)))


def _sorted_words(family_name: str) -> Iterator[str]:
    words = fold(family_name).split()
    start = 1 if len(words) > 1 and words[0] in {"de", "d"} else 0
    yield from words[start:]


def _without_particle(family_name: str) -> str:
    first, apart, rest = family_name.replace("’", "'").replace("'", " ").strip().partition(" ")
    return rest if apart and first.casefold() in {"de", "d"} else family_name


def _first_letter(name: str) -> str:
    return next((c.upper()[:1] for c in unicodedata.normalize("NFC", name) if c.isalpha()), "")
