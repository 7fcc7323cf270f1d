"""Tables of signing in with an account of elsewhere."""

from __future__ import annotations

from typing import ClassVar

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.indexes import Index
from tortoise.models import Model

from hub.accounts.models import Account, OneTimeToken, Session
from hub.database import KeyField


class ExternalIdentity(Model):
    """An account at a provider, which opens one account here. Unique by issuer and subject."""

    id = KeyField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "accounts.Account", related_name=False, on_delete=CASCADE
    )
    issuer = fields.CharField(max_length=300)
    subject = fields.CharField(max_length=255)  # OpenID Connect Core §2: at most 255 characters
    shown = fields.CharField(max_length=254, db_default="")  # what the provider calls its holder
    linked_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    account_id: int
    retention: ClassVar = "account"

    class Meta:
        table = "external_identity"
        indexes = (Index(fields=("account_id",), name="external_identity_account"),)


class Attempt(Model):
    """A sign-in on its way to a provider and back: once, by one browser, within ten minutes.

    Neither the state nor the browser's secret is here, only their SHA-256; nonce and PKCE verifier
    are derived from both, so a copy of this table completes no sign-in.
    """

    id = KeyField()
    state_hash = fields.CharField(max_length=64, unique=True)
    browser_hash = fields.CharField(max_length=64)
    provider = fields.CharField(max_length=30)
    back = fields.TextField()
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "accounts.Session", related_name=False, null=True, on_delete=CASCADE
    )
    """To link the identity to whoever holds this session; without one, to sign in."""
    token: fields.ForeignKeyNullableRelation[OneTimeToken] = fields.ForeignKeyField(
        "accounts.OneTimeToken", related_name=False, null=True, on_delete=CASCADE
    )
    """The invitation that links the identity to the account that it was made for."""
    expires_at = fields.DatetimeField()

    session_id: int | None
    token_id: int | None
    retention: ClassVar = "transient"

    class Meta:
        table = "sign_on_attempt"
        indexes = (
            Index(fields=("expires_at",), name="sign_on_attempt_expires"),
            Index(fields=("session_id",), name="sign_on_attempt_session"),
            Index(fields=("token_id",), name="sign_on_attempt_token"),
        )


class ProviderSession(Model):
    """Which session of a provider one of ours came from, so that both end together."""

    id = KeyField()
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "accounts.Session", related_name=False, on_delete=CASCADE
    )
    issuer = fields.CharField(max_length=300)
    subject = fields.CharField(max_length=255)
    sid = fields.CharField(max_length=255, db_default="")
    sealed_token = fields.TextField()
    """The id token, as a hint for signing out there; only our session's cookie opens it."""

    session_id: int
    retention: ClassVar = "transient"

    class Meta:
        table = "provider_session"
        indexes = (
            Index(fields=("issuer", "subject"), name="provider_session_subject"),
            Index(fields=("issuer", "sid"), name="provider_session_sid"),
        )


class SpentToken(Model):
    """A logout token that was obeyed: its `jti` is good once (Back-Channel Logout 1.0 §2.6)."""

    id = KeyField()
    jti_hash = fields.CharField(max_length=64, unique=True)
    expires_at = fields.DatetimeField()

    retention: ClassVar = "transient"

    class Meta:
        table = "spent_token"
        indexes = (Index(fields=("expires_at",), name="spent_token_expires"),)
