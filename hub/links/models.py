"""Table of links."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from hub.access.things import Ref
from hub.database import KeyField


class Link(Model):
    """Two things that belong together; no foreign keys, because any domain may be absent."""

    id = KeyField()
    from_kind = fields.CharField(max_length=20)
    from_id = fields.BigIntField()
    to_kind = fields.CharField(max_length=20)
    to_id = fields.BigIntField()

    retention: ClassVar = "technical"

    class Meta:
        table = "link"
        indexes = (Index(fields=("to_kind", "to_id"), name="link_to"),)

    @property
    def ends(self) -> tuple[Ref, Ref]:
        return Ref(self.from_kind, self.from_id), Ref(self.to_kind, self.to_id)
