"""Tables of the chain, kept apart from the rows that it seals."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.models import Model

from hub.database import KeyField


class Head(Model):
    """Where a chain ends: what a truncated journal is compared with. One row, `journal`."""

    chain = fields.CharField(max_length=20, primary_key=True)
    seq = fields.BigIntField()
    seal = fields.CharField(max_length=64)
    day = fields.DateField(null=True)  # civil day of the last sealing

    retention: ClassVar = "journal"

    class Meta:
        table = "evidence_head"


class Root(Model):
    """Where the chain ended when a day of sealing was over; what a time stamp is asked for.

    `stamp` is the answer of a time-stamping authority (RFC 3161) for `seal`, once there is one.
    """

    id = KeyField()
    day = fields.DateField(unique=True)
    seq = fields.BigIntField()
    seal = fields.CharField(max_length=64)
    made_at = fields.DatetimeField()
    stamp = fields.BinaryField(null=True)

    retention: ClassVar = "journal"

    class Meta:
        table = "evidence_root"
