"""Messages about events as the mail that guests outside are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from hub.app import Hub
from hub.database import transaction
from hub.errors import Invalid
from hub.mail.compose import Composed, queue
from hub.mail.message import message_of
from hub.mail.models import Mail
from hub.settings import Settings
from hub_calendar.ics.lines import parse
from hub_calendar.imip.letters import letter

pytestmark = pytest.mark.anyio

EVE = "eve@prefecture.example"
MAUD = 'ORGANIZER;CN="Maud Sorel":mailto:maud@orbelle.example'
TIMES = ("DTSTART;TZID=Europe/Paris:20261207T100000", "DTEND;TZID=Europe/Paris:20261207T113000")
GUESTS = (
    f"ATTENDEE;CN=Ève Petit;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{EVE}",
    "ATTENDEE;CN=Karim Haddad:mailto:karim@orbelle.example",
)
SENDER = {
    "public_url": "https://parvis.orbelle.example",
    "mail_from": "parvis@orbelle.example",
    "authority": "Communauté de l’Orbelle",
}
NASTY = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def message(method: str, *lines: str, guests: tuple[str, ...] = GUESTS) -> str:
    rows = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//FR", f"METHOD:{method}",
        "BEGIN:VEVENT", "UID:7@orbelle", "DTSTAMP:20261126T090000Z", MAUD, *guests, *lines,
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(rows)


@pytest.fixture
async def hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    async with Hub(new_settings(smtp_url="smtp://127.0.0.1:1", **SENDER)).running() as running:
        yield running


@pytest.fixture
async def answering_hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    """One that reads a mailbox."""
    settings = new_settings(
        mailbox_url="imap://agenda:secret@127.0.0.1", mailbox_address="agenda@orbelle.example",
        mailbox_border="mx.orbelle.example", **SENDER,
    )  # fmt: skip
    async with Hub(settings).running() as running:
        yield running


def written(method: str = "REQUEST", *lines: str, **options: Any) -> Composed:
    guests = options.pop("guests", GUESTS)
    lines = lines or ("SUMMARY:Revue de projet", *TIMES, "LOCATION:Salle du conseil")
    return letter(method, message(method, *lines, guests=guests), to=EVE, key="1", **options)


async def test_an_invitation_says_who_what_when_where_and_with_whom(hub: Hub) -> None:
    mail = written()
    when = "lundi 7 décembre 2026, 10\u00a0h – 11\u00a0h\u00a030 (heure de Paris)"
    assert mail.subject == f"Invitation\u00a0: Revue de projet, {when}"
    assert (mail.to.email, mail.to.name) == (EVE, "Ève Petit")
    assert (mail.sender_name, mail.reply_to) == ("Maud Sorel", "maud@orbelle.example")
    for body in (mail.text, mail.html):
        for words in ("Maud Sorel", "Revue de projet", when, "Salle du conseil", "Karim Haddad"):
            assert words in body
    assert "\n\n\n" not in mail.text
    assert mail.calendar is not None
    assert (mail.calendar.method, mail.calendar.component) == ("REQUEST", "VEVENT")


async def test_the_text_for_programs_is_the_same_message(hub: Hub) -> None:
    part = written().calendar
    assert part is not None
    tree = parse(part.text)
    assert tree.value("METHOD") == "REQUEST"
    [event] = tree.inside("VEVENT")
    assert event.text("UID") == "7@orbelle"
    assert event.get("ORGANIZER") is not None
    assert [it.value for it in event.all("ATTENDEE")] == [
        f"mailto:{EVE}", "mailto:karim@orbelle.example",
    ]  # fmt: skip


async def test_answers_go_to_the_mailbox_that_the_hub_reads(answering_hub: Hub) -> None:
    mail = written()
    assert mail.reply_to == "agenda@orbelle.example"
    assert mail.calendar is not None
    organizer = parse(mail.calendar.text).inside("VEVENT")[0].get("ORGANIZER")
    assert organizer is not None
    assert organizer.value == "mailto:agenda@orbelle.example"
    assert organizer.params == {"CN": "Maud Sorel"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209"), "mardi 8 décembre 2026"),
        (
            ("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261211"),
            "du mardi 8 décembre 2026 au jeudi 10 décembre 2026",
        ),
        (
            ("DTSTART:20261207T210000Z", "DTEND:20261208T010000Z"),
            "du 7 décembre 2026 à 22\u00a0h au 8 décembre 2026 à 2\u00a0h (heure de Paris)",
        ),
        (("DTSTART:20260701T080000Z",), "mercredi 1er juillet 2026, 10\u00a0h (heure de Paris)"),
        (
            (*TIMES, "RRULE:FREQ=WEEKLY;INTERVAL=2"),
            "Toutes les 2 semaines.",
        ),
        ((*TIMES, "RRULE:FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO"), "selon une règle particulière"),
    ],
)
async def test_times_in_words(hub: Hub, lines: tuple[str, ...], words: str) -> None:
    text = written("REQUEST", "SUMMARY:Revue", *lines).text
    assert words in text


async def test_a_change_says_so(hub: Hub) -> None:
    mail = written(is_update=True)
    assert mail.subject.startswith("Modifié")
    assert "Maud Sorel a modifié" in mail.text


async def test_a_cancellation(answering_hub: Hub) -> None:
    lines = ("SUMMARY:Revue", *TIMES, "STATUS:CANCELLED", "COMMENT:Salle inondée")
    mail = written("CANCEL", *lines)
    assert mail.subject.startswith("Annulé\u00a0: Revue, lundi 7 décembre 2026")
    assert "Salle inondée" in mail.text
    assert "Salle inondée" in mail.html
    assert mail.reply_to == "agenda@orbelle.example"


@pytest.mark.parametrize(
    ("partstat", "word"),
    [
        ("ACCEPTED", "Accepté"),
        ("DECLINED", "Décliné"),
        ("TENTATIVE", "Peut-être"),
        ("X", "Réponse"),
    ],
)
async def test_an_answer_is_of_the_guest(answering_hub: Hub, partstat: str, word: str) -> None:
    guest = f"ATTENDEE;CN=Karim Haddad;PARTSTAT={partstat}:mailto:karim@orbelle.example"
    mail = written("REPLY", "SUMMARY:Revue", *TIMES, guests=(guest,))
    assert mail.subject == f"{word}\u00a0: Revue"
    assert (mail.sender_name, mail.reply_to) == ("Karim Haddad", "karim@orbelle.example")
    assert mail.calendar is not None
    assert "mailto:maud@orbelle.example" in mail.calendar.text  # whose event it is, stays so


async def test_no_words_of_an_event_become_html(hub: Hub) -> None:
    mail = written(
        "REQUEST", f"SUMMARY:{NASTY}", *TIMES, f"LOCATION:{NASTY}", f"DESCRIPTION:{NASTY}\\nb",
        f"X-ALT-DESC;FMTTYPE=text/html:{NASTY}",
        guests=(f"ATTENDEE;CN={NASTY.replace(chr(34), '')}:mailto:{EVE}",),
    )  # fmt: skip
    assert "<img" not in mail.html
    assert "<script" not in mail.html
    assert "&lt;script&gt;alert(2)&lt;/script&gt;\nb" in mail.html
    assert mail.calendar is not None
    assert "X-ALT-DESC" not in mail.calendar.text


@pytest.mark.parametrize("bad", ["\\n", "\u2028", "\x85", "\u202e\u2029"])
async def test_no_words_of_an_event_become_a_header(hub: Hub, bad: str) -> None:
    name = bad.replace("\\n", "^n")
    mail = letter(
        "REQUEST",
        message("REQUEST", f"SUMMARY:Revue{bad}Bcc: x@example.org", *TIMES).replace(
            "Maud Sorel", f"Maud{name}Bcc: x"
        ),
        to=EVE, key="1",
    )  # fmt: skip
    async with transaction():
        await queue(mail)
    sent = message_of(await Mail.get())
    assert "Bcc" not in sent
    assert sent["To"].addresses[0].addr_spec == EVE


async def test_alarms_are_not_sent(hub: Hub) -> None:
    alarm = ("BEGIN:VALARM", "ACTION:EMAIL", "ATTENDEE:mailto:x@example.org", "END:VALARM")
    part = written("REQUEST", "SUMMARY:Revue", *TIMES, *alarm).calendar
    assert part is not None
    assert "VALARM" not in part.text


async def test_many_guests_are_counted(hub: Hub) -> None:
    guests = tuple(f"ATTENDEE;CN=Guest {it}:mailto:g{it}@example.org" for it in range(23))
    text = written("REQUEST", "SUMMARY:Revue", *TIMES, guests=guests).text
    assert "Guest 19 et 3 autres" in text
    assert "Guest 20" not in text


@pytest.mark.parametrize(
    "to", ["", "eve", "eve@example.org\r\nBcc: x@example.org", "a b@example.org"]
)
async def test_what_is_no_address_is_not_written_to(hub: Hub, to: str) -> None:
    with pytest.raises(Invalid):
        letter("REQUEST", message("REQUEST", "SUMMARY:Revue", *TIMES), to=to, key="1")
