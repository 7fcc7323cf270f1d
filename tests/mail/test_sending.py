"""Nobody is forgotten, whatever the server says or does, and each answer is kept without a name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from hub.actor import Actor, Via
from hub.app import Hub
from hub.mail import jobs, sending
from hub.mail.models import Mail, MailState
from hub.mail.sending import send_some
from hub.settings import Settings
from tests.mail.letters import SENDER, Reader, write_to, write_to_many
from tests.mail.postbox import Postbox

pytestmark = pytest.mark.anyio

JOB = Actor(frozenset(), Via.JOB, "mail.forget")


async def send_all() -> int:
    """Rounds until nothing is due, as a lane of the engine does."""
    total = 0
    while done := await send_some():
        total += done
    return total


async def make_due() -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    await Mail.filter(state=MailState.QUEUED).update(due_at=past)


async def states() -> list[str]:
    return [mail.state.value for mail in await Mail.all().order_by("id")]


async def test_the_server_sees_exactly_this_envelope_and_message(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    await write_to(Reader(), title="Point d’étape : l’école\u202f?")
    row = await Mail.get()
    assert await send_all() == 1
    [envelope], [message] = postbox.envelopes, postbox.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("parvis@example.fr", ["alice@example.fr"])
    assert message["To"] == "Alice Martin <alice@example.fr>"
    assert message["Subject"] == "Come to Point d’étape : l’école\u202f?"
    assert message["Message-ID"] == row.message_id
    plain, html = message.iter_parts()
    assert "https://parvis.example.fr/meetings/7" in plain.get_content()
    assert "https://parvis.example.fr/meetings/7" in html.get_content()
    assert postbox.sessions[0].host_name == "parvis.example.fr"
    sent = await Mail.get()
    assert (sent.state, sent.due_at, sent.fault) == (MailState.SENT, None, None)
    assert sent.over_at is not None
    assert (sent.text, sent.html) == ("", "")


async def test_what_calendar_programs_read_is_sent_and_not_kept(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    await write_to(Reader())
    await Mail.all().update(calendar="BEGIN:VCALENDAR\r\n", calendar_kind="CANCEL VEVENT")
    await send_all()
    [bodies, file] = postbox.messages[0].iter_parts()
    *_texts, calendar = bodies.iter_parts()
    assert calendar.get_param("method") == "CANCEL"
    assert calendar.get_payload(decode=True) == file.get_content() == b"BEGIN:VCALENDAR\r\n"
    assert (await Mail.get()).calendar is None


async def test_lines_that_look_like_smtp_arrive_as_they_are(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    await write_to(Reader(), title=".", path="/a")
    await Mail.all().update(text="Bonjour\n.\nMAIL FROM:<eve@example.org>\n..\nFrom moi\n")
    await send_all()
    plain, _html = postbox.messages[0].iter_parts()
    text = plain.get_content().replace("\r\n", "\n")
    assert text == "Bonjour\n.\nMAIL FROM:<eve@example.org>\n..\nFrom moi\n"
    assert len(postbox.envelopes) == 1


async def test_an_address_that_is_not_ascii(mailing_hub: Hub, postbox: Postbox) -> None:
    await write_to("élodie@châteauneuf.fr")
    await send_all()
    assert postbox.recipients == ["élodie@xn--chteauneuf-44a.fr"]


async def test_a_whole_council_over_few_connections(mailing_hub: Hub, postbox: Postbox) -> None:
    await write_to_many(250)
    assert await send_all() == 250
    assert sorted(postbox.recipients) == [f"elu{number:03}@example.fr" for number in range(250)]
    assert len({message["Message-ID"] for message in postbox.messages}) == 250
    assert postbox.connections == 3
    assert set(await states()) == {"sent"}


async def test_greylisting_is_waited_for(mailing_hub: Hub, postbox: Postbox) -> None:
    postbox.rcpt = lambda _address: "451 4.7.1 alice@example.fr: greylisted, come back"
    await write_to(Reader())
    await send_all()
    row = await Mail.get()
    assert (row.state, row.fault, row.tries) == (MailState.QUEUED, "451 4.7.1", 1)
    assert row.due_at is not None
    assert timedelta(seconds=50) < row.due_at - datetime.now(UTC) <= sending.FIRST_DELAY
    postbox.rcpt = lambda _address: None
    assert await send_all() == 0  # not yet
    await make_due()
    assert await send_all() == 1
    assert (await Mail.get()).state == MailState.SENT
    assert postbox.messages[0]["Message-ID"] == row.message_id


async def test_one_refused_recipient_hinders_nobody(mailing_hub: Hub, postbox: Postbox) -> None:
    postbox.rcpt = lambda it: "550 5.1.1 elu001@example.fr unknown" if "001" in it else None
    postbox.data = lambda it: "554 5.7.1 we do not like elu003" if "003" in it else None
    await write_to_many(5)
    await send_all()
    assert await states() == ["sent", "refused", "sent", "refused", "sent"]
    assert postbox.connections == 1
    refused = await Mail.filter(state=MailState.REFUSED).order_by("id")
    assert [row.fault for row in refused] == ["550 5.1.1", "554 5.7.1"]
    assert [row.due_at for row in refused] == [None, None]
    assert await send_all() == 0


async def test_a_full_mailbox_now_is_not_final(mailing_hub: Hub, postbox: Postbox) -> None:
    postbox.data = lambda _address: "452 4.2.2 full"
    await write_to(Reader())
    await send_all()
    assert (await states(), (await Mail.get()).fault) == (["queued"], "452 4.2.2")


async def test_no_answer_for_days_ends_it(mailing_hub: Hub, postbox: Postbox) -> None:
    postbox.rcpt = lambda _address: "451 4.3.0 later"
    await write_to(Reader())
    await Mail.all().update(created_at=datetime.now(UTC) - sending.GIVEN_UP_AFTER)
    await send_all()
    row = await Mail.get()
    assert (row.state, row.due_at, row.fault) == (MailState.EXPIRED, None, "451 4.3.0")


async def test_while_the_server_is_down_nothing_counts_as_a_try(
    new_settings: Callable[..., Settings],
) -> None:
    async with Postbox().open() as down:
        url = down.url
    async with Hub(new_settings(smtp_url=url, **SENDER)).running():
        await write_to_many(3)
        for _ in range(3):
            assert await send_some() == 0
        assert {(row.state, row.tries) for row in await Mail.all()} == {(MailState.QUEUED, 0)}
        async with down.open(down.port):
            assert await send_all() == 3
        assert set(await states()) == {"sent"}


async def test_a_server_that_dies_in_the_middle(mailing_hub: Hub, postbox: Postbox) -> None:
    def die(recipient: str) -> None:
        if "004" in recipient:
            postbox.hang_up()

    postbox.data = die
    await write_to_many(10)
    assert await send_some() == 4
    rows = await Mail.all().order_by("id")
    assert [row.state.value for row in rows] == ["sent"] * 4 + ["queued"] * 6
    assert [row.tries for row in rows] == [1] * 5 + [0] * 5  # only the fifth was tried
    assert rows[4].fault == "SMTPServerDisconnected"
    postbox.data = lambda _address: None
    await make_due()
    assert await send_all() == 6
    assert set(await states()) == {"sent"}
    ids = {row.message_id for row in rows}
    assert {message["Message-ID"] for message in postbox.messages} == ids


@pytest.mark.parametrize("code", ["421 4.3.2 closing", "550 5.7.1 not you"])
async def test_a_refused_sender_is_not_the_recipients_fault(
    mailing_hub: Hub, postbox: Postbox, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    async def refuse(*_args: object) -> str:
        return code

    monkeypatch.setattr(postbox, "handle_MAIL", refuse, raising=False)
    await write_to_many(3)
    await send_all()
    rows = await Mail.all().order_by("id")
    assert {row.state for row in rows} == {MailState.QUEUED}
    assert rows[0].fault == " ".join(code.split()[:2])
    monkeypatch.undo()
    await make_due()
    assert await send_all() == 3


async def test_a_server_that_says_nothing(
    mailing_hub: Hub, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleep(_address: str) -> None:
        await asyncio.sleep(5)

    monkeypatch.setattr("hub.mail.server.TIMEOUT_SECONDS", 0.3)
    postbox.data = sleep
    await write_to(Reader())
    assert await send_some() == 0
    row = await Mail.get()
    assert (row.state, row.fault) == (MailState.QUEUED, "SMTPReadTimeoutError (TimeoutError)")


async def test_two_workers_send_each_mail_once(mailing_hub: Hub, postbox: Postbox) -> None:
    async def pause(_address: str) -> None:
        await asyncio.sleep(0.002)

    postbox.data = pause
    await write_to_many(230)
    await asyncio.gather(send_all(), send_all(), send_all())
    assert sorted(postbox.recipients) == [f"elu{number:03}@example.fr" for number in range(230)]


async def test_old_mail_is_forgotten_and_waiting_mail_is_not(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    await write_to_many(2)
    await send_all()
    await write_to(Reader())
    old = datetime.now(UTC) - jobs.KEPT_FOR - timedelta(minutes=1)
    first = await Mail.all().order_by("id").first()
    assert first is not None
    await Mail.filter(id__not=first.id).update(created_at=old)
    await jobs.forget(by=JOB)
    assert await states() == ["sent", "queued"]
