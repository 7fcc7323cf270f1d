"""Answers as the programs of guests write them."""

from __future__ import annotations

import base64
import quopri

BORDER = "mx.orbelle.example"
EVE = "eve@prefecture.example"

OUTLOOK = f"""\
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ève Petit:mailto:{EVE}
COMMENT;LANGUAGE=fr-FR:J’arriverai à 10 h 15\\n
UID:7@orbelle
SUMMARY;LANGUAGE=fr-FR:Accepté : Revue
DTSTART;TZID=Romance Standard Time:20261207T100000
DTEND;TZID=Romance Standard Time:20261207T113000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20261125T100000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=fr-FR:Ailleurs
X-MICROSOFT-CDO-APPT-SEQUENCE:2
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-IMPORTANCE:1
X-MICROSOFT-CDO-INSTTYPE:0
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""

GMAIL = f"""\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261207T090000Z
DTEND:20261207T103000Z
DTSTAMP:20261125T100000Z
ORGANIZER;CN=Alice Martin:mailto:agenda@orbelle.example
UID:7@orbelle
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ève Petit
 ;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="oui":mailto:{EVE}
CREATED:20261124T155802Z
DESCRIPTION:
LAST-MODIFIED:20261125T100000Z
LOCATION:Salle du conseil
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Revue
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""


def by_outlook(ics: str = OUTLOOK, results: str = "") -> bytes:
    """As Exchange writes it: base64, the calendar among the alternatives."""
    return message(
        results,
        'Content-Type: multipart/alternative; boundary="_000_PR0P264MB"',
        "--_000_PR0P264MB",
        'Content-Type: text/plain; charset="iso-8859-1"',
        "Content-Transfer-Encoding: quoted-printable",
        "\nJ=92arriverai =E0 10 h 15\n",
        "--_000_PR0P264MB",
        'Content-Type: text/calendar; charset="utf-8"; method=REPLY',
        "Content-Transfer-Encoding: base64",
        f"\n{base64.encodebytes(crlf(ics)).decode()}",
        "--_000_PR0P264MB--\n",
        sender="=?utf-8?B?w4h2ZSBQZXRpdA==?=",
    )


def by_gmail(ics: str = GMAIL, results: str = "") -> bytes:
    """As Google writes it: in mixed, with the same as a file beside it."""
    file = base64.encodebytes(crlf(ics)).decode()
    return message(
        results,
        'Content-Type: multipart/mixed; boundary="00000000000"',
        '--00000000000\nContent-Type: multipart/alternative; boundary="11111111111"\n',
        '--11111111111\nContent-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes\n',
        "oui\n",
        '--11111111111\nContent-Type: text/html; charset="UTF-8"\n\n<p>oui</p>\n',
        '--11111111111\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY',
        "Content-Transfer-Encoding: quoted-printable\n",
        quopri.encodestring(crlf(ics).replace(b"\r\n", b"\n")).decode(),
        "--11111111111--\n",
        '--00000000000\nContent-Type: application/ics; name="invite.ics"',
        'Content-Disposition: attachment; filename="invite.ics"',
        "Content-Transfer-Encoding: base64\n",
        file,
        "--00000000000--\n",
        sender="Ève Petit",
    )


def message(results: str, kind: str, *lines: str, sender: str) -> bytes:
    passed = f"{BORDER}; dkim=pass header.d=prefecture.example; dmarc=pass (p=REJECT) header.from="
    head = [
        "Received: from mail.prefecture.example by mx.orbelle.example; 25 Nov 2026 10:00:02 +0000",
        f"Authentication-Results: {results or passed + 'prefecture.example'}",
        f"From: {sender} <{EVE}>", "To: agenda@orbelle.example", "Subject: Re: Revue",
        "Message-ID: <PR0P264MB@prefecture.example>", "MIME-Version: 1.0", kind, "",
    ]  # fmt: skip
    return crlf("\n".join([*head, *lines]))


def crlf(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
