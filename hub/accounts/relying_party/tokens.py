"""Whether a token is what a provider signed for us, and now (OpenID Connect Core §3.1.3.7).

Each check stands alone and before any use. The algorithm is the operator's: of a list that the
provider announces, `none` is a member now and then. No claim may be a list where one word is
meant, since a list that holds the right word holds others too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from hub.accounts import clock
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import Key, KnownProvider

LEEWAY = timedelta(seconds=5)
FORBIDDEN = frozenset({"b64", "crit", "jku", "jwk", "x5c", "x5u"})
"""Headers that bring a key or another way of reading; keys come from the provider's document."""
ID_TOKEN_TYPES = frozenset({"", "jwt"})
LOGOUT_TYPES = frozenset({"", "jwt", "logout+jwt"})
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_SUBJECT = 255
LAST_INSTANT = 2**37  # seconds; Python knows no year beyond 9999

Claims = dict[str, Any]


async def id_token(provider: KnownProvider, token: str, *, nonce: str, access: str) -> Claims:
    """The claims of an id token that answers the attempt which sent `nonce`.

    Raises `Unavailable`, or `Distrusted`.
    """
    claims = await _signed(provider, token, ID_TOKEN_TYPES)
    _check_common(provider, claims)
    subject(claims)
    if not hmac.compare_digest(word(claims, "nonce").encode(), nonce.encode()):
        raise Distrusted("nonce")
    if "at_hash" in claims and access and word(claims, "at_hash") != _half(access):
        raise Distrusted("at_hash")
    return claims


async def userinfo(provider: KnownProvider, token: str) -> Claims:
    """The claims of signed user information (OpenID Connect Core §5.3.2).

    Raises `Unavailable`, or `Distrusted`.
    """
    claims = await _signed(provider, token, ID_TOKEN_TYPES)
    _check_sender(provider, claims)
    return claims


async def logout_token(provider: KnownProvider, token: str) -> Claims:
    """The claims of a logout token (Back-Channel Logout 1.0 §2.6), but for its replay.

    Raises `Unavailable`, or `Distrusted`.
    """
    claims = await _signed(provider, token, LOGOUT_TYPES)
    _check_common(provider, claims)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Distrusted("events")
    if "nonce" in claims:  # an id token must not pass for one
        raise Distrusted("nonce")
    if not claims.keys() & {"sub", "sid"}:
        raise Distrusted("sub")
    word(claims, "jti")
    return claims


def word(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is one string, and not an empty one."""
    value = claims.get(name)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise Distrusted(name)
    return value


def subject(claims: Mapping[str, Any]) -> str:
    """Who it is, to the provider: case matters, and nothing is trimmed."""
    value = word(claims, "sub")
    if len(value) > LONGEST_SUBJECT:
        raise Distrusted("sub")
    return value


async def _signed(provider: KnownProvider, token: str, types: frozenset[str]) -> Claims:
    """The claims, once a key of the provider has proven them."""
    parsed = _parsed(token)
    header = parsed.headers()
    _check_header(header, provider.configured.algorithm, types)
    for fresh in (False, True):
        for key in _candidates(await provider.keys(fresh=fresh), header.get("kid")):
            if _is_signed(parsed, key, provider.configured.algorithm):
                return _claims(parsed.payload)
    raise Distrusted("signature")


def _parsed(token: str) -> jws.CompactSignature:
    try:
        parsed = jws.extract_compact(token.encode("ascii"))
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        raise Distrusted("form") from None
    if not isinstance(parsed.headers(), dict):
        raise Distrusted("form")
    return parsed


def _check_header(header: Claims, algorithm: str, types: frozenset[str]) -> None:
    if header.get("alg") != algorithm:
        raise Distrusted("alg")
    if named := sorted(FORBIDDEN & header.keys()):
        raise Distrusted(f"header {named[0]}")
    said = header.get("typ", "")
    if not isinstance(said, str) or said.lower().removeprefix("application/") not in types:
        raise Distrusted("typ")
    if not isinstance(header.get("kid", ""), str):
        raise Distrusted("kid")


def _candidates(keys: tuple[Key, ...], kid: str | None) -> list[Key]:
    return [key for key in keys if kid is None or key.get("kid") == kid]


def _is_signed(parsed: jws.CompactSignature, key: Key, algorithm: str) -> bool:
    try:
        return jws.validate_compact(parsed, key, [algorithm])
    except (JoseError, ValueError, TypeError):
        return False


def _claims(payload: bytes | None) -> Claims:
    try:
        claims = json.loads(payload or b"")
    except (ValueError, RecursionError):
        raise Distrusted("claims") from None
    if not isinstance(claims, dict):
        raise Distrusted("claims")
    return claims


def _check_common(provider: KnownProvider, claims: Claims) -> None:
    _check_sender(provider, claims)
    now, leeway = clock.now().timestamp(), LEEWAY.total_seconds()
    if _instant(claims, "exp") <= now - leeway:
        raise Distrusted("exp")
    if _instant(claims, "iat") > now + leeway:
        raise Distrusted("iat")
    if "nbf" in claims and _instant(claims, "nbf") > now + leeway:
        raise Distrusted("nbf")


def _check_sender(provider: KnownProvider, claims: Claims) -> None:
    """From whom it is, and that it is for us and nobody else: we trust no other audience."""
    if word(claims, "iss") != provider.issuer:
        raise Distrusted("iss")
    audience = claims.get("aud")
    own = provider.configured.client_id
    if audience not in (own, [own]):
        raise Distrusted("aud")
    if "azp" in claims and claims["azp"] != own:
        raise Distrusted("azp")


def _instant(claims: Claims, name: str) -> float:
    """A NumericDate (RFC 7519 §2); Python's own JSON would take NaN, which is never past."""
    value: Any = claims.get(name)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 < value < LAST_INSTANT:
        raise Distrusted(name)
    return float(value)


def _half(access: str) -> str:
    """OpenID Connect Core §3.1.3.6: the left half of the digest."""
    digest = hashlib.sha256(access.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
