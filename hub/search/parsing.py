"""What was typed, as a question for an index.

`conseil "marché public" Jean-Moulin -piscine bud` asks for a form of `conseil`, two phrases, none
of `piscine`, and a word that begins with `bud` or is a form of it. Any text at all is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from hub.search.words import STOP_WORDS, Token, clean, stems_of, tokens

LONGEST = 200
"""Letters of a query; the rest is not read."""
MOST_TERMS = 12
MOST_PHRASES = 16
"""Ways to read one phrase, whose words may each have lost accents."""

_QUOTES = re.compile('["«»“”„]')


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term: any of `stems`, or whatever begins with `prefix`."""

    stems: frozenset[str]
    prefix: str = ""

    def fits(self, token: Token) -> bool:
        if self.prefix and token.folded.startswith(self.prefix):
            return True
        return token.stem in self.stems or token.folded in self.stems


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that follow each other."""

    words: tuple[Word, ...]

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        """The stems in their order, in each way that they may be read; the prefix left out."""
        ways = product(*(sorted(word.stems) for word in self.words))
        return list(islice(ways, MOST_PHRASES))


@dataclass(frozen=True, slots=True)
class Query:
    """All of `terms` and none of `excluded`."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    whole: str = ""
    """The stems of everything sought, as `key_of` writes a title."""

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def words(self) -> tuple[Word, ...]:
        """What is marked where it is found."""
        return tuple(word for term in self.terms for word in term.words)


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens with nothing but a hyphen or an apostrophe between them, or all of a quotation."""

    tokens: tuple[Token, ...]
    is_quoted: bool
    is_excluded: bool
    is_open: bool
    """It may go on: the reader was still typing."""


def parse(text: str) -> Query:
    """Falsy when it asks for nothing."""
    groups = list(islice(_groups(clean(text[:LONGEST])), MOST_TERMS))
    wanted = [group for group in groups if not group.is_excluded]
    telling = [group for group in wanted if not _is_filler(group)] or wanted
    return Query(
        tuple(map(_term, telling)),
        tuple(_term(group) for group in groups if group.is_excluded),
        key_of(token for group in wanted for token in group.tokens),
    )


def key_of(found: Iterable[Token]) -> str:
    """The stems of a short text, to compare it as a whole."""
    return " ".join(token.stem for token in islice(found, 20))[:200]


def _groups(text: str) -> Iterator[_Group]:
    parts = _QUOTES.split(text)
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        if number % 2 == 0:
            yield from _loose(part, is_last)
            continue
        if found := tuple(tokens(part)):
            is_excluded = parts[number - 1].endswith("-")
            yield _Group(found, is_quoted=True, is_excluded=is_excluded, is_open=is_last)


def _loose(part: str, is_last: bool) -> Iterator[_Group]:
    pending: list[Token] = []
    for token in tokens(part):
        if pending and any(letter.isspace() for letter in part[pending[-1].end : token.start]):
            yield _loose_group(part, pending, is_open=False)
            pending = []
        pending.append(token)
    if pending:
        is_open = is_last and not part[pending[-1].end :]
        yield _loose_group(part, pending, is_open=is_open)


def _loose_group(part: str, found: list[Token], *, is_open: bool) -> _Group:
    before = part[: found[0].start]
    is_excluded = before.endswith("-") and not before[:-1].rstrip(" ").endswith("-")
    is_excluded = is_excluded and (len(before) == 1 or before[-2].isspace())
    return _Group(tuple(found), False, is_excluded, is_open and not is_excluded)


def _is_filler(group: _Group) -> bool:
    return not group.is_quoted and all(token.folded in STOP_WORDS for token in group.tokens)


def _term(group: _Group) -> Term:
    last = len(group.tokens) - 1
    return Term(
        tuple(
            _sought(token, is_open=group.is_open and number == last)
            for number, token in enumerate(group.tokens)
        )
    )


def _sought(token: Token, *, is_open: bool) -> Word:
    # One letter begins too many words: the reader will type a second.
    prefix = token.folded if is_open and len(token.folded) > 1 else ""
    return Word(stems_of(token.folded) | {token.stem}, prefix)
