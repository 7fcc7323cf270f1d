"""The work of imports: one lane plans and writes, a task of the night forgets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from hub.actor import Actor
from hub.database import is_in_transaction, transaction, write
from hub.database.due import LEASE, Claim, Claims, Due
from hub.domain.ports import Importer
from hub.errors import Conflict, Refusal, Unavailable
from hub.imports.importers import importer
from hub.imports.models import Import, ImportContent, ImportState, written
from hub.jobs.clock import Periodic
from hub.jobs.faults import described
from hub.language import _, using

log = structlog.get_logger(__name__)

ATTEMPTS = 3
RETRY_DELAY = timedelta(seconds=30)
TIME_LIMIT = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
BETWEEN_WRITES = 0.3  # seconds: progress is for eyes


class ActorOf(Protocol):
    """`hub.access.actors.of_job`: a job with the rights that the person has now."""

    async def __call__(self, name: str, person_id: int | None = None) -> Actor: ...


async def run_next(actor_of: ActorOf, lease: timedelta = LEASE) -> int:
    """Plans or writes the import that waits longest; 0 when none does."""
    async with Due("import", lease).claimed(1) as claims:
        for claim in claims.all:
            job = await Import.get_or_none(id=claim.id).prefetch_related("person")
            if job is not None:
                with using(job.person.language):
                    await _run(Run(job, claim, claims), actor_of)
        return len(claims.all)


async def forget(*, by: Actor) -> None:
    """Deletes imports of long ago, finished or not, but for what is being written."""
    before = datetime.now(UTC) - KEPT_FOR
    async with transaction():
        await Import.filter(created_at__lt=before, due_at=None).delete()


periodic = (Periodic("imports.forget", "41 3 * * *", forget),)


class Run:
    """An import while it is worked on: what its importer is given (`hub.domain.ports`)."""

    def __init__(self, job: Import, claim: Claim, claims: Claims) -> None:
        self.job = job
        self.content = b""
        self.is_finished = False
        self._claim, self._claims = claim, claims
        self._told = 0.0

    @property
    def options(self) -> Mapping[str, Any]:
        return self.job.options

    @property
    def plan(self) -> Mapping[str, Any]:
        return self.job.plan

    @property
    def attempts(self) -> int:
        """In this state, this one included, whether the others broke or died."""
        return self._claim.tries - self.job.tries_before

    async def progress(self, done: int, total: int) -> None:
        if is_in_transaction():
            raise RuntimeError("Nobody sees progress before the commit.")
        if done < total and time.monotonic() - self._told < BETWEEN_WRITES:
            return
        self._told = time.monotonic()
        async with transaction():
            await write(
                "UPDATE import SET done = :done, total = :total WHERE id = :id AND tries = :fence",
                done=done, total=total, id=self.job.id, fence=self._claim.tries,
            )  # fmt: skip

    async def finish(self, report: Mapping[str, Any]) -> None:
        async with transaction():
            await self._settle(
                ImportState.DONE, report_json=written(report), plan_json=None, notice=""
            )
            await ImportContent.filter(job_id=self.job.id).delete()
        self.is_finished = True

    async def planned(self, plan: Mapping[str, Any]) -> None:
        await self._settle(
            ImportState.PLANNED, plan_json=written(plan), version=self.job.version + 1
        )

    async def plan_again(self, notice: str) -> None:
        """At once: what was looked at is no longer what would be written."""
        await self._settle(
            ImportState.PLANNING, datetime.now(UTC), plan_json=None, notice=notice[:500],
            tries_before=self._claim.tries, done=0, total=0,
        )  # fmt: skip

    async def failed(self, notice: str) -> None:
        async with transaction():
            await self._settle(ImportState.FAILED, plan_json=None, notice=notice[:500])
            await ImportContent.filter(job_id=self.job.id).delete()

    async def again_later(self) -> None:
        await self._settle(self.job.state, datetime.now(UTC) + RETRY_DELAY)

    async def _settle(
        self, state: ImportState, due_at: datetime | None = None, **columns: Any
    ) -> None:
        over = state in {ImportState.DONE, ImportState.FAILED}
        columns |= {"state": state.value, "over_at": datetime.now(UTC) if over else None}
        if not await self._claims.settle(self._claim, due_at, **columns):
            # Another worker has it. Inside the transaction of `apply`, this undoes our part.
            raise LostError


class LostError(Exception):
    """The lease ran out, and somebody else took the import or its owner forgot it."""


async def _run(run: Run, actor_of: ActorOf) -> None:
    try:
        if run.attempts > ATTEMPTS:
            await run.failed(_("This went wrong several times. The journal of the hub says where."))
            return
        try:
            await _work(run, actor_of)
        except Unavailable:
            await run.again_later()
        except Conflict as error:
            await run.plan_again(error.message)
        except Refusal as error:
            await run.failed(error.message or _("You may no longer import this."))
    except LostError:
        log.info("import_lost", job=run.job.id)
    except Exception as error:
        log.warning("import_broke", job=run.job.id, fault=described(error))
        if not run.is_finished:
            await _later(run)


async def _work(run: Run, actor_of: ActorOf) -> None:
    asked: Importer = importer(run.job.kind)
    by = await actor_of("imports", run.job.person_id)
    async with asyncio.timeout(TIME_LIMIT.total_seconds()):
        await asked.check(run.options, by=by)
        run.content = (await ImportContent.get(job_id=run.job.id)).content
        if run.job.state == ImportState.PLANNING:
            await run.planned(await asked.plan(run, by=by))
            return
        await asked.apply(run, by=by)
    if not run.is_finished:
        raise RuntimeError(f"The importer of {run.job.kind} did not finish.")


async def _later(run: Run) -> None:
    try:
        await run.again_later()
    except LostError:
        log.info("import_lost", job=run.job.id)
