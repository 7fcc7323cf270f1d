"""CalDAV scheduling: how people plan with each other from their telephones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from xml.etree import ElementTree

import pytest

from hub.people import actions as people
from hub.people.models import Person
from hub_calendar import actions
from hub_calendar.dav.scheduling import MOST_ASKED, MOST_BYTES
from tests.access.asking import Answer
from tests.access.conftest import Counter
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.dav.conftest import EVENT, PRIVATE, Cast, actor
from tests.dav.device import NAMESPACES, Device, free_busy, propfind, proppatch

pytestmark = pytest.mark.anyio

ALICE, BOB = "mailto:alice@orbelle.example", "mailto:bob@orbelle.example"
NOBODY = "mailto:nemo@orbelle.example"
WEEK = ("20261207T000000Z", "20261214T000000Z")
UNKNOWN = "3.7;Invalid calendar user"


def outbox(device: Device) -> str:
    return f"{device.home}outbox/"


def asking(
    *whom: str, by: str = BOB, within: tuple[str, str] = WEEK, lines: tuple[str, ...] = ()
) -> str:
    asked = [f"ATTENDEE;CUTYPE=INDIVIDUAL:{it}" for it in whom]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//FR", "METHOD:REQUEST"]
    return "\r\n".join([
        *head, "BEGIN:VFREEBUSY", "UID:question@example", "DTSTAMP:20261201T090000Z",
        f"DTSTART:{within[0]}", f"DTEND:{within[1]}", f"ORGANIZER;CN=Bob:{by}", *asked, *lines,
        "END:VFREEBUSY", "END:VCALENDAR", "",
    ])  # fmt: skip


async def post(device: Device, body: str | bytes, path: str = "", **headers: str) -> Answer:
    sent = {"content_type": "text/calendar; charset=utf-8"} | headers
    return await device.ask("POST", path or outbox(device), body, **sent)


def told(answer: Answer) -> dict[str, tuple[str, str]]:
    """By whom it is of, what is said of them and their text, unfolded."""
    assert answer.status == 200, (answer.status, answer.body)
    root = ElementTree.fromstring(answer.body)
    assert root.tag == f"{{{NAMESPACES['C']}}}schedule-response"
    return {
        it.findtext("C:recipient/D:href", "", NAMESPACES): (
            it.findtext("C:request-status", "", NAMESPACES),
            it.findtext("C:calendar-data", "", NAMESPACES).replace("\r\n ", ""),
        )
        for it in root.findall("C:response", NAMESPACES)
    }


def times(text: str) -> list[str]:
    return [it for it in text.splitlines() if it.startswith("FREEBUSY")]


async def test_2_1_1_the_principal_says_where_the_outbox_is(cast: Cast) -> None:
    path = f"/dav/principals/{cast.alice.person_id}/"
    for device in (cast.alice, cast.bob):
        found = (await device.propfind(path, "C:schedule-outbox-URL")).found[path]
        own = {"C:schedule-outbox-URL": [("D:href", outbox(cast.alice))]}
        assert found == (own if device is cast.alice else {})


async def test_2_1_an_outbox_is_no_calendar_and_nothing_is_kept_in_it(cast: Cast) -> None:
    path = outbox(cast.alice)
    asked = ("D:resourcetype", "D:owner", "C:supported-calendar-component-set",
             "C:max-resource-size")  # fmt: skip
    found = await cast.alice.propfind(path, *asked, depth=1)
    assert found.found == {path: {
        "D:resourcetype": [("D:collection", ""), ("C:schedule-outbox", "")],
        "D:owner": [("D:href", f"/dav/principals/{cast.alice.person_id}/")],
        "C:supported-calendar-component-set": [("C:comp", ("name", "VFREEBUSY"), "")],
        "C:max-resource-size": str(MOST_BYTES),
    }}  # fmt: skip
    assert (await cast.alice.put(f"{path}x.ics", EVENT)).status == 404
    for method in ("PUT", "DELETE", "MKCALENDAR", "GET"):
        answer = await cast.alice.ask(method, path, "")
        assert answer.status == 405, method
        assert "POST" in answer.header("allow")


async def test_2_1_it_is_its_owners_alone(cast: Cast) -> None:
    body = asking(ALICE)
    for device, status in ((cast.bob, 404), (cast.school, 404), (cast.nobody, 401)):
        path = outbox(cast.alice)
        assert (await device.ask("PROPFIND", path, propfind("D:owner"))).status == status
        assert (await post(device, body, path)).status == status
    assert (await post(cast.files, body, outbox(cast.alice))).status == 401


async def test_2_1_a_calendar_that_is_called_so_is_found_by_its_key(cast: Cast) -> None:
    made = await actions.create_calendar(by=await actor(cast.alice), name="O", slug="outbox")
    path = f"{cast.alice.home}{made.id}/"
    assert path in (await cast.alice.propfind(cast.alice.home, "D:displayname", depth=1)).found
    assert (await cast.alice.put(f"{path}x.ics", EVENT)).status == 201


async def test_2_4_whom_a_principal_is_invited_as(cast: Cast) -> None:
    path = f"/dav/principals/{cast.alice.person_id}/"
    asked = ("C:calendar-user-address-set", "C:calendar-user-type")
    assert (await cast.bob.propfind(path, *asked)).found[path] == {
        "C:calendar-user-address-set": [("D:href", ALICE), ("D:href", path)],
        "C:calendar-user-type": "INDIVIDUAL",
    }


async def test_5_when_others_have_time(cast: Cast) -> None:
    """Of what is there: when, tentative or not, what touches as one, and nothing of what."""
    for name, text in (
        ("a", EVENT), ("p", PRIVATE),
        ("t", ics("DTSTART:20261209T090000Z", "DTEND:20261209T100000Z", "STATUS:TENTATIVE",
                  uid="t@example")),
        ("f", ics("DTSTART:20261210T090000Z", "DTEND:20261210T100000Z", "TRANSP:TRANSPARENT",
                  uid="f@example")),
        ("n", ics("DTSTART:20261207T100000Z", "DTEND:20261207T103000Z", uid="n@example")),
        ("b", ics("DTSTART:20261213T230000Z", "DTEND:20261214T010000Z", uid="b@example")),
    ):  # fmt: skip
        await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)
    status, text = told(await post(cast.bob, asking(ALICE)))[ALICE]
    assert status == "2.0;Success"
    assert times(text) == [
        "FREEBUSY;FBTYPE=BUSY:20261207T090000Z/20261207T103000Z",
        "FREEBUSY;FBTYPE=BUSY:20261208T090000Z/20261208T100000Z",
        "FREEBUSY;FBTYPE=BUSY:20261213T230000Z/20261214T000000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261209T090000Z/20261209T100000Z",
    ]
    lines = text.splitlines()
    for line in ("METHOD:REPLY", "UID:question@example", f"ORGANIZER;CN=Bob:{BOB}",
                 f"ATTENDEE;CUTYPE=INDIVIDUAL:{ALICE}", f"DTSTART:{WEEK[0]}", f"DTEND:{WEEK[1]}",
                 ):  # fmt: skip
        assert lines.count(line) == 1, line
    assert "secret" not in text
    assert "Réunion" not in text


async def test_5_as_the_report_on_the_calendar_says(cast: Cast) -> None:
    """One rule for both: whoever sees when a calendar is busy is told the same by either way."""
    for name, text in (("a", EVENT), ("p", PRIVATE)):
        await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)
    for device, address in ((cast.bob, BOB), (cast.denise, "mailto:denise@orbelle.example")):
        _status, text = told(await post(device, asking(ALICE, by=address)))[ALICE]
        report = await device.ask("REPORT", cast.at(device), free_busy(*WEEK), depth="1")
        assert times(text) == times(report.body.decode())
        assert len(times(text)) == 2


async def test_9_1_a_calendar_that_takes_no_time_is_not_counted(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "a.ics"), EVENT)
    name = "C:schedule-calendar-transp"
    inside = f"<D:set><D:prop><{name}><C:transparent/></{name}></D:prop></D:set>"
    path = cast.at(cast.alice)
    assert (await cast.alice.ask("PROPPATCH", path, proppatch(inside))).status == 207
    assert (await cast.alice.propfind(path, name)).found[path][name] == [("C:transparent", "")]
    status, text = told(await post(cast.bob, asking(ALICE)))[ALICE]
    assert (status, times(text)) == ("2.0;Success", [])


async def test_5_several_at_once_by_any_address_of_theirs(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "a.ics"), EVENT)
    path = f"/dav/principals/{cast.alice.person_id}/"
    own = f"/dav/principals/{cast.bob.person_id}/"
    group = await people.create_unit(by=ADMINISTRATOR, name="Médiathèque")
    whom = ["MAILTO:Alice@Orbelle.example", path, f"https://hub.example{path}", ALICE, BOB,
            NOBODY, f"/dav/principals/{group.id}/", "urn:uuid:x", "/dav/principals/0/"]  # fmt: skip
    answers = told(await post(cast.bob, asking(*whom, by=own)))
    assert list(answers) == [it for it in whom if it != ALICE]  # who is named twice is asked once
    for it in whom[:3]:
        assert len(times(answers[it][1])) == 1
    assert answers[BOB][0] == UNKNOWN  # Bob has no calendar yet
    for it in whom[5:]:
        assert answers[it] == (UNKNOWN, "")


async def test_5_who_may_not_see_it_is_told_what_is_told_of_nobody(
    cast: Cast, reads: Callable[[], AbstractContextManager[Counter]]
) -> None:
    """Charlie may not see when Alice is busy, and a school nothing at all: test A1."""
    await cast.alice.put(cast.at(cast.alice, "a.ics"), EVENT)
    for device, name in ((cast.charlie, "charlie"), (cast.school, "school")):
        by = f"mailto:{name}@orbelle.example"
        await device.propfind("/dav/")  # the password is known from here on
        with reads() as asked:
            one = await post(device, asking(ALICE, by=by))
        with reads() as asked_again:
            other = await post(device, asking(NOBODY, by=by))
        assert told(one) == {ALICE: (UNKNOWN, "")}
        assert one.body.replace(ALICE.encode(), b"") == other.body.replace(NOBODY.encode(), b"")
        assert asked.number == asked_again.number


async def test_5_of_an_address_that_two_share_nobody_is_guessed(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "a.ics"), EVENT)
    await Person.filter(id__in=[cast.alice.person_id, cast.denise.person_id]).update(
        email="accueil@orbelle.example"
    )
    shared = "mailto:accueil@orbelle.example"
    assert told(await post(cast.bob, asking(shared))) == {shared: (UNKNOWN, "")}
    _status, text = told(await post(cast.alice, asking(shared, by=shared)))[shared]
    assert len(times(text)) == 1  # but oneself is meant by one's own


async def test_5_a_password_that_changes_nothing_may_ask(cast: Cast) -> None:
    assert told(await post(cast.readonly, asking(ALICE, by=ALICE)))[ALICE][0] == "2.0;Success"


GOOD = asking(ALICE)


@pytest.mark.parametrize(
    ("body", "condition", "status"),
    [
        ("nonsense", "valid-calendar-data", 400),
        ("", "valid-calendar-data", 400),
        (b"BEGIN:VCALENDAR\r\n\xff\r\nEND:VCALENDAR\r\n", "valid-calendar-data", 400),
        (EVENT, "valid-scheduling-message", 400),
        (GOOD.replace("METHOD:REQUEST", "METHOD:PUBLISH"), "valid-scheduling-message", 400),
        (GOOD.replace("VFREEBUSY", "VEVENT"), "valid-scheduling-message", 400),
        (GOOD.replace("UID:question@example\r\n", ""), "valid-scheduling-message", 400),
        (GOOD.replace("ORGANIZER", "X-ORGANIZER"), "valid-scheduling-message", 400),
        (GOOD.replace("ATTENDEE", "X-ATTENDEE"), "valid-scheduling-message", 400),
        (asking(ALICE, lines=(f"ORGANIZER:{BOB}",)), "valid-scheduling-message", 400),
        (asking(ALICE, within=WEEK[::-1]), "valid-scheduling-message", 400),
        (asking(ALICE, within=("20261207T000000", WEEK[1])), "valid-scheduling-message", 400),
        (asking(ALICE, within=("20261207", "20261208")), "valid-scheduling-message", 400),
        (asking(ALICE, within=("garbage", WEEK[1])), "valid-scheduling-message", 400),
        (asking(ALICE, within=("20261207T000000Z", "20271209T000000Z")),
         "valid-scheduling-message", 403),
        (asking(ALICE, by=ALICE), "valid-organizer", 403),
        (asking(ALICE, by=NOBODY), "valid-organizer", 403),
        (asking(*(f"mailto:{n}@x" for n in range(MOST_ASKED + 1))),
         "max-attendees-per-instance", 403),
        (asking(*(f"mailto:{n}@x" for n in range(MOST_ASKED)),
                within=("20261207T000000Z", "20270307T000000Z")), "valid-scheduling-message", 403),
        ("x" * (MOST_BYTES + 1), "max-resource-size", 403),
    ],
)  # fmt: skip
async def test_5_2_what_is_refused_by_its_name(
    cast: Cast, body: str | bytes, condition: str, status: int
) -> None:
    answer = await post(cast.bob, body)
    assert (answer.status, f"<C:{condition}/>" in answer.body.decode()) == (status, True)


async def test_5_2_two_hundred_for_two_months_are_not_too_many(cast: Cast) -> None:
    whom = [f"mailto:{number}@x" for number in range(MOST_ASKED)]
    within = ("20261207T000000Z", "20270207T000000Z")
    assert len(told(await post(cast.bob, asking(*whom, within=within)))) == MOST_ASKED


async def test_5_2_it_must_say_what_it_is_and_whose(cast: Cast) -> None:
    for kind in ("application/xml", "text/plain", ""):
        answer = await post(cast.bob, GOOD, content_type=kind)
        assert (answer.status, b"<C:supported-calendar-data/>" in answer.body) == (403, True)
    for said, status in ((BOB, 200), (ALICE, 403), (NOBODY, 403)):
        assert (await post(cast.bob, GOOD, originator=said)).status == status
    for path in (cast.bob.home, cast.at(cast.bob), "/dav/", cast.at(cast.bob, "x.ics")):
        assert (await post(cast.bob, GOOD, path)).status == 405


async def test_6_2_what_one_may_send(cast: Cast) -> None:
    name = "D:current-user-privilege-set"
    for device in (cast.alice, cast.readonly):
        path = outbox(cast.alice)
        said = (await device.propfind(path, name, "D:supported-privilege-set")).found[path]
        may = [inside[0][0] for _privilege, inside in said[name]]
        changes = ["C:schedule-send", "C:schedule-send-invite", "C:schedule-send-reply"]
        kept = [] if device is cast.readonly else changes
        assert may == ["D:read", "D:read-current-user-privilege-set", *kept,
                       "C:schedule-send-freebusy"]  # fmt: skip
        for it in may:
            assert it in str(said["D:supported-privilege-set"])
