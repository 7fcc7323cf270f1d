"""Tables of councils: bodies and seats, meetings and agendas, convocations and answers."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.fields import (
    CASCADE,
    RESTRICT,
    SET_NULL,
    ForeignKeyField,
    ForeignKeyNullableRelation,
    ForeignKeyRelation,
)
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField
from hub.people.models import Commune, Group, Person, Principal


class BodyKind(StrEnum):
    DELIBERATING = "deliberating"
    DELEGATED = "delegated"
    """Decides by delegation of a deliberating one, by the same rules (L5211-10)."""
    ADVISORY = "advisory"
    """Decides nothing: its delays are those of the rules of procedure (L2121-22)."""


class Regime(StrEnum):
    """Which delays the law asks for, by the size of the largest member commune (L5211-1)."""

    GE3500 = "ge3500"
    LT3500 = "lt3500"


class MeetingState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    HELD = "held"


class ItemKind(StrEnum):
    DELIBERATIVE = "deliberative"
    INFORMATION = "information"
    """Nothing is decided, so no delay and no synthesis are asked for."""


class Role(StrEnum):
    """As what somebody gets a convocation."""

    HOLDER = "holder"
    SUBSTITUTE = "substitute"
    COPY = "copy"


class Channel(StrEnum):
    MAIL = "mail"
    PAPER = "paper"


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"


class Body(Model):
    """A council, bureau or commission. Its name is its group's, its scope has its key."""

    id = KeyField()  # its group's
    kind = fields.CharEnumField(BodyKind, "", max_length=12)
    regime = fields.CharEnumField(Regime, "", max_length=6)
    clear_days = fields.SmallIntField()
    secretariat: ForeignKeyRelation[Principal] = ForeignKeyField(
        "people.Principal", related_name=False, on_delete=RESTRICT
    )  # whoever prepares its meetings, drafts included
    copied: ForeignKeyNullableRelation[Group] = ForeignKeyField(
        "people.Group", related_name=False, on_delete=SET_NULL, null=True
    )  # who gets a copy of what members get: the other councillors of the communes (L5211-40-2)
    calendar_id = fields.BigIntField(null=True)  # no foreign keys into other domains
    space_id = fields.BigIntField(null=True)

    secretariat_id: int
    copied_id: int | None
    retention: ClassVar = "technical"

    class Meta:
        table = "body"
        indexes = (
            Index(fields=("secretariat_id",), name="body_secretariat"),
            Index(fields=("copied_id",), name="body_copied"),
        )


class Seat(Model):
    """Somebody sits in a body from a day to a day, perhaps with a substitute (L5211-6)."""

    id = KeyField()
    body: ForeignKeyRelation[Body] = ForeignKeyField("councils.Body", "seats", RESTRICT)
    commune: ForeignKeyNullableRelation[Commune] = ForeignKeyField(
        "people.Commune", related_name=False, on_delete=SET_NULL, null=True
    )
    holder: ForeignKeyRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=RESTRICT
    )
    substitute: ForeignKeyNullableRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=SET_NULL, null=True
    )
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)

    body_id: int
    commune_id: int | None
    holder_id: int
    substitute_id: int | None
    retention: ClassVar = "directory"

    class Meta:
        table = "seat"
        indexes = (
            Index(fields=("body_id", "starts_on"), name="seat_body"),
            Index(fields=("commune_id",), name="seat_commune"),
            Index(fields=("holder_id",), name="seat_holder"),
            Index(fields=("substitute_id",), name="seat_substitute"),
        )


class Meeting(Model):
    """A sitting of a body. Its scope has its key: the secretariat's alone until it is convened."""

    id = KeyField()
    body: ForeignKeyRelation[Body] = ForeignKeyField("councils.Body", "meetings", RESTRICT)
    title = fields.CharField(max_length=200)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    place = fields.CharField(max_length=200)
    state = fields.CharEnumField(MeetingState, "", max_length=5, default=MeetingState.DRAFT)
    event_id = fields.BigIntField(null=True)
    folder_id = fields.BigIntField(null=True)  # what lies in it directly is the secretariat's
    pieces_folder_id = fields.BigIntField(null=True)
    closed_folder_id = fields.BigIntField(null=True)  # of what is behind closed doors
    version = fields.IntField(default=1)  # of all that is prepared

    body_id: int
    retention: ClassVar = "council"

    class Meta:
        table = "meeting"  # Unique (body_id, starts_at): see the migration.


class Convocation(Model):
    """A version of the agenda that was sent; the next one is sent to everybody again."""

    id = KeyField()
    meeting: ForeignKeyRelation[Meeting] = ForeignKeyField(
        "councils.Meeting", "convocations", RESTRICT
    )
    version = fields.IntField()
    sent_at = fields.DatetimeField()

    meeting_id: int
    retention: ClassVar = "council"

    class Meta:
        table = "convocation"  # Unique (meeting_id, version): see the migration.


class AgendaItem(Model):
    """A point of the order of business."""

    id = KeyField()
    meeting: ForeignKeyRelation[Meeting] = ForeignKeyField("councils.Meeting", "items", RESTRICT)
    rank = fields.IntField()
    kind = fields.CharEnumField(ItemKind, "", max_length=12)
    title = fields.CharField(max_length=300)
    rapporteur: ForeignKeyNullableRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=SET_NULL, null=True
    )
    theme = fields.CharField(max_length=100, default="")
    synthesis = fields.TextField()
    is_closed = fields.BooleanField(default=False)  # behind closed doors (L5211-11)
    convocation: ForeignKeyNullableRelation[Convocation] = ForeignKeyField(
        "councils.Convocation", "items", RESTRICT, null=True
    )  # the first that lists it
    version = fields.IntField(default=1)

    meeting_id: int
    rapporteur_id: int | None
    convocation_id: int | None
    retention: ClassVar = "council"

    class Meta:
        table = "agenda_item"
        indexes = (
            Index(fields=("meeting_id", "rank"), name="agenda_item_meeting"),
            Index(fields=("rapporteur_id",), name="agenda_item_rapporteur"),
            Index(fields=("convocation_id",), name="agenda_item_convocation"),
        )


class Piece(Model):
    """A file that belongs to an item."""

    id = KeyField()
    item: ForeignKeyRelation[AgendaItem] = ForeignKeyField("councils.AgendaItem", "pieces", CASCADE)
    rank = fields.IntField()
    title = fields.CharField(max_length=200)
    file_id = fields.BigIntField()  # a node of `hub_sharing`
    added_at = fields.DatetimeField()

    item_id: int
    retention: ClassVar = "council"

    class Meta:
        table = "piece"  # Unique file_id: see the migration.
        indexes = (Index(fields=("item_id", "rank"), name="piece_item"),)


class Delivery(Model):
    """A convocation on its way to one person, and what proves that it left.

    The address is the one of that day: it must be shown years later.
    """

    id = KeyField()
    convocation: ForeignKeyRelation[Convocation] = ForeignKeyField(
        "councils.Convocation", "deliveries", RESTRICT
    )
    person: ForeignKeyRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=RESTRICT
    )
    role = fields.CharEnumField(Role, "", max_length=10)
    channel = fields.CharEnumField(Channel, "", max_length=5)
    address = fields.CharField(max_length=320, default="")
    mail_id = fields.BigIntField(null=True)  # no foreign key: mail is forgotten after a month
    sent_at = fields.DatetimeField(null=True)  # of a mail
    posted_on = fields.DateField(null=True)  # of a letter; null: nobody has posted it yet
    first_opened_at = fields.DatetimeField(null=True)

    convocation_id: int
    person_id: int
    retention: ClassVar = "council"

    class Meta:
        table = "delivery"
        indexes = (
            Index(fields=("person_id", "convocation_id"), name="delivery_person"),
            Index(fields=("convocation_id",), name="delivery_convocation"),
        )


class Answer(Model):
    """Whether somebody will come."""

    id = KeyField()
    meeting: ForeignKeyRelation[Meeting] = ForeignKeyField("councils.Meeting", "answers", RESTRICT)
    person: ForeignKeyRelation[Person] = ForeignKeyField(
        "people.Person", related_name=False, on_delete=RESTRICT
    )
    presence = fields.CharEnumField(Presence, "", max_length=7)
    answered_at = fields.DatetimeField()

    meeting_id: int
    person_id: int
    retention: ClassVar = "council"

    class Meta:
        table = "answer"  # Unique (meeting_id, person_id): see the migration.
        indexes = (Index(fields=("person_id",), name="answer_person"),)
