"""People and units as the rest of the hub links and finds them, each reader what is theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub import search
from hub.access.things import Ref
from hub.actor import NOBODY, Actor, Via
from hub.app import Hub
from hub.errors import NotFound
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Position
from hub_directory import jobs
from hub_directory.attach import People
from hub_directory.search import People as FoundPeople
from tests.directory.conftest import tell
from tests.people.conftest import ADMINISTRATOR, new_person, new_unit, outsider, somebody

pytestmark = pytest.mark.anyio

JOB = Actor(frozenset(), Via.JOB, "search.rebuild")


async def found(text: str, by: Actor) -> list[str]:
    return [hit.thing.title for hit in (await search.find(text, by=by)).hits]


async def test_found_by_those_inside_and_by_nobody_else(hub: Hub) -> None:
    unit, ines = await new_unit("Voirie"), await new_person("Inès", "Charpin", phone="0199001234")
    await people.start_position(
        ines.id, unit.id, by=ADMINISTRATOR, title="Cantonnière", starts_on=today()
    )
    await tell()
    by, school = somebody(await new_person("Luc")), outsider(await new_person("École"))
    assert await found("inès charpin", by) == [ines.name]
    assert await found("cantonnière", by) == [ines.name]
    assert sorted(await found("voirie", by)) == [ines.name, "Voirie"]
    assert await found("ines", outsider(ines)) == [ines.name]
    for text in ("inès", "cantonnière", "voirie"):
        for other in (school, NOBODY):
            result = await search.find(text, by=other)
            assert (result.hits, result.counts) == ((), {})


async def test_what_changes_is_found_by_what_it_says_now(hub: Hub) -> None:
    unit, ines = await new_unit("Voirie"), await new_person("Inès", "Charpin")
    post = await people.start_position(
        ines.id, unit.id, by=ADMINISTRATOR, title="Cantonnière", starts_on=today()
    )
    await tell()
    by = somebody(await new_person("Luc"))
    await people.change_position(post.id, by=ADMINISTRATOR, title="Paysagiste")
    await people.rename_group(unit.id, by=ADMINISTRATOR, name="Espaces verts")
    await tell()
    assert await found("cantonnière", by) == await found("voirie", by) == []
    assert await found("paysagiste verts", by) == [ines.name]
    await people.leave_person(ines.id, by=ADMINISTRATOR)
    await people.close_group(unit.id, by=ADMINISTRATOR)
    await tell()
    assert await found("charpin", by) == await found("espaces", by) == []


async def test_a_position_that_ended_by_its_date_is_forgotten_at_night(hub: Hub) -> None:
    unit, ines = await new_unit("Voirie"), await new_person("Inès", "Charpin")
    post = await people.start_position(
        ines.id, unit.id, by=ADMINISTRATOR, title="Cantonnière", starts_on=date(2026, 1, 1)
    )
    await tell()
    await Position.filter(id=post.id).update(ends_on=today() - timedelta(days=1))  # time passes
    by = somebody(await new_person("Luc"))
    assert await found("cantonnière", by) == [ines.name]
    await jobs.refresh_dated(by=JOB)
    assert await found("cantonnière", by) == []
    assert await found("charpin", by) == [ines.name]


async def test_a_new_index_has_everybody(hub: Hub) -> None:
    ines, unit = await new_person("Inès", "Charpin"), await new_unit("Voirie")
    by = somebody(await new_person("Luc"))
    assert await search.rebuild(by=JOB) >= 3
    assert await found("charpin", by) == [ines.name]
    assert await found("voirie", by) == ["Voirie"]
    for other in (by, NOBODY, ADMINISTRATOR):
        with pytest.raises(NotFound):
            await FoundPeople().text(Ref("unit", unit.id), by=other)
        with pytest.raises(NotFound):
            _all = [text async for text in FoundPeople().texts(by=other)]


async def test_linked_by_those_who_may_know_of_them(hub: Hub) -> None:
    ines, unit = await new_person("Inès", "Charpin"), await new_unit("Voirie")
    refs = [Ref("person", ines.id), Ref("unit", unit.id), Ref("person", unit.id), Ref("person", 7)]
    port, by = People(), somebody(await new_person("Luc"))
    things = await port.find(refs, by=by)
    assert {it: thing.url for it, thing in things.items()} == {
        refs[0]: f"/people/{ines.id}", refs[1]: f"/units/{unit.id}",
    }  # fmt: skip
    assert set(await port.find(refs, by=outsider(ines))) == {refs[0]}
    assert await port.find(refs, by=NOBODY) == {}
    assert [it.title for it in await port.suggest("char", by=by, limit=5)] == [ines.name]
    assert [it.title for it in await port.suggest("voi", by=by, limit=5)] == ["Voirie"]
    for words, other in (("char", outsider(ines)), ("char", NOBODY), (" ", by)):
        assert await port.suggest(words, by=other, limit=5) == []
