"""From the `Authorization` of a DAV request to whom it is.

A telephone sends its app password with every request, ten in a row; who that is, is kept for three
seconds. So a password that was revoked, or a group that was left, ends within that (test A4: 5 s).
What an actor may read is looked up at each request in any case.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import time
from collections import OrderedDict
from ipaddress import ip_address

from starlette.requests import HTTPConnection

from hub.access import actors
from hub.accounts.visitor import Visitor
from hub.actor import NOBODY, Actor
from hub.current import Current
from hub.dav import policy
from hub.errors import Forbidden
from hub.language import _

KEPT_FOR = 3.0  # seconds
MOST = 2000


class Credentials:
    """Whose app passwords were right a moment ago."""

    def __init__(self, scopes: frozenset[str]) -> None:
        self._scopes = scopes
        # Under a key of this process: what is kept opens nothing and confirms no guess elsewhere.
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[float, Actor]] = OrderedDict()

    async def actor(self, connection: HTTPConnection) -> Actor:
        """`NOBODY` for a credential that opens nothing here.

        Raises:
            Forbidden: it came in the clear over the network.
            Unavailable: too many different wrong ones from that address.
        """
        _check_transport(connection)
        said = connection.headers.get("authorization", "")
        digest = hmac.digest(self._key, said.encode("latin-1", "replace"), "sha256")
        at, by = self._known.get(digest, (0.0, NOBODY))
        if time.monotonic() - at < KEPT_FOR:
            return by
        by = await self._checked(said, Visitor.of(connection.scope))
        if by.is_signed_in:
            self._keep(digest, by)
        return by

    async def _checked(self, said: str, visitor: Visitor) -> Actor:
        shown = _basic(said)
        if shown is None:
            return NOBODY
        by = await actors.of_app_password(*shown, visitor=visitor)
        return by if by and policy.may_enter(by, self._scopes) else NOBODY

    def _keep(self, digest: bytes, by: Actor) -> None:
        self._known[digest] = (time.monotonic(), by)
        self._known.move_to_end(digest)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _basic(said: str) -> tuple[str, str] | None:
    """Login and secret (RFC 7617), None for what is neither."""
    scheme, _space, encoded = said.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    login, colon, secret = text.partition(":")
    return (login, secret) if colon else None


def _check_transport(connection: HTTPConnection) -> None:
    """An app password is a secret for years, and Basic shows it to every hop."""
    if connection.scope["scheme"] != "https" and not _is_local(connection):
        raise Forbidden(_("Calendars are served over https alone: begin the address with https."))


def _is_local(connection: HTTPConnection) -> bool:
    try:
        return connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        return False


current: Current[Credentials] = Current("credentials")
