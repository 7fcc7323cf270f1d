"""What an operator writes of the OpenID providers that people may sign in with: TOML, checked.

    [[provider]]
    name = "agents"                        # in addresses: /sign-in/with/agents/callback
    label = "Compte de la collectivité"    # on the button
    issuer = "https://sso.example.fr/realms/agents"
    client_id = "parvis"
    secret = "…"

`docs/sign-on.md` says the rest. Nothing of what decides about trust (issuer, algorithm) is ever
taken from the provider itself.
"""

from __future__ import annotations

import functools
import tomllib
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

Claim = Annotated[str, Field(min_length=1, max_length=100)]


class ClaimNames(BaseModel):
    """Under which names a provider says who somebody is. They are shown, and decide nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: tuple[Claim, ...] = ("name",)
    """Joined by a space, as `given_name` and `usual_name`."""
    email: Claim = "email"


class Provider(BaseModel):
    """One OpenID provider, as its operator and ours agreed on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")
    label: str = Field(min_length=1, max_length=60)
    issuer: str = Field(max_length=300)
    client_id: str = Field(min_length=1, max_length=200)
    secret: SecretStr = Field(min_length=8)
    algorithm: Literal["RS256", "ES256"] = "RS256"
    """The only one that its tokens may be signed with, whatever it announces."""
    authentication: Literal["basic", "post"] = "basic"
    """Where the secret goes in a request for tokens: a header, or the form."""
    pkce: bool = True
    scope: str = Field(default="openid profile email", pattern=r"^openid( [\w:/.-]+)*$")
    userinfo: Literal["auto", "json", "jwt", "none"] = "auto"
    claims: ClaimNames = ClaimNames()
    prompt: Literal["", "login", "select_account", "consent"] = ""
    logout: bool = True
    """Whether signing out here leads on to signing out there."""

    @field_validator("issuer")
    @classmethod
    def _https(cls, url: str) -> str:
        parts = urlsplit(url)
        is_plain = parts.scheme == "http" and _is_loopback(parts.hostname or "")
        if not (parts.scheme == "https" or is_plain) or not parts.hostname:
            raise ValueError("write it as https://sso.example.fr, as the provider writes it")
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("it has no ?, # or @")
        return url


@functools.cache
def read(text: str) -> tuple[Provider, ...]:
    """The providers of a TOML text, in its order.

    Raises:
        ValueError: with one line that says where, and never what was written there.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"this is not TOML: {error}") from None
    entries = found.pop("provider", [])
    if found or not isinstance(entries, list):
        raise ValueError("it has [[provider]] tables and nothing else")
    providers = tuple(_provider(number, it) for number, it in enumerate(entries, 1))
    for word in ("name", "issuer"):
        if len({getattr(it, word) for it in providers}) < len(providers):
            raise ValueError(f"two providers have the same {word}")
    return providers


def _provider(number: int, entry: Any) -> Provider:
    try:
        return Provider.model_validate(entry)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, fault["loc"])) or "table"
        reason = fault["msg"].removeprefix("Value error, ")
        raise ValueError(f"provider {number}, {where}: {reason}") from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
