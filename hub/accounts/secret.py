"""Random secrets of the hub's own making: how long they are and what of them is stored."""

from __future__ import annotations

import hashlib
import secrets

SLIP_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""No B or 8, S or 5, Z or 2, O or 0, I or 1 or L: slips are read on paper, by field agents."""
SLIP_LENGTH = 10
SLIP_LOOKUP = 4
"""The first characters only find the slip; the other six prove it, in ten tries."""


def new_token() -> str:
    """256 bits, for a cookie, a link or a telephone."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: it has no dictionary, so a fast digest gives nothing away."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_slip_code() -> str:
    return "".join(secrets.choice(SLIP_LETTERS) for _ in range(SLIP_LENGTH))


def slip_code(typed: str) -> str:
    """A code as it is stored, from what was typed in lower case, with spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def slip_groups(code: str) -> str:
    """A code as it is printed: `K7MW 4PX RTC`."""
    return f"{code[:4]} {code[4:7]} {code[7:]}"


def new_app_password() -> str:
    """130 bits that can be typed on a telephone: seven groups of four."""
    letters = "".join(secrets.choice(SLIP_LETTERS.lower()) for _ in range(28))
    return "-".join(letters[at : at + 4] for at in range(0, 28, 4))


def app_password_digest(typed: str) -> str:
    """What is stored, from what was typed with or without capitals, dashes and spaces."""
    return digest("".join(letter for letter in typed.casefold() if letter.isalnum()))
