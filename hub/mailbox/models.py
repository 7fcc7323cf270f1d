"""Which messages came."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField


class ReceivedMessage(Model):
    """A message that was looked at, without its text: that stays in the mailbox."""

    id = KeyField()
    raw_sha256 = fields.CharField(max_length=64, unique=True)  # known by it if it is read again
    letter_sha256 = fields.CharField(max_length=64, null=True)  # of what was taken, and by whom
    sender = fields.CharField(max_length=320)  # as it calls itself, unless it is proven
    is_proven = fields.BooleanField()
    subject = fields.CharField(max_length=200)
    reason = fields.CharField(max_length=200)  # marked with `N_`, why it was kept; empty: taken
    tries = fields.IntField(db_default=0)
    received_at = fields.DatetimeField()

    retention: ClassVar = "transient"

    class Meta:
        table = "received_message"
        indexes = (
            Index(fields=("received_at",), name="received_message_time"),
            Index(fields=("letter_sha256",), name="received_message_letter"),
        )
