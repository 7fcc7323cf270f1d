"""Tokens as a provider makes them, and as forgers do."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from tests.accounts.relying_party.counterpart import Organisation

NONCE = "n" * 43
EVENT = "http://schemas.openid.net/event/backchannel-logout"
Claims = dict[str, Any]
_registry = jws.JWSRegistry(algorithms=["RS256", "ES256", "HS256"], strict_check_header=False)


def claims(it: Organisation, subject: str, **changes: Any) -> Claims:
    """Of a good id token; None takes a claim out."""
    now = int(datetime.now(UTC).timestamp())
    good = {
        "iss": it.issuer, "sub": subject, "aud": "parvis", "exp": now + 300, "iat": now,
        "nonce": NONCE,
    }  # fmt: skip
    return {name: value for name, value in (good | changes).items() if value is not None}


def logout_claims(it: Organisation, **changes: Any) -> Claims:
    """Of a good logout token."""
    good = {"nonce": None, "sub": None, "jti": "one", "events": {EVENT: {}}}
    return claims(it, "", **(good | changes))


def signed(it: Organisation, told: Claims, key: Any = None, **header: Any) -> str:
    """As the provider signs it, unless `key` or `header` says otherwise."""
    own = {"alg": it.algorithm, "kid": it.key.kid, "typ": "JWT"} | header
    kept = {name: value for name, value in own.items() if value is not None}
    return jws.serialize_compact(kept, json.dumps(told), key or it.key, registry=_registry)


def by_hand(header: Claims, payload: bytes, signature: bytes = b"") -> str:
    return ".".join(map(_encode, (json.dumps(header).encode(), payload, signature)))


def forged(it: Organisation, told: Claims) -> Iterator[tuple[str, str]]:
    """The good claims in tokens that nobody signed for us: what for, and the token."""
    good, kid = signed(it, told), it.key.kid
    head, body, tail = good.split(".")
    other = RSAKey.generate_key(2048) if it.algorithm == "RS256" else ECKey.generate_key("P-256")
    public = it.key.as_pem(private=False)
    payload = json.dumps(told).encode()
    for none in ("none", "None", "NONE", "", None):
        yield f"alg {none}", by_hand({"alg": none, "kid": kid}, payload)
    yield "no alg", by_hand({"kid": kid}, payload)
    yield "alg none, with a signature", by_hand({"alg": "none"}, payload, b"x" * 256)
    yield "HS256 with the public key", _hs256(public, kid, payload)
    yield "HS256 with the empty key", _hs256(b"", kid, payload)
    yield "HS256 with the client's secret", _hs256(b"a-secret", kid, payload)
    yield "another key", signed(it, told, other)
    yield "another key, its own kid", signed(it, told, other, kid="other")
    jwk = other.as_dict(private=False)
    for header in (
        {"jwk": jwk}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/x"},
        {"x5c": ["MII="]}, {"crit": ["exp"], "exp": 1}, {"b64": True, "crit": ["b64"]},
    ):  # fmt: skip
        yield f"{next(iter(header))}, another key", _loose(it, told, header, other)
        yield f"{next(iter(header))}, the right key", _loose(it, told, header)
    yield "kid a list", _loose(it, told, {"kid": [kid]})
    yield "typ of an access token", signed(it, told, typ="at+jwt")
    yield "typ a list", _loose(it, told, {"typ": ["JWT"]})
    yield "no signature", f"{head}.{body}."
    yield "two parts", f"{head}.{body}"
    yield "four parts", f"{good}.{tail}"
    yield "five parts, as if encrypted", f"{head}.{body}.{tail}.{body}.{tail}"
    yield "half a signature", good[:-20]
    yield "another payload", f"{head}.{_encode(payload[:-1] + b' }')}.{tail}"
    yield "padded", f"{head}=.{body}.{tail}"
    yield "JSON serialisation", json.dumps({"payload": body, "signatures": []})
    yield (
        "JSON with a signature",
        json.dumps({"payload": body, "signatures": [{"protected": head, "signature": tail}]}),
    )
    yield "header a list", ".".join([_encode(b'["alg"]'), body, tail])
    yield "header a number", ".".join([_encode(b"7"), body, tail])
    yield "header deep", ".".join([_encode(b"[" * 400), body, tail])
    yield "payload no JSON", signed_bytes(it, b"hello")
    yield "payload a list", signed_bytes(it, b"[1]")
    yield "payload deep", signed_bytes(it, b"[" * 50_000)
    yield "beyond ASCII", good + "é"
    yield "nothing", ""
    yield "dots", ".."
    yield "long", "a" * 300_000


def signed_bytes(it: Organisation, payload: bytes) -> str:
    header = {"alg": it.algorithm, "kid": it.key.kid}
    return jws.serialize_compact(header, payload, it.key, registry=_registry)


def _loose(it: Organisation, told: Claims, header: Claims, key: Any = None) -> str:
    """Rightly signed, under a header that no library would write."""
    own = {"alg": it.algorithm, "kid": it.key.kid} | header
    signing = f"{_encode(json.dumps(own).encode())}.{_encode(json.dumps(told).encode())}"
    algorithm = jws.JWSRegistry.algorithms[it.algorithm]
    return f"{signing}.{_encode(algorithm.sign(signing.encode(), key or it.key))}"


def _hs256(key: bytes, kid: str | None, payload: bytes) -> str:
    signing = by_hand({"alg": "HS256", "kid": kid}, payload).rpartition(".")[0]
    return f"{signing}.{_encode(hmac.digest(key, signing.encode(), 'sha256'))}"


def _encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
