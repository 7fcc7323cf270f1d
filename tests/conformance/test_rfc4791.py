"""CalDAV: what a collection is for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from hub_calendar import actions
from hub_calendar.actions.importing import Outcome, import_objects
from hub_calendar.ics.objects import read_object
from tests.calendar.conftest import ics, wrapped
from tests.dav.conftest import EVENT, PRIVATE, Cast, actor
from tests.dav.device import Multistatus, multiget, proppatch, query

pytestmark = pytest.mark.anyio

SET = "C:supported-calendar-component-set"
TASK = wrapped(
    "BEGIN:VTODO", "UID:tache@example", "DTSTAMP:20260101T000000Z", "SUMMARY:Rappeler", "END:VTODO"
)
ALL = ["VEVENT", "VTODO", "VJOURNAL"]


def made_for(*components: str) -> str:
    named = "".join(f'<C:comp name="{it}"/>' for it in components)
    return proppatch(f"<D:set><D:prop><{SET}>{named}</{SET}></D:prop></D:set>", "C:mkcalendar")


async def taken(cast: Cast, path: str) -> list[str]:
    told = (await cast.alice.propfind(path, SET)).found[path][SET]
    return [dict([it[1]])["name"] for it in told]


async def test_5_2_3_a_list_of_tasks_takes_tasks_alone(cast: Cast) -> None:
    path = f"{cast.alice.home}taches/"
    assert (await cast.alice.ask("MKCALENDAR", path, made_for("VTODO"))).status == 201
    assert await taken(cast, path) == ["VTODO"]
    assert (await cast.alice.put(f"{path}t.ics", TASK)).status == 201
    assert await taken(cast, cast.at(cast.alice)) == ALL


@pytest.mark.parametrize(
    ("named", "kept"),
    [(("vtodo", "VJOURNAL", "VFREEBUSY"), ["VTODO", "VJOURNAL"]), ((), ALL), (("X-ANY",), ALL)],
)
async def test_5_2_3_what_is_not_kept_is_passed_over(
    cast: Cast, named: tuple[str, ...], kept: list[str]
) -> None:
    path = f"{cast.alice.home}divers/"
    assert (await cast.alice.ask("MKCALENDAR", path, made_for(*named))).status == 201
    assert await taken(cast, path) == kept


async def test_5_2_3_it_is_said_once(cast: Cast) -> None:
    path = cast.at(cast.alice)
    body = made_for("VTODO").replace("C:mkcalendar", "D:propertyupdate")
    assert (await cast.alice.ask("PROPPATCH", path, body)).status == 207
    assert await taken(cast, path) == ALL


async def test_5_3_2_1_another_component_is_refused_by_every_way(cast: Cast) -> None:
    path = f"{cast.alice.home}taches/"
    await cast.alice.ask("MKCALENDAR", path, made_for("VTODO"))
    await cast.alice.put(cast.at(cast.alice, "e.ics"), EVENT)
    put = await cast.alice.put(f"{path}e.ics", EVENT)
    moved = await cast.alice.ask("MOVE", cast.at(cast.alice, "e.ics"), destination=f"{path}e.ics")
    for answer in (put, moved):
        assert answer.status == 403
        assert b"<C:supported-calendar-component/>" in answer.body
    listed = Multistatus.of(await cast.alice.ask("PROPFIND", path, "", depth="1"))
    assert list(listed.found) == [path]
    assert (await cast.alice.ask("GET", cast.at(cast.alice, "e.ics"))).status == 200


async def test_5_3_2_1_nor_does_a_file_bring_it_in(cast: Cast) -> None:
    by = await actor(cast.alice)
    made = await actions.create_calendar(by=by, name="Tâches", components="VTODO")
    paris = ZoneInfo("Europe/Paris")
    event = ics("DTSTART:20261207T090000Z", uid="e@example")
    found = await import_objects(made.id, [read_object(it, paris) for it in (TASK, event)], by=by)
    assert (found[Outcome.CREATE], found[Outcome.ERROR]) == (1, 1)


SERIES = wrapped(
    "BEGIN:VEVENT", "UID:serie@example", "DTSTAMP:20260101T000000Z", "SUMMARY:Point",
    "DESCRIPTION:long", "DTSTART:20261207T090000Z", "DTEND:20261207T100000Z",
    "RRULE:FREQ=WEEKLY;COUNT=6", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M",
    "DESCRIPTION:x", "END:VALARM", "END:VEVENT",
    *(
        line
        for day, to in (("14", "15"), ("21", "28"))
        for line in (
            "BEGIN:VEVENT", "UID:serie@example", "DTSTAMP:20260101T000000Z",
            f"RECURRENCE-ID:202612{day}T090000Z", f"DTSTART:202612{to}T090000Z",
            f"DTEND:202612{to}T100000Z", f"SUMMARY:Le {to}", "END:VEVENT",
        )
    ),
)  # fmt: skip
DAILY_TASK = TASK.replace(
    "SUMMARY", "DTSTART:20261207T090000Z\r\nDUE:20261207T100000Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY"
)


async def data_of(cast: Cast, inside: str, said: str, name: str = "a.ics") -> str:
    path = cast.at(cast.alice)
    told = await cast.alice.report(path, query(inside, data=said))
    return told.data(path + name)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("20261214", "20261215", ["Le 15"]), ("20261215", "20261216", ["Le 15"]),
        ("20261221", "20261222", ["Le 28"]), ("20261228", "20261229", ["Le 28"]),
        ("20261207", "20261229", ["Le 15", "Le 28"]), ("20270104", "20270105", []),
    ],
)  # fmt: skip
async def test_9_6_6_of_a_series_the_changes_that_matter_then(
    cast: Cast, start: str, end: str, shown: list[str]
) -> None:
    """What was moved into that time, and what was moved out of it."""
    path = cast.at(cast.alice, "a.ics")
    await cast.alice.put(path, SERIES)
    said = f'<C:limit-recurrence-set start="{start}T000000Z" end="{end}T000000Z"/>'
    found = await data_of(cast, "", said)
    assert [it for it in ("Le 15", "Le 28") if it in found] == shown
    assert "RRULE:FREQ=WEEKLY;COUNT=6" in found
    got = multiget(path).replace("<C:calendar-data/>", f"<C:calendar-data>{said}</C:calendar-data>")
    assert (await cast.alice.report(cast.at(cast.alice), got)).data(path) == found


async def test_9_6_1_of_an_object_the_parts_that_are_wanted(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "a.ics"), SERIES)
    said = (
        '<C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT">'
        '<C:prop name="SUMMARY"/><C:prop name="DTSTART" novalue="yes"/></C:comp></C:comp>'
    )
    found = (await data_of(cast, "", said)).split("\r\n")
    assert found[:5] == ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "SUMMARY:Point",
                         "DTSTART:"]  # fmt: skip
    assert not [it for it in found if it.startswith(("UID", "DESCRIPTION", "BEGIN:VALARM"))]
    whole = '<C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp>'
    kept = await data_of(cast, "", whole)
    assert "PRODID" in kept
    assert "BEGIN:VEVENT" not in kept or "BEGIN:VALARM" in kept


async def test_9_6_also_of_what_only_the_long_way_finds(cast: Cast) -> None:
    """A filter by text is Radicale's; what is told of what it finds is cut all the same."""
    await cast.alice.put(cast.at(cast.alice, "a.ics"), SERIES)
    await cast.alice.put(cast.at(cast.alice, "b.ics"), EVENT)
    inside = (
        '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match>Point'
        "</C:text-match></C:prop-filter></C:comp-filter>"
    )
    path = cast.at(cast.alice)
    said = '<C:expand start="20261214T000000Z" end="20261216T000000Z"/>'
    told = await cast.alice.report(path, query(inside, data=said))
    assert list(told.found) == [f"{path}a.ics"]
    found = told.data(f"{path}a.ics")
    assert found.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Le 15" in found
    assert "RRULE" not in found


async def test_9_6_5_a_task_is_written_out_too(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "t.ics"), DAILY_TASK)
    inside = (
        '<C:comp-filter name="VTODO"><C:time-range start="20261209T000000Z"'
        ' end="20261210T000000Z"/></C:comp-filter>'
    )
    said = '<C:expand start="20261209T000000Z" end="20261210T000000Z"/>'
    found = await data_of(cast, inside, said, "t.ics")
    assert found.count("BEGIN:VTODO") == 1
    for line in ("DTSTART:20261209T090000Z", "DUE:20261209T100000Z", "RECURRENCE-ID:20261209T"):
        assert line in found
    assert "DTEND" not in found


async def test_9_6_a_time_that_is_none_is_refused(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "a.ics"), SERIES)
    for said in ("<C:expand/>", '<C:limit-recurrence-set start="x" end="y"/>',
                 '<C:comp name="VEVENT"/>'):  # fmt: skip
        answer = await cast.alice.ask("REPORT", cast.at(cast.alice), query("", data=said))
        assert answer.status == 403
        assert b"valid-filter" in answer.body


async def test_9_6_7_of_busy_times_there_is_nothing_to_leave_out(cast: Cast) -> None:
    """Objects of VFREEBUSY are not kept; all others are as they were."""
    await cast.alice.put(cast.at(cast.alice, "a.ics"), SERIES)
    said = '<C:limit-freebusy-set start="{}" end="20261229T000000Z"/>'
    assert await data_of(cast, "", said.format("20261207T000000Z")) == SERIES
    for bad in ("20261230T000000Z", "x", ""):
        body = query("", data=said.format(bad))
        answer = await cast.alice.ask("REPORT", cast.at(cast.alice), body)
        assert (answer.status, b"valid-filter" in answer.body) == (403, True)
    kept = wrapped(
        "BEGIN:VFREEBUSY", "UID:busy@example", "DTSTAMP:20260101T000000Z",
        "FREEBUSY:20261207T090000Z/PT1H", "END:VFREEBUSY",
    )  # fmt: skip
    assert (await cast.alice.put(cast.at(cast.alice, "b.ics"), kept)).status == 403


async def test_5_3_2_1_a_uid_that_is_taken_gives_no_name_of_what_is_not_shown(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "salary-talk.ics"), PRIVATE)
    await cast.alice.put(cast.at(cast.alice, "open.ics"), EVENT)
    for text, said in ((PRIVATE, False), (EVENT, True)):
        for device, is_told in ((cast.edgar, said), (cast.alice, True)):
            answer = await device.put(cast.at(device, "other.ics"), text)
            assert (answer.status, b"no-uid-conflict" in answer.body) == (409, True)
            assert (b"<D:href>" in answer.body) is is_told
            assert is_told or b"salary" not in answer.body


async def test_9_6_of_a_private_event_no_part_is_more_than_is_shown(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "p.ics"), PRIVATE)
    path = cast.at(cast.bob)
    for said in ('<C:comp name="VCALENDAR"><C:allprop/><C:allcomp/></C:comp>',
                 '<C:expand start="20261207T000000Z" end="20261215T000000Z"/>'):  # fmt: skip
        told = await cast.bob.report(path, query("", data=said))
        assert "secret" not in told.data(f"{path}p.ics")


async def test_7_5_1_a_collation_that_nobody_knows_is_refused(cast: Cast) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    told = (await cast.alice.propfind(path, "C:supported-collation-set")).found[path]
    known = [it[1] for it in told["C:supported-collation-set"]]
    assert {"i;ascii-casemap", "i;octet"} <= set(known)
    inside = (
        '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match {}>Réunion'
        "</C:text-match></C:prop-filter></C:comp-filter>"
    )
    for said in ("", *(f'collation="{it}"' for it in known)):
        found = await cast.alice.report(path, query(inside.format(said)))
        assert list(found.found) == [f"{path}x.ics"]
    asked = query(inside.format('collation="i;nobody"'))
    answer = await cast.alice.ask("REPORT", path, asked)
    assert (answer.status, b"<C:supported-collation/>" in answer.body) == (403, True)


async def test_9_7_1_a_filter_deeper_than_anything_lies_is_refused(cast: Cast) -> None:
    """It would be passed over, and find what was not meant."""
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}a.ics", SERIES)
    opened, closed = '<C:comp-filter name="{}">', "</C:comp-filter>"
    alarm = opened.format("VEVENT") + opened.format("VALARM") + closed * 2
    assert (await cast.alice.ask("REPORT", path, query(alarm))).status == 207
    answer = await cast.alice.ask("REPORT", path, query(opened.format("VEVENT") * 3 + closed * 3))
    assert (answer.status, b"<C:supported-filter/>" in answer.body) == (403, True)
