"""Tables of access."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, SET_NULL
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField
from hub.people.models import Person, Principal

FOREVER = datetime(2999, 12, 31, tzinfo=UTC)
"""The end, in `access`, of what has none: a read then compares with one column."""


class Scope(Model):
    """A place with rights of its own. Its key is the key of the thing it is the rights of."""

    id = KeyField()
    kind = fields.CharField(max_length=20)
    parent: fields.ForeignKeyNullableRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name="children", null=True, on_delete=CASCADE
    )
    is_closed = fields.BooleanField(db_default=False)  # takes nothing from its parent

    parent_id: int | None
    retention: ClassVar = "technical"

    class Meta:
        table = "scope"
        indexes = (Index(fields=("parent_id",), name="scope_parent"),)


class Grant(Model):
    """A role that somebody gave to a principal in a scope, and in all that inherit from it."""

    id = KeyField()
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name="grants", on_delete=CASCADE
    )
    principal: fields.ForeignKeyRelation[Principal] = fields.ForeignKeyField(
        "people.Principal", related_name="grants", on_delete=CASCADE
    )
    role = fields.CharField(max_length=20)
    given_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name="grants_given", null=True, on_delete=SET_NULL
    )  # null: the hub itself
    given_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=200, db_default="")  # two reasons are two grants

    scope_id: int
    principal_id: int
    given_by_id: int | None
    retention: ClassVar = "account"

    class Meta:
        table = "access_grant"
        indexes = (
            Index(fields=("principal_id",), name="access_grant_principal"),
            Index(fields=("given_by_id",), name="access_grant_given_by"),
        )


class Access(Model):
    """What follows from all grants; written by `closure` alone.

    Of one principal's roles in a scope, those are kept that no higher one outlasts.
    """

    id = KeyField()
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name="access", on_delete=CASCADE
    )
    principal: fields.ForeignKeyRelation[Principal] = fields.ForeignKeyField(
        "people.Principal", related_name="access", on_delete=CASCADE
    )
    role = fields.CharField(max_length=20)
    ends_at = fields.DatetimeField()

    scope_id: int
    principal_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "access"
        indexes = (
            Index(fields=("principal_id", "role", "ends_at", "scope_id"), name="access_principal"),
        )
