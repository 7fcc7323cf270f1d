"""The mailbox that the hub reads, as `HUB_MAILBOX_URL` names it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_FOLDER = re.compile(r"[A-Za-z0-9._ /-]{1,100}")  # others would need an alphabet of IMAP's own


@dataclass(frozen=True, slots=True)
class Mailbox:
    host: str
    port: int
    is_tls: bool
    """From the first byte; else STARTTLS is asked for."""
    user: str
    password: str = field(repr=False)
    folder: str


def read(url: str) -> Mailbox | None:
    """None for an empty address. Raises `ValueError`; its message does not repeat the password."""
    if not url:
        return None
    parts = urlsplit(url)
    folder = unquote(parts.path[1:]) or "INBOX"
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or parts.port == 0:
        raise ValueError("write it as imaps://USER:PASSWORD@HOST/INBOX")
    if not parts.username or not parts.password:
        raise ValueError("it needs a user and a password, with @ : / written as %40 %3A %2F")
    if not _FOLDER.fullmatch(folder):
        raise ValueError("the folder's name may have letters without accents, digits and . - _ /")
    is_tls = parts.scheme == "imaps"
    return Mailbox(
        parts.hostname, parts.port or (993 if is_tls else 143), is_tls,
        unquote(parts.username), unquote(parts.password), folder,
    )  # fmt: skip
