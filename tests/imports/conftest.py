"""An importer that only tests load: it makes a group of each line, and can be told to break."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.access import actors
from hub.accounts import actions as accounts
from hub.actor import ADMINISTRATORS, Actor, Via
from hub.app import Hub
from hub.database import transaction
from hub.domain.ports import ImportRun
from hub.errors import Invalid, NotFound
from hub.imports import importers, jobs
from hub.imports.models import Import
from hub.people import actions as people
from hub.people.models import Person
from tests.people.conftest import ADMINISTRATOR, new_person, somebody

LEASE = timedelta(seconds=30)


@dataclass
class Groups:
    """One group a line; `before` is called between writing and finishing."""

    most_bytes: int = 1 << 20
    before: Callable[[], None] = lambda: None
    calls: list[str] = field(default_factory=list)

    async def check(self, options: Mapping[str, Any], /, *, by: Actor) -> None:
        if not by.is_administrator:
            raise NotFound

    async def plan(self, run: ImportRun, /, *, by: Actor) -> Mapping[str, Any]:
        self.calls.append("plan")
        self.before()
        lines = self.lines(run)
        for number, line in enumerate(lines, 1):
            if line == "?":
                raise Invalid(f"Line {number} is a question.")
            await run.progress(number, len(lines))
        return {"lines": lines}

    async def apply(self, run: ImportRun, /, *, by: Actor) -> None:
        self.calls.append("apply")
        async with transaction():
            for line in run.plan["lines"]:
                await people.create_group(by=by, name=line)
            await run.finish({"made": len(run.plan["lines"])})
            self.before()

    def lines(self, run: ImportRun) -> list[str]:
        text = run.content.decode()
        return [f"{run.options.get('before', '')}{line}" for line in text.split()]


@pytest.fixture
async def importer(hub: Hub) -> AsyncIterator[Groups]:
    made = Groups()
    with importers.current.bound({"groups": made}):
        yield made


@pytest.fixture
async def nadia(importer: Groups) -> Person:
    """An administrator with an account, so that a job may act for her."""
    return await administrator("Nadia")


async def administrator(name: str) -> Person:
    person = await new_person(name)
    await people.add_member(ADMINISTRATORS, person.id, by=ADMINISTRATOR)
    await accounts.create_account(person.id, by=ADMINISTRATOR)
    return person


def admin(person: Person) -> Actor:
    return somebody(person, Via.SESSION, ADMINISTRATORS)


async def work() -> int:
    """As the lane does, until nothing is due."""
    done = 0
    while some := await jobs.run_next(actors.of_job, LEASE):
        done += some
    return done


async def make_due() -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    await Import.exclude(due_at=None).update(due_at=past)
