"""Everything an operator can set: `HUB_*` in the environment, or `HUB_*_FILE` naming a file.

A setting that is unknown, missing or nonsense stops the start with one line that names it.
`docs/settings.md` documents each one; a test compares the two.
"""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from hub import openid
from hub.current import Current
from hub.settings import mailbox, values
from hub.settings.environment import PREFIX, Environment, SettingsError

__all__ = ["PREFIX", "Settings", "SettingsError", "Territory", "current", "load"]

Territory = Literal[
    "metropole", "alsace-moselle", "guadeloupe", "martinique", "guyane", "reunion", "mayotte",
    "saint-barthelemy", "saint-martin", "saint-pierre-et-miquelon", "nouvelle-caledonie",
    "polynesie", "wallis-et-futuna",
]  # fmt: skip
"""The parts of France that have public holidays of their own."""


class Settings(BaseSettings):
    """Typed settings of one hub; immutable once loaded."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="Directory of everything the hub stores itself.")
    database_url: SecretStr = Field(
        SecretStr(""),
        description=(
            "Empty: SQLite in the data directory."
            " Else postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full."
        ),
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="The address people type; links in mails start with it.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed."
    )
    authority: str = Field(
        "Ma collectivité", min_length=1, description="Name of the authority, shown on every page."
    )
    language: Literal["fr", "en"] = Field("fr", description="Language of those who chose none.")
    timezone: str = Field("Europe/Paris", description="Time zone of legal clocks and of pages.")
    public_holidays: Territory = Field(
        "metropole",
        description=(
            "Whose public holidays: metropole, alsace-moselle, guadeloupe, martinique, guyane,"
            " reunion, mayotte, saint-barthelemy, saint-martin, saint-pierre-et-miquelon,"
            " nouvelle-caledonie, polynesie or wallis-et-futuna."
        ),
    )
    school_zone: Literal["", "A", "B", "C"] = Field(
        "", description="Whose school holidays the agenda shows: A, B or C; empty: none."
    )
    demo: bool = Field(False, description="Fictional data, known passwords and the mail page.")
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://USER:PASSWORD@HOST:25 or smtps://…; empty: mail is kept, not sent.",
    )
    mail_from: str = Field("parvis@localhost", description="Sender of the hub's own mail.")
    mailbox_url: SecretStr = Field(
        SecretStr(""),
        description=(
            "imaps://USER:PASSWORD@HOST/INBOX, or imap://… with STARTTLS: where guests outside"
            " answer to, docs/mailbox.md; empty: no mail is read."
        ),
    )
    mailbox_address: str = Field("", description="The address of that mailbox.")
    mailbox_border: str = Field(
        "",
        description=(
            "By what name the mail server that receives for it says in Authentication-Results who"
            " a sender is (its authserv-id), such as mx.example.fr."
        ),
    )
    blobs_url: str = Field(
        "",
        description="Empty: files in the data directory. Else s3://BUCKET or s3://BUCKET/FOLDER.",
    )
    blobs_endpoint: str = Field(
        "", description="Address of the S3 service, https://…; empty: Amazon's, of the region."
    )
    blobs_region: str = Field("eu-west-3", description="Region of the bucket.")
    blobs_key_id: str = Field("", description="Identifier of the access key of the bucket.")
    blobs_secret: SecretStr = Field(SecretStr(""), description="Secret of that access key.")
    session_idle: timedelta = Field(
        timedelta(hours=10), description="A sign-in session ends when unused for so long."
    )
    session_limit: timedelta = Field(
        timedelta(hours=12), description="A sign-in session ends after so long in any case."
    )
    upload_limit: int = Field(
        500 * 1024 * 1024, ge=1024, description="Largest accepted upload, in bytes."
    )
    oidc: SecretStr = Field(
        SecretStr(""),
        description=(
            "OpenID providers that people may sign in with, as TOML: docs/sign-on.md."
            " It holds their secrets, so name its file with HUB_OIDC_FILE."
        ),
    )
    dav_native: bool = Field(
        True, description="Off: Radicale answers every DAV request, to find where an error is."
    )
    outbound_allow: str = Field(
        "",
        description=(
            "Networks and host names inside the house that the hub may call for its users,"
            " such as 10.1.0.0/16, feeds.intern.example.fr."
        ),
    )
    subscription_least: timedelta = Field(
        timedelta(minutes=15),
        description="A subscribed calendar is asked for again after so long at the earliest.",
    )
    subscription_most: timedelta = Field(
        timedelta(days=1),
        description="And after so long at the latest, whatever it says of itself.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description=(
            "What locks addresses and passwords of others in the database. Empty: secret.key in"
            " the data directory, made by the first start. With several nodes, 32 bytes in base64,"
            " the same on each."
        ),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the server tells in its log."
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto` is JSON, or lines for people when a terminal shows the log."
    )

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("write it as https://hub.example.fr, without a path")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value().partition("://")[0] not in {"", "postgres"}:
            raise ValueError(
                "leave it empty for SQLite, or write postgres://USER:PASSWORD@HOST/NAME"
            )
        return url

    _mail_server = field_validator("smtp_url")(values.mail_server)
    _mailbox = field_validator("mailbox_url")(values.known_mailbox)
    _sender = field_validator("mail_from")(values.address)
    _mailbox_address = field_validator("mailbox_address")(values.address_or_none)
    _bucket = field_validator("blobs_url")(values.bucket)
    _endpoint = field_validator("blobs_endpoint")(values.endpoint)
    _allowed = field_validator("outbound_allow")(values.networks_and_names)
    _clock = field_validator("timezone")(values.timezone)
    _secret_key = field_validator("secret_key")(values.secret_key)

    @field_validator("oidc")
    @classmethod
    def _known_providers(cls, text: SecretStr) -> SecretStr:
        openid.read(text.get_secret_value())
        return text

    @model_validator(mode="after")
    def _demo_stays_home(self) -> Self:
        # Known passwords on a reachable address would be an open house.
        if self.demo and not self.is_loopback and not self.is_https:
            raise ValueError(
                "HUB_DEMO=1 listens beyond loopback only behind an https HUB_PUBLIC_URL"
            )
        return self

    @model_validator(mode="after")
    def _bucket_has_a_key(self) -> Self:
        # Without one the driver would go and ask for it at an address of the cloud's own network.
        if self.blobs_url and not (self.blobs_key_id and self.blobs_secret.get_secret_value()):
            raise ValueError("HUB_BLOBS_URL needs HUB_BLOBS_KEY_ID and HUB_BLOBS_SECRET")
        return self

    @model_validator(mode="after")
    def _mailbox_has_a_border(self) -> Self:
        # Without one nobody's word is good, and without the address nobody would write to it.
        if self.mailbox_url.get_secret_value() and not (
            self.mailbox_address and self.mailbox_border.split()
        ):
            raise ValueError("HUB_MAILBOX_URL needs HUB_MAILBOX_ADDRESS and HUB_MAILBOX_BORDER")
        return self

    @model_validator(mode="after")
    def _least_is_less(self) -> Self:
        if not timedelta(minutes=1) <= self.subscription_least <= self.subscription_most:
            raise ValueError(
                "HUB_SUBSCRIPTION_LEAST is a minute or more, HUB_SUBSCRIPTION_MOST not less than it"
            )
        return self

    @property
    def mailbox(self) -> mailbox.Mailbox | None:
        """The one of `HUB_MAILBOX_URL`."""
        return mailbox.read(self.mailbox_url.get_secret_value())

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether the server listens on this machine only."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def providers(self) -> tuple[openid.Provider, ...]:
        """Those of `HUB_OIDC`."""
        return openid.read(self.oidc.get_secret_value())

    @property
    def zone(self) -> ZoneInfo:
        """The clocks on the wall, by which days begin, of pages and of the law alike."""
        return ZoneInfo(self.timezone)

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url.get_secret_value()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, Environment(settings_cls, os.environ))


def load(**given: Any) -> Settings:
    """The settings of this process; `given` (command-line options) win over the environment.

    Raises:
        SettingsError: with one line a fault, naming the variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


def _sentence(fault: Any) -> str:
    reason = str(fault["msg"]).removeprefix("Value error, ")
    if not fault["loc"]:
        return reason
    return f"{PREFIX}{str(fault['loc'][0]).upper()}: {reason}"


current: Current[Settings] = Current("settings")
