"""Tables of accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE, RESTRICT
from tortoise.indexes import Index
from tortoise.models import Model

from hub.database import KeyField
from hub.people.models import Person


class AccountStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Purpose(StrEnum):
    """What a one-time token is good for; it is good for nothing else."""

    INVITATION = "invitation"
    RESET = "reset"
    SLIP = "slip"


class Door(StrEnum):
    """Where a secret is tried; each counts its own failures."""

    PASSWORD = "password"  # noqa: S105  # the name of a door
    APP_PASSWORD = "app_password"  # noqa: S105
    TOKEN = "token"  # noqa: S105
    SLIP = "slip"
    RESET = "reset"
    PROVIDER = "provider"
    FEED = "feed"


class Account(Model):
    """What somebody of the directory signs in with."""

    id = KeyField()
    person: fields.OneToOneRelation[Person] = fields.OneToOneField(
        "people.Person", related_name="account", on_delete=RESTRICT
    )
    login = fields.CharField(max_length=100, unique=True)  # folded, never an address
    status = fields.CharEnumField(
        AccountStatus, "", max_length=10, db_default=AccountStatus.INVITED
    )
    password_hash = fields.CharField(max_length=200, null=True)
    password_changed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    signed_in_at = fields.DatetimeField(null=True)

    person_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "account"
        indexes = (Index(fields=("status",), name="account_status"),)


class Session(Model):
    """A browser that somebody signed in with. The row is deleted when it ends."""

    id = KeyField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "accounts.Account", related_name="sessions", on_delete=CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    csrf_key = fields.BinaryField()
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    agent = fields.CharField(max_length=200)
    address = fields.CharField(max_length=45)
    assurance = fields.SmallIntField()

    account_id: int
    retention: ClassVar = "transient"

    class Meta:
        table = "session"
        indexes = (
            Index(fields=("account_id",), name="session_account"),
            Index(fields=("ends_at",), name="session_ends"),
        )


class OneTimeToken(Model):
    """An invitation, a reset or a slip, to be redeemed once.

    `lookup` is the SHA-256 of a link's token; of a slip, whose code is short enough to be guessed
    from such a digest, it is the first characters, and `secret_hash` is argon2id of the whole code.
    """

    id = KeyField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "accounts.Account", related_name="tokens", on_delete=CASCADE
    )
    purpose = fields.CharEnumField(Purpose, "", max_length=10)
    lookup = fields.CharField(max_length=64, unique=True)
    secret_hash = fields.CharField(max_length=200, null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    tries = fields.SmallIntField(db_default=0)

    account_id: int
    retention: ClassVar = "transient"

    class Meta:
        table = "one_time_token"
        indexes = (
            Index(fields=("account_id", "purpose"), name="one_time_token_account"),
            Index(fields=("expires_at",), name="one_time_token_expires"),
        )


class AppPassword(Model):
    """The secret of one telephone or program, for DAV alone."""

    id = KeyField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "accounts.Account", related_name="app_passwords", on_delete=CASCADE
    )
    name = fields.CharField(max_length=100)
    secret_hash = fields.CharField(max_length=64)  # with the login: the demo's are all the same
    scopes = fields.CharField(max_length=60)  # names of `app_passwords.SCOPES`, space between
    is_read_only = fields.BooleanField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)
    used_address = fields.CharField(max_length=45, db_default="")
    used_agent = fields.CharField(max_length=200, db_default="")

    account_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "app_password"
        indexes = (Index(fields=("account_id", "secret_hash"), name="app_password_account"),)


class SignInFailure(Model):
    """How often a secret was wrong at one door, from one address, for one account or for all."""

    id = KeyField()
    bucket = fields.CharField(max_length=64, unique=True)
    door = fields.CharEnumField(Door, "", max_length=12)
    account_id = fields.BigIntField(null=True)  # no foreign key: what was typed may be nobody's
    prefix = fields.CharField(max_length=50)
    failures = fields.FloatField()  # one leaks away with time
    fingerprints = fields.TextField(db_default="")
    last_at = fields.DatetimeField()
    next_at = fields.DatetimeField()

    retention: ClassVar = "transient"

    class Meta:
        table = "sign_in_failure"
        indexes = (
            Index(fields=("account_id", "last_at"), name="sign_in_failure_account"),
            Index(fields=("last_at",), name="sign_in_failure_last"),
        )
