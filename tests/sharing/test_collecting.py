"""Unused content is deleted at night, and nothing that a file holds or is about to hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path

import pytest

from hub.access import actors
from hub.actor import NOBODY, Actor
from hub.app import Hub
from hub.blobs import blobs
from hub.database import read
from hub.domain import collecting
from hub.domains import DOMAINS, TABLES
from hub.errors import NotFound
from hub.parts import PERIODIC
from hub_sharing import actions, queries
from hub_sharing.models import Node
from hub_sharing.receiving import receive
from tests.blobs.streams import make_old
from tests.sharing.conftest import Team, make_space, put, stream

pytestmark = pytest.mark.anyio

ROUNDS = 12


@pytest.fixture
async def job(hub: Hub) -> Actor:
    return await actors.of_job("blobs.collect")


async def whole(node_id: int, by: Actor) -> bytes:
    opened = await queries.open_file(node_id, by=by)
    return b"".join([chunk async for chunk in await opened.chunks()])


async def test_every_night_what_no_version_holds_goes(team: Team, job: Actor) -> None:
    (task,) = [it for it in PERIODIC if it.name == "blobs.collect"]
    space = await make_space(team)
    made = await put(space, team.alice, "a.txt", b"one")
    await put(space, team.alice, "a.txt", b"two")  # an older version is held as well
    binned = await put(space, team.alice, "b.txt", b"three")
    await actions.trash(binned.id, by=await team.alice.actor())
    await receive(stream(b"left"))
    await make_old()
    await receive(stream(b"just received"))
    await task.run(by=job)
    sizes = sorted(row["size"] for row in await read("SELECT size FROM blob"))
    assert sizes == [3, 3, 5, len(b"just received")]
    assert await whole(made.id, await team.carole.actor()) == b"two"
    await task.run(by=job)


async def test_an_upload_of_the_same_content_at_that_moment_is_whole(
    team: Team, job: Actor
) -> None:
    space, by = await make_space(team), await team.alice.actor()

    async def send(name: str, content: bytes) -> Node:
        received = await receive(stream(content))
        await asyncio.sleep(0)
        return await actions.store_file(space.id, by=by, name=name, received=received)

    for number in range(ROUNDS):
        content = f"content {number}".encode()
        await receive(stream(content))  # somebody's upload that was given up, days ago
        await make_old()
        made, again, *_swept = await asyncio.gather(
            send(f"{number}.txt", content), send(f"{number} bis.txt", content),
            collecting.delete_unused(by=job), collecting.delete_unused(by=job),
        )  # fmt: skip
        for node in (made, again):
            assert await whole(node.id, by) == content
    await make_old()
    await collecting.delete_unused(by=job)
    assert [it async for it in blobs.current.get().faults()] == []
    assert len(await read("SELECT digest FROM blob")) == ROUNDS


async def test_what_was_received_long_before_it_was_stored_is_asked_for_again(
    team: Team, job: Actor
) -> None:
    space, by = await make_space(team), await team.alice.actor()
    received = await receive(stream(b"forgotten"))
    await make_old()
    await collecting.delete_unused(by=job)
    with pytest.raises(NotFound):
        await actions.store_file(space.id, by=by, name="a.txt", received=received)
    assert await read("SELECT id FROM node WHERE kind = 'file'") == []


async def test_nothing_goes_when_a_domain_does_not_answer_to_its_end(
    team: Team, job: Actor
) -> None:
    async def broken(*, by: Actor) -> AsyncIterator[str]:
        yield "00" * 32
        raise RuntimeError("the database went away")

    await receive(stream(b"left"))
    await make_old()
    with collecting.current.bound([broken]), pytest.raises(RuntimeError):
        await collecting.delete_unused(by=job)
    assert len(await read("SELECT digest FROM blob")) == 1


async def test_only_a_job_is_told_what_is_held(team: Team) -> None:
    await put(await make_space(team), team.alice, "a.txt", b"one")
    for by in (await team.alice.actor(), NOBODY):
        with pytest.raises(NotFound):
            _all = [it async for it in queries.digests(by=by)]


def test_no_package_that_keeps_content_can_be_forgotten() -> None:
    """Whoever uses `hub.blobs`, or has a column of digests, says what it holds."""
    silent = [name for name in DOMAINS if import_module(name).domain.digests is None]
    others = [name for name in TABLES if name not in DOMAINS and name != "hub.blobs"]
    for name in (*silent, *others):
        path = import_module(name).__file__
        assert path is not None
        for file in Path(path).parent.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert "hub.blobs" not in text, file
            assert "hub import blobs" not in text, file
        models = Path(path).parent / "models.py"
        assert not models.exists() or "digest = fields" not in models.read_text(encoding="utf-8")
