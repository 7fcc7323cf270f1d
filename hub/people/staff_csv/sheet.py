"""A staff list as rows of text, and which of its columns mean what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.errors import Invalid
from hub.language import N_, _
from hub.people.folding import fold

LABELS: Mapping[str, str] = {
    "employee_number": N_("Employee number"),
    "family_name": N_("Family name"),
    "given_name": N_("Given name"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "mobile": N_("Mobile"),
    "unit": N_("Unit"),
    "title": N_("Position"),
    "manager": N_("Manager"),
    "starts_on": N_("Start"),
    "ends_on": N_("End"),
    "groups": N_("Groups"),
}
"""The fields that a column can be, in the order they are shown."""

NEEDED = ("family_name", "given_name")

# As personnel software, directories and people write them in French and English, folded.
_HEADERS: Mapping[str, str] = {
    "employee_number": (
        "matricule, matr, uid, identifiant, id agent, n agent, no agent, num agent, numero agent,"
        " numero d agent, n matricule, numero matricule, employee number, employee id,"
        " employeenumber, staff number, personnel number"
    ),
    "family_name": (
        "nom, nom usage, nom d usage, nom usuel, nom de famille, nom agent, family name, last name,"
        " lastname, surname, sn, name"
    ),
    "given_name": (
        "prenom, prenom usuel, prenom agent, given name, givenname, first name, firstname"
    ),
    "email": (
        "courriel, courriel pro, courriel professionnel, mail, mel, e mail, email, mail pro,"
        " adresse mail, adresse e mail, adresse email, adresse electronique, adresse de messagerie,"
        " email address, e mail address"
    ),
    "phone": (
        "telephone, tel, tel fixe, telephone fixe, fixe, tel pro, telephone pro, ligne directe,"
        " telephonenumber, phone, phone number, telephone number, work phone"
    ),
    "mobile": (
        "mobile, portable, tel portable, tel mobile, telephone portable, telephone mobile,"
        " portable pro, mobile pro, mobile phone, cell, cell phone"
    ),
    "unit": (
        "service, unite, lib service, libelle service, service affectation, affectation,"
        " direction service, direction et service, department, unit, ou, organizational unit"
    ),
    "title": (
        "fonction, lib fonction, libelle fonction, emploi, intitule du poste, libelle poste,"
        " intitule, poste occupe, titre, title, job title, position, function"
    ),
    "manager": (
        "responsable, n 1, superieur, superieur hierarchique, responsable hierarchique, chef,"
        " manager, head, supervisor"
    ),
    "starts_on": (
        "debut, date debut, date de debut, dt debut, debut contrat, debut de contrat, date entree,"
        " date d entree, entree, arrivee, date d arrivee, start, start date, starts on, from"
    ),
    "ends_on": (
        "fin, date fin, date de fin, dt fin, fin contrat, fin de contrat, date sortie,"
        " date de sortie, sortie, depart, date de depart, end, end date, ends on, until, to"
    ),
    "groups": "groupes, groupe, groups, group, listes",
}
_FIELD_OF = {
    header.strip(): field for field, headers in _HEADERS.items() for header in headers.split(",")
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `number` is the row that the spreadsheet shows beside it."""

    number: int
    cells: Mapping[str, str]
    """What is filled in, by field."""
    is_longer: bool = False
    """Whether it has more cells than there are columns, so that none is where it should be."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the file names it, what it is taken for, and what its first line says."""

    header: str
    field: str | None
    sample: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole staff list."""

    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def field_of(header: str) -> str | None:
    """What a column with this header is, if that is clear."""
    return _FIELD_OF.get(fold(header))


def sheet(
    encoding: str,
    delimiter: str,
    rows: list[tuple[int, list[str]]],
    chosen: Mapping[str, str | None],
) -> Sheet:
    """Rows with the header first; `chosen` is what somebody said that a header means.

    Raises:
        Invalid: names are missing, or two columns are the same field.
    """
    (_number, headers), *others = rows
    found = columns(rows, chosen)
    fields = [column.field for column in found]
    _check(fields)
    lines = [
        Line(number, _filled(fields, cells), any(map(str.strip, cells[len(headers) :])))
        for number, cells in others
    ]
    return Sheet(encoding, delimiter, found, tuple(line for line in lines if line.cells))


def columns(
    rows: list[tuple[int, list[str]]], chosen: Mapping[str, str | None]
) -> tuple[Column, ...]:
    """The columns of rows with the header first, whether or not they make a list of staff."""
    (_number, headers), *others = rows
    fields = [chosen.get(header, field_of(header)) for header in headers]
    samples = [*(others[0][1] if others else []), *[""] * len(headers)]
    return tuple(Column(*parts) for parts in zip(headers, fields, samples, strict=False))


def _check(fields: list[str | None]) -> None:
    for field in fields:
        if field is not None and field not in LABELS:
            raise Invalid(_("There is no field {field}.", field=field))
        if field is not None and fields.count(field) > 1:
            label = _(LABELS[field])
            raise Invalid(_("Two columns are “{label}”: say which one to take.", label=label))
    for field in NEEDED:
        if field not in fields:
            label = _(LABELS[field])
            raise Invalid(_("No column is “{label}”.", label=label))


def _filled(fields: list[str | None], cells: list[str]) -> dict[str, str]:
    pairs = zip(fields, cells, strict=False)  # a short row ends with empty cells
    return {field: cell.strip() for field, cell in pairs if field is not None and cell.strip()}
