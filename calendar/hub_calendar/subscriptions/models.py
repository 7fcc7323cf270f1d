"""Where subscribed calendars come from, and how it went."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField
from hub.people.models import Person
from hub_calendar.models import Calendar


class Reason(StrEnum):
    """Why a calendar could not be had, the last time."""

    REFUSED = "refused"
    """Nothing may be asked there, or there is no such place: not told apart."""
    SILENT = "silent"
    TOO_LARGE = "too_large"
    SIGN_IN = "sign_in"
    MISSING = "missing"
    STATUS = "status"
    """Another answer than the calendar."""
    NO_CALENDAR = "no_calendar"
    CUT = "cut"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    """Nothing is in it, where much was: it is believed the second time."""
    ORPHANED = "orphaned"
    """Whoever subscribed may not manage the calendar any more."""
    LOST = "lost"
    """The key is not the one that locked the address."""
    BROKEN = "broken"


class Subscription(Model):
    """The source of one calendar. Whoever subscribed last is whose right its job has."""

    id = KeyField()
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name=False, on_delete=CASCADE
    )
    maker: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, on_delete=CASCADE
    )
    host = fields.CharField(max_length=255)  # what of the address is no secret
    address = fields.TextField()  # locked (`hub.cipher`)
    etag = fields.CharField(max_length=255, default="")
    modified = fields.CharField(max_length=64, default="")
    content_sha256 = fields.CharField(max_length=64, default="")  # of what was taken whole
    every = fields.IntField(default=0)  # seconds, as it asks; 0: it does not say
    looked_at = fields.DatetimeField(null=True)
    succeeded_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=20, default="")  # a `Reason`; empty: it went well
    status = fields.SmallIntField(default=0)  # of the answer, where that is the reason
    failures = fields.IntField(default=0)  # one after the other
    unread = fields.IntField(default=0)  # events that cannot be read, left as they were
    due_at = fields.DatetimeField(null=True)
    tries = fields.IntField(db_default=0)

    calendar_id: int
    maker_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "calendar_subscription"  # Unique (calendar_id): see the migration.
        indexes = (
            Index(fields=("due_at",), name="calendar_subscription_due"),
            Index(fields=("maker_id",), name="calendar_subscription_maker"),
        )
