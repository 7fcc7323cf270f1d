"""The demo's own OpenID provider: whoever is chosen on its page is signed in there.

It exists only with `HUB_DEMO=1` and shows, without a network, how an organisation's provider opens
the hub: `hub.accounts.relying_party` meets it as it meets any other. Keys and codes are this
process's own and end with it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr, ValidationError

from hub.accounts import clock
from hub.accounts.models import AccountStatus
from hub.current import Current
from hub.database import Row, read, transaction, write
from hub.errors import Invalid, NotFound
from hub.language import _
from hub.openid import Provider
from hub.people.rows import name_of
from hub.settings import Settings

PATH = "/demo/sso"
NAME, LABEL, CLIENT = "demo", "Compte de la collectivité", "parvis"
CODE_LIFE = timedelta(seconds=60)
TOKEN_LIFE = timedelta(minutes=5)
MOST_CODES = 1000
KEY_SIZE = 2048  # bits
_TOKEN = re.compile(r"[\w-]{1,200}", re.ASCII)
"""As the hub makes its states; with a longer one the way back would be no address of ours."""
_CHALLENGE = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """What a relying party asks (OpenID Connect Core §3.1.2.1); all of it is shown to nobody."""

    client_id: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str
    nonce: str
    code_challenge: str
    code_challenge_method: str


@dataclass(frozen=True, slots=True)
class Code:
    asked: Request
    subject: str
    expires_at: datetime


class Sso:
    """The provider of one running demo."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = issuer(settings)
        self.redirect_uri = f"{settings.public_url}/sign-in/with/{NAME}/callback"
        self.secret = secrets.token_urlsafe(32)
        self._codes: dict[str, Code] = {}
        self._key: asyncio.Task[RSAKey] | None = None

    @property
    def provider(self) -> Provider:
        """What the hub is to know of it. Raises `ValidationError` where none may be."""
        return Provider(
            name=NAME, label=LABEL, issuer=self.issuer, client_id=CLIENT,
            secret=SecretStr(self.secret),
        )  # fmt: skip

    @property
    def document(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0 §3."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    async def keys(self) -> dict[str, Any]:
        key = await self._signing_key()
        return {"keys": [key.as_dict(private=False, use="sig", alg="RS256")]}

    def check(self, asked: Request) -> None:
        """Raises `Invalid`: an address that is not ours to the letter is never redirected to."""
        wanted = (CLIENT, self.redirect_uri, "code", "S256")
        given = (
            asked.client_id, asked.redirect_uri, asked.response_type, asked.code_challenge_method
        )  # fmt: skip
        if (
            given != wanted
            or "openid" not in asked.scope.split()
            or not _TOKEN.fullmatch(asked.state)
            or not _CHALLENGE.fullmatch(asked.code_challenge)
        ):
            raise Invalid(_("This sign-in was not asked for by this hub."))

    def grant(self, asked: Request, subject: str) -> str:
        """A code for who was chosen: good once, for a minute."""
        now = clock.now()
        live = {key: it for key, it in self._codes.items() if it.expires_at > now}
        self._codes = dict(list(live.items())[-MOST_CODES:])
        code = secrets.token_urlsafe(32)
        self._codes[code] = Code(asked, subject, now + CODE_LIFE)
        return code

    async def redeem(
        self, code: str, verifier: str, redirect_uri: str, authorization: str
    ) -> dict[str, Any] | None:
        """What a code is exchanged for (OpenID Connect Core §3.1.3.3); None for a wrong one."""
        # Taken out first: a second try with it, or a try that fails, has nothing left.
        found = self._codes.pop(code, None)
        if not self._is_client(authorization) or found is None or found.expires_at <= clock.now():
            return None
        is_asker = hmac.compare_digest(_challenge(verifier), found.asked.code_challenge)
        if not is_asker or redirect_uri != found.asked.redirect_uri:
            return None
        return {
            "access_token": secrets.token_urlsafe(32), "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()), "id_token": await self._id_token(found),
        }  # fmt: skip

    async def _id_token(self, code: Code) -> str:
        now, key = int(clock.now().timestamp()), await self._signing_key()
        person = await account(code.subject)
        claims = {
            "iss": self.issuer, "sub": code.subject, "aud": CLIENT, "iat": now,
            "exp": now + int(TOKEN_LIFE.total_seconds()), "nonce": code.asked.nonce,
            "name": person["name"], "email": person["email"],
        }  # fmt: skip
        header = {"alg": "RS256", "kid": key.kid}
        told = {name: value for name, value in claims.items() if value}
        return jwt.encode(header, told, key, ["RS256"])

    async def _signing_key(self) -> RSAKey:
        if self._key is None:  # made when it is first needed, and not in the way of anybody
            make = asyncio.to_thread(RSAKey.generate_key, KEY_SIZE, auto_kid=True)
            self._key = asyncio.create_task(make)
        return await self._key

    def _is_client(self, authorization: str) -> bool:
        pair = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        return hmac.compare_digest(authorization.encode(), f"Basic {pair}".encode())


def of(settings: Settings) -> Sso | None:
    """None without a demo, or where nobody can sign in: over a network without https."""
    made = Sso(settings) if settings.demo else None
    try:
        return made if made and made.provider else None
    except ValidationError:
        return None


def issuer(settings: Settings) -> str:
    return settings.public_url + PATH


async def move(settings: Settings) -> None:
    """Identities of a demo that answers at another address than when it was filled."""
    async with transaction():
        await write(
            "UPDATE external_identity SET issuer = :issuer"
            " WHERE issuer LIKE :like AND issuer <> :issuer",
            issuer=issuer(settings), like=f"%{PATH}",
        )  # fmt: skip


async def accounts() -> list[Row]:
    """Who can be chosen, by name."""
    return await _read("a.status = :active ORDER BY p.sort_key, a.id")


async def account(login: str) -> Row:
    """Raises `NotFound`."""
    for row in await _read("a.status = :active AND a.login = :login", login=login):
        return row
    raise NotFound


async def _read(condition: str, **values: str) -> list[Row]:
    rows = await read(
        "SELECT a.login, p.id AS person_id, p.given_name, p.family_name, p.email"  # noqa: S608
        " FROM account a JOIN person p ON p.id = a.person_id"
        " JOIN external_identity e ON e.account_id = a.id AND e.subject = a.login"
        f" AND e.issuer LIKE :like WHERE {condition}",  # of constants
        active=AccountStatus.ACTIVE.value, like=f"%{PATH}", **values,
    )  # fmt: skip
    return [row | {"name": name_of(row)} for row in rows]


def fields_of(asked: Request) -> Mapping[str, str]:
    """As hidden fields of the page where somebody is chosen."""
    return {name: getattr(asked, name) for name in Request.__slots__}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


current: Current[Sso | None] = Current("demo sign-on")
