"""A usual week as VAVAILABILITY: its rules say of each day what the hub says; it is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.people.actions import Stretch
from hub.people.models import Weeks, WorkingHours
from hub.people.presence import at_minute, minutes_worked
from hub_calendar.ics.availability import usual_week, vavailability
from hub_calendar.ics.lines import Component, Malformed, parse, serialise
from hub_calendar.ics.series import Series
from hub_calendar.ics.zones import Zones
from tests.calendar.references.rrules import walls

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FIRST, LAST = date(2025, 12, 1), date(2033, 2, 1)
"""With the long years 2026 and 2032, after which two odd weeks follow each other."""
QUARTERS = st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True).map(sorted)


@st.composite
def weeks(draw: Any) -> list[Stretch]:
    """Hours of any days, apart or meeting, alike in all weeks of a day or not."""
    week = []
    for day in draw(st.sets(st.integers(1, 7))):
        for of in draw(st.sampled_from([(Weeks.ALL,), (Weeks.EVEN, Weeks.ODD), (Weeks.ODD,)])):
            edges = draw(QUARTERS)
            pairs = zip(edges[::2], edges[1::2], strict=False)
            week += [Stretch(day, start * 15, end * 15, of) for start, end in pairs]
    return sorted(week)


def read(text: str) -> list[Stretch]:
    return usual_week(parse(text), PARIS, NOW)


def available(tree: Component) -> list[Component]:
    return tree.inside("VAVAILABILITY")[0].components


def told(week: list[Stretch], day: date) -> list[tuple[int, int]]:
    rows = [
        WorkingHours(
            weekday=it.weekday, starts_minute=it.starts_minute, ends_minute=it.ends_minute,
            weeks=it.weeks,
        )
        for it in week
    ]  # fmt: skip
    return minutes_worked(rows, day)


def lasting(part: Component) -> timedelta:
    start, end = (datetime.fromisoformat(part.text(name)) for name in ("DTSTART", "DTEND"))
    return end - start


@settings(max_examples=15, deadline=None)
@given(weeks())
def test_each_day_of_seven_years_is_as_the_hub_says(week: list[Stretch]) -> None:
    """By the rules of `dateutil`, on the clock of the wall: what lasts over a change of the clocks
    is exact time to RFC 5545, and that is not what is asked here."""
    days: dict[date, list[tuple[int, int]]] = {}
    for part in available(vavailability(week, "week", PARIS, NOW)):
        first = datetime.fromisoformat(part.text("DTSTART"))
        length = int(lasting(part) / timedelta(minutes=1))
        for at in walls(part.text("RRULE"), first, datetime.combine(LAST, time())):
            minute = at.hour * 60 + at.minute
            days.setdefault(at.date(), []).append((minute, minute + length))
    day = FIRST
    while day < LAST:
        assert sorted(days.get(day, [])) == told(week, day), day
        day += timedelta(1)


@settings(max_examples=15, deadline=None)
@given(weeks())
def test_our_own_rules_say_the_same(week: list[Stretch]) -> None:
    """With the zone: also what the clocks skip, or show twice, is the same moment."""
    tree = parse(serialise(vavailability(week, "week", PARIS, NOW)))
    days = [FIRST + timedelta(it) for it in range((LAST - FIRST).days)]
    expected = [at_minute(day, it, PARIS) for day in days for it, _end in told(week, day)]
    found: list[datetime] = []
    for part in available(tree):
        series = Series([part], Zones(tree), PARIS)
        for year in range(FIRST.year, LAST.year + 1):
            start, end = (datetime(it, 1, 1, tzinfo=UTC) for it in (year, year + 1))
            times = series.expand(start, end).instances
            found += [it.starts_at for it in times if start <= it.starts_at < end]
    inside = (at_minute(FIRST, 0, PARIS), at_minute(LAST, 0, PARIS))
    assert sorted(it for it in found if inside[0] <= it < inside[1]) == sorted(
        it.astimezone(UTC) for it in expected
    )


@given(weeks())
def test_what_is_written_is_read_back(week: list[Stretch]) -> None:
    assert read(serialise(vavailability(week, "week", PARIS, NOW))) == week


def test_the_text_depends_on_the_week_alone() -> None:
    week = [Stretch(2, 480, 720), Stretch(1, 480, 720), Stretch(1, 780, 1440, Weeks.EVEN)]
    one = vavailability(week, "week", PARIS, NOW)
    assert serialise(one) == serialise(vavailability(week[::-1], "week", PARIS, NOW))
    lines = [line for part in available(one) for line in (it.line for it in part.properties)]
    assert "DTSTART;TZID=Europe/Paris:20010101T080000" in lines
    assert "RRULE:FREQ=WEEKLY;BYDAY=MO,TU" in lines
    assert "DTSTART;TZID=Europe/Paris:20010108T130000" in lines
    assert "DTEND;TZID=Europe/Paris:20010109T000000" in lines
    assert [it.text("TZID") for it in one.inside("VTIMEZONE")] == ["Europe/Paris"]


def apple(*lines: str, whole: tuple[str, ...] = ()) -> str:
    """As the calendar of a Mac writes it: from this week on, without a DTSTART of the whole."""
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//caldav.icloud.com//CALDAVJ//EN",
        "BEGIN:VAVAILABILITY", "UID:a", "DTSTAMP:20261125T090000Z", *whole, "BEGIN:AVAILABLE",
        "UID:b", "DTSTAMP:20261125T090000Z", "SUMMARY:Monday to Friday", *lines, "END:AVAILABLE",
        "END:VAVAILABILITY", "END:VCALENDAR", "",
    ])  # fmt: skip


START, END = "DTSTART;TZID=Europe/Paris:20261123T090000", "DTEND;TZID=Europe/Paris:20261123T180000"
WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU"


@pytest.mark.parametrize(
    "lines",
    [
        (START, END, WEEKLY),
        (START, "DURATION:PT9H", WEEKLY),
        ("DTSTART:20261123T090000", "DTEND:20261123T180000", WEEKLY),
        (START, END, "RRULE:FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=TU,MO"),
    ],
)
def test_what_others_write_of_a_plain_week_is_read(lines: tuple[str, ...]) -> None:
    assert read(apple(*lines)) == [Stretch(1, 540, 1080), Stretch(2, 540, 1080)]


def test_every_day_is_seven_days() -> None:
    assert read(apple(START, END, "RRULE:FREQ=DAILY")) == [
        Stretch(day, 540, 1080) for day in range(1, 8)
    ]
    assert read(apple(START, END, "RRULE:FREQ=WEEKLY")) == [Stretch(1, 540, 1080)]


MORE = [
    apple(START, END),
    apple(START, END, "RRULE:FREQ=WEEKLY;INTERVAL=2"),
    apple(START, END, "RRULE:FREQ=WEEKLY;COUNT=10"),
    apple(START, END, "RRULE:FREQ=WEEKLY;UNTIL=20271201T000000Z"),
    apple(START, END, "RRULE:FREQ=MONTHLY;BYDAY=1MO"),
    apple(START, END, "RRULE:FREQ=YEARLY;BYDAY=MO"),
    apple(START, END, "RRULE:FREQ=YEARLY;BYWEEKNO=2,4;BYDAY=MO"),
    apple(START, END, "RRULE:FREQ=WEEKLY;BYDAY=TU"),
    apple(START, END, "RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,14"),
    apple(START, END, WEEKLY, WEEKLY),
    apple(START, END, WEEKLY, "EXDATE;TZID=Europe/Paris:20261130T090000"),
    apple(START, END, WEEKLY, "RDATE;TZID=Europe/Paris:20261129T090000"),
    apple("DTSTART:20261123T090000Z", "DTEND:20261123T180000Z", WEEKLY),
    apple(START.replace("Paris", "London"), END.replace("Paris", "London"), WEEKLY),
    apple("DTSTART;VALUE=DATE:20261123", WEEKLY),
    apple(START, "DTEND;TZID=Europe/Paris:20261124T020000", WEEKLY),
    apple(START, "DTEND;TZID=Europe/Paris:20261123T090000", WEEKLY),
    apple(START, "DTEND;TZID=Europe/Paris:20261123T180030", WEEKLY),
    apple(START.replace("20261123", "20270104"), END.replace("20261123", "20270104"), WEEKLY),
    apple(START, END, WEEKLY, whole=("BUSYTYPE:BUSY",)),
    apple(START, END, WEEKLY, whole=("DTEND:20270101T000000Z",)),
    apple(START, END, WEEKLY, whole=("DTSTART:20270101T000000Z",)),
    apple(START, END, WEEKLY, whole=("DTSTART:20260101T000000Z", "DURATION:P1W")),
    apple(START, END, WEEKLY).replace("AVAILABLE\r\n", "VEVENT\r\n"),
    apple(START, END, WEEKLY, "END:AVAILABLE", "BEGIN:AVAILABLE", START, END, WEEKLY),
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
]


@pytest.mark.parametrize("text", MORE)
def test_whatever_says_more_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read(text)
