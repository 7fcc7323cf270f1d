"""Calendar files, as `hub.imports` plans and writes them for the page, and a command at once."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from hub.access import actors
from hub.actor import Actor
from hub.console import command
from hub.database import read, transaction
from hub.domain.ports import ImportRun
from hub.errors import NotFound
from hub.language import _
from hub_calendar import actions, queries
from hub_calendar.actions.importing import Outcome, Verdict, import_objects, verdicts
from hub_calendar.ics.files import MOST_BYTES, Fault, Found, read_file
from hub_calendar.ics.objects import Parsed
from hub_calendar.ics.values import moment
from hub_calendar.queries.calendars import entered

KIND = "ics"
BATCH = 200
"""Objects of one transaction: other writers get their turn between."""
MOST_FAULTS, MOST_SHOWN = 500, 100


class CalendarFiles:
    """The importer. Its option is the calendar, as text."""

    most_bytes = MOST_BYTES

    async def check(self, options: Mapping[str, Any], /, *, by: Actor) -> None:
        await entered(calendar_of(options), by=by, to="write")

    async def plan(self, run: ImportRun, /, *, by: Actor) -> Mapping[str, Any]:
        calendar_id = calendar_of(run.options)
        found = await _read(run.content, calendar_id, by)
        every = list[Verdict]()
        for batch in batches(found.objects):
            every += await verdicts(calendar_id, batch, by=by)
            await run.progress(len(every), len(found.objects))
        return await _told(calendar_id, found, every, by)

    async def apply(self, run: ImportRun, /, *, by: Actor) -> None:
        calendar_id = calendar_of(run.options)
        found = await _read(run.content, calendar_id, by)
        done, counts = 0, Counter[str]()
        for batch in batches(found.objects):
            if done + len(batch) == len(found.objects):
                break
            counts.update(await import_objects(calendar_id, batch, by=by))
            done += len(batch)
            await run.progress(done, len(found.objects))
        async with transaction():
            counts.update(await import_objects(calendar_id, found.objects[done:], by=by))
            counts[Outcome.ERROR] += len(found.faults)
            await run.finish({**run.plan, "counts": dict(counts)})


def calendar_of(options: Mapping[str, Any]) -> int:
    """Raises `NotFound` for options that name no calendar."""
    text = str(options.get("calendar", ""))
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise NotFound
    return int(text)


@command("import.ics")
async def import_ics(content: str, calendar: str, dry_run: bool) -> dict[str, Any]:
    """`content` is the file in base64; `calendar` is LOGIN/SLUG, and that person imports."""
    login, _slash, slug = calendar.partition("/")
    by = await _person(login)
    chosen = await _chosen(slug, by)
    found = await _read(base64.b64decode(content), chosen, by)
    every = await verdicts(chosen, found.objects, by=by) if found.objects else []
    if not dry_run:
        for batch in batches(found.objects):
            await import_objects(chosen, batch, by=by)
    told = await _told(chosen, found, every, by)
    return {"counts": told["counts"], "faults": told["faults"]}


def batches(objects: Sequence[Parsed]) -> Iterator[Sequence[Parsed]]:
    return (objects[at : at + BATCH] for at in range(0, len(objects), BATCH))


async def _person(login: str) -> Actor:
    rows = await read("SELECT person_id FROM account WHERE login = :login", login=login)
    if not rows:
        raise NotFound(_("There is no such account."))
    by = await actors.of_job("hub import ics", rows[0]["person_id"])
    await actions.personal_calendar(rows[0]["person_id"], by=by)
    return by


async def _chosen(slug: str, by: Actor) -> int:
    """Of the calendars in which the person writes, their own first."""
    for it in await queries.calendars(by=by, to="write"):
        if it.slug == slug:
            return it.id
    raise NotFound(_("There is no such calendar."))


async def _read(content: bytes, calendar_id: int, by: Actor) -> Found:
    row = await queries.calendar(calendar_id, by=by, to="write")
    return await asyncio.to_thread(read_file, content, ZoneInfo(row.timezone))


async def _told(
    calendar_id: int, found: Found, every: Sequence[Verdict], by: Actor
) -> dict[str, Any]:
    """What the page shows, as plain JSON."""
    row = await queries.calendar(calendar_id, by=by, to="write")
    refused = [
        Fault(found.lines[it.parsed.uid], it.parsed.main.text("SUMMARY"), _(it.reason))
        for it in every
        if it.outcome is Outcome.ERROR
    ]
    faults = sorted([*found.faults, *refused], key=lambda it: it.line)
    counts = Counter(it.outcome.value for it in every if it.outcome is not Outcome.ERROR)
    changing = [it for it in every if it.outcome in {Outcome.CREATE, Outcome.CHANGE}]
    return {
        "calendar": row.name, "name": found.name,
        "counts": {it.value: counts[it.value] for it in Outcome} | {"error": len(faults)},
        "faults": [asdict(it) for it in faults[:MOST_FAULTS]],
        "changes": [_change(it) for it in changing[:MOST_SHOWN]],
        "unshown": max(0, len(changing) - MOST_SHOWN),
    }  # fmt: skip


def _change(it: Verdict) -> dict[str, Any]:
    start = it.parsed.main.get("DTSTART")
    day = moment(start.value) if start else None
    return {
        "title": it.parsed.main.text("SUMMARY")[:200],
        "day": f"{day:%Y-%m-%d}" if day else "",
        "is_new": it.outcome is Outcome.CREATE, "is_series": it.parsed.series.is_recurring,
    }  # fmt: skip
