"""Repetitions as others work them out: npm `ical.js`, which Thunderbird has, and `dateutil`.

Both err, each in its own way. Where, and what RFC 5545 says, is told below with an example; of any
rule at least one of the two is asked, of most both.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from hub_calendar.ics.files import read_file
from hub_calendar.ics.objects import read_object
from tests import corpus
from tests.calendar.conftest import at
from tests.calendar.references import icaljs, rrules
from tests.calendar.references.drawing import HOME, Drawn, events, instant, is_doubtful
from tests.calendar.references.icaljs import IcalJs

EXAMPLES = 1000 if os.environ.get("HUB_TEST_SIZE") == "full" else 120

Parts = dict[str, str]


@pytest.fixture(scope="module")
def ical_js() -> Iterator[IcalJs]:
    with icaljs.running() as it:
        yield it


@pytest.mark.timeout(1800)
def test_all_agree_on_any_rule(ical_js: IcalJs) -> None:
    compared: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(events())
    def agree(event: Drawn) -> None:
        found = ours(event)
        assert found == of_dateutil(event), event.rule
        compared["dateutil"] += 1
        if not any(errs(event.parts) for errs in ICAL_JS_ERRS):
            assert found == of_ical_js(ical_js, event), event.rule
            compared["ical.js"] += 1

    agree()
    print(dict(compared))
    assert compared["dateutil"] >= EXAMPLES
    assert compared["ical.js"] > EXAMPLES / 4


def ours(event: Drawn) -> list[datetime]:
    series = read_object(event.ics, HOME).series
    found = series.expand(*event.from_to, most=10**6).instances
    assert len({it.recurrence_id for it in found}) == len(found)
    return sorted({it.starts_at for it in found})


def of_dateutil(event: Drawn) -> list[datetime]:
    parts, zone = dict(event.parts), event.zone
    count, until = int(parts.pop("COUNT", "0")), parts.pop("UNTIL", "")
    walls = rrules.walls(";".join(map("=".join, parts.items())), event.first, event.end)
    found = {instant(it, zone) for it in walls[: count or None]}
    if until:
        found = {it for it in found if it <= _until(until, event)}
    found |= {instant(it, zone) for it in event.added}
    found -= {instant(it, zone) for it in event.left_out}
    return sorted(it for it in found if it < event.from_to[1])


def _until(text: str, event: Drawn) -> datetime:
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return instant(datetime.fromisoformat(text), event.zone)


def of_ical_js(ical_js: IcalJs, event: Drawn) -> list[datetime]:
    start, end = event.from_to
    found = set()
    for text, theirs in ical_js.starts(event.ics, start - DAY, end + DAY).items():
        wall = datetime.fromisoformat(text.rstrip("Z"))
        # §3.3.5: of a time that comes twice the first, of one that is skipped the offset from
        # before. ical.js takes the last and that from after. It reads what floats as UTC.
        is_ours = is_doubtful(wall, event.zone) or event.zone is HOME
        found.add(instant(wall, event.zone) if is_ours else theirs)
    return sorted(it for it in found if it < end)


DAY = timedelta(1)


def _positions(it: Parts) -> bool:
    """§3.3.10: BYSETPOS is of all moments in a period. ical.js numbers the weekdays of a month."""
    others = {"BYHOUR", "BYMINUTE", "BYMONTH", "BYMONTHDAY"} & it.keys()
    is_right = it["FREQ"] == "MONTHLY" and "," in it.get("BYDAY", "") and not others
    return "BYSETPOS" in it and not is_right


def _days_from_the_end(it: Parts) -> bool:
    """§3.3.10: -10 is the tenth day from the end of the month. ical.js knows that of rules of
    months alone, and without other parts."""
    is_right = it["FREQ"] == "MONTHLY" and not {"BYMONTH", "BYDAY"} & it.keys()
    return "-" in it.get("BYMONTHDAY", "") and not is_right


def _days_by_both(it: Parts) -> bool:
    """§3.3.10: a Sunday that is the 22nd can be years away. ical.js gives up after four."""
    return it["FREQ"] == "MONTHLY" and {"BYDAY", "BYMONTHDAY"} <= it.keys()


def _days_of_a_year(it: Parts) -> bool:
    """§3.3.10, table: BYMONTHDAY expands a year, by all its months. ical.js stays in the first."""
    return it["FREQ"] == "YEARLY" and "BYMONTHDAY" in it and (it.keys() >= {"INTERVAL"} or
                                                              "BYMONTH" not in it)  # fmt: skip


def _weeks(it: Parts) -> bool:
    """§3.3.10: BYWEEKNO goes with any part of a rule of years, and from the year's end too."""
    return "BYWEEKNO" in it


def _year_days(it: Parts) -> bool:
    """§3.3.10: BYYEARDAY goes with any other part of a rule of years. ical.js refuses some."""
    return "BYYEARDAY" in it and bool({"BYMONTH", "BYMONTHDAY"} & it.keys())


def _times_of_a_day(it: Parts) -> bool:
    """§3.3.10, table: BYHOUR and BYMINUTE expand days of months and years, all of them."""
    return it["FREQ"] in {"MONTHLY", "YEARLY"} and bool({"BYHOUR", "BYMINUTE"} & it.keys())


def _hours_of_hours(it: Parts) -> bool:
    """§3.3.10, table: BYHOUR limits a rule of hours. ical.js expands it, and loses some."""
    return it["FREQ"] == "HOURLY" and "BYHOUR" in it


def _months_of_months(it: Parts) -> bool:
    """§3.3.10: INTERVAL and COUNT begin with DTSTART. ical.js begins with the first of BYMONTH."""
    return it["FREQ"] == "MONTHLY" and "BYMONTH" in it


def _a_year_of_another_zone(it: Parts) -> bool:
    """§3.3.10: UNTIL is an instant. ical.js compares its year with that of a wall time."""
    return it["FREQ"] == "YEARLY" and "1231T" in it.get("UNTIL", "")


ICAL_JS_ERRS: tuple[Callable[[Parts], bool], ...] = (
    _positions, _days_from_the_end, _days_by_both, _days_of_a_year, _weeks, _year_days,
    _times_of_a_day, _hours_of_hours, _months_of_months, _a_year_of_another_zone,
)  # fmt: skip


CONTESTED = (
    (_positions, "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
     "2026-01-01 2026-12-31 2027-01-01"),
    (_days_from_the_end, "FREQ=YEARLY;BYMONTH=2,6;BYMONTHDAY=-1",
     "2026-02-28 2026-06-30 2027-02-28"),
    (_days_by_both, "FREQ=MONTHLY;BYMONTHDAY=22,23;BYDAY=3SU,-1SU", "2020-02-23 2025-02-23"),
    (_days_of_a_year, "FREQ=YEARLY;BYMONTHDAY=13", "2026-01-13 2026-02-13 2026-03-13"),
    (_weeks, "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,TU", "2026-05-11 2026-05-12 2027-05-17"),
    (_weeks, "FREQ=YEARLY;BYWEEKNO=20", "2026-05-13 2027-05-19 2028-05-17"),
    (_year_days, "FREQ=YEARLY;BYYEARDAY=1,200;BYMONTH=7", "2026-07-19 2027-07-19 2028-07-18"),
    (_times_of_a_day, "FREQ=YEARLY;BYHOUR=9,14", "2026-05-13 2026-05-13T14 2027-05-13"),
    (_hours_of_hours, "FREQ=HOURLY;BYHOUR=8,9;COUNT=4",
     "2026-05-13 2026-05-14T08 2026-05-14 2026-05-15T08"),
    (_months_of_months, "FREQ=MONTHLY;BYMONTH=2,12;COUNT=3", "2028-12-06 2029-02-06 2029-12-06"),
    (_months_of_months, "FREQ=MONTHLY;INTERVAL=5;BYMONTH=2,7,12",
     "2026-07-13 2026-12-13 2031-02-13"),
    (_a_year_of_another_zone, "FREQ=YEARLY;UNTIL=20261231T220000Z", "2027-01-01"),
)  # fmt: skip


@pytest.mark.parametrize(("errs", "rule", "days"), CONTESTED)
def test_where_ical_js_errs(
    ical_js: IcalJs, errs: Callable[[Parts], bool], rule: str, days: str
) -> None:
    """When it no longer does, its next version has taken one off the list."""
    zone = "Pacific/Noumea"
    first, *rest = (datetime.fromisoformat(it if "T" in it else f"{it}T09") for it in days.split())
    end = (rest[-1] if rest else first) + timedelta(minutes=1)
    event = Drawn.of(rule, first, end, zone)
    assert errs(event.parts)
    expected = [instant(it, event.zone) for it in (first, *rest)]
    assert ours(event) == of_dateutil(event) == expected
    with suppress(ValueError):  # which is how it refuses a rule
        assert of_ical_js(ical_js, event) != expected


def test_a_week_that_begins_the_year_before() -> None:
    """§3.3.10 counts weeks as ISO 8601: of 52, the 52nd from the end is the first, and begins in
    December. dateutil looks for it there under the name 1 alone."""
    for name in ("1", "-52"):
        event = Drawn.of(
            f"FREQ=YEARLY;BYWEEKNO={name};BYDAY=MO", datetime(2018, 1, 1, 9),
            datetime(2019, 6, 1), "Europe/Paris",
        )  # fmt: skip
        assert [f"{it:%Y-%m-%d}" for it in ours(event)] == ["2018-01-01", "2018-12-31"]


def test_what_is_added_and_left_out_is_left_out(ical_js: IcalJs) -> None:
    """§3.8.5.1: what EXDATE names is taken from all of RRULE and RDATE together."""
    monday = datetime(2026, 11, 2, 9)
    event = Drawn.of("FREQ=WEEKLY;COUNT=3", monday, monday + timedelta(30), "Indian/Reunion")
    day = ";TZID=Indian/Reunion:20261109T090000\r\n"
    both = event.ics.replace("RRULE", f"EXDATE{day}RDATE{day}RRULE")
    event = replace(event, ics=both)
    assert [it.day for it in ours(event)] == [2, 16]
    assert len(of_ical_js(ical_js, event)) == 3


def test_times_that_the_clocks_skip_or_repeat(ical_js: IcalJs) -> None:
    """§3.3.5: 02:30 of 29 March 2026 is 01:30 UTC, and of 25 October, which has two, 00:30.

    §3.3.10 says that a rule leaves the first out. No program does that: both references keep it,
    and whoever invited others to 02:30 would miss them. ical.js reads both by the other offset.
    """
    for first, theirs in (("2026-03-28", "00:30"), ("2026-10-24", "01:30")):
        wall = datetime.fromisoformat(f"{first}T02:30")
        event = Drawn.of("FREQ=DAILY;COUNT=2", wall, wall + timedelta(2), "Europe/Paris")
        ours_on_it = "01:30" if first == "2026-03-28" else "00:30"
        assert f"{ours(event)[1]:%H:%M}" == f"{of_dateutil(event)[1]:%H:%M}" == ours_on_it
        told = ical_js.starts(event.ics, *event.from_to)
        assert f"{list(told.values())[1]:%H:%M}" == theirs


WRITTEN = {
    "outlook": {
        "weekly": "03-02T08 03-09T08 03-24T13:30 03-30T07 04-06T07 04-13T07",
        "alldays": "03-01T23 03-15T23 03-29T22",
        "byday": "03-03T09 04-07T08 04-21T08",
        "ownzone": "03-05T14 03-12T13",
        "noumea": "03-09T22",
        "reunion": "03-10T05",
    },
    "google": {
        "biweekly@google.com": "03-18T13 04-02T08 04-13T12 04-15T12",
        "single@google.com": "03-20T08:30",
        "lastday@google.com": "03-30T22 04-29T22 05-30T22",
    },
    "apple": {
        "LASTDAY": "03-31T15 04-30T15 05-29T15",
        "CALL": "03-05T14:30 03-19T10:30 04-02T13:30",
        "FLOAT": "03-03T08:30 03-17T08:30 03-31T07:30",
    },
    "zimbra": {
        "weekly": "03-17T08 03-20T08 03-24T08 03-31T12 04-03T07 04-07T07 04-10T07 04-14T07"
        " 04-17T07",
        "following": "03-16T17:30 03-23T17:30 03-30T15:30 04-06T15:30 04-13T15:30",
    },
}
"""When the events of these files start, in UTC of 2026, by the end of their UID."""


@pytest.mark.parametrize("program", WRITTEN)
def test_files_as_programs_write_them(ical_js: IcalJs, program: str) -> None:
    """Names of Windows and of Zimbra for zones, zones that a file alone describes, one time moved
    and all that follow, days and times left out. What needs no zone of ours is asked of both."""
    found = read_file(corpus.read(f"{program}-series.ics"), HOME)
    assert found.faults == []
    assert len(found.objects) == len(WRITTEN[program])
    year = at("2026-01-01 00:00"), at("2027-01-01 00:00")
    for name, starts in WRITTEN[program].items():
        (one,) = [it for it in found.objects if it.uid.endswith(name)]
        expected = [datetime.fromisoformat(f"2026-{it}Z") for it in starts.split()]
        assert [it.starts_at for it in one.series.expand(*year).instances] == expected, name
        if "VTIMEZONE" in one.ics or name.startswith("single"):
            assert list(ical_js.starts(one.ics, *year).values()) == expected, name
