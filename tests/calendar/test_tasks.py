"""Tasks: how they are written and ticked off, who sees them, and the page of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.access.actions import change_role, grant
from hub.actor import Actor
from hub.app import Hub
from hub.errors import Invalid, NotFound
from hub_calendar import actions
from hub_calendar.errors import Outdated
from hub_calendar.ics import tasks as edits
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.tasks import TaskDraft, shown
from hub_calendar.models import CalendarObject
from hub_calendar.queries.calendars import own_calendar
from hub_calendar.queries.tasks import Task, task, tasks
from tests.calendar import worlds
from tests.calendar.conftest import at_time, ics
from tests.calendar.test_delivering import alice, bob
from tests.home.counting import counting

pytestmark = pytest.mark.anyio
__all__ = ["alice", "bob"]
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAILY = ("DTSTART;TZID=Europe/Paris:20261123T080000", "DUE;TZID=Europe/Paris:20261123T090000",
         "RRULE:FREQ=DAILY;COUNT=4", "SUMMARY:Relever le courrier")  # fmt: skip


def todo(*lines: str, uid: str = "t@example") -> str:
    return ics(*lines, uid=uid).replace("VEVENT", "VTODO")


async def kept(by: Actor) -> list[Task]:
    return (await tasks(by=by))[1]


def read(text: str) -> Parsed:
    return read_object(text, PARIS)


def written(draft: TaskDraft) -> Parsed:
    return read(serialise(edits.new_task(draft, "t@example", NOW)))


@pytest.mark.parametrize(
    ("due", "line", "told"),
    [
        (date(2026, 12, 7), "DUE;VALUE=DATE:20261207", date(2026, 12, 7)),
        (
            datetime(2026, 12, 7, 18), "DUE;TZID=Europe/Paris:20261207T180000",
            datetime(2026, 12, 7, 17, tzinfo=UTC),
        ),
        (None, "", None),
    ],
)  # fmt: skip
def test_a_new_task(due: date | None, line: str, told: date | None) -> None:
    made = written(TaskDraft("Arroser", due, description="Deux\nlignes", is_private=True))
    found = shown(made, NOW)
    assert (found.summary, found.description, found.due) == ("Arroser", "Deux\nlignes", told)
    assert (found.is_over, found.is_private, made.is_private) == (False, True, True)
    assert (line in made.ics) if line else "DUE" not in made.ics


def test_a_change_keeps_what_the_page_does_not_say() -> None:
    before = read(todo("DUE:20261201T100000Z", "PRIORITY:1", "X-OURS:kept", "SUMMARY:Avant"))
    after = read(serialise(edits.changed(before, TaskDraft("Après", date(2026, 12, 2)), NOW)))
    assert (after.main.text("PRIORITY"), after.main.text("X-OURS")) == ("1", "kept")
    assert (shown(after, NOW).due, shown(after, NOW).is_high) == (date(2026, 12, 2), True)


def test_ticked_off_and_open_again() -> None:
    done = read(serialise(edits.done(read(todo("SUMMARY:Une")), "", NOW)))
    told = shown(done, NOW)
    assert (told.is_over, told.over_at) == (True, NOW)
    again = read(serialise(edits.open_again(done, "", NOW)))
    assert not shown(again, NOW).is_over
    assert "COMPLETED" not in again.ics


def test_of_a_series_the_next_time_is_shown_and_ticked_off() -> None:
    parsed = read(todo(*DAILY))
    days = []
    for _time in range(4):
        told = shown(parsed, NOW)
        days.append((told.recurrence_id, told.due))
        assert not told.is_over
        parsed = read(serialise(edits.done(parsed, told.recurrence_id, NOW)))
    assert [it for it, _due in days] == [f"202611{day}T070000Z" for day in (23, 24, 25, 26)]
    assert [due for _it, due in days] == [
        datetime(2026, 11, day, 8, tzinfo=UTC) for day in (23, 24, 25, 26)
    ]
    assert shown(parsed, NOW).is_over
    # Each is as long as the series says, by the clock of the place.
    part = parsed.series.overrides["20261124T070000Z"]
    assert part.text("DUE") == "20261124T090000"


async def test_over_a_change_of_the_clocks() -> None:
    lines = [it.replace("20261123", "20261024") for it in DAILY]
    parsed = read(todo(*lines))
    parsed = read(serialise(edits.done(parsed, "20261025T070000Z", NOW)))
    part = parsed.series.overrides["20261025T070000Z"]
    assert (part.text("DTSTART"), part.text("DUE")) == ("20261025T080000", "20261025T090000")


async def test_somebody_keeps_their_tasks(alice: Actor) -> None:
    key = await own_calendar("personal", by=alice)
    await actions.create_task(key, by=alice, draft=TaskDraft("Arroser"))
    [one] = await kept(by=alice)
    stored = await actions.tick_task(one.id, by=alice, version=one.version)
    with pytest.raises(Outdated):
        await actions.tick_task(one.id, by=alice, version=one.version)
    changed = await actions.change_task(
        one.id, by=alice, draft=TaskDraft("Arroser tout"), version=stored.version
    )
    assert (await task(one.id, by=alice)).shown.summary == "Arroser tout"
    await actions.delete_task(one.id, by=alice, version=changed.version)
    assert await kept(by=alice) == []


async def test_what_is_no_task_is_refused(alice: Actor) -> None:
    key = await own_calendar("personal", by=alice)
    for draft in (TaskDraft(" "), TaskDraft("x" * 301), TaskDraft("x", description="x" * 20_001)):
        with pytest.raises(Invalid):
            await actions.create_task(key, by=alice, draft=draft)


async def test_who_else_sees_them(alice: Actor, bob: Actor) -> None:
    """Those who keep the calendar too, but for what is private; nobody who only reads it."""
    key = await own_calendar("personal", by=alice)
    await actions.create_task(key, by=alice, draft=TaskDraft("Ouverte"))
    await actions.create_task(key, by=alice, draft=TaskDraft("Secrète", is_private=True))
    keys = {it.summary: it.id for it in await CalendarObject.filter(component="VTODO")}
    given = await grant(key, bob.person_id or 0, "read", by=alice)
    for it in keys.values():
        with pytest.raises(NotFound):
            await actions.tick_task(it, by=bob, version=1)
    assert await kept(by=bob) == []
    await change_role(given, "edit", by=alice)
    assert [it.shown.summary for it in await kept(by=bob)] == ["Ouverte"]
    await actions.tick_task(keys["Ouverte"], by=bob, version=1)
    with pytest.raises(NotFound):
        await actions.delete_task(keys["Secrète"], by=bob, version=1)
    assert len(await kept(by=alice)) == 2


async def test_what_was_done_long_ago_is_out_of_sight(alice: Actor) -> None:
    key = await own_calendar("personal", by=alice)
    with at_time(datetime(2026, 10, 1, tzinfo=UTC)):
        stored = await actions.create_task(key, by=alice, draft=TaskDraft("Vieille"))
        await actions.tick_task(stored.object_id, by=alice, version=1)
    assert await kept(by=alice) == []
    assert await CalendarObject.filter(component="VTODO").exists()


async def test_the_page_of_tasks(hub: Hub) -> None:
    world = await worlds.build()
    visitor = await worlds.visitor(hub, world, "alice")
    await visitor.post("/tasks", {"summary": "Ranger", "due": "2020-01-02"})
    page = (await visitor.get("/tasks")).body.decode()
    assert page.index("En retard") < page.index("Ranger") < page.index("Sans date")
    assert page.index("Sans date") < page.index("Devis")
    [row] = await CalendarObject.filter(summary="Ranger")
    sent = {"version": "1", "at": "", "done": "1"}
    assert (await visitor.post(f"/tasks/{row.id}/tick", sent)).status == 303
    assert (await visitor.post(f"/tasks/{row.id}/tick", sent)).status == 409  # shown before that
    page = (await visitor.get("/tasks")).body.decode()
    assert page.index("Faites récemment") < page.index("Ranger")
    refused = await visitor.post("/tasks", {"summary": " "})
    assert refused.status == 422
    hour = await visitor.post(
        f"/tasks/{world.task}", {"summary": "X", "hour": "10:00", "version": "1"}
    )
    assert hour.status == 422


async def test_a_list_costs_as_many_reads_however_long(hub: Hub) -> None:
    world = await worlds.build()
    visitor = await worlds.visitor(hub, world, "alice")
    await visitor.get("/tasks")
    by = await world.alice.actor()
    with counting() as few:
        await visitor.get("/tasks")
    for number in range(20):
        await actions.create_task(world.calendar, by=by, draft=TaskDraft(f"T{number}"))
    with counting() as many:
        await visitor.get("/tasks")
    assert len(many) == len(few) <= 12
