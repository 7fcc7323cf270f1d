"""A file is looked at, then written, once, whatever dies meanwhile; and it is its owner's alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.access import actors
from hub.actor import ADMINISTRATORS, NOBODY, Actor, Via
from hub.app import Hub
from hub.audit.models import Entry
from hub.database import transaction
from hub.errors import Conflict, Invalid, NotFound, Unavailable
from hub.imports import actions, jobs, queries
from hub.imports.models import Import, ImportContent, ImportState
from hub.people import actions as people
from hub.people.models import Group, Membership, Person
from tests.imports.conftest import Groups, admin, administrator, make_due, work
from tests.people.conftest import ADMINISTRATOR, new_person, somebody

pytestmark = pytest.mark.anyio


async def upload(person: Person, content: bytes = b"Un Deux", **more: Any) -> Import:
    return await actions.upload("groups", by=admin(person), name="l.txt", content=content, **more)


async def planned(person: Person, content: bytes = b"Un Deux", **more: Any) -> Import:
    job = await upload(person, content, **more)
    assert await work() == 1
    return await queries.one(job.id, by=admin(person), kind="groups")


async def made() -> list[str]:
    return sorted(group.name for group in await Group.filter(kind="set"))


async def test_a_file_is_planned_looked_at_and_written(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    assert (job.state, job.plan, job.version) == (ImportState.PLANNED, {"lines": ["Un", "Deux"]}, 1)
    assert (job.done, job.total) == (2, 2)
    assert await made() == []
    await actions.start(job.id, by=admin(nadia), version=1)
    assert await work() == 1
    job = await queries.one(job.id, by=admin(nadia), kind="groups")
    assert (job.state, job.report, job.plan) == (ImportState.DONE, {"made": 2}, {})
    assert await made() == ["Deux", "Un"]
    assert await ImportContent.all().count() == 0
    entry = await Entry.filter(action="people.group.created").order_by("-id").first()
    assert entry is not None
    assert (entry.actor_id, entry.via) == (nadia.id, "job")


async def test_it_is_planned_again_with_other_options(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    await actions.plan_again(job.id, by=admin(nadia), options={"before": "x"})
    with pytest.raises(Conflict):
        await actions.start(job.id, by=admin(nadia), version=1)
    await work()
    with pytest.raises(Conflict):  # another plan than the one that was looked at
        await actions.start(job.id, by=admin(nadia), version=1)
    await actions.start(job.id, by=admin(nadia), version=2)
    await work()
    assert await made() == ["xDeux", "xUn"]


async def test_what_the_importer_refuses_is_told(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia, b"Un ?")
    assert (job.state, job.notice) == (ImportState.FAILED, "Line 2 is a question.")
    assert await ImportContent.all().count() == 0
    for refused in (
        actions.start(job.id, by=admin(nadia), version=0),
        actions.plan_again(job.id, by=admin(nadia), options={}),
    ):
        with pytest.raises(Conflict):
            await refused


async def test_a_plan_out_of_date_is_made_again(importer: Groups, nadia: Person) -> None:
    def changed() -> None:
        importer.before = lambda: None
        raise Conflict("Look again.")

    job = await planned(nadia)
    importer.before = changed
    await actions.start(job.id, by=admin(nadia), version=1)
    await work()
    job = await queries.one(job.id, by=admin(nadia), kind="groups")
    assert (job.state, job.version, job.notice) == (ImportState.PLANNED, 2, "Look again.")
    assert importer.calls == ["plan", "apply", "plan"]
    assert await made() == []


async def test_what_breaks_is_tried_again_and_given_up(importer: Groups, nadia: Person) -> None:
    def broken() -> None:
        raise ValueError("Durand")

    job = await planned(nadia)
    importer.before = broken
    await actions.start(job.id, by=admin(nadia), version=1)
    for _attempt in range(jobs.ATTEMPTS):
        assert await work() == 1
        assert await made() == []
        assert (await Import.get()).state == ImportState.APPLYING
        await make_due()
    await work()
    job = await queries.one(job.id, by=admin(nadia), kind="groups")
    assert job.state == ImportState.FAILED
    assert "Durand" not in job.notice
    assert importer.calls.count("apply") == jobs.ATTEMPTS


async def test_what_is_away_is_waited_for(importer: Groups, nadia: Person) -> None:
    def away() -> None:
        importer.before = lambda: None
        raise Unavailable

    importer.before = away
    job = await upload(nadia)
    assert await work() == 1
    await make_due()
    await work()
    assert (await queries.one(job.id, by=admin(nadia), kind="groups")).state == ImportState.PLANNED


async def test_a_crash_neither_repeats_nor_forgets(importer: Groups, nadia: Person) -> None:
    """A worker that dies before the commit left nothing; one that dies after it left all."""

    class Killed(BaseException):
        pass

    def killed() -> None:
        raise Killed

    job = await planned(nadia)
    await actions.start(job.id, by=admin(nadia), version=1)
    importer.before = killed
    with pytest.raises(Killed):
        await work()
    assert await made() == []
    importer.before = lambda: None
    await make_due()
    await work()
    assert await made() == ["Deux", "Un"]
    await make_due()
    assert await work() == 0
    assert (await queries.one(job.id, by=admin(nadia), kind="groups")).state == ImportState.DONE


async def test_who_lost_the_lease_writes_nothing(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    await actions.start(job.id, by=admin(nadia), version=1)
    importer.before = lambda: (_ for _ in ()).throw(jobs.LostError)  # another finished first
    await work()
    assert await made() == []


async def test_two_lanes_write_once(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    await actions.start(job.id, by=admin(nadia), version=1)
    await asyncio.gather(*(jobs.run_next(actors.of_job) for _lane in range(4)))
    assert importer.calls.count("apply") == 1
    assert await made() == ["Deux", "Un"]


async def test_starting_twice_is_once(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    answers = await asyncio.gather(
        *(actions.start(job.id, by=admin(nadia), version=1) for _click in range(2)),
        return_exceptions=True,
    )
    assert {type(it) for it in answers} == {type(None), Conflict}
    await work()
    assert await made() == ["Deux", "Un"]


async def test_rights_are_those_of_the_moment(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    await actions.start(job.id, by=admin(nadia), version=1)
    await administrator("Odile")
    membership = await Membership.get(group_id=ADMINISTRATORS, member_id=nadia.id)
    await people.remove_member(membership.id, by=ADMINISTRATOR)
    await work()
    assert (await Import.get(id=job.id)).state == ImportState.FAILED
    assert await made() == []


async def test_it_is_its_owners_alone(importer: Groups, nadia: Person) -> None:
    job, other = await planned(nadia), admin(await administrator("Odile"))
    own = admin(nadia)
    strangers = (other, NOBODY, replace(own, via=Via.APP_PASSWORD), replace(own, person_id=None))
    for by in strangers:
        for call in (
            lambda by: queries.one(job.id, by=by, kind="groups"),
            lambda by: actions.start(job.id, by=by, version=1),
            lambda by: actions.plan_again(job.id, by=by, options={}),
            lambda by: actions.discard(job.id, by=by),
        ):
            with pytest.raises(NotFound):
                await call(by)
        assert await queries.own(by=by, kinds=["groups"]) == []
    with pytest.raises(NotFound):
        await queries.one(job.id, by=own, kind="other")
    assert [it.id for it in await queries.own(by=own, kinds=["groups"])] == [job.id]
    assert await queries.own(by=own, kinds=["other"]) == []


async def test_who_may_not_import_is_told_nothing(importer: Groups, nadia: Person) -> None:
    by = somebody(await new_person("Charlie"))
    with pytest.raises(NotFound):
        await actions.upload("groups", by=by, name="x", content=b"Un")
    with pytest.raises(NotFound):
        await actions.upload("unknown", by=admin(nadia), name="x", content=b"Un")
    assert await Import.all().count() == 0


async def test_bad_files(importer: Groups, nadia: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"", b"x" * (importer.most_bytes + 1)):
        with pytest.raises(Invalid) as refused:
            await upload(nadia, content)
        assert refused.value.fields.keys() == {"file"}
    monkeypatch.setattr(actions, "MOST_OPEN", 1)
    await upload(nadia)
    with pytest.raises(Conflict):
        await upload(nadia)
    await work()
    assert await Import.all().count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\tmp\\a.csv", "a.csv"),
        ("../../b.csv", "b.csv"),
        ("\x00\n", "?"),
        ("é" * 300, "é" * 200),
    ],
)
async def test_names_of_files(importer: Groups, nadia: Person, name: str, kept: str) -> None:
    job = await actions.upload("groups", by=admin(nadia), name=name, content=b"\x00'{}")
    assert job.name == kept
    await work()
    assert (await Import.get()).plan == {"lines": ["\x00'{}"]}  # whatever is in it


async def test_discarding_forgets_the_file(importer: Groups, nadia: Person) -> None:
    job = await planned(nadia)
    await actions.discard(job.id, by=admin(nadia))
    assert await ImportContent.all().count() == await Import.all().count() == 0
    job = await planned(nadia)
    await actions.start(job.id, by=admin(nadia), version=1)
    with pytest.raises(Conflict):
        await actions.discard(job.id, by=admin(nadia))


async def test_old_ones_are_forgotten(hub: Hub, importer: Groups, nadia: Person) -> None:
    old, fresh = await planned(nadia), await planned(nadia)
    await Import.filter(id=old.id).update(
        created_at=datetime.now(UTC) - jobs.KEPT_FOR - timedelta(days=1)
    )
    await jobs.forget(by=Actor(frozenset(), Via.JOB, "imports.forget"))
    assert [it.id for it in await Import.all()] == [fresh.id]
    assert await ImportContent.all().count() == 1


async def test_progress_needs_a_commit(importer: Groups, nadia: Person) -> None:
    job = await upload(nadia)
    told: list[type] = []

    async def plan(run: Any, /, *, by: Actor) -> dict[str, Any]:
        async with transaction():
            try:
                await run.progress(1, 2)
            except RuntimeError as error:
                told.append(type(error))
        return {}

    importer.plan = plan  # type: ignore[method-assign]
    await work()
    assert told == [RuntimeError]
    assert (await Import.get(id=job.id)).state == ImportState.PLANNED
