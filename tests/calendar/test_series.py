"""Times of an event: zones, clocks that change, exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.objects import explained, read_object
from hub_calendar.ics.series import FOREVER, Series
from tests.calendar.conftest import at, ics

PARIS = ZoneInfo("Europe/Paris")
FROM, TO = at("2026-01-01 00:00"), at("2028-01-01 00:00")

OUTLOOK = "\n".join(
    (
        "BEGIN:VTIMEZONE", "TZID:Heure de la mairie", "BEGIN:STANDARD",
        "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
    )
)  # fmt: skip


def series(*lines: str, zone: str = "", more: str = "") -> Series:
    text = ics(*lines, zone=zone).replace("END:VEVENT\r\n", "END:VEVENT\r\n" + more, 1)
    found = read_object(text, PARIS).series
    found.check(FROM, TO)
    return found


def starts(it: Series, start: datetime = FROM, end: datetime = TO) -> list[str]:
    return [f"{one.starts_at:%Y-%m-%d %H:%M}" for one in it.expand(start, end).instances]


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2025, 6, 1), datetime(2027, 5, 1)), st.integers(1, 4),
    st.sets(st.integers(0, 6), min_size=1), st.integers(1, 2000),
)  # fmt: skip
def test_a_weekly_series_is_what_walking_over_the_days_gives(
    begins_at: datetime, interval: int, weekdays: set[int], length: int
) -> None:
    """The walk knows civil days and the zone, and nothing of rules."""
    first, clock = begins_at.date(), time(begins_at.hour, begins_at.minute)
    weekdays |= {first.weekday()}
    names = ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[it] for it in sorted(weekdays))
    it = series(
        f"DTSTART;TZID=Europe/Paris:{first:%Y%m%d}T{clock:%H%M}00",
        f"DURATION:PT{length}M",
        f"RRULE:FREQ=WEEKLY;INTERVAL={interval};BYDAY={names}",
    )
    monday = first - timedelta(first.weekday())
    walked = []
    for number in range(1200):
        day = first + timedelta(number)
        if day.weekday() in weekdays and (day - monday).days // 7 % interval == 0:
            begins = datetime.combine(day, clock, PARIS).astimezone(UTC)
            if begins < TO and (begins + timedelta(minutes=length) > FROM or begins >= FROM):
                walked.append(begins)
    assert [one.starts_at for one in it.expand(FROM, TO).instances] == walked


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 800), st.integers(0, 800), st.integers(1, 60))
def test_windows_next_to_each_other_have_what_the_whole_has(
    after: int, length: int, days: int
) -> None:
    it = series(
        "DTSTART;TZID=Europe/Paris:20251020T023000", "DURATION:P1DT3H",
        f"RRULE:FREQ=DAILY;INTERVAL={days}", "EXDATE;TZID=Europe/Paris:20251020T023000",
    )  # fmt: skip
    start = FROM + timedelta(after)
    middle, end = start + timedelta(length + 1), start + timedelta(2 * length + 2)
    parts = [*it.expand(start, middle).instances, *it.expand(middle, end).instances]
    whole = it.expand(start, end).instances
    assert sorted({one.recurrence_id for one in parts}) == [one.recurrence_id for one in whole]


def test_a_time_that_the_clocks_skip_and_one_that_they_repeat() -> None:
    """29 March 2026 has no 02:30; 25 October has two, and the first counts (RFC 5545 §3.3.5)."""
    daily = ("DTSTART;TZID=Europe/Paris:20260328T023000", "RRULE:FREQ=DAILY;COUNT=3")
    assert starts(series(*daily)) == ["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"]
    daily = ("DTSTART;TZID=Europe/Paris:20261024T023000", "RRULE:FREQ=DAILY;COUNT=3")
    assert starts(series(*daily)) == ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]


def test_two_times_that_the_clocks_make_one_are_one() -> None:
    """In the night of 29 March, 02:30 is read as 03:30 is; duplicates are ignored (§3.8.5.2)."""
    hourly = ("DTSTART;TZID=Europe/Paris:20260329T013000", "RRULE:FREQ=HOURLY;COUNT=4")
    assert starts(series(*hourly)) == ["2026-03-29 00:30", "2026-03-29 01:30", "2026-03-29 02:30"]


def test_an_end_is_exact_and_a_duration_nominal() -> None:
    """RFC 5545 §3.8.5.3: over the night in which the clocks change."""
    night = "DTSTART;TZID=Europe/Paris:20260328T120000"
    (one,) = series(night, "DURATION:P1D").expand(FROM, TO).instances
    assert one.ends_at - one.starts_at == timedelta(hours=23)
    (one,) = series(night, "DURATION:PT24H").expand(FROM, TO).instances
    assert one.ends_at - one.starts_at == timedelta(hours=24)


@pytest.mark.parametrize("tzid", ["Heure de la mairie", "Romance Standard Time",
                                  "/freeassociation.sourceforge.net/Europe/Paris"])  # fmt: skip
def test_zones_of_others(tzid: str) -> None:
    it = series(f"DTSTART;TZID={tzid}:20260328T090000", "RRULE:FREQ=DAILY;COUNT=2", zone=OUTLOOK)
    assert starts(it) == ["2026-03-28 08:00", "2026-03-29 07:00"]


def test_a_zone_that_a_file_describes_is_what_it_describes() -> None:
    zone = read_object(ics("DTSTART:20260101T000000Z", zone=OUTLOOK), PARIS).series.zones.zone(
        "Heure de la mairie"
    )
    instant = at("1996-01-01 00:30")
    while instant.year < 2040:
        there, here = instant.astimezone(zone), instant.astimezone(PARIS)
        assert there.replace(tzinfo=None) == here.replace(tzinfo=None)
        wall = instant.replace(tzinfo=None)
        assert wall.replace(tzinfo=zone).astimezone(UTC) == wall.replace(tzinfo=PARIS).astimezone(
            UTC
        )
        instant += timedelta(hours=11)


def test_a_zone_that_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(Malformed, match="Atlantide"):
        series("DTSTART;TZID=Atlantide:20260328T090000")


def test_days_and_floating_times_are_of_the_calendars_zone() -> None:
    (days,) = (
        series("DTSTART;VALUE=DATE:20260714", "DTEND;VALUE=DATE:20260716")
        .expand(FROM, TO)
        .instances
    )
    assert (days.starts_at, days.ends_at) == (at("2026-07-13 22:00"), at("2026-07-15 22:00"))
    assert (days.starts_on, days.ends_on) == (date(2026, 7, 14), date(2026, 7, 16))
    assert starts(series("DTSTART:20260714T090000")) == ["2026-07-14 07:00"]
    (day,) = series("DTSTART;VALUE=DATE:20260714").expand(FROM, TO).instances
    assert day.ends_on == date(2026, 7, 15)


def test_what_takes_no_time_is_at_its_moment() -> None:
    it = series("DTSTART:20260714T090000Z", "RRULE:FREQ=DAILY")
    nine = at("2026-07-15 09:00")
    assert starts(it, nine, nine + timedelta(seconds=1)) == ["2026-07-15 09:00"]
    assert starts(it, nine - timedelta(hours=1), nine) == []


MOVED = (
    "BEGIN:VEVENT\r\nUID:one@example\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Autre\r\n"
    "RECURRENCE-ID{range};TZID=Europe/Paris:20260310T090000\r\n"
    "DTSTART;TZID=Europe/Paris:20260311T140000\r\nDTEND;TZID=Europe/Paris:20260311T160000\r\n"
    "END:VEVENT\r\n"
)
TUESDAYS = (
    "DTSTART;TZID=Europe/Paris:20260303T090000", "DTEND;TZID=Europe/Paris:20260303T100000",
    "RRULE:FREQ=WEEKLY;COUNT=4",
)  # fmt: skip


def test_one_time_that_was_moved() -> None:
    it = series(*TUESDAYS, more=MOVED.replace("{range}", ""))
    assert starts(it) == [
        "2026-03-03 08:00", "2026-03-11 13:00", "2026-03-17 08:00", "2026-03-24 08:00",
    ]  # fmt: skip
    assert it.expand(FROM, TO).complete_until == FOREVER


def test_one_time_and_all_that_follow() -> None:
    it = series(*TUESDAYS, more=MOVED.replace("{range}", ";RANGE=THISANDFUTURE"))
    assert starts(it) == [
        "2026-03-03 08:00", "2026-03-11 13:00", "2026-03-18 13:00", "2026-03-25 13:00",
    ]  # fmt: skip
    assert [one.part.text("SUMMARY") for one in it.expand(FROM, TO).instances][1:] == ["Autre"] * 3


def test_a_moved_time_is_found_where_it_is_and_not_where_it_was() -> None:
    it = series(*TUESDAYS, more=MOVED.replace("{range}", ""))
    assert starts(it, at("2026-03-10 00:00"), at("2026-03-11 00:00")) == []
    assert starts(it, at("2026-03-11 00:00"), at("2026-03-12 00:00")) == ["2026-03-11 13:00"]


def test_dates_added_and_left_out() -> None:
    it = series(
        *TUESDAYS, "EXDATE;TZID=Europe/Paris:20260310T090000", "EXDATE:20260317T080000Z",
        "RDATE;TZID=Europe/Paris:20260304T090000,20260303T090000",
    )  # fmt: skip
    assert starts(it) == ["2026-03-03 08:00", "2026-03-04 08:00", "2026-03-24 08:00"]


def test_a_day_left_out_is_all_that_starts_on_it() -> None:
    """RFC 5545 §3.8.5.1 lets EXDATE be of days, and does not say what they mean to times."""
    it = series(
        "DTSTART;TZID=America/New_York:20260303T210000", "RRULE:FREQ=DAILY;BYHOUR=9,21;COUNT=6",
        "EXDATE;VALUE=DATE:20260304",
    )  # fmt: skip
    assert starts(it) == [
        "2026-03-04 02:00", "2026-03-05 14:00", "2026-03-06 02:00", "2026-03-06 14:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260103"),
        ("DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260103T090000Z"),
        ("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY;UNTIL=20260103T235959Z"),
        ("DTSTART;TZID=Europe/Paris:20260101T090000", "RRULE:FREQ=DAILY;UNTIL=20260103T080000Z"),
        ("DTSTART:20260101T090000", "RRULE:FREQ=DAILY;UNTIL=20260103T090000"),
    ],
)
def test_the_last_day_counts_however_it_is_written(lines: tuple[str, ...]) -> None:
    assert len(starts(series(*lines), FROM - timedelta(2))) == 3


BAD = (
    ("DTSTART:20260230T090000Z",),
    ("DTSTART:0001",),
    ("DTSTART:99991231T000000Z",),
    ("DTSTART:٢٠٢٦٠١٠١T000000Z",),
    (),
    ("DTSTART:20260101T090000Z", "DTEND:20260101T080000Z"),
    ("DTSTART:20260101T090000Z", "DURATION:-PT1H"),
    ("DTSTART:20260101T090000Z", "DURATION:P99999D"),
    ("DTSTART:20260101T090000Z", "DURATION:P"),
    ("DTSTART:20260101T090000Z", "RRULE:FREQ=SECONDLY"),
    ("DTSTART:19000101T090000Z", "RRULE:FREQ=HOURLY;COUNT=100000000"),
    ("DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY", "EXDATE:tomorrow"),
    ("DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY", "RDATE:20261301"),
)


@pytest.mark.parametrize("lines", BAD)
def test_times_that_cannot_be_are_refused_in_a_sentence(lines: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as refused:
        series(*lines)
    assert explained(refused.value).endswith(".")
