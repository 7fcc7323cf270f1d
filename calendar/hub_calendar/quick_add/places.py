"""Readers of places and of names; what they find keeps its own words."""

from __future__ import annotations

from collections.abc import Callable

from hub_calendar.quick_add.pieces import Where
from hub_calendar.quick_add.tokens import Found, Phrases, Token, Tokens

_PLACE = Phrases("salle", "room", "bureau", "amphi", "amphitheatre", "office")
_NAMED_ALONE = Phrases("bureau", "office")
"""Rooms only with a name or number: `bureau municipal` is none."""
_BEFORE = Phrases("en", "in", "a la", "dans la", "au", "dans le", "in the")
_LINKS = frozenset("du de des la le l d the of".split())
_WITH = Phrases("avec", "with")
_AND = frozenset(["et", "and", ",", "&"])
_JOINING = frozenset("-'")
MOST_WORDS = 8


def where(line: Tokens, at: int, is_other: Callable[[int], bool]) -> Found[Where] | None:
    """`salle Vercors`, `in room 12`: the word, and the names after it up to something else."""
    start = _PLACE(line, _BEFORE.after(line, at))
    if start is None or start >= len(line) or is_other(start):
        return None
    if _NAMED_ALONE(line, start - 1) and not _is_proper(line[start]):
        return None
    end = _name(line, start, is_other)
    return (Where(), end) if end > start else None


def people(line: Tokens) -> tuple[str, ...]:
    """The names after `avec`, as they are written."""
    found: list[str] = []
    for at in range(len(line)):
        start = _WITH(line, at)
        while start is not None and start < len(line) and _is_name(line[start]):
            end = start + 1
            while end < len(line) and (_is_name(line[end]) or _joins(line, end)):
                end += 1
            found.append(_text(line, start, end))
            start = end + 1 if end < len(line) and line[end].folded in _AND else None
    return tuple(dict.fromkeys(found))


def _name(line: Tokens, at: int, is_other: Callable[[int], bool]) -> int:
    end, last = at, min(len(line), at + MOST_WORDS)
    while end < last and line[end].folded in _LINKS | _JOINING:
        end += 1
    if end >= last or not line[end].text[0].isalnum() or is_other(end):
        return at
    end += 1
    while end < last and not is_other(end) and (_is_proper(line[end]) or _joins(line, end)):
        end += 1
    return end


def _is_proper(it: Token) -> bool:
    return it.text[0].isupper() or it.text[0].isdigit()


def _is_name(it: Token) -> bool:
    return it.text[0].isalpha() and it.text[0].isupper()


def _joins(line: Tokens, at: int) -> bool:
    """A hyphen or apostrophe inside a name, and what it joins."""
    if line[at].folded in _JOINING:
        return at + 1 < len(line) and line[at].is_glued and line[at + 1].is_glued
    return line[at].is_glued and line[at - 1].folded in _JOINING and line[at].text[0].isalpha()


def _text(line: Tokens, start: int, end: int) -> str:
    return "".join(
        it.text if it.is_glued or number == 0 else f" {it.text}"
        for number, it in enumerate(line[start:end])
    )
