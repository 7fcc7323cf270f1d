"""The draft: who may change it, what may stand in it, and that nobody else learns of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.access.actors import of_job
from hub.actor import NOBODY, PLANNERS, Actor
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from hub.people.models import Group, GroupKind
from hub_extranet.schools import actions, queries
from hub_extranet.schools.drafting import LineDraft, OverrideDraft
from hub_extranet.schools.models import LineOverride, WeeklyLine
from hub_extranet.schools.timetable import Timetable, Weeks
from tests.extranet.schools.conftest import (
    ADMINISTRATOR,
    START,
    World,
    cast,
    music,
    pool,
    school_group,
)

pytestmark = pytest.mark.anyio

TUESDAY = date(2026, 12, 8)  # of a week A
DAY = timedelta(days=1)


async def line(world: World, draft: LineDraft | None = None) -> int:
    alice = await world.alice.actor()
    return await actions.add_line(world.school, by=alice, draft=draft or pool(world))


async def drafted(world: World) -> Timetable:
    return (await queries.draft(world.school, by=await world.alice.actor())).timetable


async def refused(acting: Awaitable[object]) -> type[Refusal] | None:
    try:
        await acting
    except Refusal as refusal:
        return type(refusal)
    return None


async def test_who_may_change_a_draft(world: World) -> None:
    line_id = await line(world)
    strike = {"starts_on": START, "ends_on": START, "reason": "Grève"}
    closing = await actions.close(world.school, by=await world.alice.actor(), **strike)  # type: ignore[arg-type]
    cancelled = OverrideDraft(is_cancelled=True)
    everything: list[tuple[Callable[[Actor], Awaitable[object]], bool]] = [
        (lambda by: actions.add_line(world.school, by=by, draft=music()), True),
        (lambda by: actions.add_class(world.school, by=by, name="CE1"), True),
        (lambda by: actions.close(world.school, by=by, **strike), True),  # type: ignore[arg-type]
        (lambda by: actions.publish(world.school, by=by, version=1), True),
        (lambda by: queries.draft(world.school, by=by), True),
        (lambda by: actions.change_line(line_id, by=by, draft=music(), from_day=START), False),
        (lambda by: actions.end_line(line_id, by=by, on=TUESDAY), False),
        (lambda by: actions.override_day(line_id, TUESDAY, by=by, draft=cancelled), False),
        (lambda by: actions.restore_day(line_id, TUESDAY, by=by), False),
        (lambda by: actions.reopen(closing, by=by), False),
        (lambda by: actions.remove_class(world.year1, by=by), False),
    ]  # fmt: skip
    before = await drafted(world)
    bob = await world.bob.actor()
    others = [await it.actor() for it in (world.charlie, world.dora, world.guest)]
    for act, is_of_the_school in everything:
        # A teacher knows the school, and nothing of what is being prepared.
        assert await refused(act(bob)) is (Forbidden if is_of_the_school else NotFound)
        for by in (*others, NOBODY, ADMINISTRATOR):
            assert await refused(act(by)) is NotFound
    assert await drafted(world) == before


async def test_only_administrators_open_schools(world: World) -> None:
    group = await school_group("École neuve")
    service = world.school
    for who in (world.alice, world.bob, world.guest):
        by = await who.actor()
        opening = actions.open_school(group.id, by=by, planned_by=service, zone="A")  # type: ignore[arg-type]
        assert await refused(opening) in {Forbidden, NotFound}
    assert group.id in await queries.unopened(by=ADMINISTRATOR)
    with pytest.raises(Conflict):
        await actions.open_school(world.school, by=ADMINISTRATOR, planned_by=service, zone="A")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await actions.open_school(
            group.id, by=ADMINISTRATOR, planned_by=service, zone="B", uai="71234"  # type: ignore[arg-type]
        )  # fmt: skip
    await actions.open_school(
        group.id, by=ADMINISTRATOR, planned_by=service, zone="B", uai="0711234a"  # type: ignore[arg-type]
    )  # fmt: skip
    assert group.id not in await queries.unopened(by=ADMINISTRATOR)
    another = await school_group("École du haut")
    with pytest.raises(Conflict):
        await actions.open_school(
            another.id, by=ADMINISTRATOR, planned_by=service, zone="B", uai="0711234A"  # type: ignore[arg-type]
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": 540}, "ends"),
        ({"starts": -1}, "ends"),
        ({"ends": 1440}, "ends"),
        ({"weekday": 7}, "weekday"),
        ({"activity": " … "}, "activity"),
        ({"activity": "x" * 101}, "activity"),
        ({"place": "x" * 101}, "place"),
        ({"starts_on": date(2027, 1, 5), "ends_on": date(2027, 1, 4)}, "ends_on"),
        ({"class_id": 1}, "class_id"),
        ({"starts_on": date(2026, 12, 20), "ends_on": date(2027, 1, 3)}, "starts_on"),
        ({"starts_on": date(2028, 9, 1), "ends_on": date(2029, 7, 1)}, "starts_on"),
    ],
)
async def test_a_wrong_line_is_refused_and_nothing_written(
    world: World, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await line(world, pool(world, **wrong))
    assert field in refusal.value.fields
    assert await WeeklyLine.all().count() == 0


async def test_somebody_who_is_not_there_cannot_come(world: World) -> None:
    with pytest.raises(NotFound):
        await line(world, pool(world, person_id=1))
    assert await WeeklyLine.all().count() == 0


async def test_a_class_of_another_school_is_none_of_this_one(world: World) -> None:
    foreign = await actions.add_class(world.other, by=await world.dora.actor(), name="CP")
    with pytest.raises(Invalid):
        await line(world, pool(world, class_id=foreign))


async def test_a_line_that_nobody_has_seen_is_simply_changed(world: World) -> None:
    line_id = await line(world)
    changed = pool(world, starts=520, ends=580)
    alice = await world.alice.actor()
    assert line_id == await actions.change_line(line_id, by=alice, draft=changed, from_day=TUESDAY)
    (only,) = (await drafted(world)).lines
    assert (only.starts, only.starts_on) == (520, START)


async def test_a_published_line_ends_and_another_one_begins(world: World) -> None:
    line_id, alice = await line(world), await world.alice.actor()
    await actions.override_day(line_id, TUESDAY, by=alice, draft=OverrideDraft(is_cancelled=True))
    before = TUESDAY - 14 * DAY
    await actions.override_day(line_id, before, by=alice, draft=OverrideDraft(is_cancelled=True))
    await publish(world)
    changed = pool(world, starts=520, ends=580)
    new_id = await actions.change_line(line_id, by=alice, draft=changed, from_day=TUESDAY)
    old, new = (await drafted(world)).lines
    if old.id != line_id:
        old, new = new, old
    assert (old.id, old.starts, old.ends_on) == (line_id, 540, TUESDAY - DAY)
    assert (new.id, new.starts, new.starts_on) == (new_id, 520, TUESDAY)
    kept = {(it.line_id, it.due_on) for it in (await drafted(world)).overrides}
    assert kept == {(line_id, before), (new_id, TUESDAY)}


async def test_a_line_ends_with_what_was_said_of_later_days(world: World) -> None:
    line_id, alice = await line(world), await world.alice.actor()
    await actions.override_day(line_id, TUESDAY, by=alice, draft=OverrideDraft(is_cancelled=True))
    await actions.end_line(line_id, by=alice, on=TUESDAY - DAY)
    assert (await drafted(world)).lines[0].ends_on == TUESDAY - DAY
    assert await LineOverride.all().count() == 0
    with pytest.raises(Conflict):
        await actions.end_line(line_id, by=alice, on=TUESDAY)
    await actions.end_line(line_id, by=alice, on=START - DAY)
    assert (await drafted(world)).lines == ()


@pytest.mark.parametrize(
    ("due_on", "draft", "field"),
    [
        (TUESDAY + DAY, OverrideDraft(True), "due_on"),
        (TUESDAY + 7 * DAY, OverrideDraft(True), "due_on"),  # of a week B
        (date(2026, 12, 22), OverrideDraft(True), "due_on"),  # holidays
        (TUESDAY, OverrideDraft(starts=610), "ends"),
        (TUESDAY, OverrideDraft(on=date(2026, 12, 25)), "on"),
        (TUESDAY, OverrideDraft(on=date(2028, 9, 5)), "on"),
    ],
)
async def test_a_wrong_day_is_refused(
    world: World, due_on: date, draft: OverrideDraft, field: str
) -> None:
    line_id = await line(world)
    with pytest.raises(Invalid) as refusal:
        await actions.override_day(line_id, due_on, by=await world.alice.actor(), draft=draft)
    assert field in refusal.value.fields
    assert await LineOverride.all().count() == 0


async def test_the_last_word_on_a_day_counts_and_can_be_taken_back(world: World) -> None:
    line_id, alice = await line(world), await world.alice.actor()
    for draft in (OverrideDraft(True, reason="Panne"), OverrideDraft(starts=530, reason="Car")):
        await actions.override_day(line_id, TUESDAY, by=alice, draft=draft)
    (lesson,) = (await drafted(world)).lessons_on(TUESDAY)
    assert (lesson.starts, lesson.is_cancelled, lesson.reason) == (530, False, "Car")
    await actions.restore_day(line_id, TUESDAY, by=alice)
    (lesson,) = (await drafted(world)).lessons_on(TUESDAY)
    assert not lesson.is_changed
    with pytest.raises(NotFound):
        await actions.restore_day(line_id, TUESDAY, by=alice)


async def test_a_closed_school_opens_again(world: World) -> None:
    await line(world)
    alice = await world.alice.actor()
    closing = await actions.close(
        world.school, by=alice, starts_on=TUESDAY, ends_on=TUESDAY, reason="Verglas"
    )
    assert (await drafted(world)).lessons_on(TUESDAY)[0].is_cancelled
    await actions.reopen(closing, by=alice)
    assert not (await drafted(world)).lessons_on(TUESDAY)[0].is_cancelled


async def test_a_removed_class_leaves_its_lines(world: World) -> None:
    await line(world)
    await actions.remove_class(world.year1, by=await world.alice.actor())
    assert (await drafted(world)).lines[0].class_id is None


async def publish(world: World) -> int:
    alice = await world.alice.actor()
    view = await queries.school(world.school, by=alice)
    return await actions.publish(world.school, by=alice, version=view.version)


async def test_nobody_of_the_school_sees_a_draft(world: World) -> None:
    bob = await world.bob.actor()
    await line(world)
    assert await queries.edition(world.school, by=bob) is None
    await publish(world)
    await line(world, music())
    published = await queries.edition(world.school, by=bob)
    assert published is not None
    assert [it.activity for it in published.timetable.lines] == ["Piscine"]
    for who in (world.charlie, world.guest):
        with pytest.raises(NotFound):
            await queries.edition(world.school, by=await who.actor())
        assert await queries.editions(by=await who.actor(), of=[world.school]) == {}


async def test_publishing_asks_for_the_draft_that_was_seen(world: World) -> None:
    alice = await world.alice.actor()
    await line(world)
    seen = (await queries.school(world.school, by=alice)).version
    await line(world, music())
    with pytest.raises(Conflict):
        await actions.publish(world.school, by=alice, version=seen)
    assert await queries.edition(world.school, by=alice) is None
    assert await publish(world) == 1
    assert await publish(world) == 1, "nothing has changed"
    assert (await queries.school(world.school, by=alice)).is_published
    await line(world, music(weeks=Weeks.B, weekday=5))
    assert not (await queries.school(world.school, by=alice)).is_published
    assert await publish(world) == 2


async def test_lessons_elsewhere_are_those_of_schools_that_one_plans(world: World) -> None:
    dora, alice = await world.dora.actor(), await world.alice.actor()
    await actions.add_line(world.other, by=dora, draft=replace(pool(world), class_id=None))
    asked = (world.school, START, date(2027, 7, 2), [world.swimmer.id])
    assert await queries.lessons_elsewhere(*asked, by=alice) == []
    found = await queries.lessons_elsewhere(world.other + 1, *asked[1:], by=dora)
    assert {it.line.school_id for it in found} == {world.other}
    await cast("Nouvelle", "Personne")
    assert await queries.lessons_elsewhere(world.other, *asked[1:], by=dora) == []


async def test_the_service_that_plans_a_school_finds_the_schools(world: World) -> None:
    assert PLANNERS in (await world.alice.actor()).principals
    for it in (world.bob, world.charlie, world.guest):
        assert PLANNERS not in (await it.actor()).principals


async def test_whose_schools_all_end_plans_no_more(world: World) -> None:
    job = await of_job("schools.settle_planners")
    await actions.settle_planners(by=job)
    assert PLANNERS in (await world.alice.actor()).principals
    await Group.filter(kind=GroupKind.SCHOOL).update(closed_on=date(2026, 1, 1))
    await actions.settle_planners(by=job)
    assert PLANNERS not in (await world.alice.actor()).principals
