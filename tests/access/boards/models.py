"""Tables of the tests' own domain."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, RESTRICT
from tortoise.indexes import Index
from tortoise.models import Model

from hub.access.models import Scope
from hub.database import KeyField


class Board(Model):
    """Notes that some people share; its scope is its own."""

    id = KeyField()
    title = fields.CharField(max_length=100)
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )

    scope_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "board"
        indexes = (Index(fields=("scope_id",), name="board_scope"),)


class Note(Model):
    """A note, on a board and perhaps below another note."""

    id = KeyField()
    board: fields.ForeignKeyRelation[Board] = fields.ForeignKeyField(
        "boards.Board", related_name="notes", on_delete=CASCADE
    )
    parent: fields.ForeignKeyNullableRelation[Note] = fields.ForeignKeyField(
        "boards.Note", related_name="notes", null=True, on_delete=CASCADE
    )
    text = fields.CharField(max_length=200)
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )

    board_id: int
    parent_id: int | None
    scope_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "note"
        indexes = (
            Index(fields=("parent_id",), name="note_parent"),
            Index(fields=("board_id",), name="note_board"),
            Index(fields=("scope_id",), name="note_scope"),
        )


class Diary(Model):
    """What somebody does when; of some, others see only that they are busy."""

    id = KeyField()
    title = fields.CharField(max_length=100)
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )

    scope_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "diary"
        indexes = (Index(fields=("scope_id",), name="diary_scope"),)
