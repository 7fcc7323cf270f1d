"""What the hub must be able to say again, to others: locked in the database, by a key outside it.

An address that opens somebody's calendar elsewhere, or a password for it, cannot be a digest. Who
has a copy of the database and not the key has none of them (`docs/decisions/0016-secret-key.md`).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from hub.current import Current
from hub.settings import Settings, SettingsError, keys

FILE = "secret.key"
_HEADER = {"alg": "dir", "enc": "A256GCM"}


class Lost(Exception):
    """What is locked was locked by another key, or for another purpose, or is damaged."""


class Cipher:
    """The key of one hub: `HUB_SECRET_KEY`, or the file that the first start makes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def locked(self, text: str, purpose: str) -> str:
        """Each time another text; `unlocked` opens it for the same purpose alone."""
        return jwe.encrypt_compact(dict(_HEADER), text.encode(), self._of(purpose))

    def unlocked(self, text: str, purpose: str) -> str:
        """Raises `Lost`."""
        try:
            return (jwe.decrypt_compact(text, self._of(purpose)).plaintext or b"").decode()
        except (JoseError, ValueError):
            raise Lost from None

    def prepare(self) -> None:
        """Makes the key if there is none. Raises `SettingsError` if it cannot be used."""
        _ = self._key

    def _of(self, purpose: str) -> OctKey:
        return OctKey.import_key(hmac.digest(self._key, purpose.encode(), "sha256"))

    @cached_property
    def _key(self) -> bytes:
        given = self._settings.secret_key.get_secret_value()
        if given:
            return keys.decoded(given)
        path = self._settings.data / FILE
        if not path.exists():
            _make(path)
        try:
            return keys.decoded(path.read_text(encoding="ascii"))
        except (OSError, UnicodeError, ValueError):
            raise SettingsError(f"{path} is not the key that the first start made.") from None


def _make(path: Path) -> None:
    """Whole, on the disk and for its owner alone before it has its name; whoever is first wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(keys.BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


current: Current[Cipher] = Current("cipher")
