"""Telephone numbers: stored in one form so that any way of typing one finds it."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[\s.\-/()\u2010-\u2015]")
_TRUNK = re.compile(r"^(\+|00)33\s*\(0\)")
_EXTENSION = re.compile(r"[0-9]{2,6}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")


def normal(text: str) -> str | None:
    """`+33199001234` (E.164), an extension as its digits, or None if it is no one number."""
    digits = _PUNCTUATION.sub("", _TRUNK.sub(r"\g<1>33", text.strip()))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return f"+33{digits[1:]}"
    if re.fullmatch(r"[1-9][0-9]{8}", digits):
        return f"+33{digits}"  # a spreadsheet took it for a number and dropped its 0
    if digits.startswith("+33") and not re.fullmatch(r"\+33[1-9][0-9]{8}", digits):
        return None
    if _EXTENSION.fullmatch(digits) or _INTERNATIONAL.fullmatch(digits):
        return digits
    return None


def shown(number: str) -> str:
    """A stored number as the French read it: `01 99 00 12 34`."""
    if not number.startswith("+33"):
        return number
    national = f"0{number[3:]}"
    return " ".join(national[at : at + 2] for at in range(0, len(national), 2))
