"""`Authentication-Results` (RFC 8601 §2.2): what a mail server found out about a sender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    method: str
    """`dkim`, `dmarc`, `spf`."""
    outcome: str
    facts: dict[str, str]
    """`header.from`, `header.d`: by lower-case name, the first value of each."""


@dataclass(frozen=True, slots=True)
class Results:
    by: str
    """The authserv-id, in lower case."""
    all: tuple[Result, ...]


def read(text: str) -> Results:
    """A part that is not of the grammar is left out: it proves nothing."""
    first, *others = _split(list(_tokens(text)))
    found = (_result(it) for it in others)
    by = first[0].lower() if first and first[1:2] != ["="] else ""
    return Results(by, tuple(it for it in found if it is not None))


def _result(tokens: list[str]) -> Result | None:
    """`dkim/1 = pass reason = … header.d = …`; None unless all of it is pairs."""
    if not tokens or len(tokens) % 3 or set(tokens[1::3]) != {"="} or "=" in tokens[2::3]:
        return None
    names, values = [it.lower() for it in tokens[0::3]], tokens[2::3]
    facts: dict[str, str] = {}
    for name, value in zip(names[1:], values[1:], strict=True):
        facts.setdefault(name, value.lower())
    return Result(names[0].partition("/")[0], values[0].lower(), facts)


def _split(tokens: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for it in tokens:
        if it == ";":
            parts.append([])
        else:
            parts[-1].append(it)
    return parts


def _tokens(text: str) -> Iterator[str]:
    """Words, `=` and `;`. Comments are passed over; what is quoted is a word, whatever is in it."""
    word, at = "", 0
    while at < len(text):
        letter = text[at]
        if letter == '"':
            at, quoted = _quoted(text, at)
            word += quoted
            continue
        if letter not in " \t=;(":
            word, at = word + letter, at + 1
            continue
        yield from [word] if word else []
        yield from [letter] if letter in "=;" else []
        word, at = "", _after_comment(text, at) if letter == "(" else at + 1
    yield from [word] if word else []


def _quoted(text: str, at: int) -> tuple[int, str]:
    """The end of a quoted string and what it says; `=` and `;` are no signs in it."""
    said, at = "", at + 1
    while at < len(text) and text[at] != '"':
        at += text[at] == "\\"
        said += text[at : at + 1]
        at += 1
    return at + 1, said.replace("=", "\0").replace(";", "\0") or "\0"


def _after_comment(text: str, at: int) -> int:
    """The end of a comment, which may hold others (RFC 5322 §3.2.2)."""
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        else:
            depth += (text[at] == "(") - (text[at] == ")")
        at += 1
        if not depth:
            break
    return at
