"""What the organizer tells comes into a guest's copy, and what is the guest's own stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_calendar.ics.copies import copied
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.objects import Parsed, read_object
from tests.calendar.test_invitations import BOB, PARIS, SERIES, event, guest, told

OWN = (
    "TRANSP:TRANSPARENT", "CATEGORIES:À moi", "X-OWN:1",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Tôt", "TRIGGER:-PT5M", "END:VALARM",
)  # fmt: skip
ONCE = SERIES[:2]
LATER = ("RECURRENCE-ID:20261214T090000Z", "DTSTART:20261214T150000Z", "DTEND:20261214T160000Z")
RENAMED = ("RECURRENCE-ID:20261214T090000Z", "DTSTART:20261214T090000Z", "DTEND:20261214T100000Z")


def copy(organizers: Parsed, theirs: Parsed | None = None) -> Parsed:
    said = read_object(told(organizers, BOB), PARIS)
    return read_object(serialise(copied(said, theirs, BOB)), PARIS)


def answers(parsed: Parsed) -> list[str]:
    return [it.params["PARTSTAT"] for part in parsed.parts for it in part.all("ATTENDEE")
            if BOB in it.value]  # fmt: skip


def test_nobody_answers_for_a_guest() -> None:
    assert answers(copy(event((*ONCE, guest(BOB, "ACCEPTED"))))) == ["NEEDS-ACTION"]


def test_what_is_the_guests_own_stays() -> None:
    theirs = event((*ONCE, guest(BOB, "ACCEPTED"), *OWN))
    new = copy(event((*ONCE, guest(BOB), "SUMMARY:Nouveau", "TRANSP:OPAQUE")), theirs)
    assert answers(new) == ["ACCEPTED"]
    assert new.main.text("SUMMARY") == "Nouveau"
    assert (new.main.value("TRANSP"), new.main.text("CATEGORIES")) == ("TRANSPARENT", "À moi")
    assert [it.text("DESCRIPTION") for it in new.main.inside("VALARM")] == ["Tôt"]


@pytest.mark.parametrize(
    "times",
    [("DTSTART:20261207T093000Z", ONCE[1]), (ONCE[0], "DTEND:20261207T110000Z"), SERIES],
)
def test_of_another_time_it_is_asked_again(times: tuple[str, ...]) -> None:
    theirs = event((*ONCE, guest(BOB, "ACCEPTED"), *OWN))
    new = copy(event((*times, guest(BOB))), theirs)
    assert answers(new) == ["NEEDS-ACTION"]
    assert len(new.main.inside("VALARM")) == 1


def test_the_same_time_otherwise_written_is_no_other() -> None:
    theirs = event((*ONCE, guest(BOB, "DECLINED")))
    new = copy(event(("DTSTART;TZID=Europe/Paris:20261207T100000", "DURATION:PT1H", guest(BOB))),
               theirs)  # fmt: skip
    assert answers(new) == ["DECLINED"]


@pytest.mark.parametrize(("part", "answer"), [(LATER, "NEEDS-ACTION"), (RENAMED, "ACCEPTED")])
def test_one_time_of_a_series(part: tuple[str, ...], answer: str) -> None:
    theirs = event((*SERIES, guest(BOB, "ACCEPTED"), *OWN))
    new = copy(event((*SERIES, guest(BOB)), (*part, guest(BOB))), theirs)
    assert answers(new) == ["ACCEPTED", answer]
    assert [len(it.inside("VALARM")) for it in new.parts] == [1, 1]


def test_what_was_cancelled_is_asked_again() -> None:
    theirs = event((*ONCE, guest(BOB, "ACCEPTED"), "STATUS:CANCELLED"))
    new = copy(event((*ONCE, guest(BOB))), theirs)
    assert (answers(new), new.main.value("STATUS")) == (["NEEDS-ACTION"], "")


@given(
    st.sampled_from([ONCE, SERIES]), st.sampled_from([ONCE, SERIES]),
    st.sampled_from(["ACCEPTED", "DECLINED", "NEEDS-ACTION"]), st.booleans(),
)  # fmt: skip
def test_twice_is_the_same_as_once(
    before: tuple[str, ...], after: tuple[str, ...], partstat: str, is_new: bool
) -> None:
    organizers = event((*after, guest(BOB)), *([(*LATER, guest(BOB))] if after is SERIES else []))
    theirs = None if is_new else event((*before, guest(BOB, partstat), *OWN))
    once = copy(organizers, theirs)
    assert copy(organizers, once).ics == once.ics
