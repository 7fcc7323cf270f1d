"""Files and folders: made, put, replaced, by whom it may be and by nobody else."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import Any

import pytest

from hub.actor import NOBODY, STAFF, Actor, Via
from hub.app import Hub
from hub.blobs import blobs
from hub.database import read
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub_sharing import actions, queries
from hub_sharing.models import FileVersion, Node
from hub_sharing.receiving import receive
from tests.access.conftest import Cast
from tests.sharing.conftest import Team, folder, make_space, put, stream

pytestmark = pytest.mark.anyio

JOB = Actor(frozenset(), Via.JOB, "blobs.collect")


async def content(file_id: int, who: Cast, version_id: int | None = None) -> bytes:
    opened = await queries.open_file(file_id, by=await who.actor(), version_id=version_id)
    return b"".join([chunk async for chunk in await opened.chunks()])


async def test_a_file_is_read_by_who_reads_its_space(space: Node, team: Team) -> None:
    data = os.urandom(300_000)
    made = await put(space, team.bob, "Plan.bin", data)
    assert await content(made.id, team.carole) == data
    found = await queries.file(made.id, by=await team.carole.actor())
    assert (found.name, found.size, found.number, found.by) == ("Plan.bin", 300_000, 1, "Bob Petit")
    for stranger in (await team.charlie.actor(), NOBODY):
        with pytest.raises(NotFound):
            await queries.file(made.id, by=stranger)
        with pytest.raises(NotFound):
            await queries.open_file(made.id, by=stranger)
        with pytest.raises(NotFound):
            await queries.versions(made.id, by=stranger)
        with pytest.raises(NotFound):
            await queries.text_of(made.id, by=stranger)
        assert await queries.files([made.id], by=stranger) == {}
        assert await queries.children(space, by=stranger) == []


async def test_who_reads_puts_nothing_and_a_stranger_learns_nothing(
    space: Node, team: Team
) -> None:
    with pytest.raises(Forbidden):
        await put(space, team.carole, "Plan.txt")
    with pytest.raises(Forbidden):
        await folder(space, team.carole, "Plans")
    with pytest.raises(NotFound):
        await put(space, team.charlie, "Plan.txt")
    with pytest.raises(NotFound):
        await folder(space, team.charlie, "Plans")
    assert await read("SELECT digest FROM blob") == []
    assert await Node.all().count() == 1


async def test_the_same_name_again_is_a_new_version_and_the_old_ones_stay(
    space: Node, team: Team
) -> None:
    first = await put(space, team.alice, "Été.txt", b"un")
    second = await put(space, team.bob, "E\u0301TE\u0301.TXT", b"deux")
    assert first.id == second.id
    same = await put(space, team.bob, "Été.txt", b"deux")
    assert (same.content, same.name) == (2, "Été.txt")
    told = await queries.versions(first.id, by=await team.bob.actor())
    assert [(it.number, it.size, it.by) for it in told] == [
        (2, 4, "Bob Petit"),
        (1, 2, "Alice Martin"),
    ]
    assert await content(first.id, team.bob, told[1].id) == b"un"


async def test_who_only_reads_a_file_has_it_as_it_is_now(space: Node, team: Team) -> None:
    made = await put(space, team.alice, "Avis.txt", b"brouillon")
    await put(space, team.alice, "Avis.txt", b"avis")
    now, before = await queries.versions(made.id, by=await team.alice.actor())
    assert await queries.versions(made.id, by=await team.carole.actor()) == [now]
    assert await content(made.id, team.carole) == await content(made.id, team.carole, now.id)
    with pytest.raises(NotFound):
        await content(made.id, team.carole, before.id)


async def test_a_version_is_opened_as_of_its_own_file_alone(space: Node, team: Team) -> None:
    own = await put(space, team.alice, "a.txt", b"a")
    other = await put(await make_space(team, "Autre"), team.alice, "b.txt", b"b")
    foreign = await FileVersion.get(node_id=other.id)
    with pytest.raises(NotFound):
        await content(own.id, team.carole, foreign.id)


async def test_two_uploads_of_one_name_at_once_are_two_versions_of_one_file(
    space: Node, team: Team
) -> None:
    data = [f"version {number}".encode() for number in range(8)]
    people = (team.alice, team.bob)
    made = await asyncio.gather(
        *(put(space, people[number % 2], "Plan.txt", it) for number, it in enumerate(data))
    )
    assert len({it.id for it in made}) == 1
    told = await queries.versions(made[0].id, by=await team.alice.actor())
    assert [it.number for it in told] == list(range(8, 0, -1))
    kept = [await content(made[0].id, team.bob, it.id) for it in told]
    assert sorted(kept) == sorted(data)


async def test_two_folders_of_one_name_at_once_are_one(space: Node, team: Team) -> None:
    made: list[Any] = await asyncio.gather(
        *(folder(space, who, name) for who, name in ((team.alice, "Plans"), (team.bob, "PLANS"))),
        return_exceptions=True,
    )
    assert sorted(type(it).__name__ for it in made) == ["Conflict", "Node"]


async def test_a_folder_is_not_replaced_by_a_file_nor_a_file_by_a_folder(
    space: Node, team: Team
) -> None:
    await folder(space, team.alice, "Plans")
    await put(space, team.alice, "Notes.txt")
    with pytest.raises(Conflict):
        await put(space, team.alice, "plans")
    with pytest.raises(Conflict):
        await folder(space, team.alice, "notes.TXT")


async def test_what_one_may_not_change_is_not_replaced_by_its_name(space: Node, team: Team) -> None:
    made = await put(space, team.alice, "Notes.txt", b"one")
    await actions.share(made.id, team.charlie.id, "read", by=await team.alice.actor())
    from hub.access.actions import break_inheritance

    await break_inheritance(made.id, by=await team.alice.actor(), keeps=False)
    with pytest.raises(Conflict):
        await put(space, team.bob, "Notes.txt", b"two")
    with pytest.raises(NotFound):
        await queries.file(made.id, by=await team.bob.actor())
    assert await content(made.id, team.charlie) == b"one"


async def test_a_name_that_some_system_refuses_is_refused(space: Node, team: Team) -> None:
    for name in (
        "", "  ", ".", "..", "../../etc/passwd", "a/b", "a\\b", "C:\\plan.txt", "a\x00b", "a\nb",
        "annexe\u202efdp.exe", "con", "NUL.txt", "com1.pdf", "fin.", "quoi ?", "é" * 128, "\ud800",
    ):  # fmt: skip
        for make in (put, folder):
            with pytest.raises(Invalid):
                await make(space, team.alice, name)
    assert await Node.all().count() == 1
    assert await read("SELECT digest FROM blob") == []


async def test_too_large_a_file_leaves_nothing(space: Node, team: Team, hub: Hub) -> None:
    by = await team.alice.actor()
    with pytest.raises(Invalid):
        await actions.upload(
            space.id, by=by, name="gros.bin", content=stream(bytes(20_001)), limit=20_000
        )
    assert await Node.all().count() == 1
    assert await read("SELECT digest FROM blob") == []
    left = [it for it in (hub.settings.data / "blobs").rglob("*") if it.is_file()]
    assert left == []


async def test_content_without_its_row_is_nowhere_to_be_seen_and_is_collected(
    space: Node, team: Team
) -> None:
    """What `kill -9` between the two leaves; the reverse cannot be."""
    received = await receive(stream(b"orphan"))
    assert await queries.children(space, by=await team.alice.actor()) == []
    store = blobs.current.get()
    assert await store.delete_unreferenced(queries.digests(by=JOB), timedelta()) == 1
    with pytest.raises(NotFound):
        await actions.store_file(
            space.id, by=await team.alice.actor(), name="a.txt", received=received
        )
    assert await Node.all().count() == 1


async def test_what_files_hold_is_not_collected(space: Node, team: Team) -> None:
    made = await put(space, team.alice, "a.txt", b"one")
    await put(space, team.alice, "a.txt", b"two")
    assert await blobs.current.get().delete_unreferenced(queries.digests(by=JOB), timedelta()) == 0
    assert await content(made.id, team.carole) == b"two"


async def test_a_new_version_of_what_somebody_else_has_changed_is_refused(
    space: Node, team: Team
) -> None:
    made = await put(space, team.alice, "a.txt", b"one")
    by = await team.bob.actor()
    await actions.add_version(
        made.id, by=by, received=await receive(stream(b"two")), version=made.version
    )
    with pytest.raises(Conflict):
        await actions.add_version(
            made.id, by=by, received=await receive(stream(b"three")), version=made.version
        )
    with pytest.raises(Forbidden):
        await actions.add_version(
            made.id, by=await team.carole.actor(), received=await receive(stream(b"three"))
        )
    with pytest.raises(NotFound):
        await actions.add_version(
            space.id, by=by, received=await receive(stream(b"three"))
        )  # fmt: skip
    assert await content(made.id, team.carole) == b"two"


async def test_heads_and_administrators_make_spaces(team: Team) -> None:
    alice = await team.alice.actor()
    made = await actions.create_space(by=alice, name="Toute la maison", given={STAFF: "read"})
    assert [it.name for it in await queries.spaces(by=await team.charlie.actor())] == [made.name]
    with pytest.raises(Forbidden):
        await actions.create_space(by=await team.bob.actor(), name="À moi")
    with pytest.raises(NotFound):
        await actions.create_space(by=NOBODY, name="À moi")
    with pytest.raises(Invalid):
        await actions.create_space(by=alice, name="Personne", given={12345: "read"})
    with pytest.raises(Invalid):
        await actions.create_space(by=alice, name="Rôle", given={STAFF: "own"})
    with pytest.raises(Invalid):
        await actions.open_space(by=alice, name="Sans chef", given={STAFF: "write"})


async def test_a_closed_folder_is_its_makers_until_it_is_opened(space: Node, team: Team) -> None:
    from hub.access.actions import restore_inheritance

    closed = await folder(space, team.alice, "Entretiens", is_closed=True)
    made = await put(closed, team.alice, "Notes.txt")
    assert await queries.children(space, by=await team.bob.actor()) == []
    with pytest.raises(NotFound):
        await queries.file(made.id, by=await team.bob.actor())
    with pytest.raises(Forbidden):
        await folder(space, team.bob, "À moi", is_closed=True)
    await restore_inheritance(closed.scope_id, by=await team.alice.actor())
    assert (await queries.file(made.id, by=await team.carole.actor())).name == "Notes.txt"
