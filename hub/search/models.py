"""Table of what can be found; each database has an index of its own beside it (`migrations`)."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from hub.database import KeyField


class Entry(Model):
    """One thing of any kind. Short, because every hit of a query passes through its row."""

    id = KeyField()
    kind = fields.CharField(max_length=20)
    object_id = fields.BigIntField()
    scope_id = fields.BigIntField(null=True)  # no foreign key: the index may lag behind
    changed_at = fields.DatetimeField()
    title_key = fields.CharField(max_length=200)

    retention: ClassVar = "technical"

    class Meta:
        table = "search_entry"
