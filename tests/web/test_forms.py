"""Untrusted input becomes values of ours, or one `Invalid` that says all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from io import BytesIO
from typing import Any

import pytest
from starlette.datastructures import FormData, QueryParams, UploadFile

from hub.errors import Invalid
from hub.language import using
from hub.web.forms import Fields, parsed


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def _get(value: str, getter: Callable[[Fields], Any]) -> Any:
    return parsed({"x": value}, getter)


def _fault(value: str, getter: Callable[[Fields], Any]) -> str:
    with pytest.raises(Invalid) as raised:
        _get(value, getter)
    assert list(raised.value.fields) == ["x"]
    return raised.value.fields["x"]


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with using("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Maud Sorel ", "Maud Sorel"), ("e\u0301cole", "école"), ("a\tb", "ab"), ("a\x07\x1bb",
        "ab"),
        ("a\u202egnp.exe", "agnp.exe"), ("\ufeffa\u200bb", "ab"), ("👩\u200d🏫", "👩\u200d🏫"),
        ("\u00ada", "a"), ("<b>&", "<b>&"), ("trailing\n", "trailing"),
    ],
)  # fmt: skip
def test_text(typed: str, kept: str) -> None:
    assert _get(typed, lambda f: f.text("x")) == kept


@pytest.mark.parametrize("typed", ["a\nb", "a\rb", "a\x00b", "a\u2028b", "\x00", "a\x85b"])
def test_text_is_one_line(typed: str) -> None:
    assert _fault(typed, lambda f: f.text("x")) == "Write this on one line."


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "\n"])
def test_nothing_to_see_is_nothing(typed: str) -> None:
    assert _fault(typed, lambda f: f.text("x")) == "Fill in this field."
    assert _get(typed, lambda f: f.text("x", required=False)) == ""


def test_text_has_an_end() -> None:
    assert _get("x" * 200, lambda f: f.text("x")) == "x" * 200
    assert _fault("x" * 201, lambda f: f.text("x")) == "At most 200 characters."
    assert _fault("ab", lambda f: f.text("x", most=1)) == "At most 1 character."


def test_paragraphs_keep_their_lines() -> None:
    assert _get("a\r\nb\rc\n\td\x00", lambda f: f.paragraphs("x")) == "a\nb\nc\n\td"
    assert _fault("x" * 10_001, lambda f: f.paragraphs("x")) == "At most 10000 characters."


def test_a_password_is_what_was_typed() -> None:
    assert _get("  pässword\u200b ", lambda f: f.secret("x")) == "  pässword\u200b "
    assert _fault("", lambda f: f.secret("x")) == "Fill in this field."
    assert _fault("x" * 1001, lambda f: f.secret("x")) == "At most 1000 characters."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Maud.Sorel@Val-Orbelle.EXAMPLE", "Maud.Sorel@val-orbelle.example"), (" a@b.fr ", "a@b.fr")],
)
def test_email(typed: str, kept: str) -> None:
    assert _get(typed, lambda f: f.email("x")) == kept


@pytest.mark.parametrize(
    "typed",
    ["maud", "maud@", "@b.fr", "a@b", "a b@c.fr", "a@b..fr", "a@b.f", "a@b.fr, c@d.fr", "<a@b.fr>",
     "a@b_c.fr", "a@@b.fr", '"a"@b.fr', "a" * 65 + "@b.fr"],
)  # fmt: skip
def test_not_an_email(typed: str) -> None:
    assert _fault(typed, lambda f: f.email("x")).startswith("This is not an e-mail address")


def test_an_email_may_be_left_out() -> None:
    assert _get("", lambda f: f.email("x", required=False)) == ""
    assert _fault("a\nBcc: b@c.fr", lambda f: f.email("x")) == "Write this on one line."


def test_choice() -> None:
    assert _get("blue", lambda f: f.choice("x", Colour)) is Colour.BLUE
    assert _get("fr", lambda f: f.choice("x", ("fr", "en"))) == "fr"
    assert _fault("green", lambda f: f.choice("x", Colour)) == "Choose one of the answers."
    assert _fault("", lambda f: f.choice("x", Colour)) == "An answer is missing."


@pytest.mark.parametrize(
    ("typed", "kept"), [("7", 7), (" 1 214 ", 1214), ("1\u00a0214", 1214), ("007", 7)]
)
def test_integer(typed: str, kept: int) -> None:
    assert _get(typed, lambda f: f.integer("x")) == kept


@pytest.mark.parametrize(
    "typed", ["x", "1.5", "1e3", "٣", "0x10", "9" * 20, "9" * 5000, "--1", "+1"]
)
def test_not_an_integer(typed: str) -> None:
    assert _fault(typed, lambda f: f.integer("x")) == "This is not a whole number."


def test_an_integer_has_bounds() -> None:
    assert (
        _fault("11", lambda f: f.integer("x", least=1, most=10))
        == "This is a number between 1 and 10."
    )
    assert _fault("-1", lambda f: f.integer("x")).startswith("This is a number between 0")
    assert _fault("", lambda f: f.integer("x")) == "Fill in this field."


@pytest.mark.parametrize(
    "typed", ["2026-12-08", "08/12/2026", "8/12/2026", "8.12.2026", " 2026-12-08 "]
)
def test_day(typed: str) -> None:
    assert _get(typed, lambda f: f.day("x")) == date(2026, 12, 8)


@pytest.mark.parametrize(
    "typed",
    ["2026-02-31", "31/02/2026", "20261208", "2026-W50-2", "12/8", "0001-01-01", "9999-12-31", "x"],
)
def test_not_a_day(typed: str) -> None:
    assert _fault(typed, lambda f: f.day("x")).startswith("This is not a date")


def test_a_day_may_be_left_out() -> None:
    assert _get("", lambda f: f.optional_day("x")) is None
    assert _fault("", lambda f: f.day("x")) == "Fill in this field."


@pytest.mark.parametrize("typed", ["9:05", "09:05", "9h05", "9 h 05", "9\u00a0H\u00a005"])
def test_hour(typed: str) -> None:
    assert _get(typed, lambda f: f.hour("x")) == time(9, 5)


@pytest.mark.parametrize("typed", ["24:00", "9:60", "9", "9:5", "nine"])
def test_not_an_hour(typed: str) -> None:
    assert _fault(typed, lambda f: f.hour("x")).startswith("This is not an hour")


def test_flag() -> None:
    assert _get("1", lambda f: f.flag("x")) is True
    assert _get("1", lambda f: f.flag("y")) is False


def test_ids() -> None:
    sent = FormData([("x", "7"), ("x", "9"), ("x", "7")])
    assert parsed(sent, lambda f: f.ids("x")) == (7, 9)
    assert parsed(sent, lambda f: f.ids("y")) == ()
    for wrong in ("0", "-1", "07", "x", "9223372036854775808", ""):
        assert _fault(wrong, lambda f: f.ids("x")) == "Choose one of the answers."


def test_one_key() -> None:
    sent = FormData([("x", "7"), ("x", "9"), ("y", "7"), ("z", "")])
    assert parsed(sent, lambda f: (f.key("y"), f.optional_key("y"))) == (7, 7)
    assert parsed(sent, lambda f: (f.optional_key("z"), f.optional_key("none"))) == (None, None)
    for wrong in ("0", "x", ""):
        assert _fault(wrong, lambda f: f.key("x")) == "Choose one of the answers."
    with pytest.raises(Invalid):
        parsed(sent, lambda f: f.optional_key("x"))
    with pytest.raises(Invalid):
        parsed(sent, lambda f: f.key("none"))


def test_one_file() -> None:
    one, other = (UploadFile(BytesIO(b"a"), filename=name) for name in ("a.txt", "b.txt"))
    sent = FormData([("x", one), ("y", one), ("y", other), ("z", UploadFile(BytesIO()))])
    assert parsed(sent, lambda f: f.file("x")) is one
    for name in ("y", "z", "none"):
        with pytest.raises(Invalid) as raised:
            parsed(sent, lambda f, name=name: f.file(name))
        assert raised.value.fields == {name: "Choose a file."}


def test_a_page_of_a_list() -> None:
    assert parsed({}, lambda f: f.page()) == 1
    assert parsed({"page": "3"}, lambda f: f.page()) == 3
    with pytest.raises(Invalid):
        parsed({"page": "0"}, lambda f: f.page())


def test_an_hour_that_may_be_left_out() -> None:
    assert _get(" ", lambda f: f.optional_hour("x")) is None
    assert _get("9:05", lambda f: f.optional_hour("x")) == time(9, 5)
    assert _fault("24:00", lambda f: f.optional_hour("x")).startswith("This is not an hour")


def test_all_faults_at_once() -> None:
    def everything(fields: Fields) -> tuple[Any, ...]:
        made = (
            fields.text("name"),
            fields.day("day"),
            fields.choice("colour", Colour),
            fields.hour("hour"),
        )
        fields.wrong("name", "never told: the first fault is")
        fields.wrong("other", "Ours.")
        return made

    with pytest.raises(Invalid) as raised:
        parsed({}, everything)
    assert raised.value.fields == {
        "name": "Fill in this field.", "day": "Fill in this field.",
        "colour": "An answer is missing.",
        "hour": "Fill in this field.", "other": "Ours.",
    }  # fmt: skip


def test_the_first_of_several_and_queries() -> None:
    assert parsed(QueryParams("q=a%00b&page=2"), lambda f: f.integer("page")) == 2
    with pytest.raises(Invalid):
        parsed(QueryParams("q=a%00b"), lambda f: f.text("q"))


def test_faults_are_in_the_language_of_the_reader() -> None:
    with using("fr"):
        assert _fault("", lambda f: f.text("x")) == "Remplissez ce champ."
        assert _fault("xx", lambda f: f.text("x", most=1)) == "Pas plus de 1 caractère."
