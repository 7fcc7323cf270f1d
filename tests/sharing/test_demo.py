"""The demo's spaces: a function of its arguments, whose rows are such as the actions write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hub.access import actors, closure
from hub.action import action, happened
from hub.actor import NOBODY, Actor, Via
from hub.app import Hub
from hub.blobs import blobs
from hub.database import read
from hub.demo import load
from hub.people.days import today
from hub.people.models import Person
from hub.people.queries import principals_of
from hub.settings import Settings
from hub_sharing import queries
from hub_sharing.demo import demo
from hub_sharing.models import FileText, FileVersion, Node, TextState
from tests.access.conftest import ADMINISTRATOR
from tests.sharing.conftest import put

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 23)
TABLES = ("scope", "access_grant", "node", "file_version", "file_text")


async def actor(login: str) -> Actor:
    rows = await read("SELECT person_id FROM account WHERE login = :login", login=login)
    person = await Person.get(id=rows[0]["person_id"])
    principals = await principals_of(person.id, today())
    return Actor(principals, Via.SESSION, person.name, person_id=person.id)


@action("test.sharing.rebuilt")
async def rebuild(*, by: Actor) -> closure.Difference:
    happened("scope", 0)
    return await closure.rebuild()


async def test_it_is_the_same_each_time_and_true(new_settings: Callable[[], Settings]) -> None:
    seen: list[dict[str, Any]] = []
    for _time in range(2):
        async with Hub(new_settings()).running():
            counts = await load.load("s", TODAY, demos=[demo], by=await actors.of_job("demo"))
            seen.append({it: await read(f"SELECT * FROM {it} ORDER BY id") for it in TABLES})
            assert {it: len(seen[-1][it]) for it in TABLES} == {it: counts[it] for it in TABLES}
            difference = await rebuild(by=ADMINISTRATOR)
            assert (difference.missing, difference.surplus) == ([], [])
    assert seen[0] == seen[1]
    assert counts["node"] > 120


async def test_each_sees_their_service_and_a_guest_nothing(
    new_settings: Callable[[], Settings],
) -> None:
    async with Hub(new_settings()).running():
        await load.load("s", TODAY, demos=[demo], by=await actors.of_job("demo"))
        agent = await actor("agent")
        assert {it.name for it in await queries.spaces(by=agent)} == {
            "Vie scolaire", "Toute la maison",
        }  # fmt: skip
        for login in ("school", "guest", "official", "substitute"):
            assert await queries.spaces(by=await actor(login)) == []
        assert await queries.spaces(by=NOBODY) == []
        await check_like_the_actions(agent)
        await check_contents(agent)


async def check_like_the_actions(agent: Actor) -> None:
    """A file of the demo and one that an action made differ in nothing that is not said."""
    space = next(it for it in await queries.spaces(by=agent) if it.name == "Vie scolaire")
    node = await Node.filter(space_id=space.id, kind="file", content=1).first()
    assert node is not None

    class Agent:
        async def actor(self) -> Actor:
            return agent

    made = await put(await Node.get(id=node.parent_id), Agent(), f"x {node.name}", b"%PDF-1.7")  # type: ignore[arg-type]
    made = await Node.get(id=made.id)
    varying = {"id", "name", "name_key", "sort_key", "created_at", "changed_at", "changed_by_id"}
    one, other = (
        {key: value for key, value in vars(it).items() if key not in varying and key[0] != "_"}
        for it in (node, made)
    )
    assert one == other
    rows = [await FileVersion.get(node_id=it.id) for it in (node, made)]
    assert [(it.number, it.media_type) for it in rows] == [(1, "application/pdf")] * 2


async def check_contents(agent: Actor) -> None:
    """All content is there, and its text is what was read in it."""
    digests = [it async for it in queries.digests(by=await actors.of_job("test"))]
    assert len(digests) >= 8
    for digest in digests:
        assert await blobs.current.get().exists(digest)
    texts = await FileText.filter(state=TextState.DONE)
    assert all("\f" in it.body or len(it.body) > 200 for it in texts)
