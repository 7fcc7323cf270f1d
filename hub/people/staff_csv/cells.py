"""One cell of a staff list as a value, or `Invalid` with the reason to show beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hub.errors import Invalid
from hub.language import _
from hub.people import values
from hub.people.folding import fold

# ="004187" and '004187 are how one makes a spreadsheet keep zeros; no formula is worked out.
_AS_TEXT = re.compile(r'="([^"]*)"|\'(.+)', re.DOTALL)
_ERRORS = re.compile(
    r"#(REF|N/A|NAME|VALUE|DIV/0|NUM|NULL|NOM|VALEUR|NOMBRE|NUL)[!?]?", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)
# é of UTF-8 read as Windows-1252, and saved so.
_TWICE_ENCODED = re.compile("[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]?([0-9]{2})[/.\-]?([0-9]{2})")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?$")
_SERIAL = re.compile(r"[2-7][0-9]{4}")
_SERIAL_EPOCH = date(1899, 12, 30)
_OPEN_YEARS = frozenset({2099, 2100, 2199, 2222, 2500, 2999, 4712, 9999})
"""Years that personnel software writes where a contract has no end."""

_YES = frozenset({"oui", "o", "yes", "y", "x", "1", "vrai", "true", "responsable", "chef"})
_NO = frozenset({"non", "n", "no", "0", "faux", "false"})
_PARTICLES = frozenset({"de", "d", "du", "des", "van", "von"})


def value(field: str, cell: str) -> Any:
    """What the cell says.

    Raises:
        Invalid: it says nothing that can be stored.
    """
    text = _plain(cell)
    if field == "employee_number" and _SCIENTIFIC.fullmatch(text):
        raise Invalid(_("The spreadsheet has rounded this number."))
    return _READERS[field](text)


def day(text: str) -> date | None:
    """The civil day; None is an end that is never.

    Raises:
        Invalid: it is no date, or no such day is in the calendar.
    """
    numbers = _day_numbers(_MIDNIGHT.sub("", text.strip()))
    if numbers is None:
        raise Invalid(_("Write the date as 31/08/2027."))
    year, month, number = numbers
    if year in _OPEN_YEARS and (month, number) in {(12, 31), (1, 1)}:
        return None
    try:
        return values.day(date(year, month, number))
    except ValueError:
        raise Invalid(_("There is no such day.")) from None


def capitalised(text: str) -> str:
    """A name of one size of letters as it is written: `de La Tour`, `Jean-Luc`."""
    if not is_of_one_size(text) or len(text) < 3:
        return text
    words = re.split(r"([\s\-'’]+)", text.lower())
    return "".join(
        word if fold(word) in _PARTICLES and at + 1 < len(words) else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


def is_of_one_size(cell: str) -> bool:
    """Whether all letters are capitals, or none, so that the cell does not tell which are."""
    return cell.isupper() or cell.islower()


def _plain(cell: str) -> str:
    """The text of a cell, without what spreadsheets put around it."""
    text = unicodedata.normalize("NFC", cell.replace("\ufeff", "")).strip()
    if shown := _AS_TEXT.fullmatch(text):
        text = (shown[1] or shown[2] or "").strip()
    if _ERRORS.fullmatch(text):
        raise Invalid(_("This cell is an error of the spreadsheet."))
    if "\ufffd" in text or _TWICE_ENCODED.search(text):
        raise Invalid(_("The accents were lost: save the list again as “CSV UTF-8”."))
    return text


def _day_numbers(text: str) -> tuple[int, int, int] | None:
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[3])
        # A contract of 1970 or later, as a spreadsheet reads two figures.
        return (
            (year if year > 99 else year + (1900 if year >= 70 else 2000)),
            int(found[2]),
            int(found[1]),
        )
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if _SERIAL.fullmatch(text):
        read = _SERIAL_EPOCH + timedelta(days=int(text))
        return read.year, read.month, read.day
    return None


def _name(text: str) -> str:
    return values.name(capitalised(text))


def _start(text: str) -> date:
    found = day(text)
    if found is None:
        raise Invalid(_("This day is out of range."))
    return found


def _path(text: str) -> tuple[str, ...]:
    """`Direction > Service` as names from the top down."""
    return tuple(values.group_name(name) for name in re.split(r"[>›→]", text))


def _manager(text: str) -> bool | str:
    """Whether the person heads the unit, or words for who does."""
    word = fold(text)
    if word in _YES:
        return True
    return False if word in _NO else values.line(text, 254)


def _groups(text: str) -> tuple[str, ...]:
    return tuple(values.group_name(name) for name in re.split(r"[|;\n]", text) if name.strip())


_READERS: Mapping[str, Callable[[str], Any]] = {
    "employee_number": values.employee_number,
    "family_name": _name,
    "given_name": _name,
    "email": values.email,
    "phone": values.phone,
    "mobile": values.phone,
    "unit": _path,
    "title": values.title,
    "manager": _manager,
    "starts_on": _start,
    "ends_on": day,
    "groups": _groups,
}
