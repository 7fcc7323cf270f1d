"""The lines of a list with their cells read, and what is wrong within the list itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.errors import Invalid
from hub.language import _
from hub.people.staff_csv import cells
from hub.people.staff_csv.directory import Name, name_of
from hub.people.staff_csv.report import Fault
from hub.people.staff_csv.sheet import NEEDED, Line, Sheet


@dataclass(slots=True)
class Entry:
    """A line, the values of its cells that are filled in, and its faults so far."""

    line: int
    cells: Mapping[str, str]
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, field: str, reason: str) -> None:
        self.faults.append(Fault(field, self.cells.get(field, ""), reason))

    def get(self, field: str) -> Any:
        return self.values.get(field)

    @property
    def is_sound(self) -> bool:
        return not self.faults

    @property
    def name(self) -> Name:
        return name_of(self.values.get("family_name", ""), self.values.get("given_name", ""))

    @property
    def shown_name(self) -> str:
        """As lists show it, whatever could be read of it."""
        return " ".join(
            str(self.values.get(field, self.cells.get(field, "")))
            for field in ("family_name", "given_name")
        ).strip()


def read_entries(sheet: Sheet) -> list[Entry]:
    """Each line, on its own and beside the others."""
    entries = [_entry(line) for line in sheet.lines]
    _refuse_repeated(entries, "employee_number")
    _refuse_repeated([entry for entry in entries if not entry.get("employee_number")], "email")
    _refuse_homonyms(entries)
    return entries


def _entry(line: Line) -> Entry:
    entry = Entry(line.number, line.cells, {})
    if line.is_longer:
        entry.refuse("", _("This line has more cells than there are columns."))
    for name, cell in line.cells.items():
        try:
            entry.values[name] = cells.value(name, cell)
        except Invalid as fault:
            entry.refuse(name, fault.message)
    for name in NEEDED:
        if not line.cells.get(name):
            entry.refuse(name, _("A name is needed."))
    start, end = entry.get("starts_on"), entry.get("ends_on")
    if start and end and end < start:
        entry.refuse("ends_on", _("The end is before the beginning."))
    return entry


def _refuse_repeated(entries: list[Entry], name: str) -> None:
    first: dict[str, int] = {}
    for entry in entries:
        value = entry.get(name)
        if value is None:
            continue
        if value in first:
            entry.refuse(name, _("The same as in line {line}.", line=first[value]))
        first.setdefault(value, entry.line)


def _refuse_homonyms(entries: list[Entry]) -> None:
    """Two lines of one name are two people only if a number or an address says which is which."""
    namesakes = defaultdict(list)
    for entry in entries:
        if not entry.get("employee_number") and all(entry.name):
            namesakes[entry.name].append(entry)
    for same in namesakes.values():
        addresses = Counter(entry.get("email") for entry in same)
        if len(same) > 1 and (None in addresses or len(addresses) < len(same)):
            _refuse_all(same)


def _refuse_all(same: list[Entry]) -> None:
    lines = ", ".join(str(entry.line) for entry in same)
    for entry in same:
        if entry.is_sound:
            entry.refuse(
                "employee_number",
                _(
                    "Lines {lines} have the same name: give employee numbers, or an address each.",
                    lines=lines,
                ),
            )
