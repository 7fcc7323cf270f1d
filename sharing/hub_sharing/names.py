"""Names that Windows, macOS and Linux all take: a file that is here can be there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hub.errors import Invalid
from hub.language import _
from hub.people.folding import fold

LONGEST = 255  # bytes; ext4 counts them, NTFS and APFS are more generous
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def checked(raw: str) -> str:
    """The name as it is stored.

    Raises:
        Invalid: some desktop system would refuse it, change it, or show another one.
    """
    name = unicodedata.normalize("NFC", raw).strip()
    if not name or not name.strip("."):
        raise Invalid(name=_("Give it a name."))
    if _FORBIDDEN.search(name):
        raise Invalid(name=_('A name has none of these characters: < > : " / \\ | ? *'))
    if any(map(_is_hidden, name)):
        raise Invalid(name=_("This name has characters that cannot be seen."))
    if name.endswith(".") or _DEVICE.fullmatch(name):
        raise Invalid(name=_("Windows does not take this name. Choose another one."))
    if len(name.encode()) > LONGEST:
        raise Invalid(name=_("This name is too long."))
    return name


def key(name: str) -> str:
    """What two names have in common that one folder of Windows or macOS cannot both hold."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def sort_key(name: str) -> str:
    """Where a name stands in a list, alike on both databases; numbers by their value.

    Of letters and digits alone, because PostgreSQL's collations skip spaces and SQLite's do not.
    """
    parts = re.split(r"(\d+)", fold(name))
    return "".join(_number(it) if it.isdecimal() else it.replace(" ", "0") for it in parts)


def numbered(name: str) -> Iterator[str]:
    """`plan.pdf`, then `plan (2).pdf`, `plan (3).pdf`: none of them longer than a name may be."""
    yield name
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    for number in range(2, 10_000):
        tail = f" ({number}){dot}{ending}"
        yield _shortened(stem, LONGEST - len(tail.encode())) + tail


def _number(digits: str) -> str:
    # How many digits first, so that 9 comes before 10.
    plain = digits.lstrip("0")
    return f"0{min(len(plain), 99):02}{plain}"


def _shortened(text: str, most: int) -> str:
    return text.encode()[: max(0, most)].decode(errors="ignore").rstrip()


def _is_hidden(character: str) -> bool:
    # Joiners belong to emoji and to some scripts; others reorder what is read, and hide an `.exe`.
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return hidden and character not in "\u200c\u200d"
