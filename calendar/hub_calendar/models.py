"""Tables of calendars. An object is kept as it was written; the other columns are read off it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, RESTRICT, SET_NULL
from tortoise.indexes import Index
from tortoise.models import Model

from hub.access.models import Scope
from hub.database import KeyField
from hub.people.models import Person, Principal

PERSONAL = "personal"
"""The slug of the calendar that everybody begins with, and to which they are invited."""


class CalendarKind(StrEnum):
    PERSONAL = "personal"
    GROUP = "group"
    RESOURCE = "resource"
    SCHOOL = "school"
    BODY = "body"
    SUBSCRIBED = "subscribed"  # kept elsewhere: what is in it, nobody here changes


class Component(StrEnum):
    EVENT = "VEVENT"
    TODO = "VTODO"
    JOURNAL = "VJOURNAL"


def takes(components: str, kind: Component) -> bool:
    """Whether a calendar of these components is for such things (RFC 4791 §5.2.3)."""
    return not components or kind.value in components.split()


class BusyKind(StrEnum):
    """What an occurrence does to the time of whose calendar it is in."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    FREE = "free"


class FeedKind(StrEnum):
    """How much a feed tells of what is not private."""

    BUSY = "busy"
    TITLES = "titles"
    ALL = "all"


class Calendar(Model):
    """Events of a person, a group, a resource, a school or a body."""

    id = KeyField()  # its scope's
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )
    owner: fields.ForeignKeyRelation[Principal] = fields.ForeignKeyField(
        "people.Principal", related_name=False, on_delete=RESTRICT
    )
    kind = fields.CharEnumField(CalendarKind, "", max_length=10)
    slug = fields.CharField(max_length=60)  # its name in addresses and commands, of its owner's
    name = fields.CharField(max_length=200)
    description = fields.TextField(default="")
    colour = fields.SmallIntField(default=1)  # 1 to 6, of the palette
    rank = fields.IntField(default=0)  # among its owner's
    timezone = fields.CharField(max_length=64)
    is_transparent = fields.BooleanField(default=False)  # makes nobody busy (RFC 6638 §9.1)
    # Apart by spaces, what alone it takes (RFC 4791 §5.2.3), as a telephone makes a list of tasks;
    # empty: everything.
    components = fields.CharField(max_length=30, default="", db_default="")
    version = fields.IntField(default=1)

    scope_id: int
    owner_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "calendar"  # Unique (owner_id, slug): see the migration.
        indexes = (Index(fields=("scope_id",), name="calendar_scope"),)


class CalendarObject(Model):
    """An event with all its repetitions, or a task, as RFC 4791 §4.1 puts it into one resource."""

    id = KeyField()
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name="objects", on_delete=CASCADE
    )
    href = fields.CharField(max_length=255)
    uid = fields.CharField(max_length=255)
    component = fields.CharEnumField(Component, "", max_length=10)
    etag = fields.CharField(max_length=40)
    busy_etag = fields.CharField(max_length=40, null=True)
    is_private = fields.BooleanField()  # PRIVATE or CONFIDENTIAL, be it one repetition of many
    summary = fields.TextField(default="")
    summary_key = fields.TextField(default="")
    location = fields.TextField(default="")
    status = fields.CharField(max_length=20, default="")
    organizer = fields.CharField(max_length=255, default="")
    timezone = fields.CharField(max_length=64, default="")  # of its wall times; empty: floating
    sequence = fields.IntField(default=0)
    is_all_day = fields.BooleanField(default=False)
    is_recurring = fields.BooleanField(default=False)
    starts_at = fields.DatetimeField(null=True)  # null: a task without a date
    ends_at = fields.DatetimeField(null=True)  # of the last repetition; null: there is none
    expanded_from = fields.DatetimeField()
    expanded_until = fields.DatetimeField()  # `occurrence` has all repetitions between the two
    version = fields.IntField(default=1)
    changed_at = fields.DatetimeField()
    # Last, because SQLite reads a long row only as far as it must.
    ics = fields.TextField()  # verbatim: what was put is what is got (RFC 4791 §5.3.4)
    busy_ics = fields.TextField(null=True)  # what is shown to whom a private event is not
    # Of what invites, and of what somebody is invited to (RFC 6638 §3.2.10): it changes with what
    # is planned, and not with what others answer.
    schedule_tag = fields.CharField(max_length=32, null=True)

    calendar_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "calendar_object"
        # Unique (calendar_id, href) and (calendar_id, uid): see the migration.
        indexes = (
            Index(fields=("calendar_id", "expanded_until"), name="calendar_object_until"),
            Index(fields=("calendar_id", "expanded_from"), name="calendar_object_from"),
            Index(fields=("expanded_until",), name="calendar_object_expanded"),
            Index(
                fields=("uid",), name="calendar_object_copies"
            ),  # an event and its guests' copies
        )


class Occurrence(Model):
    """One time of an object: a row of everything that asks who does what when.

    `starts_at` to `ends_at` is half-open. What the repetition has of its own, and its object says
    otherwise, is not null.
    """

    id = KeyField()
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name="occurrences", on_delete=CASCADE
    )
    object: fields.ForeignKeyRelation[CalendarObject] = fields.ForeignKeyField(
        "calendar.CalendarObject", related_name="occurrences", on_delete=CASCADE
    )
    recurrence_id = fields.CharField(max_length=16)  # which one of a series; empty: the only one
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    starts_on = fields.DateField(null=True)  # of whole days, with the day after the last
    ends_on = fields.DateField(null=True)
    is_long = fields.BooleanField()  # more than a week: the others are found by when they start
    busy = fields.CharEnumField(BusyKind, "", max_length=10)
    summary = fields.TextField(null=True)
    location = fields.TextField(null=True)
    status = fields.CharField(max_length=20, null=True)

    calendar_id: int
    object_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "occurrence"
        indexes = (
            Index(
                # With the object, so that whose times they are is read off the index alone.
                fields=("calendar_id", "is_long", "starts_at", "ends_at", "object_id"),
                name="occurrence_time",
            ),
            Index(fields=("object_id",), name="occurrence_object"),
        )


class Attendee(Model):
    """Somebody invited, by address; `person` when the directory knows it."""

    id = KeyField()
    object: fields.ForeignKeyRelation[CalendarObject] = fields.ForeignKeyField(
        "calendar.CalendarObject", related_name="attendees", on_delete=CASCADE
    )
    address = fields.CharField(max_length=255)  # lower case
    name = fields.CharField(max_length=255, default="")
    role = fields.CharField(max_length=20, default="")
    partstat = fields.CharField(max_length=20, default="")
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )

    object_id: int
    person_id: int | None
    retention: ClassVar = "account"

    class Meta:
        table = "attendee"
        indexes = (
            Index(fields=("object_id",), name="attendee_object"),
            Index(fields=("person_id",), name="attendee_person"),
        )


class Invitation(Model):
    """What the guests of an organizer's object know of it.

    The object may be gone; the row goes when they know that too.
    """

    id = KeyField()  # the object's
    timezone = fields.CharField(max_length=64)  # by which the text was read
    ics = fields.TextField(default="")  # empty: nobody was told of anything

    retention: ClassVar = "account"

    class Meta:
        table = "invitation"


class Reply(Model):
    """What a guest answers, on its way to the organizer. Its object may be gone."""

    id = KeyField()
    object_id = fields.BigIntField()
    uid = fields.CharField(max_length=255)
    address = fields.CharField(max_length=255)
    partstat = fields.CharField(max_length=20)
    comment = fields.TextField()
    sequence = fields.IntField()
    stamp = fields.CharField(max_length=32)
    recurrence = fields.TextField()  # the line that names one of a series; empty: all of it

    retention: ClassVar = "account"

    class Meta:
        table = "reply"
        indexes = (Index(fields=("object_id",), name="reply_object"),)


class Message(Model):
    """What somebody is told of an event (RFC 5546): to people outside until it is in the mail, to
    people here in their inbox, until one of their programs has taken it or it is old."""

    id = KeyField()
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=CASCADE
    )  # whose inbox; null: it goes to the address
    address = fields.CharField(max_length=255)  # lower case: whose it is, or who answers
    method = fields.CharField(max_length=10)
    uid = fields.CharField(max_length=255)
    is_update = fields.BooleanField(default=False)
    etag = fields.CharField(max_length=40)
    written_at = fields.DatetimeField()
    ics = fields.TextField()

    person_id: int | None
    retention: ClassVar = "transient"

    class Meta:
        table = "message"
        indexes = (
            Index(fields=("person_id", "uid"), name="message_person"),
            Index(fields=("written_at",), name="message_time"),
        )


class CalendarChoice(Model):
    """Somebody wants a calendar beside their own to be drawn, or not."""

    id = KeyField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, on_delete=CASCADE
    )
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name=False, on_delete=CASCADE
    )
    is_shown = fields.BooleanField()

    person_id: int
    calendar_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "calendar_choice"  # Unique (person_id, calendar_id): see the migration.
        indexes = (Index(fields=("calendar_id",), name="calendar_choice_calendar"),)


class CalendarFeed(Model):
    """A secret address at which programs read a calendar, while its maker may share it.

    The secret itself is shown once and kept nowhere.
    """

    id = KeyField()
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name=False, on_delete=CASCADE
    )
    maker: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, on_delete=CASCADE
    )
    name = fields.CharField(max_length=100)  # who uses it, for whoever looks at the list
    kind = fields.CharEnumField(FeedKind, "", max_length=10)
    token_hash = fields.CharField(max_length=64)
    made_at = fields.DatetimeField()
    used_on = fields.DateField(null=True)

    calendar_id: int
    maker_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "calendar_feed"  # Unique (token_hash): see the migration.
        indexes = (
            Index(fields=("calendar_id",), name="calendar_feed_calendar"),
            Index(fields=("maker_id",), name="calendar_feed_maker"),
        )


class CancelledEvent(Model):
    """When an event was that has left a calendar which has feeds.

    They say so for some weeks: programs keep what a feed merely stops to tell. Nothing else of it
    is kept.
    """

    id = KeyField()
    calendar: fields.ForeignKeyRelation[Calendar] = fields.ForeignKeyField(
        "calendar.Calendar", related_name=False, on_delete=CASCADE
    )
    object_id = fields.BigIntField()
    is_private = fields.BooleanField()
    takes_time = fields.BooleanField()
    cancelled_at = fields.DatetimeField()
    ics = fields.TextField()

    calendar_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "cancelled_event"  # Unique (calendar_id, object_id): see the migration.
        indexes = (Index(fields=("cancelled_at",), name="cancelled_event_time"),)
