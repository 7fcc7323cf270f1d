"""What a feed tells is what its pages show: times by another reader of iCalendar, and nothing of
what is not listed, whatever was written."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from hub_calendar import actions, queries
from hub_calendar.ics import publishing
from hub_calendar.ics.lines import Component, Property, parse, serialise
from hub_calendar.models import FeedKind
from tests.calendar.conftest import Stage, at, ics
from tests.calendar.test_feeds import feed, text

pytestmark = pytest.mark.anyio

YEAR = at("2026-06-01 00:00"), at("2027-06-01 00:00")
SECRET = "hush"
STATES = ("", "TRANSP:TRANSPARENT", "STATUS:CANCELLED", "STATUS:TENTATIVE")
CLASSES = ("", "CLASS:PRIVATE", "CLASS:PUBLIC")
TOLD = frozenset().union(*publishing._TOLD.values()) | {"UID", "SUMMARY", "STATUS"}
UNTOLD = (
    "ATTENDEE", "ORGANIZER", "CONTACT", "COMMENT", "ATTACH", "X-ALT-DESC", "RELATED-TO",
    "RESOURCES", "REQUEST-STATUS", "IMAGE", "CONFERENCE", "X-NOTE", "CLASS", "PRIORITY",
)  # fmt: skip


def series(uid: str, state: str, of_one: str, private: str) -> str:
    """Each Wednesday, but for one that has another hour and another state."""
    lines = [it for it in (private, state) if it]
    one = [it for it in (private, of_one) if it]
    changed = (
        "END:VEVENT", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Paris:20261202T100000",
        "DTSTART;TZID=Europe/Paris:20261202T150000", "DURATION:PT30M", "SUMMARY:Autre", *one,
    )  # fmt: skip
    return ics(
        "SUMMARY:Réunion", "DTSTART;TZID=Europe/Paris:20260902T100000", "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=30", "EXDATE;TZID=Europe/Paris:20260916T100000", *lines,
        *changed, uid=uid,
    )  # fmt: skip


def times(told: str) -> list[tuple[datetime, datetime]]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(told)).between(*YEAR)
    spans = [(it.start, it.end) for it in found if str(it.get("STATUS", "")) != "CANCELLED"]
    return sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans)


async def test_busy_times_are_those_that_a_reader_of_busy_times_is_shown(stage: Stage) -> None:
    number = 0
    for state in STATES:
        for of_one in STATES:
            for private in CLASSES[:2]:
                number += 1
                uid = f"{number}@example"
                await actions.put_object(
                    stage.id, f"{number}.ics", series(uid, state, of_one, private), by=stage.alice
                )
    shown = await queries.occurrences([stage.id], *YEAR, by=stage.denise)
    told = await text(await feed(stage, FeedKind.BUSY))
    expected = sorted((it.starts_at, it.ends_at) for it in shown)
    assert len(expected) > 300
    assert times(told) == expected


async def test_titles_are_those_that_a_reader_is_shown(stage: Stage) -> None:
    for number, private in enumerate(CLASSES):
        one = series(f"{number}@example", "", "STATUS:TENTATIVE", private)
        await actions.put_object(stage.id, f"{number}.ics", one, by=stage.alice)
    shown = await queries.occurrences([stage.id], *YEAR, by=stage.bob)
    told = icalendar.Calendar.from_ical(await text(await feed(stage, FeedKind.TITLES)))
    found = recurring_ical_events.of(told).between(*YEAR)
    titles = sorted((it.start.astimezone(UTC), str(it["SUMMARY"])) for it in found)
    assert titles == sorted((it.starts_at, it.summary or "Occupé") for it in shown)


@given(
    kind=st.sampled_from(FeedKind),
    lines=st.lists(
        st.tuples(
            st.sampled_from([*UNTOLD, *sorted(publishing._TOLD[FeedKind.ALL])]),
            st.sampled_from(["", f";X-{SECRET}={SECRET}", f';CN="{SECRET}:;x"', ";VALUE=TEXT"]),
        ),
        max_size=12,
    ),
)
def test_no_line_is_told_that_is_not_listed(kind: FeedKind, lines: list[tuple[str, str]]) -> None:
    """Neither a property nor a parameter of one that is told."""
    part = Component("VEVENT", [Property.of("DTSTART", "20261125T090000Z")])
    for name, params in lines:
        value = SECRET if name in UNTOLD else "20261125T090000Z"
        part.properties.append(Property(name, f"{name}{params}:{value}"))
    part.components.append(Component("VALARM", [Property.of("DESCRIPTION", SECRET)]))
    tree = Component("VCALENDAR", components=[part])
    told = "".join(serialise(it) for it in publishing.told(tree, 7, kind, ()))
    assert SECRET not in told.lower()
    if told:
        names = {it.name for it in parse(told).properties}
        assert names <= TOLD
        assert "UID:7@feed\r\n" in told
