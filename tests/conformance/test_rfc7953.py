"""Calendar availability: when people cannot be planned with, whatever is in their calendar."""

from __future__ import annotations

from datetime import date

import pytest

from hub.people import actions as people
from hub.people import queries
from hub.people.actions import Stretch
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.conformance.test_rfc6638 import ALICE, asking, post, times, told
from tests.dav.conftest import EVENT, Cast
from tests.dav.device import Device, Multistatus, proppatch

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


APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//caldav.icloud.com//EN
VERSION:2.0
BEGIN:VAVAILABILITY
UID:9BADC1F6-0FC4-44BF-AC3D-993BEC8C962A
DTSTAMP:20261120T120000Z
BEGIN:AVAILABLE
UID:6C9F69C3-BDA8-424E-B2CB-7012E796DDF7
DTSTAMP:20261120T120000Z
SUMMARY:Monday to Friday from 9:00 to 18:00
DTSTART;TZID=Europe/Paris:20261116T090000
DTEND;TZID=Europe/Paris:20261116T180000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
END:AVAILABLE
END:VAVAILABILITY
END:VCALENDAR
"""
WORKED = [Stretch(day, 9 * 60, 18 * 60) for day in range(1, 6)]
NAME = "C:calendar-availability"


def saying(text: str) -> str:
    return proppatch(f"<D:set><D:prop><{NAME}>{text}</{NAME}></D:prop></D:set>")


async def patched(device: Device, body: str) -> Multistatus:
    return Multistatus.of(await device.ask("PROPPATCH", f"{device.home}inbox/", body))


async def shown(device: Device) -> str:
    path = f"{device.home}inbox/"
    return str((await device.propfind(path, NAME)).found.get(path, {}).get(NAME, ""))


async def week_of(device: Device) -> list[Stretch]:
    rows = (await queries.working_hours([device.person_id], by=ADMINISTRATOR)).values()
    return [
        Stretch(it.weekday, it.starts_minute, it.ends_minute, it.weeks)
        for row in rows
        for it in row
    ]


async def test_7_2_4_a_program_tells_the_hours_and_reads_them(cast: Cast) -> None:
    device = cast.alice
    assert await shown(device) == ""
    told = await patched(device, saying(APPLE))
    assert NAME in told.found[f"{device.home}inbox/"]
    assert await week_of(device) == WORKED
    text = await shown(device)
    assert "BEGIN:AVAILABLE" in text
    await patched(device, saying(text))  # what is read can be written
    assert await week_of(device) == WORKED
    options = await device.ask("OPTIONS", device.home)
    assert "calendar-availability" in options.header("dav")


async def test_7_2_4_hours_that_are_no_longer_told(cast: Cast) -> None:
    device = cast.alice
    await patched(device, saying(APPLE))
    await patched(device, proppatch(f"<D:remove><D:prop><{NAME}/></D:prop></D:remove>"))
    assert (await week_of(device), await shown(device)) == ([], "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BEGIN:VAVAILABILITY", "BEGIN:VAVAILABILITY\nDTEND:20270101T000000Z"),
        ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3"),
        ("T180000", "T080000"),
        ("BEGIN:VCALENDAR", "BEGIN:VTODO"),
    ],
)
async def test_7_2_4_what_is_no_usual_week_is_refused(cast: Cast, old: str, new: str) -> None:
    device = cast.alice
    await patched(device, saying(APPLE))
    told = await patched(device, saying(APPLE.replace(old, new)))
    assert told.other[f"{device.home}inbox/"][NAME] == 409
    assert await week_of(device) == WORKED


async def test_7_2_4_with_others_all_or_nothing(cast: Cast) -> None:
    device = cast.alice
    both = f"<{NAME}>{APPLE}</{NAME}><D:displayname>X</D:displayname>"
    told = await patched(device, proppatch(f"<D:set><D:prop>{both}</D:prop></D:set>"))
    assert told.other[f"{device.home}inbox/"] == {NAME: 424, "D:displayname": 403}
    assert await week_of(device) == []


async def test_7_2_4_nobody_elses(cast: Cast) -> None:
    """Nor by a password that only reads."""
    for device in (cast.bob, cast.readonly):
        path = f"{cast.alice.home}inbox/"
        answer = await device.ask("PROPPATCH", path, saying(APPLE))
        assert answer.status in {403, 404}
    assert await week_of(cast.alice) == []
