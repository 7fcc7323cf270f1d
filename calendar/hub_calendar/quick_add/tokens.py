"""A line as words, numbers and signs; and the smallest readers, which know nothing of time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LONGEST = 500
"""Characters of a line that are read."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_", re.UNICODE)
_ALIKE = str.maketrans({"’": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line; `folded` is lower case, without accents, with plain signs."""

    text: str
    folded: str
    start: int
    end: int
    is_glued: bool
    """No space parts it from the one before."""

    @property
    def number(self) -> int | None:
        return int(self.folded) if self.folded.isascii() and self.folded.isdigit() else None


Tokens = Sequence[Token]
Found = tuple[T, int]
"""What a reader found, and the token after it."""
Reader = Callable[[Tokens, int], Found[T] | None]
"""What stands at a token, or nothing."""


_SHORT = {"en": {"mon": "monday"}}
"""What is a day to one reader and a word to another."""


def tokens(text: str, language: str = "fr") -> list[Token]:
    short = _SHORT.get(language, {})
    found: list[Token] = []
    for match in _TOKEN.finditer(text[:LONGEST]):
        is_glued = bool(found) and found[-1].end == match.start()
        word = folded(match[0])
        word = short.get(word, word)
        found.append(Token(match[0], word, match.start(), match.end(), is_glued))
    return found


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())
    return "".join(it for it in plain if not unicodedata.combining(it))


class Words(Generic[T]):
    """Phrases that each mean something; at a token, the longest that stands there."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for text, value in meanings.items():
            words = [it.folded for it in tokens(text)]
            self._by_first.setdefault(words[0], []).append((words, value))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda it: len(it[0]), reverse=True)

    def __call__(self, line: Tokens, at: int) -> Found[T] | None:
        """What is meant, and the token after it."""
        known = self._by_first.get(line[at].folded, ()) if at < len(line) else ()
        for words, value in known:
            end = at + len(words)
            if [it.folded for it in line[at:end]] == words:
                return value, end
        return None


class Phrases:
    """Ways to say one thing, each a few words."""

    def __init__(self, *texts: str) -> None:
        self._words = Words(dict.fromkeys(texts, True))

    def __call__(self, line: Tokens, at: int) -> int | None:
        """The token after it."""
        found = self._words(line, at)
        return found[1] if found else None

    def after(self, line: Tokens, at: int) -> int:
        """The token after it, or `at` where it does not stand: for what may be left out."""
        return at if (end := self(line, at)) is None else end


def number(line: Tokens, at: int, least: int = 0, most: int = 999) -> int | None:
    """The number that stands there in digits, if it is between these."""
    value = line[at].number if at < len(line) and len(line[at].text) <= 4 else None
    return value if value is not None and least <= value <= most else None


def is_sign(line: Tokens, at: int, signs: str) -> bool:
    """Whether one of the signs stands there, glued to what is before and after."""
    inside = 0 < at < len(line) - 1
    return inside and line[at].folded in signs and line[at].is_glued and line[at + 1].is_glued
