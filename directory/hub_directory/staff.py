"""Lists of staff, as `hub.imports` plans and writes them for the page of imports."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from hub.actor import Actor
from hub.database import transaction
from hub.domain.ports import ImportRun
from hub.errors import Invalid
from hub.people import staff_csv
from hub.people.staff_csv import Outcome, Report
from hub.people.staff_csv.reading import MOST_BYTES, columns_of
from hub.people.staff_csv.report import Verdict
from hub.people.staff_csv.sheet import Column
from hub_directory import policy

KIND = "people"
MOST_FAULTS = 500
MOST_CHANGES = 200
NAMES = frozenset({"family_name", "given_name"})


class StaffLists:
    """The importer. A plan is what the page shows, and no more: a list has ten thousand lines."""

    most_bytes = MOST_BYTES

    async def check(self, options: Mapping[str, Any], /, *, by: Actor) -> None:
        policy.check_imports(by)

    async def plan(self, run: ImportRun, /, *, by: Actor) -> Mapping[str, Any]:
        chosen = run.options.get("columns") or {}
        try:
            sheet = await asyncio.to_thread(staff_csv.read, run.content, chosen)
        except Invalid as fault:
            # Perhaps a header that only needs to be told: then there are columns to choose.
            columns = await asyncio.to_thread(columns_of, run.content, chosen)
            return {"problem": fault.message, "columns": _columns(columns)}
        with_new_units = bool(run.options.get("with_new_units"))
        report = await staff_csv.plan(sheet, by=by, with_new_units=with_new_units)
        return _told(report) | {"digest": report.digest, "is_writing": report.is_writing}

    async def apply(self, run: ImportRun, /, *, by: Actor) -> None:
        sheet = await asyncio.to_thread(
            staff_csv.read, run.content, run.options.get("columns") or {}
        )
        async with transaction():
            done = await staff_csv.apply(
                sheet, by=by, digest=run.plan["digest"],
                with_new_units=bool(run.options.get("with_new_units")),
            )  # fmt: skip
            await run.finish(_told(done))


def _told(report: Report) -> dict[str, Any]:
    changed = [*report.of(Outcome.CREATE), *report.of(Outcome.CHANGE)]
    faulty = report.of(Outcome.ERROR)
    return {
        "encoding": report.encoding, "delimiter": report.delimiter,
        "lines": len(report.verdicts), "counts": report.counts, "moves": report.moves,
        "columns": _columns(report.columns), "new_units": list(report.new_units),
        "faults": [_fault(it) for it in faulty[:MOST_FAULTS]],
        "changes": [_change(it) for it in changed[:MOST_CHANGES]],
        "unshown": max(0, len(changed) - MOST_CHANGES),
    }  # fmt: skip


def _columns(columns: tuple[Column, ...]) -> list[dict[str, str]]:
    return [{"header": it.header, "field": it.field or "", "sample": it.sample} for it in columns]


def _fault(verdict: Verdict) -> dict[str, Any]:
    return {
        "line": verdict.line, "name": verdict.name, "cells": dict(verdict.cells),
        "reasons": {fault.field: fault.reason for fault in verdict.faults},
    }  # fmt: skip


def _change(verdict: Verdict) -> dict[str, Any]:
    return {
        "line": verdict.line, "name": verdict.name, "is_new": verdict.outcome is Outcome.CREATE,
        "person_id": str(verdict.person_id or ""),
        "fields": [
            [it.field, it.before, it.after]
            for it in verdict.changes
            if it.before or it.field not in NAMES  # of somebody new, the line begins with them
        ],
    }  # fmt: skip
