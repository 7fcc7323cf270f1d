"""Rules that go along when all of a series is put on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hub.language import N_
from hub_calendar.ics.drafts import Repeat
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.rule_parts import WEEKDAYS

OWN_RULE = N_("The rule of this series names its days: change it in its form, or move one date.")


def carried(rule: str, days: int) -> str:
    """The rule of a series that begins so many days later: its weekdays and its last day go along.

    Raises:
        Malformed: it names days that do not follow from its first one, such as the second Tuesday.
    """
    if not rule or not days:
        return rule
    repeat = Repeat.parse(rule)
    if repeat is None or (repeat.days and repeat.freq != "WEEKLY") or _is_torn(repeat, days):
        raise Malformed(OWN_RULE)
    until = repeat.until + timedelta(days) if repeat.until else None
    return replace(repeat, days=tuple(_later(it, days) for it in repeat.days), until=until).text


def _is_torn(repeat: Repeat, days: int) -> bool:
    """Whether of every second week one day would come into a week in which there is none."""
    numbers = [WEEKDAYS.index(it) + days for it in repeat.days]
    return repeat.interval > 1 and len({it // 7 for it in numbers}) > 1


def _later(weekday: str, days: int) -> str:
    return WEEKDAYS[(WEEKDAYS.index(weekday) + days) % 7]
