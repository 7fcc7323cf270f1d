"""`dateutil.rrule`, kept from walking to the year 9999."""

from __future__ import annotations

import datetime as datetime_module
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def walls(text: str, first: datetime, end: datetime) -> list[datetime]:
    """All before `end`; without a zone, but for that of `first` and UNTIL."""
    found: list[datetime] = []
    with _ending(end.year):
        try:
            rule, since = _as_the_rfc(text, first)
            theirs = rrulestr(rule, dtstart=since)
        except ValueError:  # every second hour from noon, at one o'clock
            return []
        for it in theirs:
            if it >= end:
                break
            found.append(it)
    return [it for it in found if it >= first]


def _as_the_rfc(text: str, first: datetime) -> tuple[str, datetime]:
    """RFC 5545 §3.3.10, where dateutil reads otherwise.

    What a rule does not say is as in DTSTART: of a week that is named alone dateutil takes all
    days. And it numbers the days of the first week from the first moment on, not those of the
    whole week as it does those of a month: so it begins with the week here.
    """
    parts = dict(it.split("=") for it in text.split(";"))
    is_by_position = parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts
    if not is_by_position and "BYWEEKNO" not in parts:
        return text, first
    if not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & parts.keys():
        text = f"{text};BYDAY={DAYS[first.weekday()]}"
    days = (first.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7
    return text, first - timedelta(days if is_by_position else 0)


@contextmanager
def _ending(year: int) -> Iterator[None]:
    """Where a rule never comes true, dateutil walks to the last year there is: this one, here."""
    names = vars(datetime_module) | {"MAXYEAR": year}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dateutil.rrule, "datetime", SimpleNamespace(**names))
        yield
