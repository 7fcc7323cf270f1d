"""A mailbox at a real server is read, and each message is put where it belongs."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.actor import Actor, Via
from hub.app import Hub
from hub.mailbox import handling, jobs, receivers
from hub.mailbox import imap as hub_imap
from hub.mailbox.models import ReceivedMessage
from hub.settings import Settings
from hub.settings.mailbox import read
from tests.mail.certificates import certificate
from tests.mailbox import dovecot
from tests.mailbox.conftest import ADDRESS, Desk
from tests.mailbox.dovecot import Server
from tests.mailbox.messages import message

pytestmark = pytest.mark.anyio
JOB = Actor(frozenset(), Via.JOB, "mailbox")


@pytest.fixture
async def reading(
    new_settings: Callable[..., Settings], imap: Server, request: pytest.FixtureRequest
) -> AsyncIterator[Desk]:
    """A hub that reads a mailbox of this test's own."""
    settings = new_settings(mailbox_url=imap.url(request.node.name[:40]), **ADDRESS)
    desk = Desk()
    async with Hub(settings).running():
        with receivers.current.bound({"text/calendar": desk}):
            yield desk


@pytest.fixture
def box(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:40]


async def test_what_is_in_order_is_taken_and_the_rest_kept(
    reading: Desk, imap: Server, box: str
) -> None:
    good, forged = message(), message(results="", number=2)
    imap.deliver(box, forged, good)
    await jobs.read(by=JOB)
    assert [it.sender for it in reading.letters] == ["eve@prefecture.example"]
    assert imap.messages(box) == []
    assert imap.messages(box, hub_imap.DONE) == [good]
    assert imap.messages(box, hub_imap.KEPT) == [forged]
    kept = await ReceivedMessage.exclude(reason="")
    assert [(it.reason, it.is_proven) for it in kept] == [
        ("Our mail server did not say who wrote it.", False)
    ]


async def test_one_that_breaks_stops_no_other_and_is_given_up(
    reading: Desk, imap: Server, box: str
) -> None:
    poison, good = message(ics="POISON"), message(number=2)
    reading.poison = "POISON"
    imap.deliver(box, poison, good)
    await jobs.read(by=JOB)
    assert imap.messages(box) == [poison]  # perhaps it was our fault, and passes
    assert imap.messages(box, hub_imap.DONE) == [good]
    for _time in range(handling.TRIES):
        await jobs.read(by=JOB)
    assert imap.messages(box) == []
    assert imap.messages(box, hub_imap.KEPT) == [poison]
    assert len(reading.letters) == 1 + handling.TRIES
    [kept] = await ReceivedMessage.exclude(reason="")
    assert kept.reason == handling.BROKEN


async def test_a_message_that_was_taken_and_not_put_away_is_not_taken_twice(
    reading: Desk, imap: Server, box: str
) -> None:
    imap.deliver(box, message())
    await handling.handle(imap.messages(box)[0], by=JOB)
    await jobs.read(by=JOB)
    assert len(reading.letters) == 1
    assert len(imap.messages(box, hub_imap.DONE)) == 1


async def test_what_is_too_large_is_not_loaded_whole(
    reading: Desk, imap: Server, box: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (handling, jobs):
        monkeypatch.setattr(module, "MOST_BYTES", 2000)
    imap.deliver(box, message(more="x" * 2000), message(number=2))
    await jobs.read(by=JOB)
    assert len(reading.letters) == 1
    [kept] = await ReceivedMessage.exclude(reason="")
    assert kept.reason == "It is too large."
    assert len(imap.messages(box, hub_imap.KEPT)[0]) > 2000


async def test_without_a_mailbox_nothing_is_read(hub: Hub) -> None:
    await jobs.read(by=JOB)
    assert not await ReceivedMessage.exists()


@pytest.mark.parametrize("capability", ["IMAP4rev1 AUTH=PLAIN", "IMAP4rev1 AUTH=PLAIN MOVE"])
def test_a_server_that_moves_nothing_and_one_that_does(tmp_path: Path, capability: str) -> None:
    with dovecot.running(*certificate(tmp_path, "127.0.0.1"), capability) as server:
        server.deliver("agenda", b"Subject: a\r\n\r\nx\r\n", b"Subject: b\r\n\r\ny\r\n")
        found = read(server.url("agenda"))
        assert found is not None
        folder = hub_imap.opened(found)
        first = folder.waiting(1)
        folder.put_away(first[0], hub_imap.DONE)
        assert first[0] not in folder.waiting(9)
        folder.close()
        assert server.messages("agenda") == [b"Subject: b\r\n\r\ny\r\n"]
        assert server.messages("agenda", hub_imap.DONE) == [b"Subject: a\r\n\r\nx\r\n"]


def test_a_certificate_that_nobody_signed_is_refused(imap: Server) -> None:
    found = read(f"imaps://agenda:secret%2F%C3%A9@127.0.0.1:{imap.tls_port}")
    assert found is not None
    with pytest.raises(ssl.SSLCertVerificationError):
        hub_imap.opened(found)


def test_one_that_is_known_is_spoken_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, chain = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with dovecot.running(key, chain) as server:
        found = read(f"imaps://agenda:secret%2F%C3%A9@127.0.0.1:{server.tls_port}")
        assert found is not None
        folder = hub_imap.opened(found)
        assert folder.waiting(9) == []
        folder.close()


def test_beyond_this_machine_nothing_is_said_in_the_clear(
    imap: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(hub_imap, "is_loopback", lambda _host: False)
    monkeypatch.setattr(imaplib.IMAP4, "authenticate", lambda *_: said.append("password"))
    found = read(imap.url("agenda"))
    assert found is not None
    with pytest.raises(ssl.SSLCertVerificationError):  # of STARTTLS
        hub_imap.opened(found)
    assert said == []


def test_a_wrong_password_is_an_error_without_words(imap: Server) -> None:
    found = read(f"imap://agenda:wrong@127.0.0.1:{imap.port}")
    assert found is not None
    with pytest.raises(imaplib.IMAP4.error):
        hub_imap.opened(found)
