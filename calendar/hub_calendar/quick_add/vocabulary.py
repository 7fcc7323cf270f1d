"""The names of days, months and small numbers, in both languages; folded, as tokens are."""

from __future__ import annotations

from hub_calendar.quick_add.tokens import Found, Phrases, Tokens, Words, number

WEEKDAYS = {
    name: index
    for index, names in enumerate((
        "lundi lundis lun monday mondays mon", "mardi mardis tuesday tuesdays tue tues",
        "mercredi mercredis mer wednesday wednesdays wed", "jeudi jeudis jeu thursday thursdays thu"
        " thurs", "vendredi vendredis ven friday fridays fri", "samedi samedis sam saturday"
        " saturdays sat", "dimanche dimanches dim sunday sundays sun",
    ))
    for name in names.split()
}  # fmt: skip
SHORT = frozenset("mon mer jeu sam".split())
"""Words too: they are days only where something else tells so."""
MONTHS = {
    name: index
    for index, names in enumerate((
        "janvier janv jan january", "fevrier fevr fev february feb", "mars mar march",
        "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
        "aout august aug", "septembre sept sep september", "octobre oct october",
        "novembre nov november", "decembre dec december",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_NUMBERS = Words({
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "quinze": 15, "a": 1, "an": 1, "one": 1, "two": 2,
    "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
})  # fmt: skip
ORDINALS = Words({
    "premier": 1, "premiers": 1, "1 er": 1, "1 ers": 1, "first": 1, "1 st": 1, "deuxieme": 2,
    "deuxiemes": 2, "second": 2, "2 e": 2, "2 eme": 2, "2 nd": 2, "troisieme": 3, "troisiemes": 3,
    "third": 3, "3 e": 3, "3 eme": 3, "3 rd": 3, "quatrieme": 4, "quatriemes": 4, "fourth": 4,
    "4 e": 4, "4 eme": 4, "4 th": 4, "dernier": -1, "derniers": -1, "last": -1,
})  # fmt: skip
ORDINAL_ENDS = Phrases("er", "st", "nd", "rd", "th")
_DOT = Phrases(".")


def weekday(line: Tokens, at: int) -> Found[int] | None:
    """0 for Monday; a short form that is a word too needs its dot: `mer. 14h`."""
    name = line[at].folded if at < len(line) else ""
    if name not in WEEKDAYS:
        return None
    has_dot = at + 1 < len(line) and line[at + 1].text == "." and line[at + 1].is_glued
    if name in SHORT and not has_dot:
        return None
    return WEEKDAYS[name], at + 2 if has_dot else at + 1


def month(line: Tokens, at: int) -> Found[int] | None:
    name = line[at].folded if at < len(line) else ""
    if name not in MONTHS:
        return None
    is_short = len(name) <= 5 and at + 1 < len(line) and line[at + 1].is_glued
    return MONTHS[name], _DOT.after(line, at + 1) if is_short else at + 1


def count(line: Tokens, at: int, most: int = 999) -> Found[int] | None:
    """A number of things, in digits or words."""
    if (value := number(line, at, 1, most)) is not None:
        return value, at + 1
    return _NUMBERS(line, at)


def day_number(line: Tokens, at: int) -> Found[int] | None:
    """1 to 31, `1er`, `3rd`."""
    value = number(line, at, 1, 31)
    if value is None:
        return None
    end = at + 1
    return value, ORDINAL_ENDS.after(line, end) if end < len(line) and line[end].is_glued else end
