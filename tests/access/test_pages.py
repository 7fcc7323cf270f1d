"""The page "who sees this, and why": what it says to whom, and taking back from there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import pytest

from hub.access import things
from hub.access.actions import grant
from hub.access.queries import role_of
from hub.actor import ANYONE
from hub.app import Hub
from tests.access import worlds
from tests.access.asking import Visitor, signed_in
from tests.access.conftest import cast, new_group
from tests.access.worlds import App, World

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Scene:
    world: World
    alice: Visitor
    bob: Visitor
    charlie: Visitor

    async def page(self, visitor: Visitor, kind: str, number: int, query: str = "") -> str:
        """The words of the page."""
        answer = await visitor.get(f"/access/{kind}/{number}", query)
        assert answer.status == 200, answer.status
        main = answer.body.decode().partition("<main")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
async def scene(hub: Hub) -> AsyncIterator[Scene]:
    with things.current.bound(worlds.THINGS):
        world, app = await worlds.build(), App(hub)
        people = [await worlds.visitor(app, world, it) for it in ("alice", "bob", "charlie")]
        yield Scene(world, *people)


async def test_who_manages_sees_everybody_and_why(scene: Scene) -> None:
    world, by = scene.world, await scene.world.alice.actor()
    ends_at = datetime(2027, 1, 31, 23, 0, tzinfo=UTC)  # midnight in Paris
    await grant(world.board, world.charlie.id, "comment", by=by, ends_at=ends_at)
    told = await scene.page(scene.alice, "board", world.board)
    assert "3 personnes le voient. Votre droit : gérer." in told
    assert "Alice Martin gérer Donné par vous le" in told
    assert "Charlie Durand commenter Donné par vous le" in told
    assert "31 janvier 2027" in told
    assert "groupe, 1 personne" in told
    assert "Retirer" in told
    assert "Dedans, plus fermé entretiens 1 personne." in told


async def test_a_reader_sees_who_manages_and_his_own_reason(scene: Scene) -> None:
    told = await scene.page(scene.bob, "board", scene.world.board)
    assert "Alice Martin" in told
    assert "entretiens" not in told
    assert "Retirer" not in told
    assert "Une personne en particulier" not in told
    answer = await scene.bob.get(f"/access/board/{scene.world.board}", "name=Charlie")
    assert answer.status == 403


async def test_what_has_no_rights_of_its_own_says_whose_it_has(scene: Scene) -> None:
    told = await scene.page(scene.alice, "note", scene.world.note)
    assert "ceux de Rentrée valent ici" in told
    assert "Retirer" not in told


async def test_one_person_is_checked_by_name(scene: Scene) -> None:
    number = scene.world.board
    yes = await scene.page(scene.alice, "board", number, "name=bob+petit")
    assert "Oui. Bob Petit peut lire." in yes
    no = await scene.page(scene.alice, "board", number, "name=Charlie")
    assert "Non. Charlie Durand ne le voit pas" in no
    answer = await scene.page(scene.alice, "board", number, "name=Zoé")
    assert "Personne de la collectivité" in answer
    await cast("Bob", "Petitjean")
    several = await scene.page(scene.alice, "board", number, "name=bob")
    assert "Bob Petit Bob Petitjean" in several
    chosen = await scene.page(scene.alice, "board", number, f"person={scene.world.bob.id}")
    assert "Oui. Bob Petit" in chosen


async def test_the_members_of_a_group_are_shown_on_demand(scene: Scene) -> None:
    team = await new_group(scene.world.charlie, await cast("Inès", "Charpin"), name="Direction")
    await grant(scene.world.board, team.id, "read", by=await scene.world.alice.actor())
    number = scene.world.board
    assert "Inès Charpin" not in await scene.page(scene.alice, "board", number)
    told = await scene.page(scene.alice, "board", number, f"group={team.id}")
    assert "Inès Charpin, Charlie Durand" in told


async def test_what_is_for_anyone_says_so(scene: Scene) -> None:
    await grant(scene.world.board, ANYONE, "read", by=await scene.world.alice.actor())
    told = await scene.page(scene.alice, "board", scene.world.board)
    assert "Tout le monde le voit, même sans compte." in told


async def test_a_right_is_taken_back_from_the_page(scene: Scene) -> None:
    world = scene.world
    path = f"/access/grants/{world.grant}/revoke"
    answer = await scene.alice.post(path, {"next": f"/access/board/{world.board}"})
    assert (answer.status, answer.header("location")) == (303, f"/access/board/{world.board}")
    assert await role_of(await world.bob.actor(), world.board) is None
    answer = await scene.alice.post(path, {"next": "//evil.example/"})
    assert answer.status == 404


async def test_the_last_who_manages_is_told_so(scene: Scene) -> None:
    page = (await scene.alice.get(f"/access/board/{scene.world.board}")).body.decode()
    own = re.findall(r"/access/grants/(\d+)/revoke", page)
    assert len(own) == 2
    statuses = {(await scene.alice.post(f"/access/grants/{it}/revoke")).status for it in own}
    assert statuses == {303, 409}


async def test_the_list_is_a_table_without_formulas(scene: Scene) -> None:
    team = await new_group(scene.world.bob, name="=HYPERLINK(1)")
    await grant(scene.world.board, team.id, "read", by=await scene.world.alice.actor())
    answer = await scene.alice.get(f"/access/board/{scene.world.board}/list.csv")
    assert answer.header("content-type") == "text/csv; charset=utf-8"
    lines = answer.body.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Qui;Peut;Parce que;Jusqu’au"
    assert any(line.startswith("'=HYPERLINK(1);lire;") for line in lines)


@pytest.mark.parametrize("path", ["/access/board/7", "/access/thing/7", "/access/board/7/list.csv"])
async def test_what_is_not_there_is_not_found(scene: Scene, path: str) -> None:
    assert (await scene.alice.get(path)).status == 404
    assert (await scene.alice.get(f"/access/diary/{scene.world.board}")).status == 404


async def test_a_school_that_manages_a_thing_learns_no_names_by_it(scene: Scene) -> None:
    """Not by searching, not by the key of a person, not by opening a group."""
    school = await cast("Vera", "Roux")
    token = await worlds.session(school)
    visitor = await signed_in(scene.alice.app, "school", token)
    board, team = scene.world.board, await new_group(scene.world.charlie, name="Direction")
    by = await scene.world.alice.actor()
    await grant(board, school.id, "manage", by=by)
    await grant(board, team.id, "read", by=by)
    told = await scene.page(visitor, "board", board)
    assert "Direction" in told
    assert "Une personne en particulier" not in told
    assert "group=" not in told
    for query in ("name=Charlie", f"person={scene.world.bob.id}", f"group={team.id}"):
        answer = await visitor.get(f"/access/board/{board}", query)
        assert answer.status == 404, query
        assert b"Charlie" not in answer.body
    assert "Vera Roux" in await scene.page(visitor, "board", board, f"person={school.id}")
