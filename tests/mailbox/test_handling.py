"""A message does what its proven sender says, once, where somebody reads such things."""

from __future__ import annotations

import pytest

from hub.actor import Actor, Via
from hub.mailbox import handling
from hub.mailbox.models import ReceivedMessage
from tests.mailbox.conftest import Desk
from tests.mailbox.messages import BORDER, EVE, PASSED, REPLY, message

pytestmark = pytest.mark.anyio
JOB = Actor(frozenset(), Via.JOB, "mailbox")
SIGNED = f"Authentication-Results: {BORDER}; dkim=pass header.d=evil.example"


async def kept() -> str:
    [row] = await ReceivedMessage.exclude(reason="")
    return row.reason


async def test_a_letter_is_handed_over_whole(desk: Desk) -> None:
    assert await handling.handle(message(ics=REPLY.replace("7@", "é7@")), by=JOB)
    [letter] = desk.letters
    assert letter.sender == EVE
    assert letter.text.replace("\r\n", "\n").strip() == REPLY.replace("7@", "é7@").replace(
        "\r\n", "\n"
    ).strip()  # fmt: skip
    assert letter.params == {"charset": "utf-8", "method": "REPLY"}
    [row] = await ReceivedMessage.all()
    assert (row.sender, row.is_proven, row.subject) == (EVE, True, "Accepté : Revue")


@pytest.mark.parametrize(
    "raw",
    [
        message(results=""),
        message(results=SIGNED),
        message(results="Authentication-Results: mx.evil.example; dmarc=pass"),
        message(results=f"X-Authentication-Results: {PASSED}"),
        message(results=f"ARC-Authentication-Results: i=1; {BORDER}; dmarc=pass"),
        message(sender=""),
        message(sender=f"From: {EVE}\r\nFrom: mallory@evil.example"),
        message(sender=f"From: mallory@evil.example\r\nFrom: {EVE}"),
        message(sender="From: Team: eve@prefecture.example;"),
        message(sender="From: =?utf-8?Q?Eve?= =?utf-8?Q?_=3Ceve=40prefecture.example=3E?="),
        message(sender="Sender: eve@prefecture.example\r\nFrom: mallory@evil.example"),
        message(sender=f"From: {EVE},\r\n mallory@evil.example"),
        message(sender=f"Reply-To: {EVE}\r\nResent-From: {EVE}"),
    ],
)
async def test_of_a_sender_that_is_not_proven_nothing_is_taken(desk: Desk, raw: bytes) -> None:
    assert await handling.handle(raw, by=JOB) is False
    assert desk.letters == []
    [row] = await ReceivedMessage.exclude(reason="")
    assert not row.is_proven
    assert row.letter_sha256 is None


async def test_what_the_domain_does_not_take_is_kept_with_its_reason(desk: Desk) -> None:
    desk.answer = "No such event."
    assert await handling.handle(message(), by=JOB) is False
    assert await kept() == "No such event."


async def test_a_forwarded_message_is_its_forwarders(desk: Desk) -> None:
    """The one inside was written by somebody whom nobody vouches for."""
    inner = message().decode().replace("--b", "--c").replace('"b"', '"c"')
    raw = message(ics="").decode().replace("text/calendar;", "text/x-none;").replace(
        "--b--", f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--", 1
    )  # fmt: skip
    assert await handling.handle(raw.encode(), by=JOB) is False
    assert desk.letters == []
    assert await kept() == handling.NOTHING


async def test_two_different_parts_are_one_too_many(desk: Desk) -> None:
    other = "--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert await handling.handle(message(more=other), by=JOB) is False
    assert desk.letters == []
    assert await kept() == handling.SEVERAL


async def test_the_same_part_twice_is_one(desk: Desk) -> None:
    """As Outlook and others write it: an alternative and a file."""
    again = f"--b\r\nContent-Type: text/calendar; name=invite.ics\r\n\r\n{REPLY}\r\n"
    assert await handling.handle(message(more=again), by=JOB)
    assert len(desk.letters) == 1


async def test_a_copy_and_an_old_letter_played_again_do_nothing(desk: Desk) -> None:
    assert await handling.handle(message(), by=JOB)
    assert await handling.handle(message(number=2, subject="Again"), by=JOB)
    assert len(desk.letters) == 1


async def test_a_forger_cannot_use_up_the_letter_of_another(desk: Desk) -> None:
    assert await handling.handle(message(results=SIGNED), by=JOB) is False
    assert await handling.handle(message(), by=JOB)
    assert len(desk.letters) == 1


def nested(depth: int) -> bytes:
    head = b"From: a@b.example\r\nSubject: x\r\n"
    lines = [
        f'Content-Type: multipart/mixed; boundary="b{it}"\r\n\r\n--b{it}\r\n'.encode()
        for it in range(depth)
    ]
    return head + b"".join(lines) + b"\r\nx"


@pytest.mark.parametrize(
    "raw",
    [
        nested(9),
        nested(5000),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200 + b"--b--",
        b"From: " + b"x" * 9000 + b"\r\n\r\nx",
    ],
)  # fmt: skip
async def test_a_message_that_is_built_to_hurt_is_not_read(desk: Desk, raw: bytes) -> None:
    assert await handling.handle(raw, by=JOB) is False
    assert await kept() == handling.UNREADABLE


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0", b"\r\n\r\n", b"Subject: =?utf-8?b?!!!?=\r\n\r\n",
        b"Subject: =?x-no?q?a?=\r\n\r\n", b"From: \xff@\xfe\r\n\r\n",
        b"Content-Type: text/calendar; charset=x-no\r\n\r\n\xff",
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: text/calendar; charset*=utf-8''utf-8; x*0*=a; x*1=b\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Subject: a\xe2\x80\xa8b\x85c\r\n d\r\n\r\n",
    ],
)  # fmt: skip
async def test_nonsense_is_kept_and_breaks_nothing(desk: Desk, raw: bytes) -> None:
    assert await handling.handle(raw, by=JOB) is False
    assert await kept() in {"It does not say who wrote it, or says it twice.", handling.UNREADABLE}
