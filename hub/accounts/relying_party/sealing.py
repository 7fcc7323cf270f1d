"""An id token at rest, which is worth something to whoever reads the database.

The key is derived from the session's cookie, which no table holds; a session under a new cookie
has lost its token, and signs out at the provider without that hint.
"""

from __future__ import annotations

import hmac

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

LONGEST = 16 * 1024
_HEADER = {"alg": "dir", "enc": "A256GCM"}


def sealed(id_token: str, cookie: str) -> str:
    """Empty for a token that is too long for the address it would be a part of."""
    if len(id_token) > LONGEST:
        return ""
    return jwe.encrypt_compact(dict(_HEADER), id_token.encode(), _key(cookie))


def opened(text: str, cookie: str) -> str:
    """The token; empty if another cookie sealed it."""
    try:
        return (jwe.decrypt_compact(text, _key(cookie)).plaintext or b"").decode()
    except (JoseError, ValueError):
        return ""


def _key(cookie: str) -> OctKey:
    return OctKey.import_key(hmac.digest(cookie.encode(), b"id token", "sha256"))
