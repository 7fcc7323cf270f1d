"""A queued row as the message that goes over the wire: the same bytes at each try."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from hub.mail.models import Mail


def message_of(mail: Mail) -> EmailMessage:
    """RFC 5322, with words encoded by RFC 2047; RFC 6532 only if the address itself needs it."""
    message = EmailMessage(policy=SMTP.clone(utf8=not mail.recipient.isascii()))
    message["Date"] = format_datetime(mail.created_at)
    message["From"] = _mailbox(mail.sender_name, mail.sender)
    message["To"] = _mailbox(mail.recipient_name, mail.recipient)
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    if mail.reply_to:
        message["Reply-To"] = _mailbox("", mail.reply_to)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    # Quoted-printable whatever the server announces: a relay that re-encodes breaks signatures.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Always the same; quoted-printable never writes "=_", nor does base64.
    message.set_boundary(f"=_{mail.id}")
    if mail.calendar_kind and mail.calendar:
        _add_calendar(message, mail.calendar_kind, mail.calendar)
        message.set_boundary(f"=_mixed_{mail.id}")
    message["Content-Language"] = mail.language  # last: set_content removes what begins so
    return message


def _add_calendar(message: EmailMessage, kind: str, text: str) -> None:
    """As an alternative, which Outlook and Gmail make buttons of (and of nothing but the first part
    of a mixed message), and as a file, for programs that know nothing else (RFC 6047 §2.4)."""
    method, component = kind.split()
    message.add_alternative(
        text, subtype="calendar", cte="quoted-printable",
        params={"method": method, "component": component},
    )  # fmt: skip
    message.add_attachment(
        text.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )
    message["Content-Class"] = "urn:content-classes:calendarmessage"  # older Exchange looks for it


def _mailbox(name: str, email: str) -> Address:
    # Not by addr_spec=, which refuses the local parts that RFC 6532 allows.
    local, _at, domain = email.rpartition("@")
    return Address(name, local, domain)
