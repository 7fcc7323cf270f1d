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
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    # Quoted-printable whatever the server announces: a relay that re-encodes breaks signatures.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Always the same; quoted-printable never writes "=_".
    message.set_boundary(f"=_{mail.id}")
    message["Content-Language"] = mail.language  # last: set_content removes what begins so
    return message


def _mailbox(name: str, email: str) -> Address:
    # Not by addr_spec=, which refuses the local parts that RFC 6532 allows.
    local, _at, domain = email.rpartition("@")
    return Address(name, local, domain)
