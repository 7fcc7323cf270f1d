"""Words as they are indexed and sought: the same for every index, whatever is typed.

`Les délibérations de l’école` is the stems `le deliber de ecol`. The stem is taken with accents,
which the French stemmer needs, and folded afterwards; a query typed without accents is tried with
those a French ending may have lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from hub.people.folding import fold

LONGEST = 64
"""Letters of a word; the rest of a longer one is not indexed."""

_SPACE = "[ \u00a0\u202f]"
_TOKEN = re.compile(
    rf"""
    (?<![\d,.]) (?:
        0\d (?: [ .\u00a0\u202f-]?\d\d ){{4}}       # 03 53 01 40 00, a telephone number
      | \d{{1,3}} (?: {_SPACE}\d{{3}} )+             # 1 386, one number
    ) (?!\d)
  | (?<![^\W_]) (?P<elided> (?: [cdjlmnst] | qu | jusqu | lorsqu | puisqu | quoiqu ) ['’] )
    (?= [^\W\d_] )
  | aujourd['’]hui
  | [^\W_]+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INSIDE = re.compile(r"[\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})

STOP_WORDS = frozenset(
    "a au aux avec ce ces cette dans de des du elle en est et eux il ils la le les leur leurs lui"
    " ma mais me mes mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta"
    " te tes toi ton tu un une vos votre vous y".split()
)
"""Folded words that a query leaves out, unless it has no others or they are in quotes."""


class Token(NamedTuple):
    """One word of a text, where it stands."""

    start: int
    end: int
    folded: str
    stem: str


def clean(text: str) -> str:
    """As texts are stored and cut: composed letters, and no character that PostgreSQL refuses."""
    return unicodedata.normalize("NFC", text).replace("\x00", " ")


def tokens(text: str) -> Iterator[Token]:
    """The words of a clean text; articles and pronouns before an apostrophe are none."""
    for match in _TOKEN.finditer(text):
        if match["elided"]:
            continue
        folded, stem = _word(match[0])
        if folded:
            yield Token(match.start(), match.end(), folded, stem)


def stems_of(word: str) -> frozenset[str]:
    """What a word of a query may be in the index: its stem, with the accents it may have lost."""
    folded, stem = _word(word)
    found = {folded, stem}
    if word.isascii():
        found |= {_word(accented)[1] for accented in _accented(word.lower())}
    return frozenset(found)


def _accented(word: str) -> Iterator[str]:
    """`votees` may be `votées`, `conges` `congés`, and `congres` `congrès`."""
    if match := re.search("(e?)(s?)$", word):
        root = word[: match.start()]
        if root.endswith("e") and match[1]:
            yield f"{root[:-1]}é{match[1]}{match[2]}"
        if match[1]:
            yield f"{root}é{match[2]}"
            yield f"{root}è{match[2]}"


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[str, str]:
    """Folded, and its folded stem."""
    joined = _INSIDE.sub("", word)[:LONGEST]
    stem = _stemmer().stemWord(joined.casefold().translate(_LIGATURES))
    return _one(joined), _one(stem)


def _one(word: str) -> str:
    # Folding may part a word (½ becomes 1 and 2), which here is one all the same.
    return fold(word).replace(" ", "")[:LONGEST]


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")
