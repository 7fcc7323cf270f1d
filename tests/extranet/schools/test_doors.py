"""Every page of schools, for everybody; and what nobody is told of a draft or of another school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.app import Hub
from hub.people.days import today
from hub.settings import Settings
from hub_calendar.actions import personal_calendar
from hub_extranet.schools import actions, pages, queries
from hub_extranet.schools.drafting import OverrideDraft
from tests.access import twins, worlds
from tests.access.matrix import Case, Matrix
from tests.conftest import _create
from tests.extranet.schools.conftest import END, START, World, music, pool
from tests.extranet.schools.doors import Doors, doors, entering
from tests.extranet.schools.test_drafting import TUESDAY, publish

pytestmark = pytest.mark.anyio

LINE = {
    "weekday": "2", "weeks": "A", "starts": "09:00", "ends": "10 h 00", "activity": "Piscine",
    "starts_on": START.isoformat(), "ends_on": END.isoformat(), "place": "Bassin 2",
}  # fmt: skip


async def cases(world: World) -> dict[str, Case]:
    alice = await world.alice.actor()
    line = {"line": await actions.add_line(world.school, by=alice, draft=pool(world))}
    closing = await actions.close(
        world.school, by=alice, starts_on=START, ends_on=START, reason="Grève"
    )
    class_id = await actions.add_class(world.school, by=alice, name="CE1")
    await publish(world)
    school = {"school": world.school}
    nobody_else = {"bob": 404}
    return {
        "schools": Case(is_own=True, get={"bob": 303, "charlie": 303}),
        "schools.open": Case(
            get={"alice": 403, "bob": 404}, post={"alice": 403, "bob": 404},
            sends={"school": str(world.school), "planned_by": "1", "zone": "A", "counting": "iso"},
        ),
        "schools.school": Case(values=school, query=f"day={TUESDAY}"),
        "schools.week": Case(values=school, query=f"day={TUESDAY}"),
        "schools.poster": Case(values=school, query=f"day={TUESDAY}&of=week"),
        "schools.prepare": Case(values=school, get={"bob": 403}),
        "schools.add_class": Case(values=school, sends={"name": "CP", "pupils": "21"}),
        "schools.remove_class": Case(values={"class": class_id}, post=nobody_else),
        "schools.close": Case(
            values=school, sends={"starts_on": "8/12/2026", "ends_on": "", "reason": "Neige"}
        ),
        "schools.reopen": Case(values={"closing": closing}, post=nobody_else),
        "schools.add_line": Case(values=school, get={"bob": 403}, sends=LINE),
        "schools.line": Case(
            values=line, get=nobody_else, post=nobody_else, sends=LINE | {"from_day": str(START)}
        ),
        "schools.end_line": Case(values=line, post=nobody_else, sends={"on": "2027-06-01"}),
        "schools.override": Case(
            values=line, get=nobody_else, post=nobody_else,
            sends={"due_on": str(TUESDAY), "starts": "08:40", "reason": "Car"},
        ),
        "schools.restore": Case(values=line, post=nobody_else, sends={"due_on": str(TUESDAY)}),
        "schools.publication": Case(values=school, get={"bob": 403}),
        "schools.publish": Case(values=school, sends={"version": "999"}, post={"alice": 409}),
    }  # fmt: skip


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    opened = await doors()
    visitors = [await opened.visitor(hub, it) for it in ("alice", "bob", "charlie", "nobody")]
    matrix = Matrix(pages.routes, await cases(opened.world), *visitors, worlds.snapshot)
    await matrix.check()


async def draft(world: World) -> None:
    """Whatever is prepared for `school`, and published to nobody."""
    alice = await world.alice.actor()
    line = await actions.add_line(world.school, by=alice, draft=music(activity="Secret"))
    thursday = TUESDAY + timedelta(days=2)
    await actions.override_day(line, thursday, by=alice, draft=OverrideDraft(True, reason="Secret"))
    await actions.close(world.school, by=alice, starts_on=today(), ends_on=today(), reason="Secret")


@pytest.fixture
async def pair(
    new_settings: Callable[..., Settings], server: str, tmp_path: Path
) -> tuple[Settings, Settings, Doors]:
    """Settings of twins: both have one published line of each school."""
    settings = new_settings()
    async with Hub(settings).running():
        opened = await doors()
        world = opened.world
        await actions.add_line(world.school, by=await world.alice.actor(), draft=pool(world))
        await publish(world)
        dora = await world.dora.actor()
        await personal_calendar(world.dora.id, by=dora)  # else it is made at her first look
        await actions.add_line(world.other, by=dora, draft=music())
        view = await queries.school(world.other, by=dora)
        await actions.publish(world.other, by=dora, version=view.version)
    return settings, worlds.clone(settings, server, tmp_path, _create), opened


@pytest.fixture(autouse=True)
def some_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each day leads to the next one: a walk ends somewhere, after the addresses it is given."""
    monkeypatch.setattr(twins, "MOST_PAGES", 24)


def addresses(world: World) -> list[str]:
    days = [f"?day={TUESDAY + timedelta(days=it)}" for it in (0, 2)]
    own = [f"/schools/{it}{page}" for it in (world.school, world.other) for page in ("", "/week")]
    return [f"{path}{day}" for path in own for day in days] + [
        f"/schools/{world.school}/prepare", f"/schools/{world.school}/publication",
        f"/access/school/{world.school}",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["bob", "charlie", "dora", "guest", "nobody"])
async def test_a_draft_is_told_to_nobody(pair: tuple[Settings, Settings, Doors], name: str) -> None:
    settings, twin, opened = pair
    async with Hub(twin).running():
        await draft(opened.world)
    both = [entering(it, opened, name) for it in (settings, twin)]
    walk = await twins.check(both, pages.routes, addresses(opened.world), at=datetime.now(UTC))
    day = walk.pages[f"/schools/{opened.world.school}?day={TUESDAY}"]
    assert day.status == {"bob": 200, "nobody": 303}.get(name, 404)
    assert ("Piscine" in day.body.decode()) == (name == "bob")


async def test_what_is_published_is_told_to_no_other_school(
    pair: tuple[Settings, Settings, Doors],
) -> None:
    settings, twin, opened = pair
    async with Hub(twin).running():
        await draft(opened.world)
        await publish(opened.world)
    for name in ("charlie", "guest"):
        both = [entering(it, opened, name) for it in (settings, twin)]
        await twins.check(both, pages.routes, addresses(opened.world), at=datetime.now(UTC))
    with pytest.raises(AssertionError, match="tells the secret"):
        both = [entering(it, opened, "bob") for it in (settings, twin)]
        await twins.check(both, pages.routes, addresses(opened.world), at=datetime.now(UTC))


async def test_the_key_of_something_else_is_that_of_no_school(hub: Hub) -> None:
    """A calendar's rights are of another kind: nobody can plan it."""
    opened = await doors()
    alice = await opened.world.alice.actor()
    view = await queries.school(opened.world.school, by=alice)
    visitor = await opened.visitor(hub, "alice")
    for page in ("", "/week", "/prepare", "/publication", "/poster.pdf", "/lines/new"):
        assert (await visitor.get(f"/schools/{view.calendar_id}{page}")).status == 404
        assert (await visitor.get(f"/calendars/{view.id}{page}")).status == 404
