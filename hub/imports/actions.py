"""What the owner of an import does with it; the work between is done in `jobs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.action import action, happened
from hub.actor import Actor
from hub.errors import Conflict, Forbidden, Invalid
from hub.imports import policy
from hub.imports.importers import importer
from hub.imports.models import Import, ImportContent, ImportState, written
from hub.language import _, _n

MOST_OPEN = 20
"""Imports of one person that are not over: their files are all kept."""


@action("imports.import.uploaded")
async def upload(
    kind: str, *, by: Actor, name: str, content: bytes, options: Mapping[str, Any] | None = None
) -> Import:
    """Keeps the file, to be planned at once. `options` are the importer's own, plain JSON.

    Raises:
        NotFound or Forbidden: the importer does not take files of this actor.
        Invalid: the file is empty or too large; `file` says so.
        Conflict: too many of the actor's imports wait already.
    """
    if by.person_id is None:
        raise Forbidden
    found = importer(kind)
    await found.check(options or {}, by=by)
    _check_size(content, found.most_bytes)
    await _check_open(by.person_id)
    now = datetime.now(UTC)
    job = await Import.create(
        kind=kind, person_id=by.person_id, name=_last(name), options_json=written(options or {}),
        state=ImportState.PLANNING, created_at=now, due_at=now,
    )  # fmt: skip
    await ImportContent.create(job_id=job.id, content=content)
    happened("import", job.id, tells=[f"person:{by.person_id}"], detail={"kind": kind})
    return job


@action("imports.import.planned_again")
async def plan_again(import_id: int, *, by: Actor, options: Mapping[str, Any]) -> None:
    """Plans with other options; the plan that was there is no more.

    Raises:
        Conflict: it is being written, or over.
    """
    job = await _own(import_id, by, ImportState.PLANNED, ImportState.PLANNING)
    await importer(job.kind).check(options, by=by)
    await _queue(
        job, ImportState.PLANNING, options_json=written(options), plan_json=None, notice=""
    )
    happened("import", job.id, tells=[f"person:{job.person_id}"])


@action("imports.import.started")
async def start(import_id: int, *, by: Actor, version: int) -> None:
    """Writes what the plan of that `version` says.

    Raises:
        Conflict: another plan was made since, or it is written already.
    """
    job = await _own(import_id, by, ImportState.PLANNED)
    if job.version != version:
        raise Conflict(_("This was planned again in the meantime: look at the new plan."))
    await importer(job.kind).check(job.options, by=by)
    await _queue(job, ImportState.APPLYING)
    happened("import", job.id, tells=[f"person:{job.person_id}"], detail={"kind": job.kind})


@action("imports.import.discarded")
async def discard(import_id: int, *, by: Actor) -> None:
    """Forgets the file and its plan or report; what was written stays.

    Raises:
        Conflict: it is being written.
    """
    job = await _own(import_id, by, *(it for it in ImportState if it != ImportState.APPLYING))
    await Import.filter(id=job.id).delete()
    happened("import", job.id, tells=[f"person:{job.person_id}"], detail={"kind": job.kind})


async def _own(import_id: int, by: Actor, *states: ImportState) -> Import:
    """The actor's import, locked, in one of these states."""
    found = await Import.filter(id=import_id).select_for_update().first()
    job = policy.check_owns(by, found)
    if job.state not in states:
        raise Conflict(_("This import has gone on in the meantime: look at it again."))
    return job


async def _queue(job: Import, state: ImportState, **columns: Any) -> None:
    await Import.filter(id=job.id).update(
        state=state, due_at=datetime.now(UTC), tries_before=job.tries, done=0, total=0, **columns
    )


def _check_size(content: bytes, most: int) -> None:
    if not content:
        raise Invalid(file=_("Choose a file."))
    if len(content) > most:
        raise Invalid(file=_("The file is too large: {most} MB at most.", most=most >> 20))


async def _check_open(person_id: int) -> None:
    over = (ImportState.DONE, ImportState.FAILED)
    if await Import.filter(person_id=person_id).exclude(state__in=over).count() >= MOST_OPEN:
        raise Conflict(
            _n(
                "Finish or forget your other import first.",
                "Finish or forget one of your other {number} imports first.",
                MOST_OPEN,
            )
        )


def _last(name: str) -> str:
    """The name of a file without folders, which some browsers send, and without what is unseen."""
    seen = "".join(letter for letter in name if letter.isprintable())
    return seen.replace("\\", "/").rpartition("/")[2].strip()[:200] or "?"
