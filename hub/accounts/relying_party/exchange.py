"""What is said to a provider and what it answers: the way there, and the code for its tokens."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from hub import settings
from hub.accounts.relying_party import tokens
from hub.accounts.relying_party.attempts import Begun
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import Document, KnownProvider, members
from hub.outbound import Answer

FORM = "application/x-www-form-urlencoded"
LONGEST_SHOWN = 254


@dataclass(frozen=True, slots=True)
class Asserted:
    """Who a provider says is there. Only `issuer` and `subject` decide anything."""

    issuer: str
    subject: str
    shown: str
    """For people: an address or a name, as the provider says it."""
    sid: str
    id_token: str


def redirect_uri(provider: KnownProvider) -> str:
    """Of each provider its own, so that an answer tells whose it claims to be."""
    return f"{settings.current.get().public_url}/sign-in/with/{provider.name}/callback"


async def way_there(provider: KnownProvider, begun: Begun) -> str:
    """The address that the browser is sent to. Raises `Unavailable`, or `Distrusted`."""
    document, configured = await provider.document(), provider.configured
    asked = {
        "response_type": "code", "client_id": configured.client_id, "scope": configured.scope,
        "redirect_uri": redirect_uri(provider), "state": begun.state, "nonce": begun.nonce,
    }  # fmt: skip
    if configured.pkce:
        asked |= {"code_challenge": _challenge(begun.verifier), "code_challenge_method": "S256"}
    if configured.prompt:
        asked["prompt"] = configured.prompt
    mark = "&" if "?" in document.authorization else "?"
    return f"{document.authorization}{mark}{urlencode(asked)}"


async def asserted(provider: KnownProvider, begun: Begun, code: str) -> Asserted:
    """Who came back with `code`. Raises `Unavailable`, or `Distrusted`."""
    document = await provider.document()
    answer = members(await _redeemed(provider, document, begun, code))
    token, access = tokens.word(answer, "id_token"), _access(answer)
    claims = await tokens.id_token(provider, token, nonce=begun.nonce, access=access)
    told = await _told(provider, document, access, claims)
    sid = claims.get("sid")
    return Asserted(
        provider.issuer, tokens.subject(claims), _shown(provider, told | claims),
        sid if isinstance(sid, str) and len(sid) <= tokens.LONGEST_SUBJECT else "", token,
    )  # fmt: skip


async def _redeemed(provider: KnownProvider, document: Document, begun: Begun, code: str) -> Answer:
    configured = provider.configured
    sent = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri(provider)
    }  # fmt: skip
    headers = {"content-type": FORM, "accept": "application/json"}
    if configured.pkce:
        sent["code_verifier"] = begun.verifier
    secret = configured.secret.get_secret_value()
    if configured.authentication == "post":
        sent |= {"client_id": configured.client_id, "client_secret": secret}
    else:
        headers["authorization"] = _basic(configured.client_id, secret)
    content = urlencode(sent).encode()
    return await provider.fetched(document.token, method="POST", headers=headers, content=content)


async def _told(
    provider: KnownProvider, document: Document, access: str, claims: Mapping[str, Any]
) -> dict[str, Any]:
    """What the provider says of the person beside the id token, if it says anything."""
    form = provider.configured.userinfo
    if form == "none" or (form == "auto" and not (document.userinfo and access)):
        return {}
    if not document.userinfo or not access:
        raise Distrusted("userinfo")
    headers = {"authorization": f"Bearer {access}", "accept": "application/json, application/jwt"}
    told = await _user(provider, await provider.fetched(document.userinfo, headers=headers))
    # OpenID Connect Core §5.3.2: else a token put in another's place speaks of somebody else.
    if tokens.subject(told) != claims["sub"]:
        raise Distrusted("sub of userinfo")
    return told


async def _user(provider: KnownProvider, answer: Answer) -> dict[str, Any]:
    is_signed = answer.headers.get("content-type", "").lower().startswith("application/jwt")
    if provider.configured.userinfo not in {"auto", "jwt" if is_signed else "json"}:
        raise Distrusted("userinfo")
    if not is_signed:
        return members(answer)
    return await tokens.userinfo(provider, answer.content.decode("ascii", "replace").strip())


def _access(answer: Mapping[str, Any]) -> str:
    """The access token, if it is one of those that any bearer may use."""
    is_bearer = str(answer.get("token_type", "")).lower() == "bearer"
    return tokens.word(answer, "access_token") if is_bearer and "access_token" in answer else ""


def _shown(provider: KnownProvider, told: Mapping[str, Any]) -> str:
    names = provider.configured.claims
    address = told.get(names.email)
    parts = [address] if isinstance(address, str) and address else map(told.get, names.name)
    text = " ".join(part for part in parts if isinstance(part, str))
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_SHOWN].strip()


def _basic(client_id: str, secret: str) -> str:
    """RFC 6749 §2.3.1: both are form-encoded first."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _challenge(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
