"""Each provider with what it says of itself: its addresses and its keys, asked again in time.

The issuer is the operator's word: a document that names another is refused, so no provider can
speak for one of its neighbours (RFC 9700 §4.4). The keys come from the document alone, never from
a token's header.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from hub import outbound
from hub.accounts import clock
from hub.accounts.relying_party.faults import Distrusted
from hub.current import Current
from hub.errors import Invalid, NotFound, Unavailable
from hub.language import _
from hub.openid import Provider
from hub.outbound import Answer

KEPT_FOR = timedelta(hours=1)
KEYS_AGAIN = timedelta(seconds=10)
"""Forged tokens must not make us ask for keys as fast as they come."""
MOST = 256 * 1024  # bytes of an answer
PATIENCE = 8.0  # seconds; a person waits
KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
WEAKEST_RSA = 2048  # bits

Key = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Document:
    """What a provider's discovery document says (OpenID Connect Discovery 1.0 §3)."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    sends_issuer: bool
    """Its answers carry `iss` (RFC 9207), so one without it is another's."""


class KnownProvider:
    """One provider, and what is remembered of what it said."""

    def __init__(self, configured: Provider) -> None:
        self.configured = configured
        self._document: tuple[datetime, Document] | None = None
        self._keys: tuple[datetime, tuple[Key, ...]] | None = None

    @property
    def name(self) -> str:
        return self.configured.name

    @property
    def label(self) -> str:
        return self.configured.label

    @property
    def issuer(self) -> str:
        return self.configured.issuer

    async def document(self) -> Document:
        """Raises `Unavailable`, or `Distrusted`."""
        if self._document is None or clock.now() - self._document[0] >= KEPT_FOR:
            url = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            self._document = clock.now(), self._read(members(await self.fetched(url)))
        return self._document[1]

    async def keys(self, *, fresh: bool = False) -> tuple[Key, ...]:
        """Those that can have signed; `fresh` when none of the remembered ones has.

        Raises `Unavailable`, or `Distrusted`.
        """
        age = clock.now() - self._keys[0] if self._keys else KEPT_FOR
        if self._keys is None or age >= KEPT_FOR or (fresh and age >= KEYS_AGAIN):
            found = members(await self.fetched((await self.document()).keys))
            self._keys = clock.now(), tuple(_keys(found, KEY_TYPES[self.configured.algorithm]))
        return self._keys[1]

    async def fetched(self, url: str, **options: Any) -> Answer:
        """What the provider answers with status 200.

        Raises:
            Unavailable: it does not answer, or answers that it cannot.
            Distrusted: it refuses.
        """
        # The operator chose the issuer's host, which may be inside the house; another host that
        # its document names passes the same door as what users type.
        is_own = urlsplit(url).hostname == urlsplit(self.issuer).hostname
        try:
            answer = await outbound.fetch(
                url, trusted=is_own, limit=MOST, deadline=PATIENCE, **options
            )
        except (Invalid, Unavailable):
            raise self.unavailable() from None
        if answer.status >= 500:
            raise self.unavailable()
        if answer.status != 200:
            raise Distrusted(f"status {answer.status}")
        return answer

    def unavailable(self) -> Unavailable:
        told = _("{label} does not answer now. Try again in a moment.", label=self.label)
        return Unavailable(told)

    def _read(self, found: Mapping[str, Any]) -> Document:
        if found.get("issuer") != self.issuer:
            raise Distrusted("issuer of the document")
        return Document(
            self._address(found, "authorization_endpoint"), self._address(found, "token_endpoint"),
            self._address(found, "jwks_uri"), self._address(found, "userinfo_endpoint", False),
            self._address(found, "end_session_endpoint", False),
            found.get("authorization_response_iss_parameter_supported") is True,
        )  # fmt: skip

    def _address(self, found: Mapping[str, Any], name: str, is_needed: bool = True) -> str:
        url = found.get(name)
        if url is None and not is_needed:
            return ""
        # As safe as the issuer: http only of a provider that is on this very machine.
        schemes = {"https", urlsplit(self.issuer).scheme}
        if not isinstance(url, str) or not _is_plain(url) or urlsplit(url).scheme not in schemes:
            raise Distrusted(f"{name} of the document")
        return url


class Providers:
    """All of them, in the operator's order."""

    def __init__(self, configured: Iterable[Provider]) -> None:
        self._known = {it.name: KnownProvider(it) for it in configured}

    def __iter__(self) -> Iterator[KnownProvider]:
        return iter(self._known.values())

    def named(self, name: str) -> KnownProvider:
        """Raises `NotFound`."""
        if name not in self._known:
            raise NotFound
        return self._known[name]

    def of_issuer(self, issuer: str) -> KnownProvider | None:
        return next((it for it in self if it.issuer == issuer), None)


def members(answer: Answer) -> dict[str, Any]:
    """Raises `Distrusted` for what is no JSON object."""
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        raise Distrusted("no JSON") from None
    if not isinstance(found, dict):
        raise Distrusted("no JSON object")
    return found


def _is_plain(url: str) -> bool:
    """It goes into pages and addresses: nothing that has to be written another way there."""
    return re.fullmatch(r"[\w.~:/?\[\]@!$&()*+,=%-]{1,2000}", url, re.ASCII) is not None


def _keys(found: Mapping[str, Any], key_type: str) -> Iterator[Key]:
    """The public keys of that type that may sign; others are for others (RFC 7517 §5)."""
    listed = found.get("keys")
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != key_type:
            continue
        try:
            key = JWKRegistry.import_key({k: v for k, v in entry.items() if k != "d"})
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, (RSAKey, ECKey)) and _signs(key):
            yield key


def _signs(key: Key) -> bool:
    if key.get("use") not in {None, "sig"}:
        return False
    return not isinstance(key, RSAKey) or key.public_key.key_size >= WEAKEST_RSA


current: Current[Providers] = Current("sign-on providers")
