"""Runs in a confined child: what a message says of itself, and what it carries for programs.

Headers come as they were written, in one line each: what they mean, the hub decides.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from typing import Any

from hub.confined.limits import Unreadable

WANTED = frozenset({"text/calendar"})
DEEPEST, MOST_PARTS = 8, 100
LONGEST_HEADER = 8000
MOST_HEADERS = 20
"""Of one name."""
_CODECS = ("utf-8", "ascii", "latin-1", "cp1252", "iso-8859-15", "utf-16", "base64", "quopri")


def prepare() -> None:
    """Loads what a closed child could not."""
    for name in _CODECS:
        codecs.lookup(name)
    message_from_bytes(b"Subject: =?utf-8?q?x?=\n\nx").get_payload(decode=True)


def opened(data: bytes) -> bytes:
    """JSON of `{"subject", "from": […], "results": […], "parts": [{"kind", "params", "text"}]}`."""
    message = message_from_bytes(data)
    told = {
        "subject": _decoded("".join(_headers(message, "subject")[:1])),
        "from": _headers(message, "from"),
        "results": _headers(message, "authentication-results"),
        "parts": [_part(it) for it in _leaves(message, 0) if it.get_content_type() in WANTED],
    }
    return json.dumps(told).encode()


def _headers(message: Message, name: str) -> list[str]:
    found = [str(it) for key, it in message.raw_items() if key.lower() == name]
    if any(len(it) > LONGEST_HEADER for it in found):
        raise Unreadable("long")
    return [" ".join(_plain(it).split("\n")) for it in found[:MOST_HEADERS]]


def _plain(header: str) -> str:
    """What is no ASCII although it must be (RFC 5322 §2.2), as UTF-8 if it is that."""
    return header.replace("\r", "").encode(errors="surrogateescape").decode(errors="replace")


def _decoded(header: str) -> str:
    try:
        pieces = decode_header(header)
        return "".join(it if isinstance(it, str) else _text(it, name or "") for it, name in pieces)
    except (ValueError, MessageError):  # what cannot be decoded is shown as it is
        return header


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Not those of a forwarded message: its sender is another one, whom nobody vouched for."""
    if depth > DEEPEST:
        raise Unreadable("deep")
    if part.get_content_maintype() == "message":
        return
    inner: Any = part.get_payload()
    if not part.is_multipart():
        yield part
        return
    if len(inner) > MOST_PARTS:
        raise Unreadable("many")
    for it in inner:
        yield from _leaves(it, depth + 1)


def _part(part: Message) -> dict[str, Any]:
    params = {
        name.lower(): value for name, value in part.get_params([])[1:] if isinstance(value, str)
    }
    content: Any = part.get_payload(decode=True)
    text = _text(content, params.get("charset", ""))
    return {"kind": part.get_content_type(), "params": params, "text": text}


def _text(content: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError, OSError):
            continue
    return content.decode("latin-1")
