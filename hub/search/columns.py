"""A text as an index of a database holds it: stems in their order, and the words they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.search.parsing import key_of
from hub.search.words import Token, clean, tokens

LONGEST_BODY = 1_000_000
"""Letters of a text that are kept and looked into."""

ROOM = 800_000
"""Bytes that the words of one text may take: PostgreSQL's limit is a MiB."""
_PER_WORD, _PER_PLACE = 8, 2


@dataclass(frozen=True, slots=True)
class Columns:
    title: tuple[str, ...]
    """Stems, in the order of the text."""
    title_words: tuple[str, ...]
    """Each folded word that is not its own stem, once: what is typed is a word's beginning."""
    text: tuple[str, ...]
    text_words: tuple[str, ...]
    body: str
    key: str


def columns(title: str, body: str) -> Columns:
    kept = clean(body)[:LONGEST_BODY]
    named, said = _fitting(tokens(clean(title))), _fitting(tokens(kept))
    return Columns(
        title=tuple(token.stem for token in named),
        title_words=_words(named),
        text=tuple(token.stem for token in said),
        text_words=_words(said),
        body=kept,
        key=key_of(named),
    )


def _fitting(found: Iterable[Token]) -> list[Token]:
    """The tokens until there is no more room."""
    kept: list[Token] = []
    seen: set[str] = set()
    room = ROOM
    for token in found:
        room -= _PER_PLACE
        if token.folded not in seen:
            seen.add(token.folded)
            words = {token.folded, token.stem}
            room -= sum(len(word.encode()) + _PER_WORD for word in words)
        if room < 0:
            break
        kept.append(token)
    return kept


def _words(found: Iterable[Token]) -> tuple[str, ...]:
    return tuple(sorted({token.folded for token in found if token.folded != token.stem}))
