"""What a guest does to their copy is an answer to the organizer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_calendar.ics.answers import answered
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.replying import replies
from tests.calendar.conftest import NOW
from tests.calendar.test_copies import ONCE, RENAMED, answers
from tests.calendar.test_invitations import BOB, CARA, PARIS, SERIES, event, guest

ANSWERS = ["ACCEPTED", "DECLINED", "TENTATIVE"]


def invited(partstat: str = "NEEDS-ACTION", *more: str) -> Parsed:
    return event((*ONCE, guest(BOB, partstat), *more))


def said(before: Parsed, after: Parsed | None) -> list[tuple[str, str]]:
    found = replies(before, after, BOB, NOW)
    return [(it.partstat, it.recurrence.value if it.recurrence else "") for it in found]


def test_what_is_no_answer() -> None:
    assert said(invited(), invited("NEEDS-ACTION", "TRANSP:TRANSPARENT")) == []
    other = event((*ONCE, guest(CARA)))
    assert said(other, None) == []
    assert said(invited("DECLINED"), None) == []
    assert said(invited("ACCEPTED", "STATUS:CANCELLED"), None) == []


@pytest.mark.parametrize("before", ["NEEDS-ACTION", "ACCEPTED", "TENTATIVE"])
def test_who_deletes_it_does_not_come(before: str) -> None:
    assert said(invited(before), None) == [("DECLINED", "")]


def test_one_time_of_a_series() -> None:
    before = event((*SERIES, guest(BOB, "ACCEPTED")))
    second = (*RENAMED, guest(BOB, "DECLINED"))
    after = event((*SERIES, guest(BOB, "ACCEPTED")), second)
    assert said(before, after) == [("DECLINED", "20261214T090000Z")]
    assert said(after, after) == []


def test_a_remark_goes_along() -> None:
    [answer] = replies(invited(), invited("ACCEPTED", "COMMENT:J’arrive\\nà 10 h"), BOB, NOW)
    assert answer.comment == "J’arrive à 10 h"


@given(st.sampled_from(ANSWERS), st.sampled_from(["", *ANSWERS]))
def test_the_organizer_has_it_then(series: str, second: str) -> None:
    before = event((*SERIES, guest(BOB), guest(CARA, "TENTATIVE")))
    parts = [(*SERIES, guest(BOB, series)), *([(*RENAMED, guest(BOB, second))] if second else [])]
    organizers = before
    for answer in replies(before, event(*parts), BOB, NOW):
        assert answered(organizers, answer, NOW)
        organizers = read_object(serialise(organizers.tree), PARIS)
    assert answers(organizers)[0] == series
    if second:
        assert answers(organizers)[-1] == second
    assert {it.partstat for it in organizers.attendees if it.address == CARA} == {"TENTATIVE"}
