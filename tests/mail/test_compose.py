"""A mail is written in its reader's language, leads to the hub alone, and waits for the commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub.app import Hub
from hub.database import transaction
from hub.errors import Invalid
from hub.language import using
from hub.mail.address import Address, checked_line, one_line
from hub.mail.compose import CalendarPart, compose, queue, queue_mail
from hub.mail.models import Mail, MailState
from hub.mail.rendering import link
from hub.settings import Settings
from tests.mail.letters import SENDER, Reader, write_to

pytestmark = pytest.mark.anyio

INJECTIONS = ["\r\nBcc: eve@example.org", "\nX: y", "\0", "\u2028", "\x85x"]


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    settings = new_settings(smtp_url="smtp://127.0.0.1:1", **SENDER)
    async with Hub(settings).running() as running:
        yield running


async def test_a_queued_mail(hub: Hub) -> None:
    key = await write_to(Reader())
    mail = await Mail.get()
    assert (mail.id, mail.state, mail.tries) == (key, MailState.QUEUED, 0)
    assert (mail.recipient, mail.recipient_name, mail.person_id) == (
        "alice@example.fr", "Alice Martin", 10,
    )  # fmt: skip
    assert (mail.sender, mail.sender_name) == ("parvis@example.fr", "Communauté de communes du Val")
    assert mail.subject == "Come to Conseil du 7 décembre"
    assert mail.message_id.endswith("@example.fr>")
    assert mail.due_at is not None
    assert mail.due_at <= datetime.now(UTC)
    for body in (mail.text, mail.html):
        assert "Alice Martin" in body
        assert "https://parvis.example.fr/meetings/7" in body
    assert mail.text.count("\n\n\n") == 0
    assert "<" not in mail.text


async def test_it_belongs_to_the_transaction_of_what_it_tells(hub: Hub) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await queue_mail(Reader(), "letters/mail/convocation", {"title": "x", "path": "/"})
            raise ZeroDivisionError
    assert await Mail.all().count() == 0
    with pytest.raises(RuntimeError):
        await queue(compose(Reader(), "letters/mail/convocation", {"title": "x", "path": "/"}))


@pytest.mark.parametrize(
    ("to", "language", "expected"),
    [
        (Reader(language="en"), None, "en"),
        (Reader(language="xx"), None, "fr"),
        (Reader(language="en"), "fr", "fr"),
        ("bob@example.fr", None, "fr"),
        (Address("bob@example.fr", "Bob"), "en", "en"),
    ],
)
async def test_the_reader_s_language(
    hub: Hub, to: Reader | Address | str, language: str | None, expected: str
) -> None:
    with using("en" if expected == "fr" else "fr"):
        mail = compose(
            to, "letters/mail/convocation", {"title": "x", "path": "/"}, language=language
        )
    assert mail.language == expected
    assert f'<html lang="{expected}">' in mail.html
    automatic = {"fr": "automatiquement", "en": "automatically"}[expected]
    assert automatic in mail.text
    assert automatic in mail.html


async def test_two_mails_have_two_message_ids(hub: Hub) -> None:
    await write_to("bob@example.fr")
    await write_to("bob@example.fr")
    assert len({mail.message_id for mail in await Mail.all()}) == 2


async def test_somebody_without_an_address(hub: Hub) -> None:
    with pytest.raises(Invalid, match="Alice Martin"):
        await write_to(Reader(email=None))


@pytest.mark.parametrize("injection", INJECTIONS)
async def test_nothing_can_end_a_header(hub: Hub, injection: str) -> None:
    with pytest.raises(Invalid):
        await write_to(Reader(email=f"alice@example.fr{injection}"))
    with pytest.raises(Invalid):
        await write_to(Reader(name=f"Alice{injection}"))
    with pytest.raises(Invalid):
        await write_to(Reader(), title=f"Conseil{injection}x")
    assert await Mail.all().count() == 0


async def test_markup_stays_text(hub: Hub) -> None:
    await write_to(Reader(), title="<script>alert(1)</script> & co")
    mail = await Mail.get()
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>alert(1)</script> & co" in mail.text


async def test_a_long_subject_is_cut(hub: Hub) -> None:
    await write_to(Reader(), title="é" * 500)
    subject = (await Mail.get()).subject
    assert len(subject) == 200
    assert subject.endswith("é…")


@pytest.mark.parametrize(
    "path", ["@evil.example/x", "https://evil.example", "", "x", "/a b", "/a\nb", "/\\evil"]
)
async def test_a_link_is_a_path_of_the_hub(hub: Hub, path: str) -> None:
    with pytest.raises(ValueError):
        link(path)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://parvis.example.fr.evil.example/",
        "https://parvis.example.fr@evil.example/",
        "http://parvis.example.fr/",
        "//evil.example",
        "javascript:alert(1)",
        "",
    ],
)
async def test_no_template_leads_elsewhere(hub: Hub, address: str) -> None:
    with pytest.raises(RuntimeError, match="elsewhere"):
        compose(Reader(), "letters/mail/elsewhere", {"address": address})
    ours = {"address": "https://parvis.example.fr/meetings/7"}
    assert "Ailleurs" in compose(Reader(), "letters/mail/elsewhere", ours).html


async def test_without_a_server_mail_is_kept(new_settings: Callable[..., Settings]) -> None:
    async with Hub(new_settings(**SENDER)).running():
        await write_to(Reader())
        mail = await Mail.get()
        assert (mail.state, mail.due_at) == (MailState.KEPT, None)
        assert "/meetings/7" in mail.text


async def test_what_has_a_key_is_queued_once(hub: Hub) -> None:
    told = compose(Reader(), "letters/mail/convocation", {"title": "x", "path": "/"})
    async with transaction():
        first = await queue(replace(told, key="imip 7"))
    async with transaction():
        assert await queue(replace(told, key="imip 7", subject="y")) == first
        assert await queue(replace(told, key="imip 8")) != first
        await queue(told)
        await queue(told)
    assert [mail.subject for mail in await Mail.filter(id=first)] == ["Come to x"]
    assert await Mail.all().count() == 4


async def test_it_is_written_in_somebodys_name_and_answered_elsewhere(hub: Hub) -> None:
    told = compose(Reader(), "letters/mail/convocation", {"title": "x", "path": "/"})
    part = CalendarPart("REQUEST", "VEVENT", "BEGIN:VCALENDAR\r\n")
    async with transaction():
        await queue(
            replace(told, sender_name="Maud Sorel", reply_to="agenda@example.fr", calendar=part)
        )
    mail = await Mail.get()
    assert (mail.sender, mail.sender_name) == ("parvis@example.fr", "Maud Sorel")
    assert mail.reply_to == "agenda@example.fr"
    assert (mail.calendar_kind, mail.calendar) == ("REQUEST VEVENT", "BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("injection", INJECTIONS)
async def test_neither_name_nor_answer_address_makes_a_header(hub: Hub, injection: str) -> None:
    told = compose(Reader(), "letters/mail/convocation", {"title": "x", "path": "/"})
    for changes in ({"sender_name": f"Maud{injection}"}, {"reply_to": f"a@example.fr{injection}"}):
        with pytest.raises(Invalid):
            async with transaction():
                await queue(replace(told, **changes))
    with pytest.raises(ValueError, match="header"):
        CalendarPart(f"REQUEST{injection}", "VEVENT", "")


@pytest.mark.parametrize("injection", INJECTIONS)
def test_a_foreign_text_becomes_one_line(injection: str) -> None:
    line = one_line(f"  Réunion {injection}  de rentrée")
    assert checked_line(line) == line
    assert line.startswith("Réunion ")
    assert len(one_line("x" * 300)) == 200
