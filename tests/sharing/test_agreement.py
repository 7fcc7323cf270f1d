"""After whatever has happened to a tree, lists, single reads and an oracle of its own agree."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access.actions import break_inheritance, restore_inheritance
from hub.access.models import Grant, Scope
from hub.actor import Actor
from hub.app import Hub
from hub.database import read
from hub.errors import NotFound, Refusal
from hub_sharing import actions, queries
from hub_sharing.models import Node
from tests.access.conftest import Cast
from tests.sharing.conftest import Team, put

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1800)]

thorough = settings(
    max_examples=200 if os.environ.get("HUB_TEST_SIZE") == "full" else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VERBS = "folder folder file move move share share close open trash trash restore rename"
steps = st.tuples(
    st.sampled_from(VERBS.split()), st.integers(0, 3), st.integers(0, 9), st.integers(0, 9)
)
Step = tuple[str, int, int, int]


class Tree:
    """Two spaces, and what four people do to them."""

    def __init__(self, team: Team) -> None:
        self.people = [team.alice, team.bob, team.carole, team.charlie]
        self.nodes: list[int] = []

    async def build(self) -> None:
        alice = await self.people[0].actor()
        for number in range(2):
            given = {self.people[0].id: "manage", self.people[1 + number].id: "write"}
            space = await actions.open_space(by=alice, name=f"Espace {number}", given=given)
            self.nodes.append(space.id)

    async def take(self, step: Step) -> None:
        verb, who, what, where = step
        by = await self.people[who].actor()
        with suppress(Refusal):
            await getattr(self, f"_{verb}")(by, self._node(what), self._node(where), where)

    def _node(self, number: int) -> int:
        return self.nodes[number % len(self.nodes)]

    async def _folder(self, by: Actor, what: int, _where: int, how: int) -> None:
        made = await actions.create_folder(
            what, by=by, name=f"D{len(self.nodes)}", is_closed=how == 0
        )
        self.nodes.append(made.id)

    async def _file(self, by: Actor, what: int, _where: int, how: int) -> None:
        place = await queries.place(what, by=by)
        who = next(it for it in self.people if it.id == by.person_id)
        made = await put(place, who, f"F{how % 4}", f"{len(self.nodes)}".encode())
        if made.id not in self.nodes:
            self.nodes.append(made.id)

    async def _move(self, by: Actor, what: int, where: int, _how: int) -> None:
        await actions.move(what, by=by, into=where)

    async def _share(self, by: Actor, what: int, _where: int, how: int) -> None:
        role = ("read", "comment", "write", "manage")[how % 4]
        await actions.share(what, self.people[how % 3 + 1].id, role, by=by)

    async def _close(self, by: Actor, what: int, _where: int, how: int) -> None:
        await break_inheritance(await self._scope(what), by=by, keeps=how % 2 == 0)

    async def _open(self, by: Actor, what: int, _where: int, _how: int) -> None:
        await restore_inheritance(await self._scope(what), by=by)

    async def _trash(self, by: Actor, what: int, _where: int, _how: int) -> None:
        await actions.trash(what, by=by)

    async def _restore(self, by: Actor, what: int, _where: int, _how: int) -> None:
        await actions.restore(what, by=by)

    async def _rename(self, by: Actor, what: int, _where: int, how: int) -> None:
        await actions.rename(what, by=by, name=f"N{how}")

    async def _scope(self, node_id: int) -> int:
        return (await Node.get(id=node_id)).scope_id


class Oracle:
    """Who reads what, worked out from parents and grants alone."""

    @classmethod
    async def of_now(cls) -> Oracle:
        made = cls()
        made.nodes = {it.id: it for it in await Node.all()}
        made.scopes = {it.id: it for it in await Scope.all()}
        made.grants = await Grant.all()
        return made

    nodes: dict[int, Node]
    scopes: dict[int, Scope]
    grants: list[Grant]

    def reads(self, person_id: int, node: Node) -> bool:
        """Whether a grant lies on the way from the node up to its space, or to what is closed."""
        at: Node | None = node
        while at is not None:
            if any(it.scope_id == at.id and it.principal_id == person_id for it in self.grants):
                return True
            if at.id in self.scopes and self.scopes[at.id].is_closed:
                return False
            at = self.nodes.get(at.parent_id or 0)
        return False

    def is_live(self, node: Node) -> bool:
        """Neither it nor anything it lies in was put into the bin by itself."""
        at: Node | None = node
        while at is not None:
            if at.trashed_at is not None:
                return False
            at = self.nodes.get(at.parent_id or 0)
        return True


@thorough
@given(st.lists(steps, min_size=6, max_size=25))
async def test_all_ways_of_asking_agree(hub: Hub, team: Team, story: list[Step]) -> None:
    tree = Tree(team)
    await tree.build()
    for step in story:
        await tree.take(step)
    oracle = await Oracle.of_now()
    for person in tree.people:
        await check(tree, oracle, person)
    await check_names(oracle)


async def check(tree: Tree, oracle: Oracle, person: Cast) -> None:
    by = await person.actor()
    expected = {
        it for it in tree.nodes
        if oracle.is_live(oracle.nodes[it]) and oracle.reads(person.id, oracle.nodes[it])
    }  # fmt: skip
    assert {it for it in tree.nodes if await is_read(it, by)} == expected
    listed = {it.id for it in [*await queries.spaces(by=by), *await queries.shared(by=by)]}
    waiting = [it for it in listed if oracle.nodes[it].holds]
    while waiting:
        inside = await queries.children(oracle.nodes[waiting.pop()], by=by)
        listed |= {it.id for it in inside}
        waiting += [it.id for it in inside if not it.is_file]
    assert listed & set(tree.nodes) == expected
    files = {it for it in expected if not oracle.nodes[it].holds}
    assert set(await queries.files(tree.nodes, by=by)) == files
    for it in expected:
        steps = [step.id for step in await queries.path(oracle.nodes[it], by=by)]
        assert set(steps) <= expected


async def is_read(node_id: int, by: Actor) -> bool:
    try:
        await queries.node(node_id, by=by)
    except NotFound:
        return False
    return True


async def check_names(oracle: Oracle) -> None:
    """No two live nodes of one place have one name; each knows its space and its scope."""
    live = [it for it in oracle.nodes.values() if oracle.is_live(it) and it.parent_id]
    assert len({(it.parent_id, it.name_key) for it in live}) == len(live)
    for node in oracle.nodes.values():
        top, scope = node, None
        while top.parent_id is not None:
            scope = scope or (top.id if top.id in oracle.scopes else None)
            top = oracle.nodes[top.parent_id]
        assert (node.space_id, node.scope_id) == (top.id, scope or top.id)
        assert (node.trash_id is None) == oracle.is_live(node)
    rows = await read(
        "SELECT node_id, COUNT(*) AS n, MAX(number) AS m FROM file_version GROUP BY 1"
    )
    assert all(row["n"] == row["m"] == oracle.nodes[row["node_id"]].content for row in rows)
