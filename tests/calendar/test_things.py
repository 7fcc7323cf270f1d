"""What tells one event from another of the same title, wherever things are found."""

from __future__ import annotations

import pytest

from hub.access.things import Ref
from hub.language import using
from hub.web.formats import now
from hub_calendar import actions, attach
from tests.calendar.conftest import Stage, ics

YEAR = now().astimezone().year  # of another year the year is said
pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ((f"DTSTART;TZID=Europe/Paris:{YEAR}1208T143000", "DURATION:PT1H"), "8 décembre, 14 h 30"),
        ((f"DTSTART:{YEAR}1208T230000Z", "DURATION:PT1H"), "9 décembre, 0 h 00"),
        ((f"DTSTART;VALUE=DATE:{YEAR}1208",), "8 décembre"),
        (
            (f"DTSTART;VALUE=DATE:{YEAR}1208", "RRULE:FREQ=WEEKLY"),
            "série, depuis le 8 décembre",
        ),
    ],
)
async def test_an_event_says_when_it_is(stage: Stage, lines: tuple[str, ...], note: str) -> None:
    put = await actions.put_object(stage.id, "a.ics", ics(*lines), by=stage.alice)
    ref = Ref("event", put.object_id)
    with using("fr"):
        found = await attach.CalendarThings().find([ref], by=stage.bob)
        assert found[ref].note.replace("\N{NO-BREAK SPACE}", " ") == note
    assert await attach.CalendarThings().find([ref], by=stage.charlie) == {}
    assert await attach.CalendarThings().find([ref], by=stage.denise) == {}
