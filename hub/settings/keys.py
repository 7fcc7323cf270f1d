"""The form of a key, in a setting and in a file."""

from __future__ import annotations

import base64
import binascii

BYTES = 32


def decoded(text: str) -> bytes:
    """Raises `ValueError` unless it is a key of `openssl rand -base64 32`. It is not repeated."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != BYTES:
        raise ValueError("it is 32 bytes in base64: openssl rand -base64 32")
    return key
