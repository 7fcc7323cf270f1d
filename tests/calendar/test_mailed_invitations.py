"""What people outside are told of events by mail, and what guests here answer to those outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest

from hub.access.actors import of_job
from hub.actor import Actor
from hub.app import Hub
from hub.mail.models import Mail
from hub.settings import Settings
from hub_calendar import actions
from hub_calendar.actions.arranging import MOST_OUTSIDE
from hub_calendar.ics.answers import STAMP, Answer
from hub_calendar.ics.lines import Component, parse
from hub_calendar.ics.objects import address_of
from hub_calendar.imip import outgoing
from hub_calendar.models import Message
from hub_calendar.queries.calendars import own_calendar
from tests.calendar.conftest import ics
from tests.calendar.test_delivering import UID, alice, bob, copy, put, row_of
from tests.calendar.test_letters import SENDER
from tests.conformance.test_rfc6638_implicit import answer_of, event, status_of, told

pytestmark = pytest.mark.anyio
__all__ = ["alice", "bob"]
EVE, IVO = "eve@prefecture.example", "ivo@region.example"
MAILBOX = "agenda@orbelle.example"
ONCE = ("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z")
WEEKLY = (*ONCE, "RRULE:FREQ=WEEKLY;COUNT=4")


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    settings = new_settings(
        smtp_url="smtp://127.0.0.1:1", mailbox_url="imap://agenda:secret@127.0.0.1",
        mailbox_address=MAILBOX, mailbox_border="mx.orbelle.example", **SENDER,
    )  # fmt: skip
    async with Hub(settings).running() as running:
        yield running


async def mails(to: str = EVE) -> list[Mail]:
    return await Mail.filter(recipient=to).order_by("id")


def said(mail: Mail) -> tuple[str, list[Component]]:
    tree = parse(str(mail.calendar))
    return tree.value("METHOD"), tree.inside("VEVENT")


async def test_a_guest_outside_is_invited_by_mail(alice: Actor, bob: Actor) -> None:
    await put(alice, event(*ONCE, "SUMMARY:Revue", guests=(EVE, "bob@orbelle.example")))
    [mail] = await mails()
    method, [part] = said(mail)
    assert (method, mail.calendar_kind) == ("REQUEST", "REQUEST VEVENT")
    assert part.text("SUMMARY") == "Revue"
    assert {address_of(it.value) for it in part.all("ATTENDEE")} >= {EVE, "bob@orbelle.example"}
    assert address_of(part.get("ORGANIZER").value) == MAILBOX  # type: ignore[union-attr]
    own = await copy(alice)
    assert (status_of(own, EVE), status_of(own, "bob@orbelle.example")) == ("1.1", "1.2")
    assert not await Message.filter(person_id=None).exists()


async def test_who_is_told_of_what(alice: Actor) -> None:
    await put(alice, event(guests=(EVE, IVO)))
    await put(alice, event(guests=(EVE, IVO)))  # nothing is new
    await put(alice, event(*ONCE, "SUMMARY:Autre", guests=(EVE, IVO)))
    await put(alice, event(*ONCE, "SUMMARY:Autre", guests=(EVE,)))
    ours = [said(it) for it in await mails(IVO)]
    assert [method for method, _parts in ours] == ["REQUEST", "REQUEST", "CANCEL"]
    [last] = ours[-1][1]
    assert [address_of(it.value) for it in last.all("ATTENDEE")] == [IVO]  # RFC 5546 §3.2.5
    assert last.get("STATUS") is None
    # That somebody else is no longer invited is news to her too.
    subjects = [it.subject.partition("\u00a0")[0] for it in await mails()]
    assert subjects == ["Invitation", "Modifié", "Modifié"]


async def test_what_is_deleted_is_cancelled(alice: Actor) -> None:
    stored = await put(alice, event(guests=(EVE,)))
    await actions.delete_event(stored.object_id, by=alice, version=stored.version)
    await told()
    method, [part] = said((await mails())[-1])
    assert (method, part.value("STATUS"), part.text("SEQUENCE")) == ("CANCEL", "CANCELLED", "1")


async def test_what_is_said_to_be_cancelled_is(alice: Actor) -> None:
    off = event(*ONCE, "STATUS:CANCELLED", guests=(EVE,))
    stored = await put(alice, off)
    assert await mails() == []  # nobody is invited to it
    await actions.delete_event(stored.object_id, by=alice, version=stored.version)
    await put(alice, event(guests=(EVE,)))
    await put(alice, off)
    found = [said(it) for it in await mails()]
    assert [method for method, _parts in found] == ["REQUEST", "CANCEL"]
    assert found[-1][1][0].value("STATUS") == "CANCELLED"


async def test_each_is_told_once_whatever_stops(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server's queue, or the process, gives way between two steps."""
    key = await own_calendar("personal", by=alice)
    stored = await actions.put_object(key, "plan.ics", event(guests=(EVE,)), by=alice)
    by = await of_job("again")
    await actions.tell_guests(stored.object_id, by=by)
    assert await mails() == []
    await actions.tell_guests(stored.object_id, by=by)
    [waiting] = await actions.outgoing(by=by)
    await outgoing.post(by=by)
    await actions.post_message(waiting.id, None, by=by)  # another one that had read it too
    await told()
    assert len(await mails()) == 1


async def test_a_time_of_a_series_without_a_guest(alice: Actor) -> None:
    text = event(*WEEKLY, "SUMMARY:Revue", guests=(EVE, IVO))
    one = event(
        "RECURRENCE-ID:20261214T090000Z", "DTSTART:20261214T090000Z", "DTEND:20261214T100000Z",
        "SUMMARY:Revue", guests=(IVO,),
    )  # fmt: skip
    part = one[one.index("BEGIN:VEVENT") : one.index("END:VCALENDAR")]
    await put(alice, text.replace("END:VCALENDAR", part + "END:VCALENDAR"))
    [mail] = await mails()
    method, [series] = said(mail)
    assert (method, series.text("EXDATE")) == ("REQUEST", "20261214T090000Z")
    assert len(said((await mails(IVO))[0])[1]) == 2


async def test_whom_no_mail_reaches(alice: Actor) -> None:
    many = tuple(f"g{it}@region.example" for it in range(MOST_OUTSIDE))
    odd = ("nobody@@region.example", MAILBOX)
    text = event(guests=(*odd, *many)).replace(
        f"ATTENDEE:mailto:{odd[0]}", f"ATTENDEE:urn:uuid:1\r\nATTENDEE:mailto:{odd[0]}"
    )
    await put(alice, text)
    own = (await copy(alice)).main
    status = {
        address_of(it.value): it.params.get("SCHEDULE-STATUS", "") for it in own.all("ATTENDEE")
    }
    assert {status[it] for it in ("urn:uuid:1", *odd)} == {"3.7"}
    told_of = [status[it] for it in many]
    assert told_of == ["1.1"] * (MOST_OUTSIDE - 3) + ["5.2"] * 3
    assert await Mail.filter(recipient__endswith="@region.example").count() == MOST_OUTSIDE - 3
    assert not await Mail.filter(recipient=MAILBOX).exists()


async def test_what_the_guest_answered_by_mail_nobody_else_changes(alice: Actor) -> None:
    await put(alice, event(guests=(EVE, IVO)))
    by = await of_job("mailbox")
    said_so = Answer(EVE, "DECLINED", "", 0, "20261201T090000Z", None)
    await actions.take_answers(UID, [said_so], by=by)
    text = event(guests=(EVE, IVO))
    for it in (EVE, IVO):
        text = text.replace(f"ATTENDEE:mailto:{it}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{it}")
    await put(alice, text)
    own = await copy(alice)
    # Ivo has said so by telephone: the organizer may note it.
    assert (answer_of(own, EVE), answer_of(own, IVO)) == ("DECLINED", "ACCEPTED")
    await put(alice, text.replace("T090000Z", "T093000Z"))
    assert answer_of(await copy(alice), EVE) == "NEEDS-ACTION"
    assert STAMP not in (await row_of(alice)).ics


def invitation(partstat: str, *lines: str) -> str:
    return ics(
        *(lines or ONCE), f"ORGANIZER;CN=Ève:mailto:{EVE}", f"ATTENDEE:mailto:{EVE}",
        f"ATTENDEE;CN=Bob;PARTSTAT={partstat}:mailto:bob@orbelle.example", uid=UID,
    )  # fmt: skip


async def test_an_organizer_outside_is_answered(bob: Actor) -> None:
    await put(bob, invitation("NEEDS-ACTION"))
    assert await mails() == []
    await put(bob, invitation("ACCEPTED"))
    [mail] = await mails()
    method, [part] = said(mail)
    [guest] = part.all("ATTENDEE")
    assert (method, guest.params["PARTSTAT"], mail.sender_name) == ("REPLY", "ACCEPTED", "Bob")
    assert mail.reply_to == "bob@orbelle.example"
    line = (await copy(bob)).main.get("ORGANIZER")
    assert line is not None
    assert line.params["SCHEDULE-STATUS"] == "1.1"
    # Its changes too come by the guest's own programs.
    await put(bob, invitation("ACCEPTED", "DTSTART:20261208T090000Z"))
    row = await row_of(bob)
    await actions.delete_event(row.id, by=bob, version=row.version)
    await told()
    [_first, last] = await mails()
    assert [it.params["PARTSTAT"] for it in said(last)[1][0].all("ATTENDEE")] == ["DECLINED"]


async def test_of_one_time_of_a_series(bob: Actor) -> None:
    text = invitation("ACCEPTED", *WEEKLY)
    await put(bob, text)
    await put(bob, text.replace("RRULE", "EXDATE:20261214T090000Z\r\nRRULE"))
    _method, [part] = said((await mails())[-1])
    assert part.text("RECURRENCE-ID") == "20261214T090000Z"
    assert part.all("ATTENDEE")[0].params["PARTSTAT"] == "DECLINED"


async def test_a_program_that_answers_by_itself(bob: Actor) -> None:
    text = invitation("NEEDS-ACTION").replace("ORGANIZER;", "ORGANIZER;SCHEDULE-AGENT=CLIENT;")
    await put(bob, text)
    await put(bob, text.replace("NEEDS-ACTION", "ACCEPTED"))
    assert await mails() == []


async def test_without_a_mail_server_it_is_said(
    new_settings: Callable[..., Settings], now: datetime
) -> None:
    async with Hub(new_settings()).running():
        from tests.calendar.test_delivering import colleague

        alice = await colleague("alice")
        await put(alice, event(guests=(EVE,)))
        assert status_of(await copy(alice), EVE) == "5.2"
        assert not await Message.all().exists()
        assert not await Mail.filter(recipient=EVE).exists()
