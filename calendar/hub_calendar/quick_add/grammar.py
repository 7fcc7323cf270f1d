"""Walks along a line: what a reader knows is kept, the rest is the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hub_calendar.ics.drafts import EventDraft
from hub_calendar.quick_add import days, hours, places, repeats
from hub_calendar.quick_add.pieces import (
    AllDay,
    Day,
    Days,
    Ends,
    Every,
    Hours,
    Length,
    Part,
    Piece,
    Soon,
    Where,
)
from hub_calendar.quick_add.settling import Meant, settle
from hub_calendar.quick_add.tokens import Found, Token, Tokens, tokens

LENGTH = timedelta(hours=1)
_EDGES = frozenset(
    "le la les a au du de des en on at the in for pour ce cet et and from to , ; . : - / @".split()
)
"""Words that lead to what was understood, and are left alone when it is taken out."""
_OPENING = frozenset("de du la le".split())
"""Those that rather belong to what follows: `réunion jeudi de service`."""
_SLOTS: tuple[tuple[type, ...], ...] = (
    (Hours, Soon, AllDay), (Part,), (Length,), (Every,), (Ends,), (Where,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understood:
    """Which characters of the line said what: `day`, `hours`, `length`, `repeat`, `ends` or
    `place`."""

    what: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line means."""

    draft: EventDraft | None
    """None when it says no day and no hour. Its title may be empty."""
    title: str
    understood: tuple[Understood, ...]
    people: tuple[str, ...]
    """Names that follow `avec`; they stay in the title."""


@dataclass(frozen=True, slots=True)
class _Kept:
    piece: Piece
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rest of the line tells where a reader stands."""

    has_hour: bool
    follows_day: bool = False
    said: frozenset[int] = frozenset()
    """The slots that are filled."""


def read(
    text: str, *, now: datetime, zone: ZoneInfo, language: str = "fr", length: timedelta = LENGTH
) -> Reading:
    """Never raises, whatever the line is.

    Args:
        text: one line.
        now: the present, aware.
        zone: by whose clocks hours are told.
        language: of the reader, which decides where both read the same words differently.
        length: of what does not say how long it is.
    """
    line = tokens(text, language)
    kept = list(_walk(line))
    title = _title(text, line, kept)
    place = next((_words(text, line, it) for it in kept if isinstance(it.piece, Where)), "")
    draft = settle(_meant([it.piece for it in kept]), now.astimezone(zone), length)
    if draft is not None:
        draft = EventDraft(
            title, draft.starts, draft.ends, timezone=zone.key, location=place, rule=draft.rule
        )
    understood = tuple(
        Understood(_WHAT[type(it.piece)], line[it.start].start, line[it.end - 1].end) for it in kept
    )
    return Reading(draft, title, understood, places.people(line))


_WHAT: dict[type, str] = {
    Hours: "hours", Soon: "hours", AllDay: "hours", Part: "hours", Length: "length",
    Every: "repeat", Ends: "ends", Where: "place", Days: "day",
} | dict.fromkeys(Day.__args__, "day")  # fmt: skip


def _walk(line: Tokens) -> Iterator[_Kept]:
    around = _Around(has_hour=hours.is_told(line))
    at, after_day = 0, -1
    while at < len(line):
        if end := hours.left(line, at):
            at = end
            continue
        found = _piece(line, at, replace(around, follows_day=at == after_day))
        if found is None:
            at += 1
            continue
        piece, end = found
        around = replace(around, said=around.said | {_slot(piece)})
        yield _Kept(piece, at, end)
        after_day = end if _slot(piece) == 0 or isinstance(piece, Every) else -1
        at = end


def _piece(line: Tokens, at: int, around: _Around) -> Found[Piece] | None:
    """The longest of what stands there and was not said before."""
    found = [it for it in _readings(line, at, around) if _slot(it[0]) not in around.said]
    return max(found, key=lambda it: it[1], default=None)


def _readings(line: Tokens, at: int, around: _Around) -> Iterator[Found[Piece]]:
    """The first of equal length wins."""
    for reader in (repeats.every, repeats.ends, days.days, days.soon, hours.all_day):
        if found := reader(line, at):
            yield found
    if length := repeats.length(line, at, has_hour=around.has_hour):
        yield length
    if told := hours.hours(line, at):
        yield told
    if day := days.day(line, at):
        yield day
    if part := hours.part(line, at, follows_day=around.follows_day):
        yield part
    if place := places.where(line, at, lambda it: _is_time(line, it)):
        yield place


def _is_time(line: Tokens, at: int) -> bool:
    readers = (repeats.every, days.days, days.day, hours.all_day, repeats.length, hours.hours)
    return any(reader(line, at) for reader in readers)


def _slot(piece: Piece) -> int:
    """What is said once: 0 is the day."""
    return next((n for n, of in enumerate(_SLOTS, start=1) if isinstance(piece, of)), 0)


def _meant(pieces: Sequence[Piece]) -> Meant:
    return Meant(**{
        name: next((it for it in pieces if isinstance(it, of)), None)
        for name, of in (
            ("day", Day), ("days", Days), ("hours", Hours), ("soon", Soon), ("part", Part),
            ("all_day", AllDay), ("length", Length), ("every", Every), ("ends", Ends),
        )
    })  # type: ignore[arg-type]  # fmt: skip


def _title(text: str, line: Tokens, kept: Sequence[_Kept]) -> str:
    """What is left, each part without the small words that led to what was taken out."""
    edges = [0, *(edge for it in kept for edge in (it.start, it.end)), len(line)]
    parts = [
        _trimmed(text, line, start, end, is_first=start == 0, is_last=end == len(line))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return " ".join(filter(None, parts))


def _trimmed(
    text: str, line: Tokens, start: int, end: int, *, is_first: bool, is_last: bool
) -> str:
    while start < end and not is_first and _leads(line[start], _EDGES - _OPENING):
        start += 1
    while start < end and not is_last and _leads(line[end - 1], _EDGES):
        end -= 1
    return text[line[start].start : line[end - 1].end] if start < end else ""


def _leads(it: Token, words: frozenset[str]) -> bool:
    """Capitals are names: `Groupe A`."""
    return it.folded in words and not (it.text.isalpha() and it.text.isupper())


def _words(text: str, line: Tokens, it: _Kept) -> str:
    words = text[line[it.start].start : line[it.end - 1].end]
    first, _space, rest = words.partition(" ")
    return rest if first.casefold() in {"en", "in", "au", "dans"} else words
