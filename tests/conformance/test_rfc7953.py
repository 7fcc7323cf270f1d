"""Calendar availability: when people cannot be planned with, whatever is in their calendar."""

from __future__ import annotations

from datetime import date

import pytest

from hub.people import actions as people
from hub.people.actions import Stretch
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.conformance.test_rfc6638 import ALICE, asking, post, times, told
from tests.dav.conftest import EVENT, Cast

pytestmark = pytest.mark.anyio

MONDAY = ("20261207T000000Z", "20261208T000000Z")
TENTATIVE = ics(
    "DTSTART:20261207T150000Z", "DTEND:20261207T170000Z", "STATUS:TENTATIVE", uid="t@example"
)


async def test_5_outside_of_usual_hours_and_what_takes_time_goes_before_it(cast: Cast) -> None:
    """By the authority's clock: 9 to 12 and 14 to 17 in Paris, in winter."""
    week = [Stretch(1, 9 * 60, 12 * 60), Stretch(1, 14 * 60, 17 * 60)]
    await people.set_working_hours(cast.alice.person_id, by=ADMINISTRATOR, stretches=week)
    for name, text in (("a", EVENT), ("t", TENTATIVE)):
        assert (await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)).status == 201
    _status, text = told(await post(cast.bob, asking(ALICE, within=MONDAY)))[ALICE]
    assert times(text) == [
        "FREEBUSY;FBTYPE=BUSY:20261207T090000Z/20261207T100000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261207T150000Z/20261207T170000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261207T000000Z/20261207T080000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261207T110000Z/20261207T130000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261207T170000Z/20261208T000000Z",
    ]


async def test_5_while_one_is_away(cast: Cast) -> None:
    await people.declare_absence(
        cast.alice.person_id, by=ADMINISTRATOR, starts_on=date(2026, 12, 7),
        ends_on=date(2026, 12, 7), ends_at_noon=True,
    )  # fmt: skip
    _status, text = told(await post(cast.bob, asking(ALICE, within=MONDAY)))[ALICE]
    assert times(text) == ["FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261207T000000Z/20261207T110000Z"]


async def test_5_of_whoever_told_nothing_nothing_is_said(cast: Cast) -> None:
    _status, text = told(await post(cast.bob, asking(ALICE, within=MONDAY)))[ALICE]
    assert times(text) == []
