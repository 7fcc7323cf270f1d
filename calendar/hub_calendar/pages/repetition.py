"""A repetition as a sentence: `Toutes les 2 semaines, le jeudi, jusqu’au 24 juin 2027.`"""

from __future__ import annotations

from collections.abc import Sequence

from hub.language import _, _n
from hub.web import formats
from hub_calendar.ics.drafts import Repeat
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.pages import words


def sentence(repeat: Repeat | None) -> str:
    """Of a rule that the form can say, and of one that says more."""
    if repeat is None:
        return _("It comes back by a rule of its own.")
    parts = [_every(repeat), _on(repeat), _ends(repeat)]
    return ", ".join(filter(None, parts)) + "."


def _every(repeat: Repeat) -> str:
    number = repeat.interval
    return {
        "DAILY": _n("Every day", "Every {number} days", number),
        "WEEKLY": _n("Every week", "Every {number} weeks", number),
        "MONTHLY": _n("Every month", "Every {number} months", number),
        "YEARLY": _n("Every year", "Every {number} years", number),
    }[repeat.freq]


def _on(repeat: Repeat) -> str:
    if repeat.freq == "MONTHLY":
        return "".join(_nth(it) for it in repeat.days[:1])
    names = words.weekdays()
    return _listed([_("on {day}", day=names[WEEKDAYS.index(it)]) for it in repeat.days])


def _nth(day: str) -> str:
    """`2TU`: the second Tuesday of the month."""
    number, name = int(day[:-2]), words.weekdays()[WEEKDAYS.index(day[-2:])]
    told = {
        1: _("the first {day}", day=name),
        2: _("the second {day}", day=name),
        3: _("the third {day}", day=name),
        4: _("the fourth {day}", day=name),
        -1: _("the last {day}", day=name),
    }
    return told.get(number) or _("{day} number {number}", day=name, number=number)


def _ends(repeat: Repeat) -> str:
    if repeat.until:
        return _("until {day}", day=formats.short_day(repeat.until))
    return _n("{number} time", "{number} times", repeat.count) if repeat.count else ""


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])
