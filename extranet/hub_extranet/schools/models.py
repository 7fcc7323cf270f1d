"""Tables of schools: the draft of each timetable, and its published editions."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, RESTRICT, SET_NULL
from tortoise.indexes import Index
from tortoise.models import Model

from hub.access.models import Scope
from hub.database import KeyField
from hub.people.models import Person, Site
from hub_extranet.schools.clock import Counting, Zone
from hub_extranet.schools.timetable import Weeks


class School(Model):
    """A school whose timetables the authority publishes. Its name is its group's."""

    id = KeyField()  # its group's, and its scope's
    scope: fields.ForeignKeyRelation[Scope] = fields.ForeignKeyField(
        "access.Scope", related_name=False, on_delete=RESTRICT
    )
    uai = fields.CharField(max_length=8, null=True, unique=True)  # the ministry's number
    zone = fields.CharEnumField(Zone, "", max_length=1)
    counting = fields.CharEnumField(Counting, "", max_length=6, default=Counting.SCHOOL)
    site: fields.ForeignKeyNullableRelation[Site] = fields.ForeignKeyField(
        "people.Site", related_name=False, null=True, on_delete=SET_NULL
    )
    # Of hub_calendar, which knows nothing of schools; gone if somebody deletes it there.
    calendar: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "calendar.Calendar", related_name=False, null=True, on_delete=SET_NULL
    )
    version = fields.IntField(default=1)  # of the draft: counts its changes
    published_version = fields.IntField(default=1)  # the draft that the last edition is of

    scope_id: int
    site_id: int | None
    calendar_id: int | None
    retention: ClassVar = "technical"

    class Meta:
        table = "school"
        indexes = (Index(fields=("scope_id",), name="school_scope"),)


class SchoolClass(Model):
    """A class of a school."""

    id = KeyField()
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "schools.School", related_name="classes", on_delete=CASCADE
    )
    name = fields.CharField(max_length=60)
    pupils = fields.SmallIntField(null=True)

    school_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "school_class"
        indexes = (Index(fields=("school_id",), name="school_class_school"),)


class WeeklyLine(Model):
    """The draft of something that takes place each week, or each week of a letter."""

    id = KeyField()
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "schools.School", related_name="lines", on_delete=CASCADE
    )
    weekday = fields.SmallIntField()  # ISO 8601: Monday is 1
    weeks = fields.CharEnumField(Weeks, "", max_length=5, default=Weeks.EVERY)
    starts_minute = fields.SmallIntField()  # after midnight, by the clock on the wall
    ends_minute = fields.SmallIntField()
    activity = fields.CharField(max_length=100)
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "schools.SchoolClass", related_name=False, null=True, on_delete=SET_NULL
    )
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )
    who = fields.CharField(max_length=100, default="")  # where it is no one person
    place = fields.CharField(max_length=100, default="")
    is_by_bus = fields.BooleanField(default=False)
    starts_on = fields.DateField()
    ends_on = fields.DateField()

    school_id: int
    school_class_id: int | None
    person_id: int | None
    retention: ClassVar = "directory"

    class Meta:
        table = "weekly_line"
        indexes = (
            Index(fields=("school_id",), name="weekly_line_school"),
            Index(fields=("person_id",), name="weekly_line_person"),
        )


class LineOverride(Model):
    """The draft of what is different on one day of a line; null is as always."""

    id = KeyField()
    line: fields.ForeignKeyRelation[WeeklyLine] = fields.ForeignKeyField(
        "schools.WeeklyLine", related_name="overrides", on_delete=CASCADE
    )
    due_on = fields.DateField()  # the day that the line says
    is_cancelled = fields.BooleanField(default=False)
    moved_on = fields.DateField(null=True)
    starts_minute = fields.SmallIntField(null=True)
    ends_minute = fields.SmallIntField(null=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )
    place = fields.CharField(max_length=100, null=True)
    reason = fields.CharField(max_length=200, default="")

    line_id: int
    person_id: int | None
    retention: ClassVar = "directory"

    class Meta:
        table = "line_override"  # Unique (line_id, due_on): see the migration.


class SchoolClosing(Model):
    """The draft of days on which one school is closed, beside its zone's holidays."""

    id = KeyField()
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "schools.School", related_name="closings", on_delete=CASCADE
    )
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    reason = fields.CharField(max_length=200)

    school_id: int
    retention: ClassVar = "technical"

    class Meta:
        table = "school_closing"
        indexes = (Index(fields=("school_id",), name="school_closing_school"),)


class TimetableEdition(Model):
    """A timetable as it was published; the last one is what the school reads."""

    id = KeyField()
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "schools.School", related_name="editions", on_delete=CASCADE
    )
    number = fields.IntField()
    published_at = fields.DatetimeField()
    published_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "people.Person", related_name=False, null=True, on_delete=SET_NULL
    )
    content = fields.TextField()  # JSON: see `snapshot`

    school_id: int
    published_by_id: int | None
    retention: ClassVar = "directory"

    class Meta:
        table = "timetable_edition"  # Unique (school_id, number): see the migration.
