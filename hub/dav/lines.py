"""Content lines, which iCalendar and vCard have in common (RFC 5545 §3.1, RFC 6350 §3.2, §3.4)."""

from __future__ import annotations

import re

LONGEST = 75  # octets of a line, without its end
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no line may have."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def fold(line: str) -> str:
    """In lines of at most 75 octets, never parted inside a character."""
    if len(line) * 4 <= LONGEST or len(line.encode()) <= LONGEST:
        return line
    parts, size = list[str](), 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST:
            parts.append("\r\n ")
            size = 1  # the space that begins a continuation
        parts.append(letter)
        size += width
    return "".join(parts)


def escape(text: str) -> str:
    """A TEXT value, without what would end it or part it. A bare CR is a line break too: some
    programs read it as the end of the line. Control characters cannot be written and are left out.
    """
    plain = FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for letter, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(letter, written)
    return plain


def unescape(value: str) -> str:
    """What was written so."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
