"""Writing a mail: `queue_mail`, inside the transaction of what it tells about.

    await queue_mail(person, "accounts/mail/invitation", {"path": "/invitations#" + token})

renders `hub/accounts/templates/accounts/mail/invitation.txt` and `.html`. The text extends
`mail/layout.txt` and fills the blocks `subject` and `body`; the HTML extends `mail/layout.html`,
fills `body`, and is made of the parts of `mail/parts.html`. In both, `link("/path")` is an address
of the hub, `authority` its owner, `recipient_name` the reader, `_` and `_n` the reader's language.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub import settings as hub_settings
from hub.database import is_in_transaction
from hub.errors import Invalid
from hub.language import LANGUAGES, _, using
from hub.mail.address import Address, Addressee, checked_line
from hub.mail.models import Mail, MailState
from hub.mail.rendering import render

LONGEST_SUBJECT = 200
_WORD = re.compile("[A-Z-]{1,19}")
BATCH = 500  # rows a statement


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What calendar programs read of a mail (RFC 6047); the text says METHOD and component too."""

    method: str
    component: str
    text: str

    def __post_init__(self) -> None:
        if not (_WORD.fullmatch(self.method) and _WORD.fullmatch(self.component)):
            raise ValueError("They stand in a header.")


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail that is written but not queued."""

    to: Address
    person_id: int | None
    language: str
    subject: str
    text: str
    html: str
    sender_name: str = ""
    """In whose name the hub writes; empty: the authority's."""
    reply_to: str = ""
    calendar: CalendarPart | None = None
    key: str = ""
    """Of what is told once: a second mail with the same key is not queued."""


async def queue_mail(
    to: Addressee | Address | str,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    language: str | None = None,
) -> int:
    """Writes one mail in the running transaction and gives its key; it leaves after the commit.

    `to` is a person, or an address of somebody who is none; `language` is the person's own unless
    another is given, else the authority's.

    Raises:
        Invalid: the person has no address, or a name, address or subject would break a header.
    """
    return await queue(compose(to, template, context, language=language))


def compose(
    to: Addressee | Address | str,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    language: str | None = None,
) -> Composed:
    """The rendered mail. Touches no database: for hundreds, compose before the transaction."""
    address, person_id, own_language = _addressed(to)
    chosen = language or own_language
    with using(chosen):
        rendered = render(template, {**(context or {}), "recipient_name": address.name})
        subject = checked_line(rendered.subject)
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1] + "…"
    return Composed(address, person_id, chosen, subject, rendered.text, rendered.html)


async def queue(mail: Composed) -> int:
    """Writes a composed mail in the running transaction; its key, or that of the one before."""
    if not is_in_transaction():
        raise RuntimeError("A mail is queued in the transaction of what it tells about.")
    row = row_of(mail)
    if mail.key and (there := await Mail.get_or_none(message_id=row.message_id)):
        return int(there.id)
    await row.save(force_create=True)
    return int(row.id)


async def queue_all(mails: Sequence[Composed]) -> list[int]:
    """Writes many composed mails in the running transaction, in few statements; their keys."""
    if not is_in_transaction():
        raise RuntimeError("A mail is queued in the transaction of what it tells about.")
    rows = [row_of(mail) for mail in mails]
    await Mail.bulk_create(rows, batch_size=BATCH)
    return [int(row.id) for row in rows]


def row_of(mail: Composed) -> Mail:
    """The composed mail as a row that is not stored yet."""
    settings = hub_settings.current.get()
    sender = Address(settings.mail_from, mail.sender_name or settings.authority)
    now, part = datetime.now(UTC), mail.calendar
    is_sent = bool(settings.smtp_url.get_secret_value())
    return Mail(
        recipient=mail.to.email,
        recipient_name=mail.to.name,
        person_id=mail.person_id,
        sender=sender.email,
        sender_name=sender.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
        reply_to=Address(mail.reply_to).email if mail.reply_to else None,
        calendar_kind=f"{part.method} {part.component}" if part else None,
        calendar=part.text if part else None,
        message_id=f"<{_number(mail.key)}@{sender.email.rpartition('@')[2]}>",
        state=MailState.QUEUED if is_sent else MailState.KEPT,
        created_at=now,
        due_at=now if is_sent else None,
    )


def _number(key: str) -> str:
    return (
        hashlib.sha256(f"keyed {key}".encode()).hexdigest()[:32] if key else secrets.token_hex(16)
    )


def _addressed(to: Addressee | Address | str) -> tuple[Address, int | None, str]:
    """The address, the person's key and the language of the recipient."""
    default = hub_settings.current.get().language
    if isinstance(to, str):
        return Address(to), None, default
    if isinstance(to, Address):
        return to, None, default
    if not to.email:
        raise Invalid(_("{name} has no e-mail address.", name=to.name))
    language = to.language if to.language in LANGUAGES else default
    return Address(to.email, to.name), to.id, language
