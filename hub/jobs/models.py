"""Tables of background work."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from hub.database import KeyField


class Outbox(Model):
    """What happened and is still to be told to the rest of the hub (search, mail, notifications).

    Written in the transaction of the change, told after it, at least once, then deleted. A row
    without `due_at` was given up: administrators see it and its `fault`.
    """

    id = KeyField()
    action = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=40)
    object_id = fields.BigIntField()
    person_id = fields.BigIntField(null=True)  # who acted; no foreign key: people are above
    detail = fields.TextField()
    due_at = fields.DatetimeField(null=True)
    tries = fields.IntField(db_default=0)
    fault = fields.TextField(null=True)

    retention: ClassVar = "transient"

    class Meta:
        table = "outbox"


class PeriodicTask(Model):
    """When a task of the calendar is due next, and how it went last: once for all nodes."""

    id = KeyField()
    name = fields.CharField(max_length=80, unique=True)
    due_at = fields.DatetimeField(null=True)
    tries = fields.IntField(db_default=0)
    fault = fields.TextField(null=True)
    started_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)

    retention: ClassVar = "technical"

    class Meta:
        table = "periodic_task"
