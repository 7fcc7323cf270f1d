"""Rules of repetition, compared with what others make of them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.rules import Rule
from tests.calendar.references.rrules import DAYS, walls


def some(least: int, most: int) -> st.SearchStrategy[str]:
    numbers = st.integers(least, most).filter(lambda it: it != 0 or least == 0)
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    plain = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True).map(",".join)
    numbered = st.tuples(st.sampled_from([-2, -1, 1, 2, 4]), st.sampled_from(DAYS)).map(
        lambda it: f"{it[0]}{it[1]}"
    )
    if draw(st.booleans()):
        is_numbered = freq in {"YEARLY", "MONTHLY"} and draw(st.booleans())
        parts.append(f"BYDAY={draw(numbered if is_numbered else plain)}")
    options = {
        "BYMONTH": some(1, 12), "BYMONTHDAY": some(-31, 31), "BYHOUR": some(0, 23),
        "BYMINUTE": some(0, 59),
    }  # fmt: skip
    if freq == "YEARLY":
        options["BYYEARDAY"] = some(-366, 366)
    for name, values in options.items():
        if draw(st.integers(0, 3)) == 0:
            parts.append(f"{name}={draw(values)}")
    if draw(st.integers(0, 3)) == 0 and len(parts) > 2:
        parts.append(f"BYSETPOS={draw(some(-3, 3))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return ";".join(parts)


starts = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(
    lambda it: it.replace(microsecond=0)
)


@settings(max_examples=150, deadline=None)
@example("FREQ=WEEKLY;INTERVAL=1;BYDAY=SU,MO;BYMINUTE=0;BYSETPOS=1", datetime(2000, 1, 1), 0, 9)
@given(rules(), starts, st.integers(0, 500), st.integers(1, 500))
def test_a_window_has_what_dateutil_finds_in_it(
    text: str, first: datetime, after: int, length: int
) -> None:
    start = first + timedelta(after)
    end = start + timedelta(length)
    # Other than dateutil, the first one counts even where the rule does not name it.
    theirs = {*walls(text, first, end), first}
    ours = list(Rule.parse(text).moments(first, start, end))
    assert ours == sorted(it for it in theirs if start <= it < end)


@settings(max_examples=50, deadline=None)
@given(rules(), starts, st.integers(1, 40))
def test_a_count_is_of_all(text: str, first: datetime, count: int) -> None:
    rule = Rule.parse(f"{text};COUNT={count}")
    end = first + timedelta(800)
    ours = list(islice(rule.moments(first, first + timedelta(300), end), count))
    theirs = [it for it in walls(text, first, end) if it != first]
    assert ours == [first, *theirs][:count]


EXAMPLES = (
    # RFC 5545 §3.8.5.3
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12 1998-05-11 1999-05-17"),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU",
     "1997-01-05 1997-01-12 1997-01-19 1997-01-26 1999-01-03"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13 1998-03-13 1998-11-13 1999-08-13"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
     "1997-09-29 1997-10-30 1997-11-27 1997-12-30"),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
     "1996-11-05 2000-11-07 2004-11-02"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30", "2007-01-15 2007-01-30 2007-02-15 2007-03-15"),
    ("FREQ=YEARLY", "2024-02-29 2028-02-29"),
    # As the RFC reads it: the weekday of a week that is named alone is that of the first.
    ("FREQ=YEARLY;BYWEEKNO=1", "2026-01-01 2027-01-07"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_examples_of_the_standard(text: str, expected: str) -> None:
    days = expected.split()
    at = datetime.fromisoformat(f"{days[0]} 09:00")
    ours = islice(Rule.parse(text).moments(at, at, at + timedelta(9000)), len(days))
    assert [f"{it:%Y-%m-%d}" for it in ours] == days


BOMBS = (
    "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "FREQ=YEARLY;BYHOUR=0,1,2,3,4;BYMINUTE=1,2,3,4,5,6;"
    "BYSECOND=1,2,3,4,5,6", "", "FREQ=", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTHDAY=0", "FREQ=DAILY;BYDAY=XX",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;COUNT=99999999999999999999", "FREQ=DAILY;UNTIL=when", "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;RSCALE=HEBREW", "FREQ=DAILY;WKST=8", "FREQ=DAILY;BYHOUR=٣",
    "FREQ=WEEKLY;BYDAY=1١MO",
)  # fmt: skip


@pytest.mark.parametrize("text", BOMBS)
def test_what_is_no_rule_or_too_much_of_one_is_refused(text: str) -> None:
    at = datetime(2026, 1, 1)
    with pytest.raises(Malformed):
        list(islice(Rule.parse(text).moments(at, at, at + timedelta(400)), 10))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3;BYSETPOS=1,-1,366",
        "FREQ=HOURLY",
        "FREQ=HOURLY;COUNT=1000000",
    ],
)
def test_a_rule_costs_no_more_than_its_window(text: str) -> None:
    """Since 1583, and never true: others walk to the year 9999."""
    first, after = datetime(1583, 1, 1), datetime(2026, 1, 1)
    began = time.process_time()
    for _it in Rule.parse(text).moments(first, after, after + timedelta(1500)):
        pass
    assert time.process_time() - began < 2
