"""The part of a text where a query was found, its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from markupsafe import Markup, escape

from hub.search.parsing import Query, Word
from hub.search.words import Token, clean, tokens

ABOUT = 180
"""Letters of a snippet."""
MOST_LOOKED_AT = 5000
"""Words of a text that may be the sought ones."""
PAGE_BREAK = "\f"

_LETTERS = {
    "a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõöø",
    "u": "uùúûü", "y": "yýÿ",
}  # fmt: skip
_LIGATURES = {"oe": "œ", "ae": "æ"}
_SPACED = " .\u00a0\u202f-"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A text in pieces, each with whether it was sought. As HTML it is escaped, with `mark`."""

    pieces: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return "".join(text for text, _is_sought in self.pieces)

    def __html__(self) -> str:
        parts = (
            Markup("<mark>{}</mark>").format(text) if is_sought else escape(text)
            for text, is_sought in self.pieces
        )
        return Markup("").join(parts)


@dataclass(frozen=True, slots=True)
class Snippet:
    text: Highlighted
    page: int | None
    """Of a text that has pages, the one it is on, from 1."""
    is_found: bool
    """False: the words are elsewhere, in the title, and this is how the text begins."""


def highlight(text: str, query: Query) -> Highlighted:
    """All of a short text."""
    whole = clean(text)
    return _cut(whole, 0, len(whole), _found(whole, query))


def snippet(body: str, query: Query) -> Snippet:
    """The stretch with the most of the words, the first of such. `body` is as it was stored."""
    found = _found(body, query)
    start, end = _best(body, found)
    page = body.count(PAGE_BREAK, 0, start) + 1 if PAGE_BREAK in body else None
    return Snippet(_cut(body, start, end, found), page, bool(found))


def _found(text: str, query: Query) -> list[tuple[Token, int]]:
    """The sought words of a text, each with the number of what it fits."""
    found: list[tuple[Token, int]] = []
    for token in _likely(text, query):
        for number, word in enumerate(query.words):
            if word.fits(token):
                found.append((token, number))
                break
    return found


def _likely(text: str, query: Query) -> Iterator[Token]:
    """Words that begin as a sought one does: few enough to be stemmed."""
    for match in islice(_beginning(query.words).finditer(text), MOST_LOOKED_AT):
        # From the word's own start on, because what stands before decides what a number is.
        token = next(tokens(text[match.start() : match.start() + 80]), None)
        if token is not None and token.start == 0:
            yield Token(match.start(), match.start() + token.end, token.folded, token.stem)


@lru_cache(maxsize=200)
def _beginning(words: tuple[Word, ...]) -> re.Pattern[str]:
    heads = {stem[:2] for word in words for stem in word.stems}
    heads |= {word.prefix[:2] for word in words if word.prefix}
    ways = "|".join(sorted(map(_head, heads)))
    return re.compile(rf"(?<![^\W_])(?:{ways})", re.IGNORECASE)


def _head(letters: str) -> str:
    if letters.isdigit():
        return f"[{_SPACED}]?".join(letters)  # 1386 is written 1 386
    classes = "".join(f"[{_LETTERS[it]}]" if it in _LETTERS else re.escape(it) for it in letters)
    ligature = _LIGATURES.get(letters)
    return f"(?:{classes}|{ligature})" if ligature else classes


def _best(body: str, found: Sequence[tuple[Token, int]]) -> tuple[int, int]:
    if not found:
        return _widened(body, 0, 0)
    best, best_score = 0, (0, 0)
    last = 0
    for first, (token, _number) in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1][0].end - token.start <= ABOUT:
            last += 1
        window = [number for _token, number in found[first : min(last + 1, first + 20)]]
        score = (len(set(window)), len(window))
        if score > best_score:
            best, best_score = first, score
    start = found[best][0].start
    inside = [token.end for token, _number in found[best:] if token.end - start <= ABOUT]
    return _widened(body, start, max(inside))


def _widened(body: str, start: int, end: int) -> tuple[int, int]:
    """About as long as a snippet is, on one page, from word to word."""
    room = max(0, ABOUT - (end - start))
    low = body.rfind(PAGE_BREAK, 0, start) + 1
    high = body.find(PAGE_BREAK, end) % (len(body) + 1)
    first = max(low, start - room // 3)
    last = min(high, first + max(ABOUT, end - first))
    if first > low:
        space = body.find(" ", first, start)
        first = space + 1 if space >= 0 else start
    if last < high:
        space = body.rfind(" ", end, last)
        last = space if space >= 0 else last
    return first, max(last, end)


def _cut(text: str, start: int, end: int, found: Sequence[tuple[Token, int]]) -> Highlighted:
    pieces: list[tuple[str, bool]] = []
    at = start
    for token, _number in found:
        if token.start < at or token.end > end:
            continue
        pieces += [(text[at : token.start], False), (text[token.start : token.end], True)]
        at = token.end
    pieces.append((text[at:end], False))
    shown = [(_SPACES.sub(" ", piece), is_sought) for piece, is_sought in pieces if piece]
    return Highlighted(_with_dots(text, start, end, shown))


def _with_dots(
    text: str, start: int, end: int, pieces: list[tuple[str, bool]]
) -> tuple[tuple[str, bool], ...]:
    before = [("…", False)] if text[:start].strip() else []
    after = [("…", False)] if text[end:].strip() else []
    return tuple(before + pieces + after)
