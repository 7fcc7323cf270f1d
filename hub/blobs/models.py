"""Tables of stored content."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class StoredBlob(Model):
    """Content that the store has, under a name that is never used twice.

    The row is what decides a race: collecting a blob deletes its row, then the file of that name;
    putting the same content again in that instant makes another row and another file.
    """

    digest = fields.CharField(max_length=64, primary_key=True)
    size = fields.BigIntField()
    key = fields.CharField(max_length=100, unique=True)
    kept_at = fields.DatetimeField()  # when it was last put, or named by an action

    retention: ClassVar = "technical"

    class Meta:
        table = "blob"
        indexes = (Index(fields=("kept_at",), name="blob_kept"),)
