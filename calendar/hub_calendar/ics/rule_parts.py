"""The parts of a rule of repetition, as RFC 5545 §3.3.10 writes them: read, or refused."""

from __future__ import annotations

import re

from hub.language import N_
from hub_calendar.ics.lines import Malformed

Numbers = frozenset[int]

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
RANGES = {
    "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 60), "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}  # fmt: skip


def parts_of(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().strip(";").upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise Malformed(N_("The rule of repetition cannot be read."))
        parts[name.strip()] = value.strip()
    return parts


def positive(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise Malformed(N_("The rule of repetition has a number that cannot be."))
    return int(text)


def all_numbers(parts: dict[str, str]) -> dict[str, Numbers]:
    return {name: numbers_of(name, parts[name]) for name in RANGES if name in parts}


def numbers_of(name: str, text: str) -> Numbers:
    least, most = RANGES[name]
    found = set()
    for part in text.split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,3}", part.strip()):
            raise Malformed(N_("The rule of repetition has a number that cannot be."))
        number = int(part)
        if not least <= number <= most or (number == 0 and least < 0):
            raise Malformed(N_("The rule of repetition has a number that cannot be."))
        found.add(number)
    return frozenset(found)


def days_of(text: str) -> frozenset[tuple[int, int]]:
    found = set()
    for part in filter(None, text.replace(" ", "").split(",")):
        match = _BYDAY.fullmatch(part)
        if match is None:
            raise Malformed(N_("The rule of repetition has a day that cannot be."))
        found.add((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return frozenset(found)


def weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise Malformed(N_("The rule of repetition has a day that cannot be."))
    return WEEKDAYS.index(text)
