"""Tables of outgoing mail."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    """The server said no for good."""
    EXPIRED = "expired"
    """No server took it for days."""
    KEPT = "kept"
    """No server was configured when it was written: it is read at `/demo/mail`, or by nobody."""


class Mail(Model):
    """One message to one recipient.

    `message_id` and `created_at` never change, so a message that a crash repeats is the same one
    to every mail program. Bodies may hold one-time links, so they are emptied once sent.
    """

    id = KeyField()
    recipient = fields.CharField(max_length=320)
    recipient_name = fields.CharField(max_length=200)
    person_id = fields.BigIntField(null=True)  # no foreign key: people are above
    sender = fields.CharField(max_length=320)
    sender_name = fields.CharField(max_length=200)
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    html = fields.TextField()
    language = fields.CharField(max_length=2)
    reply_to = fields.CharField(max_length=320, null=True)
    # For calendar programs (RFC 6047): METHOD and component of the text, apart by a space.
    calendar_kind = fields.CharField(max_length=40, null=True)
    calendar = fields.TextField(null=True)
    message_id = fields.CharField(max_length=300, unique=True)
    state = fields.CharEnumField(MailState, "", max_length=10)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)  # null: there is nothing left to do
    tries = fields.IntField(db_default=0)
    fault = fields.CharField(max_length=100, null=True)  # no words of the server: they name people
    over_at = fields.DatetimeField(null=True)  # sent, refused or expired

    retention: ClassVar = "transient"

    class Meta:
        table = "mail_outbox"
        indexes = (
            Index(fields=("state", "created_at"), name="mail_outbox_state"),
            Index(fields=("person_id",), name="mail_outbox_person"),
        )
