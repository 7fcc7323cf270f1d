"""Tables of the journal."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField


class Entry(Model):
    """Who did what to which thing, and through which door. Never changed, never without a person's
    or a job's name; `seq` and `seal` are filled in once, when `hub.evidence` chains the row.

    `detail` is canonical JSON text, not a JSON column: the seal is over its exact bytes.
    """

    id = KeyField()
    at = fields.DatetimeField()
    action = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=40)
    object_id = fields.BigIntField()
    actor_id = fields.BigIntField(null=True)  # no foreign key: the journal outlives the person
    actor_name = fields.CharField(max_length=200)
    via = fields.CharField(max_length=20)
    detail = fields.TextField()
    seq = fields.BigIntField(null=True, unique=True)
    seal = fields.CharField(max_length=64, null=True)

    retention: ClassVar = "journal"

    class Meta:
        table = "audit_entry"
        indexes = (
            Index(fields=("kind", "object_id", "id"), name="audit_entry_object"),
            Index(fields=("actor_id", "id"), name="audit_entry_actor"),
            Index(fields=("action", "id"), name="audit_entry_action"),
        )
