"""What the hub and other domains learn of spaces and files through the domain's ports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.access.things import Ref
from hub.actor import NOBODY
from hub.language import using
from hub_sharing import actions, domain, live
from hub_sharing.models import FileVersion, Node
from tests.access.conftest import Cast
from tests.sharing.conftest import Team, folder, put

pytestmark = pytest.mark.anyio


async def test_things_are_found_by_whoever_reads_them(space: Node, team: Team) -> None:
    assert domain.attach is not None
    plans = await folder(space, team.alice, "Plans")
    made = await put(plans, team.alice, "Note.csv", b"a;b")
    gone = await put(plans, team.alice, "Parti.txt")
    await actions.trash(gone.id, by=await team.alice.actor())
    refs = [Ref("space", space.id), Ref("folder", plans.id), Ref("file", made.id)]
    wrong = [Ref("file", plans.id), Ref("folder", made.id), Ref("file", gone.id), Ref("file", 12)]
    found = await domain.attach.find([*wrong, *refs], by=await team.carole.actor())
    assert {ref: (it.title, it.url, it.icon) for ref, it in found.items()} == {
        refs[0]: ("Vie scolaire", f"/spaces/{space.id}", "people"),
        refs[1]: ("Plans", f"/spaces/{plans.id}", "folder"),
        refs[2]: ("Note.csv", f"/files/{made.id}", "table"),
    }
    assert found[refs[2]].abilities == {"read"}
    for by in (await team.charlie.actor(), NOBODY):
        assert await domain.attach.find(refs, by=by) == {}


async def test_names_are_suggested_to_whoever_reads_them(space: Node, team: Team) -> None:
    assert domain.attach is not None
    for name in ("Le plan.txt", "Plan 2.txt", "Éléments.txt", "Autre.txt"):
        await put(space, team.alice, name)
    carole, charlie = await team.carole.actor(), await team.charlie.actor()
    for words, expected in (
        ("plan", ["Plan 2.txt", "Le plan.txt"]), ("ELEM", ["Éléments.txt"]), ("%", []), ("_", []),
        ("zzz", []),
    ):  # fmt: skip
        found = await domain.attach.suggest(words, by=carole, limit=10)
        assert [it.title for it in found] == expected
        assert await domain.attach.suggest(words, by=charlie, limit=10) == []
    assert len(await domain.attach.suggest("txt", by=carole, limit=2)) == 2


async def test_changes_are_what_others_put(space: Node, team: Team) -> None:
    async def told(who: Cast, since: datetime) -> list[str]:
        assert domain.changes is not None
        with using("en"):
            changes = await domain.changes(since, by=await who.actor(), limit=10)
        return [it.sentence for it in changes]

    before = datetime.now(UTC)
    await put(space, team.alice, "Note.txt", b"un")
    await put(space, team.bob, "Avis.txt", b"un")
    await put(space, team.bob, "Note.txt", b"deux")
    expected = [f"Bob Petit has put 2 files in “{space.name}”"]
    assert await told(team.carole, before) == expected
    assert await told(team.alice, before) == expected
    assert await told(team.bob, before) == []
    assert await told(team.charlie, before) == []
    assert await told(team.carole, datetime.now(UTC) + timedelta(seconds=1)) == []


async def test_changes_are_told_together_within_an_hour_and_a_readable_place(
    space: Node, team: Team
) -> None:
    assert domain.changes is not None
    made = [await put(space, team.alice, f"{number}.txt") for number in range(3)]
    early = datetime.now(UTC) - timedelta(hours=2)
    await Node.filter(id=made[0].id).update(changed_at=early)
    await FileVersion.filter(node_id=made[0].id).update(at=early)
    carole, since = await team.carole.actor(), early - timedelta(hours=1)
    found = await domain.changes(since, by=carole, limit=10)
    assert [it.url for it in found] == [f"/nodes/{space.id}", f"/files/{made[0].id}"]
    assert len(await domain.changes(since, by=carole, limit=1)) == 1


async def test_a_socket_may_follow_what_its_reader_reads(space: Node, team: Team) -> None:
    made = await put(space, team.alice, "Note.txt")
    for node_id in (space.id, made.id):
        assert await live.reads(await team.carole.actor(), node_id)
        assert not await live.reads(await team.charlie.actor(), node_id)
        assert not await live.reads(NOBODY, node_id)
    await actions.trash(made.id, by=await team.alice.actor())
    assert not await live.reads(await team.carole.actor(), made.id)
