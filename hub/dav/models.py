"""Tables of what is synchronised: collections, and the change log of each."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.models import Model

from hub.database import KeyField


class Collection(Model):
    """Counts the changes of one calendar or address book."""

    id = KeyField()  # the calendar's or address book's
    epoch = fields.CharField(max_length=32)  # another one after a restore: old tokens end
    seq = fields.BigIntField(db_default=0)  # of its last change
    min_seq = fields.BigIntField(db_default=0)  # tokens older than this know too little

    retention: ClassVar = "technical"

    class Meta:
        table = "dav_collection"


class Change(Model):
    """The last change of one object; the log is as long as there are names, alive or gone."""

    id = KeyField()
    collection: fields.ForeignKeyRelation[Collection] = fields.ForeignKeyField(
        "dav.Collection", related_name="changes", on_delete=CASCADE
    )
    href = fields.CharField(max_length=255)
    seq = fields.BigIntField()
    is_deleted = fields.BooleanField()
    changed_at = fields.DatetimeField()

    collection_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "dav_change"
        # Indexes (collection_id, href), unique, and (collection_id, seq): see the migration.
