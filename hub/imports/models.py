"""Tables of imports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from tortoise import fields
from tortoise.fields import (
    CASCADE,
    ForeignKeyField,
    ForeignKeyRelation,
    OneToOneField,
    OneToOneRelation,
)
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField
from hub.people.models import Person


class ImportState(StrEnum):
    PLANNING = "planning"
    PLANNED = "planned"
    """Nothing is written yet: somebody looks at the plan."""
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"


class Import(Model):
    """One file that somebody brought, and what becomes of it."""

    id = KeyField()
    kind = fields.CharField(max_length=20)  # its importer's
    person: ForeignKeyRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=CASCADE
    )
    name = fields.CharField(max_length=200)  # of the file
    options_json = fields.TextField()
    state = fields.CharEnumField(ImportState, "", max_length=10)
    version = fields.IntField(db_default=0)  # how often it was planned: which plan was looked at
    plan_json = fields.TextField(null=True)
    report_json = fields.TextField(null=True)
    done = fields.IntField(db_default=0)
    total = fields.IntField(db_default=0)  # 0: nobody can say
    notice = fields.CharField(max_length=500, default="")  # why it failed, or was planned again
    created_at = fields.DatetimeField()
    over_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)  # null: it waits for its owner, or is over
    tries = fields.IntField(db_default=0)
    tries_before = fields.IntField(db_default=0)  # when this state began

    person_id: int
    retention: ClassVar = "transient"

    class Meta:
        table = "import"
        indexes = (
            Index(fields=("person_id", "kind", "id"), name="import_person"),
            Index(fields=("due_at",), name="import_due"),
        )

    @property
    def options(self) -> Mapping[str, Any]:
        return _read(self.options_json)

    @property
    def plan(self) -> Mapping[str, Any]:
        """What the importer said that it would do; empty before and after."""
        return _read(self.plan_json)

    @property
    def report(self) -> Mapping[str, Any]:
        """What the importer said that it did; empty before."""
        return _read(self.report_json)

    @property
    def is_working(self) -> bool:
        """Whether the hub has something to do for it now."""
        return self.state in {ImportState.PLANNING, ImportState.APPLYING}

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.DONE, ImportState.FAILED}


class ImportContent(Model):
    """The file's bytes, apart from the row that pages ask for; gone once the import is over."""

    job: OneToOneRelation[Import] = OneToOneField(
        "imports.Import", related_name=False, on_delete=CASCADE, primary_key=True
    )
    content = fields.BinaryField()

    job_id: int
    retention: ClassVar = "transient"

    class Meta:
        table = "import_content"


def written(value: Mapping[str, Any]) -> str:
    """As the columns keep it. Text and not a JSON column: PostgreSQL's takes no zero character."""
    return json.dumps(value, separators=(",", ":"))


def _read(text: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text) if text else {}
    return found
