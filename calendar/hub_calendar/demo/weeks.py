"""What the people of the demo do in the week in which it plays, and in the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hub.demo.draw import Draw
from hub_calendar.demo import words
from hub_calendar.ics.drafts import EventDraft

WEEKS = 2
MORNING, AFTERNOON = (9, 10, 11), (14, 15, 16)


def of_cast(login: str, today: date) -> Iterator[EventDraft]:
    """Those who sign in: the same meetings in the calendars of all who come to them."""
    for monday in _mondays(today):
        for weekday, clock, minutes, title, where, who in words.WEEK:
            if login in who.split():
                yield _at(monday + timedelta(weekday), clock, minutes, title, where)
        for who, weekday, days, title in words.WHOLE_DAYS:
            if login == who:
                day = monday + timedelta(weekday)
                yield EventDraft(title, day, day + timedelta(days), is_free=True)


def of_others(draw: Draw, today: date) -> Iterator[EventDraft]:
    """One meeting in the morning and one in the afternoon of most days."""
    for monday in _mondays(today)[:1]:
        for weekday in range(5):
            for hours in (MORNING, AFTERNOON):
                if draw.chance(0.6):
                    title, where = draw.one(words.MEETINGS)
                    clock = f"{draw.one(hours)}:{draw.one(('00', '30'))}"
                    minutes = draw.one((30, 60, 60, 90))
                    yield _at(monday + timedelta(weekday), clock, minutes, title, where)


def _mondays(today: date) -> list[date]:
    first = today - timedelta(today.weekday())
    return [first + timedelta(weeks=number) for number in range(WEEKS)]


def _at(day: date, clock: str, minutes: int, title: str, where: str) -> EventDraft:
    hour, minute = clock.split(":")
    start = datetime.combine(day, time(int(hour), int(minute)))
    return EventDraft(
        title, start, start + timedelta(minutes=minutes), words.ZONE, where,
        is_private=title in words.PRIVATE, is_tentative=title in words.TENTATIVE,
    )  # fmt: skip
