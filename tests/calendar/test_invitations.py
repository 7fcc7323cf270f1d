"""Guests are told of what they are invited to, and what is news to them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_calendar.ics.invitations import News, news, told_to
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.objects import Parsed, read_object
from tests.calendar.conftest import wrapped

PARIS = ZoneInfo("Europe/Paris")
ALICE, BOB, CARA = (f"{it}@orbelle.example" for it in ("alice", "bob", "cara"))
ORGANIZER = f"ORGANIZER;CN=Alice:mailto:{ALICE}"
CHAIR = f"ATTENDEE;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:{ALICE}"
SERIES = ("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
SECOND = (
    "RECURRENCE-ID:20261214T090000Z", "DTSTART:20261214T150000Z", "DTEND:20261214T160000Z",
    "SUMMARY:Secret",
)  # fmt: skip


def guest(address: str, partstat: str = "NEEDS-ACTION", more: str = "") -> str:
    return f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{address}"


def event(*parts: tuple[str, ...]) -> Parsed:
    rows = [
        row
        for part in parts
        for row in ("BEGIN:VEVENT", "UID:a@x", "DTSTAMP:20261101T000000Z", ORGANIZER, CHAIR, *part,
                    "END:VEVENT")
    ]  # fmt: skip
    return read_object(wrapped(*rows), PARIS)


def told(parsed: Parsed, address: str) -> str:
    tree = told_to(parsed, address)
    return serialise(tree).replace("\r\n ", "") if tree else ""


def test_what_is_the_organizers_own_stays_with_them() -> None:
    own = (
        "X-NOTE:secret", "COMMENT:secret", "CATEGORIES:secret", "REQUEST-STATUS:2.0;secret",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:secret", "TRIGGER:-PT5M", "END:VALARM",
    )  # fmt: skip
    said = ";SCHEDULE-STATUS=secret;X-RESPONSE-COMMENT=secret;SCHEDULE-AGENT=SERVER;CN=Cara"
    parsed = event((*SERIES, "SUMMARY:Revue", guest(BOB), guest(CARA, "ACCEPTED", said), *own))
    text = told(parsed, BOB)
    assert "secret" not in text
    assert "SCHEDULE-" not in text
    assert f"ATTENDEE;CN=Cara;PARTSTAT=ACCEPTED:mailto:{CARA}" in text
    assert "SUMMARY:Revue" in text
    for nobody in (ALICE, "eve@prefecture.example"):
        assert told_to(parsed, nobody) is None


def test_of_one_time_of_a_series_no_other_is_told() -> None:
    parsed = event((*SERIES, "SUMMARY:Les autres", guest(BOB)), (*SECOND, guest(CARA)))
    only = read_object(told(parsed, CARA), PARIS)
    assert (only.series.master, len(only.parts)) == (None, 1)
    assert "RRULE" not in only.ics
    assert BOB not in only.ics
    assert "Les autres" not in only.ics


@pytest.mark.parametrize(
    ("reach", "left"), [("", ["07", "21", "28"]), (";RANGE=THISANDFUTURE", ["07"])]
)
def test_times_without_a_guest_are_left_out(reach: str, left: list[str]) -> None:
    second = (SECOND[0].replace("RECURRENCE-ID", f"RECURRENCE-ID{reach}"), *SECOND[1:])
    parsed = event((*SERIES, guest(BOB)), (*second, guest(CARA)))
    text = told(parsed, BOB)
    assert "Secret" not in text
    assert "20261214T150000Z" not in text  # nor where it was moved to
    copy = read_object(text, PARIS)
    start = copy.series.first_start
    assert start is not None
    times = copy.series.expand(start, start.replace(year=2027)).instances
    alive = [f"{it.starts_at:%d}" for it in times if it.part.value("STATUS") != "CANCELLED"]
    assert alive == left


def test_who_got_in_and_who_left() -> None:
    before = event((*SERIES, guest(BOB)), (*SECOND, guest(BOB)))
    after = event((*SERIES, guest(CARA)), (*SECOND, guest(CARA)))
    assert news(None, before) == {BOB: News.INVITED}
    assert news(before, None) == {BOB: News.LEFT}
    assert news(before, after) == {BOB: News.LEFT, CARA: News.INVITED}
    alone = event((*SERIES, guest(BOB)), SECOND)
    assert news(before, alone) == {BOB: News.CHANGED}


@pytest.mark.parametrize(
    "line",
    ["SUMMARY:Autre", "LOCATION:Salle 2", "STATUS:CANCELLED", "EXDATE:20261221T090000Z",
     guest("eve@prefecture.example")],
)  # fmt: skip
def test_what_is_news(line: str) -> None:
    before, after = event((*SERIES, guest(BOB))), event((*SERIES, guest(BOB), line))
    assert news(before, after)[BOB] is News.CHANGED


@given(
    st.permutations([*SERIES, guest(BOB), guest(CARA), "SUMMARY:Revue"]),
    st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"]),
    st.sampled_from(
        ["SEQUENCE:3", "X-A:1", "TRANSP:TRANSPARENT", "LAST-MODIFIED:20261102T000000Z"]
    ),
)
def test_answers_counters_and_order_are_none(lines: list[str], partstat: str, more: str) -> None:
    before = event((*SERIES, guest(BOB), guest(CARA), "SUMMARY:Revue"))
    said = [it.replace("NEEDS-ACTION", partstat) for it in lines]
    assert news(before, event((*said, more))) == {}


@given(st.sets(st.sampled_from([BOB, CARA])), st.sets(st.sampled_from([BOB, CARA])))
def test_each_way_is_the_other_turned_round(one: set[str], other: set[str]) -> None:
    first, second = (event((*SERIES, *map(guest, sorted(it)))) for it in (one, other))
    turned = {News.INVITED: News.LEFT, News.LEFT: News.INVITED, News.CHANGED: News.CHANGED}
    assert news(second, first) == {it: turned[kind] for it, kind in news(first, second).items()}


@given(st.sets(st.sampled_from([BOB, CARA]), min_size=1))
def test_what_is_told_is_an_event_that_can_be_stored(whom: set[str]) -> None:
    parsed = event((*SERIES, *map(guest, sorted(whom))), (*SECOND, guest(BOB)))
    for it in whom:
        copy = read_object(told(parsed, it), PARIS)
        assert (copy.uid, copy.organizer) == (parsed.uid, ALICE)
        assert it in {guest.address for guest in copy.attendees}
        assert news(parsed, copy).get(it) is None
