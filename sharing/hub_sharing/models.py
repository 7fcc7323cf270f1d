"""Tables of spaces, folders and files."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, RESTRICT, SET_NULL
from tortoise.indexes import Index
from tortoise.models import Model

from hub.access.models import Scope
from hub.database import KeyField
from hub.people.models import Person


class NodeKind(StrEnum):
    SPACE = "space"
    FOLDER = "folder"
    FILE = "file"


class TextState(StrEnum):
    """How far the text of a version has been read, for the search and for its page."""

    PENDING = "pending"
    DONE = "done"
    NONE = "none"
    """It is of a kind that has no text for us, such as an image."""
    FAILED = "failed"
    """It is damaged, locked or too large: `why` says which."""


class Node(Model):
    """A space, or a folder or file in one."""

    id = KeyField()
    kind = fields.CharEnumField(NodeKind, "", max_length=10)
    parent: fields.ForeignKeyNullableRelation[Node] = fields.ForeignKeyField(
        "sharing.Node", related_name="nodes", null=True, on_delete=RESTRICT
    )  # null: a space
    space: fields.ForeignKeyRelation[Node] = fields.ForeignKeyField(
        "sharing.Node", related_name=False, on_delete=RESTRICT
    )  # of a space, itself
    name = fields.CharField(max_length=255)
    name_key = fields.TextField()  # as desktop systems compare names: one of a kind among siblings
    sort_key = fields.TextField()
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )
    content = fields.IntField(default=0)  # the number of a file's present version
    version = fields.IntField(default=1)  # counts changes of the node
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    changed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )  # null: the hub itself
    frozen_at = fields.DatetimeField(null=True)  # of a file: since then it stays as it is, for good
    trash_id = fields.BigIntField(null=True)  # with which node it went into the bin; perhaps itself
    trashed_at = fields.DatetimeField(null=True)
    trashed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )

    parent_id: int | None
    space_id: int
    scope_id: int
    changed_by_id: int | None
    trashed_by_id: int | None
    retention: ClassVar = "document"

    class Meta:
        table = "node"
        indexes = (
            Index(fields=("parent_id", "sort_key"), name="node_parent"),
            Index(fields=("scope_id",), name="node_scope"),
            Index(fields=("space_id", "trash_id"), name="node_space"),
            Index(fields=("changed_by_id",), name="node_changed_by"),
            Index(fields=("trashed_by_id",), name="node_trashed_by"),
            Index(fields=("changed_at",), name="node_changed"),
        )

    @property
    def is_live(self) -> bool:
        return self.trash_id is None

    @property
    def holds(self) -> bool:
        """Whether other nodes lie in it."""
        return self.kind != NodeKind.FILE


class FileVersion(Model):
    """What a file held from a moment on. Versions are only ever added."""

    id = KeyField()
    node: fields.ForeignKeyRelation[Node] = fields.ForeignKeyField(
        "sharing.Node", related_name="versions", on_delete=CASCADE
    )
    number = fields.IntField()
    digest = fields.CharField(max_length=64)  # of the blob
    size = fields.BigIntField()
    media_type = fields.CharField(max_length=100)  # as we found it, whatever the browser said
    at = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )

    node_id: int
    by_id: int | None
    retention: ClassVar = "document"

    class Meta:
        table = "file_version"
        indexes = (
            Index(fields=("digest",), name="file_version_digest"),
            Index(fields=("at",), name="file_version_at"),
            Index(fields=("by_id",), name="file_version_by"),
        )


class FileText(Model):
    """The text of one version, read once by a job: a row of due work until it is.

    It is kept by version and not by content: who has a file could otherwise learn, from how soon
    its text is there, whether somebody else put the same one here.
    """

    id = KeyField()  # its version's
    state = fields.CharEnumField(TextState, "", max_length=10)
    why = fields.CharField(max_length=20, default="")
    body = fields.TextField(default="")  # its pages, apart by form feeds
    is_whole = fields.BooleanField(default=True)
    due_at = fields.DatetimeField(null=True)
    tries = fields.IntField(default=0)

    retention: ClassVar = "document"

    class Meta:
        table = "file_text"
        indexes = (Index(fields=("due_at",), name="file_text_due"),)
