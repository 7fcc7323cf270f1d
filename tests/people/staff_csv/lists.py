"""Lists of staff as the tests write them: looked at, written, and what became of each line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hub.audit.models import Entry
from hub.language import using
from hub.people import queries
from hub.people.models import (
    Person,
)
from hub.people.staff_csv import Outcome, Report, apply, plan, read
from tests.people.conftest import ADMINISTRATOR

BY: Any = {"by": ADMINISTRATOR}
DAY = timedelta(days=1)
HEADER = "Matricule;Nom;Prénom;Courriel;Service;Fonction;Responsable;Début;Fin;Groupes;Téléphone"


def sheet(*lines: str, header: str = HEADER) -> Any:
    return read("\n".join([header, *lines, ""]).encode("cp1252"))


async def look(*lines: str, **options: Any) -> Report:
    with using("en"):
        return await plan(sheet(*lines), **BY, **options)


async def write(*lines: str, **options: Any) -> Report:
    """Applies the list, checks that it does what was planned, and nothing the second time."""
    planned = await look(*lines, **options)
    with using("en"):
        done = await apply(sheet(*lines), **BY, digest=planned.digest, **options)
    assert done == planned
    entries = await Entry.all().count()
    again = await look(*lines, **options)
    assert not again.is_writing, [v for v in again.verdicts if v.changes]
    assert len(again.of(Outcome.ERROR)) == len(done.of(Outcome.ERROR))
    await apply(sheet(*lines), **BY, **options)
    assert await Entry.all().count() == entries
    return done


def outcomes(report: Report) -> list[str]:
    return [verdict.outcome.value for verdict in report.verdicts]


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(v.line, fault.field, fault.reason) for v in report.verdicts for fault in v.faults]


def changes(report: Report, at: int = 0) -> dict[str, tuple[str, str]]:
    return {c.field: (c.before, c.after) for c in report.verdicts[at].changes}


async def held_by(name: str) -> list[tuple[str, str, date, date | None]]:
    person = await Person.get(family_name=name)
    rows = await queries.positions_of(person.id, **BY)
    return [(row.group.name, row.title, row.starts_on, row.ends_on) for row in rows]
