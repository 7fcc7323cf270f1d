"""Tables of people, units and groups."""

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


class PrincipalKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    LINK = "link"
    SIGNED_IN = "signed_in"
    ANYONE = "anyone"


class GroupKind(StrEnum):
    UNIT = "unit"
    BODY = "body"
    COMMUNE = "commune"
    SCHOOL = "school"
    PROJECT = "project"
    SET = "set"
    SYSTEM = "system"


class PersonStatus(StrEnum):
    ACTIVE = "active"
    LEFT = "left"


class Source(StrEnum):
    """Where a dated fact comes from; only the same source may end it without being asked."""

    HAND = "hand"
    IMPORT = "import"
    SCIM = "scim"
    LDAP = "ldap"
    SIGN_ON = "sign_on"
    DEMO = "demo"


class Weeks(StrEnum):
    """The ISO weeks in which a working day counts."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


class Principal(Model):
    """Whatever a right can be given to."""

    id = KeyField()
    kind = fields.CharEnumField(PrincipalKind, "", max_length=10)

    retention: ClassVar = "technical"

    class Meta:
        table = "principal"


class Person(Model):
    """Somebody of the authority or around it, with or without an account."""

    id = KeyField()  # its principal's
    given_name = fields.CharField(max_length=100)
    family_name = fields.CharField(max_length=100)
    name_key = fields.TextField()
    sort_key = fields.TextField()
    employee_number = fields.CharField(max_length=40, null=True, unique=True)
    email = fields.CharField(max_length=254, null=True)  # lower case; colleagues may share one
    phone = fields.CharField(max_length=30, null=True)
    mobile = fields.CharField(max_length=30, null=True)
    language = fields.CharField(max_length=2, default="fr")
    status = fields.CharEnumField(PersonStatus, "", max_length=10, default=PersonStatus.ACTIVE)
    left_on = fields.DateField(null=True)
    source = fields.CharEnumField(Source, "", max_length=10, default=Source.HAND)
    version = fields.IntField(default=1)

    retention: ClassVar = "directory"

    class Meta:
        table = "person"
        indexes = (
            Index(fields=("status", "sort_key"), name="person_sorted"),
            Index(fields=("email",), name="person_email"),
        )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_active(self) -> bool:
        return self.status == PersonStatus.ACTIVE


class Group(Model):
    """Any set of people; each unit, body, commune and school has one."""

    id = KeyField()  # its principal's
    name = fields.CharField(max_length=200)
    name_key = fields.TextField()
    kind = fields.CharEnumField(GroupKind, "", max_length=10)
    closed_on = fields.DateField(null=True)  # its last day

    retention: ClassVar = "technical"

    class Meta:
        table = "people_group"
        indexes = (Index(fields=("kind",), name="people_group_kind"),)


class Commune(Model):
    """A commune of the authority; its group holds its officials and its town hall's staff."""

    id = KeyField()  # its group's
    insee_code = fields.CharField(max_length=5, unique=True)
    postcode = fields.CharField(max_length=5, null=True)

    retention: ClassVar = "technical"

    class Meta:
        table = "commune"


class Site(Model):
    """A building where people work or are received."""

    id = KeyField()
    name = fields.CharField(max_length=200)
    name_key = fields.TextField()
    address = fields.CharField(max_length=300, default="")
    postcode = fields.CharField(max_length=5, null=True)
    town = fields.CharField(max_length=100, default="")
    phone = fields.CharField(max_length=30, null=True)
    commune: ForeignKeyNullableRelation[Commune] = ForeignKeyField(
        "people.Commune", "sites", SET_NULL, null=True
    )

    retention: ClassVar = "technical"

    class Meta:
        table = "site"


class Unit(Model):
    """A service of the chart. Its name is its group's."""

    id = KeyField()  # its group's
    parent: ForeignKeyNullableRelation[Unit] = ForeignKeyField(
        "people.Unit", "children", RESTRICT, null=True
    )
    rank = fields.IntField(default=0)  # among its siblings, then by name
    site: ForeignKeyNullableRelation[Site] = ForeignKeyField(
        "people.Site", "units", SET_NULL, null=True
    )
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=30, null=True)

    parent_id: int | None
    site_id: int | None
    retention: ClassVar = "technical"

    class Meta:
        table = "unit"
        indexes = (Index(fields=("parent_id",), name="unit_parent"),)


class Position(Model):
    """A post or mandate somebody holds in a unit, commune, body or school, from a day to a day."""

    id = KeyField()
    person: ForeignKeyRelation[Person] = ForeignKeyField("people.Person", "positions", CASCADE)
    group: ForeignKeyRelation[Group] = ForeignKeyField("people.Group", "positions", RESTRICT)
    title = fields.CharField(max_length=200, default="")
    title_key = fields.TextField()
    is_head = fields.BooleanField(default=False)
    manager: ForeignKeyNullableRelation[Person] = ForeignKeyField(
        "people.Person", "managed", SET_NULL, null=True
    )  # only where it is not the unit's head
    site: ForeignKeyNullableRelation[Site] = ForeignKeyField(
        "people.Site", "positions", SET_NULL, null=True
    )
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    source = fields.CharEnumField(Source, "", max_length=10, default=Source.HAND)

    person_id: int
    group_id: int
    manager_id: int | None
    site_id: int | None
    retention: ClassVar = "directory"

    class Meta:
        table = "position"
        indexes = (
            Index(fields=("person_id", "starts_on"), name="position_person"),
            Index(fields=("group_id", "starts_on"), name="position_group"),
            Index(fields=("manager_id",), name="position_manager"),
        )


class Membership(Model):
    """A person or a group is a member of a group, from a day to a day."""

    id = KeyField()
    group: ForeignKeyRelation[Group] = ForeignKeyField("people.Group", "memberships", CASCADE)
    member: ForeignKeyRelation[Principal] = ForeignKeyField(
        "people.Principal", "memberships", CASCADE
    )
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    source = fields.CharEnumField(Source, "", max_length=10, default=Source.HAND)

    group_id: int
    member_id: int
    retention: ClassVar = "directory"

    class Meta:
        table = "membership"
        indexes = (Index(fields=("member_id", "group_id"), name="membership_member"),)


class GroupPerson(Model):
    """The closure: on these days this person is in this group, directly or through other groups.

    Rows of one pair neither touch nor overlap; an open end is `days.LATEST`.
    """

    id = KeyField()
    group: ForeignKeyRelation[Group] = ForeignKeyField("people.Group", "people", CASCADE)
    person: ForeignKeyRelation[Person] = ForeignKeyField("people.Person", "groups", CASCADE)
    starts_on = fields.DateField()
    ends_on = fields.DateField()

    group_id: int
    person_id: int
    retention: ClassVar = "directory"

    class Meta:
        table = "group_person"
        indexes = (
            Index(
                fields=("person_id", "starts_on", "ends_on", "group_id"), name="group_person_person"
            ),
        )


class Absence(Model):
    """Somebody is away. Why is nobody's business: there is no reason to fill in."""

    id = KeyField()
    person: ForeignKeyRelation[Person] = ForeignKeyField("people.Person", "absences", CASCADE)
    starts_on = fields.DateField()
    starts_at_noon = fields.BooleanField(default=False)
    ends_on = fields.DateField()
    ends_at_noon = fields.BooleanField(default=False)
    replacement: ForeignKeyNullableRelation[Person] = ForeignKeyField(
        "people.Person", "replacing", SET_NULL, null=True
    )
    message = fields.CharField(max_length=300, default="")  # colleagues read it

    person_id: int
    replacement_id: int | None
    retention: ClassVar = "transient"

    class Meta:
        table = "absence"
        indexes = (
            Index(fields=("person_id", "ends_on"), name="absence_person"),
            Index(fields=("replacement_id", "ends_on"), name="absence_replacement"),
        )


class WorkingHours(Model):
    """A stretch of somebody's usual working day, in minutes after midnight of the civil day."""

    id = KeyField()
    person: ForeignKeyRelation[Person] = ForeignKeyField("people.Person", "working_hours", CASCADE)
    weekday = fields.SmallIntField()  # ISO 8601: Monday is 1
    weeks = fields.CharEnumField(Weeks, "", max_length=5, default=Weeks.ALL)
    starts_minute = fields.SmallIntField()
    ends_minute = fields.SmallIntField()

    person_id: int
    retention: ClassVar = "directory"

    class Meta:
        table = "working_hours"
