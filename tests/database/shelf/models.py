"""A small domain of the tests with three versions: what a migration may do to filled tables."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from hub.database import KeyField


class Shelf(Model):
    id = KeyField()
    name = fields.CharField(max_length=80)
    code = fields.CharField(max_length=20, unique=True)

    class Meta:
        table = "shelf"


class Book(Model):
    id = KeyField()
    shelf: fields.ForeignKeyRelation[Shelf] = fields.ForeignKeyField(
        "shelf.Shelf", related_name="books", on_delete=fields.CASCADE
    )
    title = fields.CharField(max_length=200)
    place = fields.BigIntField()
    pages = fields.IntField(db_default=0)

    class Meta:
        table = "book"
