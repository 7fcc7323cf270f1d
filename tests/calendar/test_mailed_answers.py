"""From a guest's mail program through the mailbox into the organizer's event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest

from hub.actor import Actor, Via
from hub.app import Hub
from hub.mailbox import jobs
from hub.mailbox.models import ReceivedMessage
from hub.settings import Settings
from hub_calendar import actions
from hub_calendar.ics.lines import parse
from hub_calendar.imip.letters import letter
from hub_calendar.models import Attendee
from tests.calendar.conftest import actor
from tests.calendar.replies import EVE, GMAIL, OUTLOOK, by_gmail, by_outlook
from tests.calendar.test_incoming import event
from tests.mailbox.conftest import ADDRESS, imap
from tests.mailbox.dovecot import Server

pytestmark = pytest.mark.anyio
JOB = Actor(frozenset(), Via.JOB, "mailbox")
__all__ = ["imap"]


@pytest.fixture
async def hub(
    new_settings: Callable[..., Settings], imap: Server, request: pytest.FixtureRequest
) -> AsyncIterator[Hub]:
    url = imap.url(_user(request))
    async with Hub(new_settings(mailbox_url=url, **ADDRESS)).running() as running:
        yield running


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    return _user(request)


def _user(request: pytest.FixtureRequest) -> str:
    return str(request.node.name).translate({ord(it): "-" for it in "[]"})[-40:]


@pytest.mark.parametrize("program", [by_outlook, by_gmail])
async def test_an_invitation_is_answered(
    hub: Hub, now: datetime, imap: Server, user: str, program: Callable[..., bytes]
) -> None:
    alice = await actor("Alice", email="alice@orbelle.example")
    karim = await actor("Karim", email="karim@orbelle.example")
    for it in (alice, karim):
        calendar = await actions.create_calendar(by=it, name=it.name)
        await actions.put_object(calendar.id, "7.ics", event(), by=it)
    request = event().replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST")
    sent = letter("REQUEST", request, to=EVE, key="7").calendar
    assert sent is not None
    [asked] = parse(sent.text).inside("VEVENT")
    assert asked.text("UID") == "7@orbelle"
    organizer = asked.get("ORGANIZER")
    assert organizer is not None
    assert organizer.value == "mailto:agenda@orbelle.example"  # there the program answers to
    imap.deliver(user, program())
    await jobs.read(by=JOB)
    assert not await ReceivedMessage.exclude(reason="").exists()
    assert [it.partstat for it in await Attendee.filter(address=EVE)] == ["ACCEPTED", "ACCEPTED"]


@pytest.mark.parametrize("program", [by_outlook, by_gmail])
async def test_forged_ones_change_nothing(
    hub: Hub, now: datetime, imap: Server, user: str, program: Callable[..., bytes]
) -> None:
    alice = await actor("Alice", email="alice@orbelle.example")
    calendar = await actions.create_calendar(by=alice, name="Alice")
    await actions.put_object(calendar.id, "7.ics", event(), by=alice)
    unaligned = "mx.orbelle.example; dkim=pass header.d=evil.example; dmarc=fail header.from=x"
    ours = OUTLOOK if program is by_outlook else GMAIL
    imap.deliver(
        user,
        program(results=unaligned),
        program(results="mx.evil.example; dmarc=pass header.from=prefecture.example"),
        program().replace(b"From:", b"From: mallory@evil.example\r\nFrom:"),
        program(ours.replace(f"mailto:{EVE}", "mailto:karim@orbelle.example")),
        program(ours.replace("SEQUENCE:2", "SEQUENCE:0")),
        program(ours.replace("7@orbelle", "9@orbelle")),
    )
    await jobs.read(by=JOB)
    assert await ReceivedMessage.exclude(reason="").count() == 6
    assert (await Attendee.get(address=EVE)).partstat == "NEEDS-ACTION"
