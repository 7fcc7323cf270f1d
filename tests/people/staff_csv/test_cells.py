"""Cells as spreadsheets deform them: dates, zeros, formulas, capitals, lost accents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.errors import Invalid
from hub.people.staff_csv.cells import capitalised, day, value


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("31/08/2027", date(2027, 8, 31)),
        ("1/9/2026", date(2026, 9, 1)),
        ("31-08-2027", date(2027, 8, 31)),
        ("31.08.2027", date(2027, 8, 31)),
        ("31/08/27", date(2027, 8, 31)),
        ("01/04/98", date(1998, 4, 1)),
        ("2027-08-31", date(2027, 8, 31)),
        ("20270831", date(2027, 8, 31)),
        ("2027-08-31 00:00:00", date(2027, 8, 31)),
        ("2027-08-31T00:00:00Z", date(2027, 8, 31)),
        ("31/08/2027 00:00", date(2027, 8, 31)),
        ("46630", date(2027, 8, 31)),
        ("29/02/2028", date(2028, 2, 29)),
        ("31/12/2999", None),
        ("31/12/9999", None),
        ("9999-12-31", None),
        ("01/01/2099", None),
    ],
)
def test_dates(cell: str, read: date | None) -> None:
    assert day(cell) == read


@pytest.mark.parametrize(
    "cell",
    ["31/02/2027", "29/02/2027", "31/13/2027", "00/01/2027", "demain", "08/31/2027", "2027",
     "31/08", "01/09/1899", "12:30", "31/08/2027 12:00", "31/08/3000", "-1"],
)  # fmt: skip
def test_days_that_are_none(cell: str) -> None:
    with pytest.raises(Invalid):
        day(cell)


@pytest.mark.parametrize(
    ("field", "cell", "read"),
    [
        ("employee_number", '="004187"', "004187"),
        ("employee_number", "'004187", "004187"),
        ("employee_number", " 004187 ", "004187"),
        ("phone", "199001234", "+33199001234"),
        ("phone", "'+33 1 99 00 12 34", "+33199001234"),
        ("email", "I.Charpin@Orbelle.Example", "i.charpin@orbelle.example"),
        ("family_name", "CHARPIN", "Charpin"),
        ("family_name", "DE LA TOUR", "de La Tour"),
        ("family_name", "D’ORMESSON", "d’Ormesson"),
        ("family_name", "LE GOFF-MARTIN", "Le Goff-Martin"),
        ("family_name", "McDonald", "McDonald"),
        ("family_name", "Jose\u0301", "José"),
        ("given_name", "jean-pierre", "Jean-Pierre"),
        ("given_name", "ÉLODIE", "Élodie"),
        ("title", "=HYPERLINK(\"https://evil.example\")", "=HYPERLINK(\"https://evil.example\")"),
        ("title", "+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"),
        ("title", "Chef de\u00a0projet\nTransition", "Chef de projet Transition"),
        ("unit", "Enfance>Écoles", ("Enfance", "Écoles")),
        ("unit", "Enfance › Écoles → Accueil", ("Enfance", "Écoles", "Accueil")),
        ("groups", "Transition | Sobriété;PCAET", ("Transition", "Sobriété", "PCAET")),
        ("manager", "Oui", True),
        ("manager", "x", True),
        ("manager", "NON", False),
        ("manager", "Dumas Tiphaine", "Dumas Tiphaine"),
    ],
)  # fmt: skip
def test_cells(field: str, cell: str, read: Any) -> None:
    assert value(field, cell) == read


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("employee_number", "4,187E+05"),
        ("employee_number", "1.23E+05"),
        ("employee_number", "=A1+1"),
        ("family_name", "#REF!"),
        ("family_name", "#NOM?"),
        ("family_name", "#N/A"),
        ("family_name", "InÃ¨s"),
        ("family_name", "L’Hâ€™Ostis"),
        ("family_name", "In\ufffds"),
        ("family_name", "Char\x07pin"),
        ("family_name", "-"),
        ("family_name", "x" * 101),
        ("email", "f.garnier@val-orbelle"),
        ("email", "f.garnier"),
        ("email", "a@orbelle.example, b@orbelle.example"),
        ("phone", "06 39 98 00 00 / 06 39 98 00 01"),
        ("unit", "Enfance > "),
        ("starts_on", "31/12/9999"),
    ],
)
def test_cells_that_say_nothing(field: str, cell: str) -> None:
    with pytest.raises(Invalid) as refusal:
        value(field, cell)
    assert refusal.value.message


@pytest.mark.parametrize("name", ["de La Tour", "Le Goff", "Li", "LI", "N’Diaye", "Jean-Luc"])
def test_what_is_already_written_stays(name: str) -> None:
    assert capitalised(name) == name
