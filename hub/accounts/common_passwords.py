"""Whether a password is made of what everybody tries first. No list of words is in the repository.

`tools/common_passwords.py` turns the word lists of two npm packages into a sorted array of 64-bit
digests, `dist/common.bin`. Beside the standard library nothing is imported here: the build uses it.
"""

from __future__ import annotations

import sys
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

FILE = Path(__file__).parent / "dist" / "common.bin"
SHORTEST, LONGEST = 4, 24
"""Lengths of the words in the list."""
ENOUGH = 3
"""Guesses a password must be worth: `bienvenue` is one, so is `2026`, so is each odd letter."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl",
    "zxcvbnm", "01234567890", "aqwzsxedcrfvtgbyhnujikolpm", "qazwsxedcrfvtgbyhnujmikolp",
)  # fmt: skip
_DISGUISES = tuple(str.maketrans("@4031!57$|", f"aaoe{one}istsl") for one in "il")


def is_common(password: str, own: Iterable[str] = ()) -> bool:
    """Whether it takes fewer than `ENOUGH` guesses; words of `own` (names, login) are free ones."""
    return guesses(password, own) < ENOUGH


def guesses(password: str, own: Iterable[str] = ()) -> int:
    """The fewest words, dates, runs of keys and single letters that spell the password.

    Case, accents, punctuation, and digits in the place of letters hide nothing from who guesses.
    """
    raw = _unrepeated(fold(password))
    free = {piece for name in own for piece in _pieces(name)}
    best = [0] + [len(raw)] * len(raw)
    for start in range(len(raw)):
        for end in range(start + 1, len(raw) + 1):
            cost = _cost(raw[start:end], free)
            if cost is not None:
                best[end] = min(best[end], best[start] + cost)
    return best[-1]


def fold(text: str) -> str:
    """Lower case without accents, as lists and guessers write words."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def digest(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")


def written(words: Iterable[str]) -> bytes:
    """The bytes of `FILE` for these words."""
    folded = {fold(word) for word in words}
    kept = array("Q", sorted(digest(it) for it in folded if SHORTEST <= len(it) <= LONGEST))
    return _big_endian(kept).tobytes()


def _cost(piece: str, free: set[str]) -> int | None:
    if len(piece) == 1:
        return 1 if piece.isalnum() else 0
    if piece in free:
        return 0
    if piece.isdigit() and len(piece) <= 8:
        return 1
    if (len(piece) > 2 and _is_run(piece)) or _is_listed(piece):
        return 1
    unit = _unrepeated(piece)
    return _cost(unit, free) if unit != piece else None


def _is_run(piece: str) -> bool:
    return any(piece in row or piece[::-1] in row for row in ROWS)


def _is_listed(piece: str) -> bool:
    if not SHORTEST <= len(piece) <= LONGEST:
        return False
    return any(_has(form) for form in {piece, *(piece.translate(it) for it in _DISGUISES)})


def _has(word: str) -> bool:
    listed, wanted = _listed(), digest(word)
    at = bisect_left(listed, wanted)
    return at < len(listed) and listed[at] == wanted


@cache
def _listed() -> array[int]:
    if not FILE.exists():
        raise RuntimeError(f"{FILE.name} is not built: run `make assets`.")
    listed = array("Q")
    listed.frombytes(FILE.read_bytes())
    return _big_endian(listed)


def _big_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _pieces(name: str) -> Iterator[str]:
    words = "".join(it if it.isalnum() else " " for it in fold(name)).split()
    yield from (word for word in words if len(word) > 2)
    yield "".join(words)


def _unrepeated(text: str) -> str:
    """`parvisparvis` is no better than `parvis`."""
    period = (text + text).find(text, 1)
    return text[:period] if period > 0 else text
