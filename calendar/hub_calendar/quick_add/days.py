"""Readers of days: names, numbers, distances, weeks, and stretches of them."""

from __future__ import annotations

from dataclasses import replace

from hub_calendar.quick_add import hours, vocabulary
from hub_calendar.quick_add.pieces import (
    FIRST_YEAR,
    LAST_YEAR,
    Day,
    Days,
    In,
    InWeek,
    On,
    OnNumber,
    OnWeek,
    OnWeekday,
    Soon,
    made,
)
from hub_calendar.quick_add.tokens import Found, Phrases, Tokens, Words, is_sign, number

LEAP = 2024
_BEFORE = Phrases(
    "le", "ce", "cette", "pour le", "a partir du", "a partir de", "des le", "des", "on", "on the",
    "the", "this", "starting", "starting on", "la", "du", "from", "from the", "d'",
)  # fmt: skip
_THE = Phrases("le", "the", "on the", "pour le", "a partir du", "from the")
_NEAR = Words({
    "aujourd'hui": 0, "aujourdhui": 0, "today": 0, "demain": 1, "tomorrow": 1, "apres-demain": 2,
    "apres demain": 2, "day after tomorrow": 2, "hier": -1, "yesterday": -1,
})  # fmt: skip
_IN = Phrases("dans", "in", "d'ici")
_FROM_NOW = Phrases("from now")
_UNITS = Words({
    "minute": "minute", "minutes": "minute", "min": "minute", "mn": "minute", "heure": "hour",
    "heures": "hour", "h": "hour", "hour": "hour", "hours": "hour", "jour": "day", "jours": "day",
    "day": "day", "days": "day", "semaine": "week", "semaines": "week", "week": "week",
    "weeks": "week", "mois": "month", "month": "month", "months": "month", "an": "year",
    "ans": "year", "year": "year", "years": "year",
})  # fmt: skip
_WEEKS = Words({
    "semaine prochaine": 1, "la semaine prochaine": 1, "de la semaine prochaine": 1,
    "next week": 1, "of next week": 1, "cette semaine": 0, "de cette semaine": 0, "this week": 0,
    "of this week": 0,
})  # fmt: skip
_WEEK = Phrases(
    "semaine", "la semaine", "de la semaine", "en semaine", "sem", "sem.", "week", "in week",
    "of week", "semaine n°", "de la semaine n°", "en semaine n°", "semaine numero",
)  # fmt: skip
_SHORT_WEEK = Phrases("s")
_NEXT_MONTH = Phrases("le mois prochain", "mois prochain", "next month")
_NEXT_AFTER, _NEXT_BEFORE = Phrases("prochain", "prochaine"), Phrases("next")
_LATER = Words({"en huit": 1, "en quinze": 2, "week": 1})
_OF = Phrases("of", "de")
_WEEKEND = Phrases("ce week-end", "ce weekend", "this weekend", "this week-end", "ce week end")
_TO = Phrases("au", "a", "to", "to the", "-", "jusqu'au", "jusqu'a", "until", "till", "through")
_FROM = Phrases("du", "de", "from", "from the", "entre le", "between")
_BOTH = Phrases("inclus", "compris", "included", "inclusive")
_FROM_NUMBER = Phrases("du", "from the", "between the")
_HALVES = Phrases("journee", "jour", "day", "heure", "d'heure", "h")


def day(line: Tokens, at: int) -> Found[Day] | None:
    """A day, with what may stand before it."""
    return (
        _near(line, at) or _distance(line, at) or _week(line, at) or _date(line, at)
        or _of_week(line, at) or _of_month(line, at)
    )  # fmt: skip


def days(line: Tokens, at: int) -> Found[Days] | None:
    """`du 12 au 16 mai`, `12-16 mai`, `from Monday to Wednesday`, `ce week-end`."""
    if end := _WEEKEND(line, at):
        return Days(OnWeekday(5), OnWeekday(6)), end
    start = _FROM.after(line, at)
    first = day(line, start) or (_number(line, start) if _FROM_NUMBER(line, at) else None)
    if first is None:
        return _numbers(line, start)
    after = _TO(line, first[1])
    last = (day(line, after) or _number(line, after)) if after else None
    if last is None or (isinstance(last[0], In) and last[0].days <= 0):
        return _numbers(line, start)
    return Days(first[0], last[0]), _BOTH.after(line, last[1])


def soon(line: Tokens, at: int) -> Found[Soon] | None:
    """`dans 20 minutes`, `in two hours`."""
    found = _amount(line, at)
    if found is None or found[0][1] not in {"minute", "hour"}:
        return None
    (amount, unit), end = found
    return Soon(amount * (60 if unit == "hour" else 1)), end


def _near(line: Tokens, at: int) -> Found[Day] | None:
    found = _NEAR(line, _BEFORE.after(line, at)) or _NEAR(line, at)
    if found is None:
        return None
    later = _LATER(line, found[1]) if found[0] == 0 else None
    return (In(7 * later[0]), later[1]) if later else (In(found[0]), found[1])


def _amount(line: Tokens, at: int) -> Found[tuple[int, str]] | None:
    start = _IN(line, at)
    amount = vocabulary.count(line, start) if start else None
    unit = _UNITS(line, amount[1]) if amount else None
    if amount is None or unit is None:
        return None
    return (amount[0], unit[0]), _FROM_NOW.after(line, unit[1])


def _distance(line: Tokens, at: int) -> Found[Day] | None:
    """`dans 2 semaines`, and on which weekday of that week."""
    if end := _NEXT_MONTH(line, at):
        return In(months=1), end
    found = _amount(line, at)
    if found is None or found[0][1] in {"minute", "hour"}:
        return None
    (amount, unit), end = found
    if unit == "week":
        return _in_week(line, InWeek(min(amount, 520), is_whole=False), end)
    if unit == "day":
        return In(days=amount), end
    return In(months=min(amount * (12 if unit == "year" else 1), 120)), end


def _week(line: Tokens, at: int) -> Found[Day] | None:
    if found := _WEEKS(line, at):
        return _in_week(line, InWeek(found[0]), found[1])
    numbered = _week_number(line, at)
    return _in_week(line, *numbered) if numbered else None


def _week_number(line: Tokens, at: int) -> Found[OnWeek] | None:
    """`semaine 50`, which is no hour and counts nothing: `semaine 9h`, `week 2 days`."""
    start = _WEEK(line, at)
    value = number(line, start, 1, 53) if start else None
    if start is None or value is None or _is_hour(line, start) or _UNITS(line, start + 1):
        return None
    return None if is_sign(line, start + 1, "/.-") else (OnWeek(value), start + 1)


def _in_week(line: Tokens, week: InWeek | OnWeek, at: int) -> Found[Day]:
    """With the weekday that may follow: `la semaine prochaine mardi`."""
    told = vocabulary.weekday(line, _BEFORE.after(line, at))
    return (replace(week, weekday=told[0]), told[1]) if told else (week, at)


def _date(line: Tokens, at: int) -> Found[Day] | None:
    """`3 mars 2027`, `March 3rd`, `25/12`, `2026-12-24`, and a weekday before it, which says
    nothing more."""
    start = _BEFORE.after(line, at)
    told = vocabulary.weekday(line, start)
    if told:
        start = _BEFORE.after(line, told[1] + _comma(line, told[1]))
    return _iso(line, start) or _signs(line, start) or _named(line, start)


def _comma(line: Tokens, at: int) -> bool:
    return at < len(line) and line[at].text == ","


def _iso(line: Tokens, at: int) -> Found[Day] | None:
    year = number(line, at, FIRST_YEAR, LAST_YEAR)
    if year is None or not is_sign(line, at + 1, "-") or not is_sign(line, at + 3, "-"):
        return None
    return _valid(number(line, at + 4), number(line, at + 2), year, at + 5)


def _signs(line: Tokens, at: int) -> Found[Day] | None:
    """Day before month, as here; the other way only where that alone is a date."""
    one, other = number(line, at, 1, 31), number(line, at + 2, 1, 31)
    if one is None or other is None or not is_sign(line, at + 1, "/.-"):
        return None
    sign, end = line[at + 1].folded, at + 3
    year = _full(number(line, at + 4, 0, LAST_YEAR)) if is_sign(line, end, sign) else 0
    if year:
        end = at + 5
    elif sign != "/" or _HALVES(line, end):
        return None
    return _valid(one, other, year, end) or _valid(other, one, year, end)


def _named(line: Tokens, at: int) -> Found[Day] | None:
    if found := vocabulary.day_number(line, at):
        month = vocabulary.month(line, _OF.after(line, found[1]))
        if month is None:
            return None
        year, end = _year(line, month[1])
        return _valid(found[0], month[0], year, end)
    month = vocabulary.month(line, at)
    told = vocabulary.day_number(line, month[1]) if month else None
    if month is None or told is None or _is_hour(line, month[1]):
        return None
    year, end = _year(line, told[1] + _comma(line, told[1]))
    return _valid(told[0], month[0], year, end if year else told[1])


def _is_hour(line: Tokens, at: int) -> bool:
    return hours.begins(line, at)


def _year(line: Tokens, at: int) -> tuple[int, int]:
    year = number(line, at, FIRST_YEAR, LAST_YEAR)
    if year is None or _is_hour(line, at):
        return 0, at
    return year, at + 1


def _full(year: int | None) -> int:
    """`27` is 2027."""
    if year is None or 100 <= year < FIRST_YEAR:
        return 0
    return year if year >= FIRST_YEAR else 2000 + year


def _valid(day: int | None, month: int | None, year: int, end: int) -> Found[Day] | None:
    if day is None or month is None or made(year or LEAP, month, day) is None:
        return None
    return On(day, month, year), end


def _of_week(line: Tokens, at: int) -> Found[Day] | None:
    """`jeudi`, `vendredi prochain`, `jeudi en huit`, `mardi dans 2 semaines`, `next Friday`."""
    is_next = _NEXT_BEFORE(line, _BEFORE.after(line, at))
    start = is_next or _BEFORE.after(line, at)
    told = vocabulary.weekday(line, start)
    if told is None:
        return None
    weekday, end = told
    if is_next:
        return InWeek(1, weekday), end
    if after := _NEXT_AFTER(line, end):
        return OnWeekday(weekday, is_after_today=True), after
    if later := _LATER(line, end):
        return OnWeekday(weekday, later[0]), later[1]
    week = _week(line, end) or _distance(line, end) or _short_week(line, end)
    if week and isinstance(week[0], InWeek | OnWeek) and week[0].weekday is None:
        return replace(week[0], weekday=weekday), week[1]
    return _numbered(line, at, end, weekday) or (OnWeekday(weekday), end)


def _short_week(line: Tokens, at: int) -> Found[Day] | None:
    """`S50`, beside a weekday alone: it may be the name of a room."""
    start = _SHORT_WEEK(line, at)
    value = number(line, start, 1, 53) if start else None
    is_week = start is not None and value is not None and line[start].is_glued
    return (OnWeek(value), start + 1) if is_week and start and value else None


def _numbered(line: Tokens, at: int, end: int, weekday: int) -> Found[Day] | None:
    """`le lundi 3`, `lundi 3`: the number of a day where an article stands before it, or nothing
    but an hour after it, for `lundi 3 personnes` counts something else."""
    found = vocabulary.day_number(line, end)
    if found is None or _is_hour(line, end):
        return None
    is_hour_next = hours.hours(line, found[1]) and not hours.hours(line, end)  # `14 à 16h`
    is_last = found[1] == len(line) or is_hour_next
    if not (is_last or _THE(line, at) or found[1] - end > 1):
        return None
    return OnNumber(found[0], weekday), found[1]


def _of_month(line: Tokens, at: int) -> Found[Day] | None:
    """`le 12`, `the 12th`."""
    start = _THE(line, at)
    found = _number(line, start) if start else None
    if found is None or _UNITS(line, found[1]):
        return None
    is_longer = number(line, found[1]) is not None and not _is_hour(line, found[1])
    return None if is_longer else found  # `le 06 12 34 56 78` is a telephone


def _number(line: Tokens, at: int) -> Found[Day] | None:
    found = vocabulary.day_number(line, at)
    if found is None or _is_hour(line, at) or is_sign(line, found[1], "/.-"):
        return None
    return OnNumber(found[0]), found[1]


def _numbers(line: Tokens, at: int) -> Found[Days] | None:
    """`12-16 mai`, `12 au 16 mai`, `May 12-16`."""
    if month := vocabulary.month(line, at):
        first, last = _pair(line, month[1])
        if first and last:
            return Days(On(first, month[0]), On(last, month[0])), month[1] + 3
        return None
    found = vocabulary.day_number(line, at)
    after = _TO(line, found[1]) if found else None
    last_day = _date(line, after) if after else None
    if found is None or last_day is None or not isinstance(last_day[0], On):
        return None
    return Days(OnNumber(found[0]), last_day[0]), _BOTH.after(line, last_day[1])


def _pair(line: Tokens, at: int) -> tuple[int | None, int | None]:
    is_pair = at + 2 < len(line) and line[at + 1].folded == "-" and not _is_hour(line, at)
    return (number(line, at, 1, 31), number(line, at + 2, 1, 31)) if is_pair else (None, None)
