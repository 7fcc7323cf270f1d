"""Domains are loaded by name, and answer for their own kinds of things."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from hub.access import things
from hub.access.things import Ref
from hub.app import Hub
from hub.domain import AllThings, Domain, load
from hub.errors import NotFound
from tests.access.boards.attach import Boards
from tests.access.worlds import THINGS, build

pytestmark = pytest.mark.anyio


def module(monkeypatch: pytest.MonkeyPatch, name: str, domain: object) -> str:
    made = ModuleType(name)
    made.domain = domain  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, made)
    return name


def test_a_package_has_one_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [it.name for it in load(["tests.access.boards"])] == ["boards"]
    with pytest.raises(RuntimeError, match="has no `domain"):
        load(["tests.access.oracle"])
    with pytest.raises(RuntimeError, match="has no `domain"):
        load([module(monkeypatch, "odd", object())])


def test_no_two_have_a_name_or_a_kind_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    same = module(monkeypatch, "same", Domain("boards", "Boards"))
    with pytest.raises(RuntimeError, match="Two domains have: boards"):
        load(["tests.access.boards", same])
    other = module(monkeypatch, "other", Domain("other", "Other", attach=Boards()))
    with pytest.raises(RuntimeError, match="kind board, kind diary, kind note"):
        load(["tests.access.boards", other])


def test_a_reference_is_a_word_and_a_key() -> None:
    assert Ref.parse("event:12") == Ref("event", 12)
    assert str(Ref("event", 12)) == "event:12"
    for text in ("", "event", "event:", "event:0", "event:012", "Event:1", "event:1x", "a b:1",
                 "event:١", f"event:{2**63}", "event:1\n"):  # fmt: skip
        with pytest.raises(NotFound):
            Ref.parse(text)


async def test_things_are_found_by_whoever_may_know_of_them(hub: Hub) -> None:
    world = await build()
    refs = [
        Ref("board", world.board),
        Ref("note", world.closed),
        Ref("unknown", 7),
        Ref("board", 7),
    ]
    alice, bob, charlie = [await it.actor() for it in (world.alice, world.bob, world.charlie)]
    assert set(await THINGS.find(refs, by=alice)) == set(refs[:2])
    assert set(await THINGS.find(refs, by=bob)) == {refs[0]}
    assert await THINGS.find(refs, by=charlie) == {}
    with things.current.bound(THINGS):
        thing = await things.find(refs[0], by=bob)
        assert (thing.title, thing.url) == ("Rentrée", f"/boards/{world.board}")
        assert thing.abilities == {"read"}
        with pytest.raises(NotFound):
            await things.find(refs[0], by=charlie)
    assert await AllThings([]).find(refs, by=alice) == {}
