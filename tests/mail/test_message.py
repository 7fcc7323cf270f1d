"""The message on the wire says what the row says, in the forms of RFC 5322, 2047, 6532 and 3834."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Invalid
from hub.mail.address import checked_line
from hub.mail.message import message_of
from hub.mail.models import Mail

NAMES = ["Alice", "Élodie Nuñez", "Martin, Alice (mairie)", 'Le "Chef"', "李明", "a@b", "", "=?x?="]


def mail(**fields: Any) -> Mail:
    row = {
        "recipient": "alice@example.fr",
        "recipient_name": "Alice Martin",
        "sender": "parvis@example.fr",
        "sender_name": "Communauté de communes du Val",
        "subject": "Convocation : conseil du 7 décembre",
        "text": "Bonjour,\n\nà bientôt\n.\nFrom here\n",
        "html": "<p>" + "é" * 2000 + "</p>",
        "language": "fr",
        "message_id": "<0123@example.fr>",
        "created_at": datetime(2026, 11, 23, 9, 12, 1, tzinfo=UTC),
    }
    return Mail(**row | fields)


def sent(row: Mail) -> tuple[bytes, EmailMessage]:
    raw = message_of(row).as_bytes()
    return raw, message_from_bytes(raw, policy=SMTP)


def test_headers() -> None:
    raw, message = sent(mail())
    assert message["Date"] == "Mon, 23 Nov 2026 09:12:01 +0000"
    assert message["Message-ID"] == "<0123@example.fr>"
    assert message["From"] == "Communauté de communes du Val <parvis@example.fr>"
    assert message["To"] == "Alice Martin <alice@example.fr>"
    assert message["Subject"] == "Convocation : conseil du 7 décembre"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message.keys().count("MIME-Version") == 1
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322 §2.1.1
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_both_bodies_arrive_whole() -> None:
    row = mail()
    _, message = sent(row)
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == row.text
    assert html.get_content().strip() == row.html


def test_a_repeated_message_is_the_same_one() -> None:
    row = mail()
    assert sent(row)[0] == sent(row)[0]


@pytest.mark.parametrize("name", NAMES)
def test_names_survive(name: str) -> None:
    _, message = sent(mail(recipient_name=name))
    [address] = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "alice@example.fr")


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_name_or_subject_makes_another_header(name: str, subject: str) -> None:
    try:
        row = mail(recipient_name=checked_line(name), subject=checked_line(subject).strip())
    except Invalid:
        return
    _, message = sent(row)
    assert message.keys() == sent(mail())[1].keys()
    assert [it.addr_spec for it in message["To"].addresses] == ["alice@example.fr"]
    assert str(message["Subject"]).split() == row.subject.split()


INVITATION = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Réunion de rentrée = été\r\n"
    "ATTENDEE;CN=Ève;\r\n RSVP=TRUE:mailto:eve@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_calendar_part_is_an_alternative_and_a_file() -> None:
    row = mail(id=7, calendar=INVITATION, calendar_kind="REQUEST VEVENT", reply_to="a@example.fr")
    raw, message = sent(row)
    assert raw == sent(row)[0]
    assert message.get_content_type() == "multipart/mixed"
    assert message["Content-Class"] == "urn:content-classes:calendarmessage"
    assert message["Content-Language"] == "fr"
    assert message["Reply-To"] == "a@example.fr"
    bodies, file = message.iter_parts()
    assert bodies.get_content_type() == "multipart/alternative"
    plain, html, calendar = bodies.iter_parts()
    assert [it.get_content_type() for it in (plain, html, calendar)] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert {it: calendar.get_param(it) for it in ("method", "component", "charset")} == {
        "method": "REQUEST", "component": "VEVENT", "charset": "utf-8",
    }  # fmt: skip
    assert calendar["Content-Transfer-Encoding"] == "quoted-printable"
    assert calendar.get_content_disposition() is None  # with one, Outlook shows a file
    assert calendar.get_payload(decode=True).decode() == INVITATION
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content() == INVITATION.encode()
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_no_boundary_begins_like_another() -> None:
    _, message = sent(mail(id=7, calendar=INVITATION, calendar_kind="REQUEST VEVENT"))
    inner, outer = (it.get_boundary() or "" for it in (next(message.iter_parts()), message))
    assert not inner.startswith(outer)
    assert not outer.startswith(inner)


def test_an_address_that_is_not_ascii_makes_an_internationalised_message() -> None:
    raw, _ = sent(mail(recipient="élodie@example.fr", recipient_name="Élodie"))
    assert "Élodie <élodie@example.fr>".encode() in raw
    message = message_from_string(raw.decode(), policy=SMTPUTF8)
    assert message["To"].addresses[0].addr_spec == "élodie@example.fr"
