"""What may be stored about people: each function gives the cleaned value or raises `Invalid`.

Forms, the staff list and every other door come through here, inside the actions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hub.errors import Invalid
from hub.language import LANGUAGES, _
from hub.mail.address import checked_email
from hub.people import phones
from hub.people.days import EARLIEST, LATEST
from hub.people.folding import fold

_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_EMPLOYEE_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]*")


Rules = Mapping[str, Callable[[Any], Any]]
"""The rule of each field."""


def cleaned(rules: Rules, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each through the rule of its name.

    Raises:
        Invalid: with one reason a field that is wrong.
    """
    values, faults = {}, {}
    for field, value in given.items():
        try:
            values[field] = rules[field](value)
        except Invalid as fault:
            faults[field] = fault.message
    if faults:
        raise Invalid(**faults)
    return values


def as_it_is(value: Any) -> Any:
    """For what another row decides: a key is checked where it is looked up."""
    return value


def line(text: str, longest: int) -> str:
    """One line of text, its spaces tidied."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if "\ufffd" in tidy or any(unicodedata.category(letter) in _UNREADABLE for letter in tidy):
        raise Invalid(_("This holds a character that cannot be read."))
    if len(tidy) > longest:
        raise Invalid(_("This is longer than {longest} characters.", longest=longest))
    return tidy


def name(text: str, longest: int = 100) -> str:
    """A name that can be searched: there is a letter or a digit in it."""
    tidy = line(text, longest)
    if not fold(tidy):
        raise Invalid(_("A name is needed."))
    return tidy


def group_name(text: str) -> str:
    return name(text, 200)


def title(text: str) -> str:
    return line(text, 200)


def message(text: str) -> str:
    return line(text, 300)


def employee_number(text: str | None) -> str | None:
    tidy = line(text or "", 40)
    if not tidy:
        return None
    if not _EMPLOYEE_NUMBER.fullmatch(tidy):
        raise Invalid(_("An employee number has letters, digits and dashes."))
    return tidy


def email(text: str | None) -> str | None:
    """In lower case: no mail server of an authority tells two people apart by capitals."""
    tidy = line(text or "", 254).lower()
    if not tidy:
        return None
    if "@" in tidy and "." not in tidy.rpartition("@")[2]:
        raise Invalid(_("This address is not complete."))
    return checked_email(tidy)


def phone(text: str | None) -> str | None:
    tidy = line(text or "", 100)
    if not tidy:
        return None
    number = phones.normal(tidy)
    if number is None:
        raise Invalid(_("This is not one telephone number."))
    return number


def language(text: str) -> str:
    if text not in LANGUAGES:
        raise Invalid(_("The hub does not speak this language."))
    return text


def day(value: date) -> date:
    """A day between the bounds of the closure's intervals."""
    if not EARLIEST <= value < LATEST:
        raise Invalid(_("This day is out of range."))
    return value


def last_day(value: date | None) -> date | None:
    return None if value is None else day(value)


def stretch(starts_on: date, ends_on: date | None) -> None:
    """Refuses an end before the beginning."""
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(ends_on=_("The end is before the beginning."))


def postcode(text: str | None) -> str | None:
    tidy = line(text or "", 5)
    if tidy and not re.fullmatch(r"[0-9]{5}", tidy):
        raise Invalid(_("A postcode has five digits."))
    return tidy or None


def insee_code(text: str) -> str:
    tidy = line(text, 5).upper()
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", tidy):
        raise Invalid(_("An INSEE code has five characters, such as 63113 or 2A004."))
    return tidy
