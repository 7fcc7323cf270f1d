"""However a number is typed, it is stored once and read the French way."""

from __future__ import annotations

import pytest

from hub.people import phones


@pytest.mark.parametrize(
    "typed",
    ["01 99 00 12 34", "01.99.00.12.34", "0199001234", "+33 1 99 00 12 34", "+33 (0)1 99 00 12 34",
     "0033199001234", "199001234", "01\u00a099\u202f00\u00a012-34", " 01/99/00/12/34 "],
)  # fmt: skip
def test_one_number_has_one_form(typed: str) -> None:
    assert phones.normal(typed) == "+33199001234"
    assert phones.shown("+33199001234") == "01 99 00 12 34"


@pytest.mark.parametrize(
    ("typed", "kept"), [("4512", "4512"), ("+41 44 668 18 00", "+41446681800"), ("17", "17")]
)
def test_extensions_and_foreign_numbers_are_kept(typed: str, kept: str) -> None:
    assert phones.normal(typed) == kept
    assert phones.shown(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "néant", "01 99 00 12", "01 99 00 12 34 / 06 39 98 00 00", "+33 0199001234", "+33",
     "6,12E+08", "+0123456789", "1" * 40],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert phones.normal(typed) is None
