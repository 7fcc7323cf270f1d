"""Tables of background work."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from hub.database import KeyField


class Outbox(Model):
    """What happened and is still to be told to the rest of the hub (search, mail, notifications).

    Written in the transaction of the change, done after it, at least once.
    """

    id = KeyField()
    action = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=40)
    object_id = fields.BigIntField()
    detail = fields.TextField()
    due_at = fields.DatetimeField()
    tries = fields.IntField(db_default=0)
    fault = fields.TextField(null=True)
    done_at = fields.DatetimeField(null=True)

    retention: ClassVar = "transient"

    class Meta:
        table = "outbox"
