"""A JSON header and files as one run of bytes, on their way into a child."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator

LENGTH = struct.Struct("!Q")


def pack(header: object, files: Iterable[bytes]) -> bytes:
    blocks = [json.dumps(header).encode(), *files]
    return b"".join(LENGTH.pack(len(block)) + block for block in blocks)


def unpack(data: bytes) -> Iterator[bytes]:
    """The header's JSON, then each file."""
    at = 0
    while at < len(data):
        (length,) = LENGTH.unpack_from(data, at)
        at += LENGTH.size
        yield data[at : at + length]
        at += length
