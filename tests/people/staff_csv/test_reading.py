"""Files as spreadsheets write them, and as nobody should: read, or refused in a sentence."""

from __future__ import annotations

import codecs
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Invalid
from hub.language import using
from hub.people.staff_csv import Sheet, read
from hub.people.staff_csv.reading import LONGEST_LINE, MOST_BYTES, MOST_LINES

TEXT = "Matricule;Nom;Prénom;Service\r\n004187;Charpin;Inès;Enfance > Écoles\r\n;L’Hostis;Yann;\r\n"


def lines(sheet: Sheet) -> list[tuple[int, dict[str, str]]]:
    return [(line.number, dict(line.cells)) for line in sheet.lines]


AS_READ = [
    (2, {"employee_number": "004187", "family_name": "Charpin", "given_name": "Inès",
         "unit": "Enfance > Écoles"}),
    (3, {"family_name": "L’Hostis", "given_name": "Yann"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (TEXT.encode("cp1252"), "cp1252", ";"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", ";"),
        (TEXT.encode(), "utf-8", ";"),
        (TEXT.replace("\r\n", "\n").replace(";", ",").encode(), "utf-8", ","),
        (codecs.BOM_UTF16_LE + TEXT.replace(";", "\t").encode("utf-16-le"), "utf-16-le", "\t"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", ";"),
        (TEXT.encode("utf-16-le"), "utf-16-le", ";"),
        (TEXT.encode("utf-16-be"), "utf-16-be", ";"),
        (TEXT.replace(";", "|").encode(), "utf-8", "|"),
        (TEXT.replace("\r\n", "\r").encode(), "utf-8", ";"),
    ],
    ids=["excel-fr", "excel-utf8", "libreoffice", "google", "excel-unicode", "utf-16-be",
         "unmarked-le", "unmarked-be", "pipes", "old-mac"],
)  # fmt: skip
def test_what_wrote_it_does_not_matter(content: bytes, encoding: str, delimiter: str) -> None:
    found = read(content)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert lines(found) == AS_READ


def test_excels_own_separator_line_is_heeded_and_counted() -> None:
    found = read(("sep=,\r\n" + TEXT.replace(";", ",")).encode("cp1252"))
    assert found.delimiter == ","
    assert [line.number for line in found.lines] == [3, 4]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("MATR;NOM_USAGE;PRENOM;COURRIEL_PRO;LIB_SERVICE;DT_FIN",
         ["employee_number", "family_name", "given_name", "email", "unit", "ends_on"]),
        ("uid,sn,givenName,mail,telephoneNumber,mobile,ou,title",
         ["employee_number", "family_name", "given_name", "email", "phone", "mobile", "unit",
          "title"]),
        ("First name,Last name,Job title,Manager,Start date,End date,Groups,Shoe size",
         ["given_name", "family_name", "title", "manager", "starts_on", "ends_on", "groups", None]),
        ("N° agent;Nom d’usage;Prénom;Tél.;Date d'entrée;N+1;Fonction",
         ["employee_number", "family_name", "given_name", "phone", "starts_on", "manager",
          "title"]),
    ],
)  # fmt: skip
def test_headers_in_french_and_english(header: str, fields: list[str | None]) -> None:
    found = read(f"{header}\na{',' if ',' in header else ';'}b\n".encode())
    assert [column.field for column in found.columns] == fields
    assert [column.sample for column in found.columns[:2]] == ["a", "b"]


def test_somebody_may_say_what_a_column_is() -> None:
    text = "Nom;Prénom;Poste;Service\nCharpin;Inès;4512;Écoles\n"
    found = read(text.encode(), {"Poste": "phone", "Service": None})
    assert lines(found) == [(2, {"family_name": "Charpin", "given_name": "Inès", "phone": "4512"})]
    for chosen in ({"Poste": "given_name"}, {"Poste": "shoe_size"}, {"Nom": None}):
        with pytest.raises(Invalid):
            read(text.encode(), chosen)


def test_rows_are_numbered_as_the_spreadsheet_does() -> None:
    text = 'Nom;Prénom;Fonction\n\nCharpin;Inès;"Cheffe\nde service"\n;;\nGarnier;Luc;\n'
    found = read(text.encode())
    assert [(line.number, line.cells["family_name"]) for line in found.lines] == [
        (3, "Charpin"),
        (5, "Garnier"),
    ]


def test_short_and_long_lines() -> None:
    found = read(
        "Nom;Prénom;Service\nCharpin;Inès\nGarnier;Luc;Eau;;\nPetit;Loïc;Eau;égaré\n".encode()
    )
    assert [line.is_longer for line in found.lines] == [False, False, True]


def test_a_mark_of_order_inside_is_no_character_of_a_header() -> None:
    found = read("\ufeffNom;Prénom\nCharpin;Inès\n".encode("utf-16"))
    assert [column.field for column in found.columns] == ["family_name", "given_name"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There is no line"),
        (b"\n\n;;\n", "There is no line"),
        ("Nom;Prénom\n".encode(), "There is no line"),
        (b"PK\x03\x04" + b"\x00" * 90, "workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 90, "workbook"),
        ("Nom;Prénom\nChar\x00pin;Inès\n".encode(), "Line 2"),
        (b"Nom;Pr\xe9nom\nCharpin;In\xe8s\n\x81;x\n", "Line 3"),
        ("Nom;Prénom;Service\nCharpin;Inès;Écoles\n".encode() + b"Garnier;Lo\xefc;\n", "Line 3"),
        (codecs.BOM_UTF8 + b"Nom;Prenom\nCharpin;In\xe8s\n", "Line 2"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x00", "Line 4"),
        ('Nom;Prénom\nCharpin;Inès\n"Garnier;Luc\n'.encode(), "Line 3"),
        ('Nom;Prénom\nCharpin;"In"ès"\n'.encode(), "Line 2"),
        (b"Nom;Service\nCharpin;Eau\n", "No column is “Given name”"),
        ("Nom;Prénom;NOM\nCharpin;Inès;Dumas\n".encode(), "Two columns are “Family name”"),
        ("Nom;Prénom\n".encode() + b"a;b\n" * (MOST_LINES + 9), "too long"),
        ("Nom;Prénom\n".encode() + b"a;b\n" * 100_000, "too long"),
        ("Nom;Prénom\na;b\na;".encode() + b"x" * 1_000_000 + b"\n", "Line 3"),
        ("Nom;Prénom\n".encode() + b"\n" * 200_000, "too long"),
        (b";" * 1_000_000, "Line 1"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "Line 2|No column"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_the_place(content: bytes, told: str) -> None:
    with using("en"), pytest.raises(Invalid, match=told):
        read(content)


def test_a_line_of_the_greatest_length_is_read() -> None:
    name = "x" * (LONGEST_LINE - 2)
    assert read(f"Nom;Prénom\n{name};b\n".encode()).lines[0].cells["family_name"] == name


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", "Nom;Prénom\n".encode(), codecs.BOM_UTF16_LE):
        with suppress(Invalid):
            assert read(start + content).columns


def test_any_cut_of_a_good_file_is_read_or_refused() -> None:
    whole = (TEXT * 3).encode("utf-16")
    for _round in range(200):
        at = random.randrange(len(whole))
        with suppress(Invalid):
            assert read(whole[:at]).columns
