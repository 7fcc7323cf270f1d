"""Addresses and header texts that are safe to put in a message and on an SMTP command line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from hub.errors import Invalid
from hub.language import _

# RFC 5321 §4.1.2 dot-string, with the letters of RFC 6531; quoted local parts are not accepted:
# nobody has one, and they may hold spaces and angle brackets.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

# Controls (CR, LF and NUL among them), line and paragraph separators, lone surrogates.
_FORBIDDEN = frozenset({"Cc", "Zl", "Zp", "Cs"})


class Addressee(Protocol):
    """Somebody a mail can be for; `hub.people.models.Person` is one."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Address:
    """A checked mailbox; `email` has an ASCII domain, and perhaps a local part that has not."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", checked_email(self.email))
        object.__setattr__(self, "name", checked_line(self.name))


def checked_email(text: str) -> str:
    """The address as it is put on the wire.

    Raises:
        Invalid: it is not an address, or would smuggle something into a header or command.
    """
    local, at, domain = text.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if (
        not at
        or any(unicodedata.category(letter) in _FORBIDDEN for letter in text)
        or any(letter.isspace() for letter in text)
        or not _LOCAL.fullmatch(local)
        or len(local.encode()) > 64  # RFC 5321 §4.5.3.1.1
        or len(ascii_domain) > 253
        or not all(_LABEL.fullmatch(label) for label in labels)
    ):
        raise Invalid(_("This is not an e-mail address."))
    return f"{local}@{ascii_domain}"


def one_line(text: str, most: int = 200) -> str:
    """A foreign text, such as the title of an event that a program wrote, as one that
    `checked_line` takes: what it may not hold becomes a space."""
    kept = "".join(" " if unicodedata.category(it) in _FORBIDDEN else it for it in text)
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def checked_line(text: str) -> str:
    """One line of text for a header.

    Raises:
        Invalid: it holds a line break or another control character (header injection).
    """
    if any(unicodedata.category(letter) in _FORBIDDEN for letter in text):
        raise Invalid(_("A line break cannot be part of a name or subject."))
    return text
