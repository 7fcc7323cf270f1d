"""Answers that come by mail: those that are in order are taken, all others change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hub.actor import Actor, Via
from hub.audit.models import Entry
from hub.domain.letters import Letter
from hub.errors import Forbidden
from hub.people import actions as people
from hub_calendar import actions
from hub_calendar.ics import answers
from hub_calendar.ics.lines import parse
from hub_calendar.imip import incoming
from hub_calendar.imip.incoming import receive
from hub_calendar.models import Attendee, CalendarKind, CalendarObject, Occurrence
from tests.calendar.conftest import ADMINISTRATOR, Stage, actor
from tests.calendar.replies import EVE, GMAIL, OUTLOOK

pytestmark = pytest.mark.anyio

JOB = Actor(frozenset(), Via.JOB, "mailbox")
GUESTS = (
    "ORGANIZER;CN=Alice Martin:mailto:alice@orbelle.example",
    f'ATTENDEE;CN="Petit; PARTSTAT=X, Ève";ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:{EVE}',
    "ATTENDEE;CN=Karim;PARTSTAT=ACCEPTED:mailto:karim@orbelle.example",
)
TIMES = ("DTSTART;TZID=Europe/Paris:20261207T100000", "DTEND;TZID=Europe/Paris:20261207T113000")


def event(*lines: str, guests: tuple[str, ...] = GUESTS, sequence: int = 2) -> str:
    rows = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//FR", "BEGIN:VEVENT", "UID:7@orbelle",
        "DTSTAMP:20261124T090000Z", f"SEQUENCE:{sequence}", "SUMMARY:Revue", "LOCATION:Salle 2",
        *TIMES, *guests, *lines, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(rows)


@dataclass(frozen=True)
class Invited:
    stage: Stage
    karim: Actor
    object_id: int

    async def texts(self) -> list[str]:
        return [it.ics for it in await CalendarObject.all().order_by("id")]

    async def partstats(self) -> dict[str, list[str]]:
        """In each copy, by address."""
        found: dict[str, list[str]] = {}
        for it in await Attendee.all().order_by("object_id"):
            found.setdefault(it.address, []).append(it.partstat)
        return found


@pytest.fixture
async def invited(stage: Stage) -> Invited:
    """Alice invites Ève, who is somewhere else, and Karim, who has the event too."""
    stored = await actions.put_object(stage.id, "7.ics", event(), by=stage.alice)
    karim = await actor("Karim", email="karim@orbelle.example")
    calendar = await actions.create_calendar(by=karim, name="Karim")
    await actions.put_object(calendar.id, "7.ics", event(), by=karim)
    return Invited(stage, karim, stored.object_id)


async def send(text: str, sender: str = EVE, method: str = "REPLY") -> str:
    return await receive(Letter(sender, text, {"method": method}), by=JOB)


def reply(*changes: tuple[str, str], text: str = OUTLOOK) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize("text", [OUTLOOK, GMAIL, OUTLOOK.replace("\n", "\r\n")])
async def test_an_answer_is_in_the_organizers_event_and_in_that_of_other_guests(
    invited: Invited, text: str
) -> None:
    assert await send(text) == ""
    assert await invited.partstats() == {
        EVE: ["ACCEPTED", "ACCEPTED"], "karim@orbelle.example": ["ACCEPTED", "ACCEPTED"],
    }  # fmt: skip


async def test_nothing_else_of_it_is_taken(invited: Invited) -> None:
    before = [parse(it).inside("VEVENT")[0] for it in await invited.texts()]
    comments: list[str | None] = []
    assert await send(OUTLOOK) == ""
    for old, new in zip(before, await invited.texts(), strict=True):
        [part] = parse(new).inside("VEVENT")
        kept = [it.line for it in part.properties if EVE not in it.line]
        assert kept == [it.line for it in old.properties if EVE not in it.line]
        [was, line] = [it for tree in (old, part) for it in tree.all("ATTENDEE") if EVE in it.value]
        assert was.params["CN"] == "Petit; PARTSTAT=X, Ève"
        comment = line.params.get("X-RESPONSE-COMMENT")
        comments.append(comment)
        assert line.params == was.params | {
            "PARTSTAT": "ACCEPTED", "X-PARVIS-ANSWERED": "20261125T100000Z",
        } | ({"X-RESPONSE-COMMENT": comment} if comment else {})  # fmt: skip
    # What a guest remarks is for who organizes it.
    assert comments == ["J’arriverai à 10 h 15", None]


async def test_it_is_journaled_and_told_to_telephones(invited: Invited) -> None:
    version = (await CalendarObject.get(id=invited.object_id)).version
    await send(OUTLOOK)
    assert await Entry.filter(action="calendar.event.answered").count() == 2
    assert (await CalendarObject.get(id=invited.object_id)).version == version + 1


async def test_twice_is_the_same_as_once(invited: Invited) -> None:
    await send(OUTLOOK)
    texts = await invited.texts()
    assert await send(OUTLOOK) == ""
    assert await invited.texts() == texts
    assert await Entry.filter(action="calendar.event.answered").count() == 2


async def test_the_latest_answer_stands_in_whatever_order_they_come(invited: Invited) -> None:
    later = reply(("ACCEPTED", "DECLINED"), ("20261125T100000Z", "20261125T110000Z"))
    assert await send(later) == ""
    assert await send(OUTLOOK) == ""  # older: nothing to do, and nothing to look at
    assert (await invited.partstats())[EVE] == ["DECLINED", "DECLINED"]
    last = reply(("ACCEPTED", "TENTATIVE"), ("20261125T100000Z", "20261125T120000Z"))
    assert await send(last) == ""
    assert (await invited.partstats())[EVE] == ["TENTATIVE", "TENTATIVE"]


COUNTER, CANCEL = (reply(("METHOD:REPLY", f"METHOD:{it}")) for it in ("COUNTER", "CANCEL"))


@pytest.mark.parametrize(
    ("text", "sender", "method", "reason"),
    [
        (OUTLOOK, "mallory@evil.example", "REPLY", incoming.OTHERS),
        (OUTLOOK, "", "REPLY", incoming.OTHERS),
        (reply((EVE, "karim@orbelle.example")), EVE, "REPLY", incoming.OTHERS),
        (reply((EVE, "x@a.example")), "x@a.example", "REPLY", answers.NOT_INVITED),
        (
            reply(("UID:", "ATTENDEE;PARTSTAT=DECLINED:mailto:karim@orbelle.example\nUID:")),
            EVE, "REPLY", answers.NO_ANSWER,
        ),
        (reply(("ATTENDEE;", "X-NOBODY;")), EVE, "REPLY", answers.NO_ANSWER),
        (reply(("ACCEPTED", "NEEDS-ACTION")), EVE, "REPLY", answers.NO_ANSWER),
        (reply(("ACCEPTED", "DELEGATED")), EVE, "REPLY", answers.NO_ANSWER),
        (reply(("ACCEPTED", "x")), EVE, "REPLY", answers.NO_ANSWER),
        (reply(("\nSEQUENCE:2", "\nSEQUENCE:1")), EVE, "REPLY", answers.OUTDATED),
        (reply(("\nSEQUENCE:2", "")), EVE, "REPLY", answers.OUTDATED),
        (reply(("7@orbelle", "8@orbelle")), EVE, "REPLY", actions.answers.UNKNOWN),
        (reply(("UID:7@orbelle\n", "")), EVE, "REPLY", incoming.UNREADABLE),
        (reply(("\nDTSTAMP:20261125T100000Z", "")), EVE, "REPLY", incoming.UNREADABLE),
        (reply(("20261125T100000Z", "20261125T100000")), EVE, "REPLY", answers.NO_ANSWER),
        (reply(("20261125T100000Z", "20261001T100000Z")), EVE, "REPLY", incoming.STALE),
        (
            reply(("UID:", "RECURRENCE-ID:20261207T090000Z\nUID:")),
            EVE, "REPLY", answers.NO_SUCH_TIME,
        ),
        (OUTLOOK, EVE, "REQUEST", incoming.MISNAMED),
        (COUNTER, EVE, "COUNTER", incoming.PROPOSAL),
        (COUNTER, "mallory@evil.example", "COUNTER", incoming.PROPOSAL),
        (CANCEL, EVE, "CANCEL", incoming.UNASKED),
        (CANCEL, "alice@orbelle.example", "CANCEL", incoming.UNASKED),
        (reply(("METHOD:REPLY", "METHOD:PUBLISH")), EVE, "PUBLISH", incoming.UNASKED),
        (reply(("METHOD:REPLY\n", "")), EVE, "", incoming.UNASKED),
        (reply(("VEVENT", "VTODO")), EVE, "REPLY", incoming.UNASKED),
        ("", EVE, "REPLY", incoming.UNREADABLE),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", EVE, "", incoming.UNASKED),
        ("BEGIN:VCALENDAR\n\0\nEND:VCALENDAR", EVE, "", incoming.UNREADABLE),
        ("x" * 2_000_000, EVE, "REPLY", incoming.UNREADABLE),
    ],
)  # fmt: skip
async def test_what_is_not_in_order_changes_nothing(
    invited: Invited, text: str, sender: str, method: str, reason: str
) -> None:
    texts = await invited.texts()
    assert await send(text, sender, method) == reason
    assert await invited.texts() == texts


async def test_an_event_of_another_organizer_is_not_theirs_to_answer(stage: Stage) -> None:
    """Bob was invited from outside: what Ève answers to that organizer is told by nobody to us."""
    theirs = event().replace("alice@orbelle.example", "boss@prefecture.example")
    await actions.put_object(stage.id, "7.ics", theirs, by=stage.alice)
    assert await send(OUTLOOK) == actions.answers.UNKNOWN
    assert (await CalendarObject.get()).ics == theirs


@pytest.mark.parametrize("details", [{"email": "karim@orbelle.example"}, {}])
async def test_a_copy_alone_is_no_event_of_its_organizer(
    stage: Stage, details: dict[str, str]
) -> None:
    """Karim, who perhaps has no address, says that Alice organizes it; she knows nothing of it."""
    karim = await actor("Karim", **details)
    calendar = await actions.create_calendar(by=karim, name="Karim")
    await actions.put_object(calendar.id, "7.ics", event(), by=karim)
    assert await send(OUTLOOK) == actions.answers.UNKNOWN


async def test_what_a_guest_here_has_of_it_may_be_older(invited: Invited) -> None:
    """Nothing of it hinders the organizer's."""
    other = await actor("Zoé", email="zoe@orbelle.example")
    calendar = await actions.create_calendar(by=other, name="Zoé")
    without = event(guests=(GUESTS[0],))
    await actions.put_object(calendar.id, "7.ics", without, by=other)
    assert await send(OUTLOOK) == ""
    assert (await invited.partstats())[EVE] == ["ACCEPTED", "ACCEPTED"]
    assert without in await invited.texts()


@pytest.mark.parametrize("written", ["20261214T090000Z", "TZID"])
async def test_one_time_of_a_series_is_answered(stage: Stage, written: str) -> None:
    series = event("RRULE:FREQ=WEEKLY;COUNT=3")
    stored = await actions.put_object(stage.id, "7.ics", series, by=stage.alice)
    name = (
        "RECURRENCE-ID;TZID=Romance Standard Time:20261214T100000"
        if written == "TZID"
        else f"RECURRENCE-ID:{written}"
    )
    assert await send(reply(("UID:", f"{name}\nUID:"), ("ACCEPTED", "DECLINED"))) == ""
    [main, own] = parse((await CalendarObject.get()).ics).inside("VEVENT")
    said = {
        it.name: [line.params.get("PARTSTAT") for line in it.all("ATTENDEE")] for it in (main, own)
    }
    assert [it.params.get("PARTSTAT") for it in main.all("ATTENDEE")] == [None, "ACCEPTED"]
    assert said["VEVENT"] == ["DECLINED", "ACCEPTED"]
    assert own.text("SEQUENCE") == "2"  # an answer is no change of the event
    times = await Occurrence.filter(object_id=stored.object_id).order_by("starts_at")
    assert [it.starts_at.day for it in times] == [7, 14, 21]
    later = reply(("UID:", "RECURRENCE-ID:20261214T090000Z\nUID:"), ("20261125T10", "20261125T11"))
    assert await send(later) == ""
    [_main, own] = parse((await CalendarObject.get()).ics).inside("VEVENT")
    assert own.all("ATTENDEE")[0].params["PARTSTAT"] == "ACCEPTED"


@pytest.mark.parametrize("name", ["20261215T090000Z", "20270104T090000Z", "x", "20261214"])
async def test_a_time_that_the_series_does_not_have(stage: Stage, name: str) -> None:
    series = event("RRULE:FREQ=WEEKLY;COUNT=3")
    await actions.put_object(stage.id, "7.ics", series, by=stage.alice)
    kept = (await CalendarObject.get()).ics
    told = await send(reply(("UID:", f"RECURRENCE-ID:{name}\nUID:")))
    assert told in {answers.NO_SUCH_TIME, incoming.UNREADABLE}
    assert (await CalendarObject.get()).ics == kept


async def test_in_a_calendar_of_a_group_it_is_taken_too(stage: Stage) -> None:
    group = await people.create_group(by=ADMINISTRATOR, name="Projet")
    member = await actor("Karim", group.id)
    calendar = await actions.create_calendar(
        by=member, name="Projet", owner_id=group.id, kind=CalendarKind.GROUP
    )
    await actions.put_object(calendar.id, "7.ics", event(), by=member)
    assert await send(OUTLOOK) == ""
    assert (await Attendee.get(address=EVE)).partstat == "ACCEPTED"


async def test_nobody_but_the_mailboxs_job_may(invited: Invited) -> None:
    [part] = parse(OUTLOOK).inside("VEVENT")
    answer = answers.read_answer(part)
    for by in (invited.stage.alice, invited.stage.charlie, invited.karim):
        with pytest.raises(Forbidden):
            await actions.take_answers("7@orbelle", [answer], by=by)
    assert (await invited.partstats())[EVE] == ["NEEDS-ACTION", "NEEDS-ACTION"]
