"""Messages as other programs write them, and as forgers do."""

from __future__ import annotations

BORDER = "mx.orbelle.example"
EVE = "eve@prefecture.example"
PASSED = f"{BORDER}; dmarc=pass (p=reject) header.from=prefecture.example"
REPLY = "\r\n".join(
    [
        "BEGIN:VCALENDAR", "METHOD:REPLY", "VERSION:2.0", "PRODID:-//X//EN", "BEGIN:VEVENT",
        "UID:7@orbelle", "DTSTAMP:20261126T100000Z", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{EVE}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]
)  # fmt: skip


def message(
    *,
    sender: str = f"From: Ève Petit <{EVE}>",
    results: str = f"Authentication-Results: {PASSED}",
    subject: str = "Accepté : Revue",
    ics: str = REPLY,
    method: str = "REPLY",
    more: str = "",
    number: int = 1,
) -> bytes:
    """One that is in order, unless something else is asked for."""
    head = [
        "Return-Path: <eve@prefecture.example>", results, sender, "To: agenda@orbelle.example",
        f"Subject: {subject}", f"Message-ID: <{number}@prefecture.example>", "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="b"',
    ]  # fmt: skip
    body = [
        "", "--b", "Content-Type: text/plain; charset=utf-8", "", "Ève a accepté.", "--b",
        f"Content-Type: text/calendar; charset=utf-8; method={method}",
        "Content-Transfer-Encoding: 8bit", "", ics, more, "--b--", "",
    ]  # fmt: skip
    return "\r\n".join([*filter(None, head), *body]).encode()
