"""Readers of how often, until when and how long."""

from __future__ import annotations

from hub_calendar.quick_add import vocabulary
from hub_calendar.quick_add.days import day
from hub_calendar.quick_add.hours import SMALLEST
from hub_calendar.quick_add.pieces import Ends, Every, Length
from hub_calendar.quick_add.tokens import Found, Phrases, Tokens, Words, number

WORKING_DAYS = (0, 1, 2, 3, 4)
MOST_TIMES, MOST_INTERVAL = 999, 99
_EVERY = Phrases("tous les", "toutes les", "chaque", "every", "each")
_OTHER = Phrases("other", "second")
_AND = Phrases("et", "and", ",", "et les", "et le", "&", ", le", ", puis", "et on", "and on")
_THE = Phrases("le", "les", "on")
_NEXT = Phrases("prochains", "prochain")
_UNITS = Words({
    "jour": "DAILY", "jours": "DAILY", "day": "DAILY", "days": "DAILY", "semaine": "WEEKLY",
    "semaines": "WEEKLY", "week": "WEEKLY", "weeks": "WEEKLY", "mois": "MONTHLY",
    "month": "MONTHLY", "months": "MONTHLY", "an": "YEARLY", "ans": "YEARLY", "annee": "YEARLY",
    "annees": "YEARLY", "year": "YEARLY", "years": "YEARLY",
})  # fmt: skip
_WORKING = Phrases(
    "jour ouvre", "jours ouvres", "jours ouvrables", "jour ouvrable", "weekday", "working day",
)  # fmt: skip
_ONE, _IN_TWO = Phrases("un", "une"), Phrases("sur deux", "sur 2")
_NTH_BEFORE = Phrases("tous les", "chaque", "every", "le", "the", "each")
_OF_MONTH = Phrases(
    "du mois", "de chaque mois", "of the month", "of every month", "of each month", "des mois",
)  # fmt: skip
_UNTIL = Phrases("jusqu'au", "jusqu'a", "jusque", "until", "till", "jusqu'en", "until the")
_TIMES = Phrases("fois", "times")
_FOR = Phrases("pendant", "pour", "durant", "for", "duree", "duree :", "sur")
_OF = Phrases("de")
_LENGTHS = Words({
    "minutes": 1, "minute": 1, "min": 1, "mn": 1, "heures": 60, "heure": 60, "h": 60, "hour": 60,
    "hours": 60,
})  # fmt: skip
_DAYS = Words({"jours": 1, "jour": 1, "days": 1, "day": 1, "semaines": 7, "semaine": 7, "weeks": 7,
               "week": 7})  # fmt: skip
_HALF_HOUR = Phrases("une demi-heure", "demi-heure", "half an hour", "une demi heure")
_QUARTER = Phrases("un quart d'heure", "quart d'heure", "a quarter of an hour")


def every(line: Tokens, at: int) -> Found[Every] | None:
    return _nth(line, at) or _each(line, at) or _one_in_two(line, at) or _some(line, at)


def ends(line: Tokens, at: int) -> Found[Ends] | None:
    """`jusqu'au 18 décembre`, `10 fois`."""
    if start := _UNTIL(line, at):
        found = day(line, start)
        return (Ends(until=found[0]), found[1]) if found else None
    count = vocabulary.count(line, at, MOST_TIMES)
    end = _TIMES(line, count[1]) if count else None
    return (Ends(count=count[0]), end) if count and end else None


def length(line: Tokens, at: int, *, has_hour: bool = False) -> Found[Length] | None:
    """`45 min`; hours and days only after a word that says they are no clock and no date, or a few
    hours where the line has its hour."""
    of = _OF(line, at)
    start = _FOR(line, at) or of
    begins = at if start is None else start
    if end := _HALF_HOUR(line, begins):
        return Length(minutes=30), end
    if end := _QUARTER(line, begins):
        return Length(minutes=15), end
    amount = vocabulary.count(line, begins)
    if amount is None:
        return None
    is_few = amount[0] < SMALLEST
    is_told = is_few if of or (start is None and has_hour) else start is not None
    return _of_hours(line, amount, is_told=is_told) or _of_days(line, amount, start)


def _of_hours(line: Tokens, amount: Found[int], *, is_told: bool) -> Found[Length] | None:
    unit = _LENGTHS(line, amount[1])
    if unit is None:
        return None
    is_clock = unit[0] == 60 and not is_told and line[amount[1]].folded not in {"hours", "hour"}
    if is_clock or amount[0] * unit[0] > 24 * 60:
        return None
    minutes, end = amount[0] * unit[0], unit[1]
    more = number(line, end, 0, 59)
    if unit[0] == 60 and more is not None and line[end].is_glued:
        return Length(minutes=minutes + more), end + 1
    return Length(minutes=minutes), end


def _of_days(line: Tokens, amount: Found[int], start: int | None) -> Found[Length] | None:
    unit = _DAYS(line, amount[1]) if start is not None else None
    if unit is None or amount[0] * unit[0] > 366:
        return None
    return Length(days=amount[0] * unit[0]), unit[1]


def _each(line: Tokens, at: int) -> Found[Every] | None:
    start = _EVERY(line, at)
    if start is None:
        return None
    if end := _WORKING(line, start):
        return Every("WEEKLY", weekdays=WORKING_DAYS), end
    interval, after = _interval(line, start)
    if unit := _UNITS(line, after):
        return Every(unit[0], interval), unit[1]
    weekdays, end = _weekdays(line, after)
    return (Every("WEEKLY", interval, tuple(sorted(weekdays))), end) if weekdays else None


def _some(line: Tokens, at: int) -> Found[Every] | None:
    """`lundi et mardi`, `le mardi, le jeudi et le vendredi`."""
    weekdays, end = _weekdays(line, _THE.after(line, at))
    if len(weekdays) < 2:
        return None
    return Every("WEEKLY", weekdays=weekdays, is_once=True), _NEXT.after(line, end)


def _interval(line: Tokens, at: int) -> tuple[int, int]:
    if end := _OTHER(line, at):
        return 2, end
    found = vocabulary.count(line, at, MOST_INTERVAL)
    return found or (1, at)


def _weekdays(line: Tokens, at: int) -> tuple[tuple[int, ...], int]:
    """`lundis, mardis et jeudis`, in the order of the line."""
    found: list[int] = []
    start, end = at, at
    while told := vocabulary.weekday(line, start):
        found.append(told[0])
        end = told[1]
        start = _AND.after(line, end)
        if start == end:
            break
    return tuple(dict.fromkeys(found)), end


def _one_in_two(line: Tokens, at: int) -> Found[Every] | None:
    """`un lundi sur deux`, `une semaine sur deux`."""
    start = _ONE(line, at)
    if start is None:
        return None
    told, unit = vocabulary.weekday(line, start), _UNITS(line, start)
    if told and (end := _IN_TWO(line, told[1])):
        return Every("WEEKLY", 2, (told[0],)), end
    if unit and (end := _IN_TWO(line, unit[1])):
        return Every(unit[0], 2), end
    return None


def _nth(line: Tokens, at: int) -> Found[Every] | None:
    """`le premier lundi du mois`."""
    order = vocabulary.ORDINALS(line, _NTH_BEFORE.after(line, at))
    told = vocabulary.weekday(line, order[1]) if order else None
    end = _OF_MONTH(line, told[1]) if told else None
    if order is None or told is None or end is None:
        return None
    return Every("MONTHLY", weekdays=(told[0],), nth=order[0]), end
