"""What an import would do, or did: the same thing for a page, the command line and a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from hub.language import N_, _
from hub.people.staff_csv.sheet import LABELS, Column

_LABELS = {**LABELS, "status": N_("Status")}


class Outcome(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one person, as people read it; nothing before is an empty text."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """The field's name, in the reader's language."""
        return _(_LABELS[self.field])


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is left out; `field` is the column to look at, `reason` is a sentence."""

    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one line."""

    line: int
    name: str
    outcome: Outcome
    person_id: int | None
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    cells: Mapping[str, str]
    """The line as it is in the file, by field."""

    def fault(self, field: str) -> Fault | None:
        """What is wrong in this cell."""
        return next((fault for fault in self.faults if fault.field == field), None)


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of a whole list."""

    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    verdicts: tuple[Verdict, ...]
    new_units: tuple[str, ...]
    """Paths of the units that come with it."""
    digest: str
    """Changes whenever what would be written changes."""

    def of(self, outcome: Outcome) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome is outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines have each outcome."""
        return {outcome.value: len(self.of(outcome)) for outcome in Outcome}

    @property
    def moves(self) -> int:
        """How many people change service."""
        changed = self.of(Outcome.CHANGE)
        return sum(any(c.field == "unit" and c.before for c in v.changes) for v in changed)

    @property
    def is_writing(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.of(Outcome.CREATE) or self.of(Outcome.CHANGE) or self.new_units)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `--json`."""
        return {**asdict(self), "counts": self.counts, "moves": self.moves}
