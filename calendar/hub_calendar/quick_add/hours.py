"""Readers of hours: `14h30`, `9h30-11h`, `de 14 à 16h`, `10am`, `midi`, `cet après-midi`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from hub_calendar.quick_add.pieces import AllDay, Hours, Part
from hub_calendar.quick_add.tokens import Found, Phrases, Tokens, Words, is_sign, number

_BEFORE = Phrases("a", "at", "vers", "around", "a partir de", "from", "des", "de", "@", "pour")
_FROM = Phrases("de", "from", "entre", "between")
_TO = Phrases("a", "to", "-", "jusqu'a", "until", "till", "et", "and")
_UNTIL = Phrases("jusqu'a", "until", "till", "avant", "before")
_AT = Phrases("at")
_EXACT = Phrases("pile", "precise", "precises", "sharp", "environ", "o'clock")
_NAMED = Words({
    "midi": (12, 0), "noon": (12, 0), "midday": (12, 0), "minuit": (0, 0), "midnight": (0, 0),
    "midi et demi": (12, 30), "midi et quart": (12, 15), "midi trente": (12, 30),
    "half past noon": (12, 30),
})  # fmt: skip
_HOUR = Phrases("h", "heure", "heures", "hrs")
_HALF = Words({"et demie": 30, "et demi": 30, "et quart": 15, "moins le quart": -15})
_MERIDIEM = Words({
    "am": 0, "a.m.": 0, "pm": 12, "p.m.": 12, "du matin": 0, "in the morning": 0, "du soir": 12,
    "de l'apres-midi": 12, "in the afternoon": 12, "in the evening": 12,
})  # fmt: skip
_MINUTES = Phrases("min", "mn", "minutes")
_PARTS = Words({
    "matin": (9, 12), "matinee": (9, 12), "morning": (9, 12), "apres-midi": (14, 18),
    "apres midi": (14, 18), "aprem": (14, 18), "afternoon": (14, 18), "soir": (19, 23),
    "soiree": (19, 23), "evening": (19, 23), "night": (19, 23),
})  # fmt: skip
_THIS = Phrases("ce", "cet", "cette", "this")
_THE = Phrases("le", "l'", "en", "dans la", "in the", "au")
_TONIGHT = Phrases("tonight")
_ALL_DAY = Phrases(
    "toute la journee", "journee entiere", "la journee entiere", "la journee", "all day",
    "all day long", "the whole day", "whole day", "all-day",
)  # fmt: skip
_FULL_DAY = 24
SMALLEST = 8
"""Fewer hours may be a length: `réunion de 3h` lasts three, that `de 14h` begins then."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """An hour as it was told; `added` is what am and pm say, None if nothing does."""

    hour: int
    minute: int = 0
    added: int | None = None
    is_bare: bool = False
    is_twelve: bool = False
    """Told as clocks of twelve hours do."""

    def at(self, added: int | None = None) -> time | None:
        plus = self.added if self.added is not None else added
        hour = self.hour if plus is None else self.hour % 12 + plus
        return time(hour % _FULL_DAY, self.minute) if hour <= _FULL_DAY else None


def hours(line: Tokens, at: int) -> Found[Hours] | None:
    return _stretch(line, at) or _single(line, at)


def begins(line: Tokens, at: int) -> bool:
    """Whether a number is certainly an hour: not in `le 12 à 9h`, which is a day and an hour."""
    if _clock(line, at) is not None:
        return True
    is_number = at + 1 < len(line) and line[at + 1].folded in {"-", "to"}
    return is_number and _stretch(line, at) is not None


def is_told(line: Tokens) -> bool:
    """Whether an hour of the day stands anywhere: then `2h` beside it is how long."""
    found = (_clock(line, at) for at in range(len(line)))
    return any(it and (it[0].hour >= SMALLEST or it[0].added is not None) for it in found)


def left(line: Tokens, at: int) -> int | None:
    """After `jusqu'à 16h` or `avant midi`, which tell when something ends, not begins."""
    start = _UNTIL(line, at)
    found = _clock(line, start) if start else None
    return found[1] if found else None


def part(line: Tokens, at: int, *, follows_day: bool = False) -> Found[Part] | None:
    """`cet après-midi`; after a day, `matin` alone."""
    if end := _TONIGHT(line, at):
        return Part(19, 23, is_today=True), end
    is_this = _THIS(line, at)
    start = is_this or _THE(line, at) or (at if follows_day else None)
    found = _PARTS(line, start) if start is not None else None
    if found is None or (line[at].folded in {"en", "au"} and not follows_day):
        return None
    return Part(*found[0], is_today=bool(is_this)), found[1]


def all_day(line: Tokens, at: int) -> Found[AllDay] | None:
    end = _ALL_DAY(line, at)
    return (AllDay(), end) if end else None


def _stretch(line: Tokens, at: int) -> Found[Hours] | None:
    start = _FROM.after(line, at)
    first = _clock(line, start) or _bare(line, start)
    between = _TO(line, first[1]) if first else None
    if first is None or between is None:
        return None
    is_and = line[between - 1].folded in {"et", "and"}
    if is_and and line[at].folded not in {"entre", "between"}:
        return None
    last = _clock(line, between) or _last(line, between, is_told=start > at)
    if last is None or (first[0].is_bare and last[0].is_bare):
        return None
    return _made(first[0], last[0], last[1])


def _made(first: _Clock, last: _Clock, end: int) -> Found[Hours] | None:
    """What am or pm says of one hour, it says of the other if they are then in order."""
    finish = last.at(first.added) or last.at()
    start = first.at(last.added)
    if last.added is None and first.added is not None:
        start = first.at()
        later = last.at(first.added)
        finish = later if later and start and later > start else last.at(12)
    elif start and finish and start >= finish:
        start = first.at()
    if start is None or finish is None or first.hour == _FULL_DAY or start == finish:
        return None
    return Hours(start, finish), end


def _last(line: Tokens, at: int, *, is_told: bool) -> Found[_Clock] | None:
    """`14h-16`, `de 14h à 16`: a number alone ends a stretch only where it can be nothing else."""
    is_near = at < len(line) and line[at].is_glued and line[at - 1].is_glued
    return _bare(line, at) if is_told or is_near else None


def _single(line: Tokens, at: int) -> Found[Hours] | None:
    start = _BEFORE.after(line, at)
    found = _clock(line, start)
    if found is None:
        return _at_number(line, at)
    clock, end = found
    told = clock.at()
    if told is None or clock.hour == _FULL_DAY:
        return None
    is_vague = clock.added is None and 0 < clock.hour < 12
    return Hours(told, is_vague=is_vague), end


def _at_number(line: Tokens, at: int) -> Found[Hours] | None:
    """`at 3`: in working hours."""
    start = _AT(line, at)
    found = _bare(line, start) if start else None
    if found is None or not 1 <= found[0].hour <= 12:
        return None
    hour = found[0].hour + 12 if found[0].hour < 8 else found[0].hour
    return Hours(time(hour), is_vague=hour < 12), _EXACT.after(line, found[1])


def _clock(line: Tokens, at: int) -> Found[_Clock] | None:
    found = _named(line, at) or _written(line, at) or _digital(line, at) or _twelve(line, at)
    return (found[0], _EXACT.after(line, found[1])) if found else None


def _named(line: Tokens, at: int) -> Found[_Clock] | None:
    found = _NAMED(line, at)
    return (_Clock(*found[0], added=None), found[1]) if found else None


def _written(line: Tokens, at: int) -> Found[_Clock] | None:
    """`14h`, `14 h 30`, `2 heures et demie`, `8h du soir`."""
    hour = number(line, at, 0, _FULL_DAY)
    end = _HOUR(line, at + 1) if hour is not None else None
    if hour is None or end is None:
        return None
    minute = _minute(line, end, is_near=line[at + 1].is_glued)
    if minute is not None:
        end += 1
    elif half := _HALF(line, end):
        minute, end = half
    if minute is not None and minute < 0:
        hour, minute = (hour - 1) % _FULL_DAY, 60 + minute
    if hour == _FULL_DAY and minute:
        return None
    return _with_meridiem(line, _Clock(hour, minute or 0), end)


def _minute(line: Tokens, at: int, *, is_near: bool) -> int | None:
    """Two digits; glued, unless the hour is written with spaces."""
    minute = number(line, at, 0, 59)
    if minute is None or len(line[at].text) != 2 or (is_near and not line[at].is_glued):
        return None
    is_length = not line[at].is_glued and _MINUTES(line, at + 1)
    return None if is_length else minute


def _digital(line: Tokens, at: int) -> Found[_Clock] | None:
    hour = number(line, at, 0, 23)
    if hour is None or not is_sign(line, at + 1, ":") or len(line[at + 2].text) != 2:
        return None
    minute = number(line, at + 2, 0, 59)
    return _with_meridiem(line, _Clock(hour, minute), at + 3) if minute is not None else None


def _twelve(line: Tokens, at: int) -> Found[_Clock] | None:
    hour = number(line, at, 1, 12)
    if hour is None or _MERIDIEM(line, at + 1) is None:
        return None
    return _with_meridiem(line, _Clock(hour), at + 1)


def _with_meridiem(line: Tokens, clock: _Clock, at: int) -> Found[_Clock]:
    found = _MERIDIEM(line, at) if 1 <= clock.hour <= 12 else None
    if found is None:
        return clock, at
    return _Clock(clock.hour, clock.minute, found[0]), found[1]


def _bare(line: Tokens, at: int) -> Found[_Clock] | None:
    hour = number(line, at, 0, _FULL_DAY)
    return (_Clock(hour, is_bare=True), at + 1) if hour is not None else None
