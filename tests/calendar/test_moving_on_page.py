"""Events moved, made longer and copied in the grid: by the rules of every other change."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest

from hub.app import Hub
from hub.database import read
from hub.people.models import Person
from hub_calendar import actions, queries
from hub_calendar.ics.carrying import carried
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.ics.lines import Malformed
from tests.access.asking import Answer, Visitor
from tests.calendar.test_event_pages import alice, events, times, world
from tests.calendar.worlds import World, draft, monday, visitor

__all__ = ["alice", "world"]
pytestmark = pytest.mark.anyio

DAY = monday() + timedelta(7)
"""To come: of what is over, no organizer is told an answer."""
ALICE, BOB = "alice@orbelle.example", "bob@orbelle.example"
HTMX = {"hx-request": "true"}


def at(day: date, hour: int, minute: int = 0) -> str:
    return datetime.combine(day, time(hour, minute)).isoformat()


def put(day: date, hour: int, minutes: int = 60, **more: str) -> dict[str, str]:
    starts = datetime.combine(day, time(hour))
    ends = starts + timedelta(minutes=minutes)
    return {"starts": starts.isoformat(), "ends": ends.isoformat(), "version": "1"} | more


async def move(who: Visitor, event: int, sent: dict[str, str], **headers: str) -> Answer:
    return await who.ask("POST", f"/events/{event}/move", sends=sent, headers=HTMX | headers)


async def held(who: Visitor, title: str, day: date) -> dict[str, str]:
    """What the grid says of an event that may be moved."""
    page = unescape((await who.get("/calendars", f"day={day}")).body.decode())
    blocks = re.findall(r"<a class=\"[^>]*data-event[^>]*>.*?</a>", page, re.DOTALL)
    block = next(it for it in blocks if title in it)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', block.partition(">")[0]))


async def days_of(world: World, title: str) -> list[int]:
    """On which days it is, counted from Monday."""
    return [(it - monday()).days for it, _at in await times(world, title)]


async def taken_back(who: Visitor, answer: Answer) -> Answer:
    """Sends the form that the answer ends with."""
    page = unescape(answer.body.decode())
    action = re.search(r'action="([^"]+)"', page)
    assert action is not None
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    sent = {name: value for name, value in fields if name != "csrf"}
    return await who.ask("POST", action[1], sends=sent, headers=HTMX)


async def test_an_event_is_put_elsewhere_and_back(alice: Visitor, world: World) -> None:
    day = monday() + timedelta(2)
    answer = await move(alice, world.event, put(day, 15, 90))
    assert answer.status == 200
    page = unescape(answer.body.decode())
    assert "Déplacé : Chantier" in page.replace("\N{NO-BREAK SPACE}", " ")
    found = await queries.event(world.event, by=await world.alice.actor())
    assert (found.draft.starts, found.draft.length) == (
        datetime.combine(day, time(15)), timedelta(minutes=90),
    )  # fmt: skip
    assert (await taken_back(alice, answer)).status == 200
    found = await queries.event(world.event, by=await world.alice.actor())
    assert (found.draft.starts, found.draft.length, found.version) == (
        datetime.combine(monday(), time(10)), timedelta(hours=1), 3,
    )  # fmt: skip


async def test_without_script_the_agenda_follows(alice: Visitor, world: World) -> None:
    day = monday() + timedelta(1)
    answer = await alice.post(f"/events/{world.event}/move", put(day, 8))
    assert (answer.status, answer.header("location")) == (303, f"/calendars?day={day}")


async def test_the_grid_says_what_may_be_moved(hub: Hub, alice: Visitor, world: World) -> None:
    assert await held(alice, "Chantier", monday()) == {
        "move": f"/events/{world.event}/move", "at": "", "version": "1",
        "starts": at(monday(), 10), "ends": at(monday(), 11),
    }  # fmt: skip
    bob = await visitor(hub, world, "bob")
    shown = {"listed": str(world.calendar), "shown": str(world.calendar)}
    await bob.post("/calendars/shown", shown)
    page = (await bob.get("/calendars", f"day={monday()}")).body.decode()
    assert "Chantier" in page
    assert "data-move=" not in page, "bob reads alone"


async def test_who_may_not_change_it_moves_nothing(hub: Hub, world: World) -> None:
    wanted = {"bob": 403, "denise": 404, "charlie": 404, "school": 404}
    for name, status in wanted.items():
        who = await visitor(hub, world, name)
        for more in ({}, {"copy": "1"}):
            assert (await move(who, world.event, put(monday(), 15, **more))).status == status, name
    bob = await visitor(hub, world, "bob")
    assert (await move(bob, world.private, put(monday(), 8))).status == 404
    assert await times(world, "Chantier") == [(monday(), time(10))]


async def test_what_somebody_else_changed_stays(alice: Visitor, world: World) -> None:
    assert (await move(alice, world.event, put(monday(), 15))).status == 200
    late = await move(alice, world.event, put(monday(), 16))
    assert late.status == 409
    assert "entre-temps" in unescape(late.body.decode())
    assert await times(world, "Chantier") == [(monday(), time(15))]


async def test_what_is_taken_back_too_late_stays(alice: Visitor, world: World) -> None:
    first = await move(alice, world.event, put(monday(), 15))
    assert (await move(alice, world.event, put(monday(), 16, version="2"))).status == 200
    assert (await taken_back(alice, first)).status == 409
    assert await times(world, "Chantier") == [(monday(), time(16))]


@pytest.mark.parametrize(
    ("reach", "moved"), [("this", {2}), ("following", set(range(2, 10))), ("all", set(range(10)))]
)
async def test_a_series_moves_as_far_as_is_said(
    alice: Visitor, world: World, reach: str, moved: set[int]
) -> None:
    day = monday() + timedelta(14)
    hold = await held(alice, "Point", day)
    sent = put(day + timedelta(1), 16, at=hold["at"], reach=reach)
    answer = await move(alice, world.series, sent)
    assert answer.status == 200, answer.body.decode()
    much = {"following": "Cette date et les suivantes", "all": "Toute la série"}
    assert [it for it in much.values() if it in answer.body.decode()] == [
        it for key, it in much.items() if key == reach
    ]
    days = [monday() + timedelta(7 * it) for it in range(10)]
    assert await times(world, "Point") == [
        (it + timedelta(1), time(16)) if number in moved else (it, time(14))
        for number, it in enumerate(days)
    ]
    assert (await taken_back(alice, answer)).status == 200
    assert await times(world, "Point") == [(it, time(14)) for it in days]


async def test_weekdays_of_a_rule_go_along_and_exceptions_with_them(
    alice: Visitor, world: World
) -> None:
    by = await world.alice.actor()
    made = await actions.create_event(
        world.calendar, by=by,
        draft=draft("Garde", monday(), 9, rule="FREQ=WEEKLY;COUNT=6;BYDAY=MO,TH"),
    )  # fmt: skip
    hold = await held(alice, "Garde", monday() + timedelta(7))
    await actions.delete_event(
        made.object_id, by=by, version=1, recurrence_id=hold["at"], reach=actions.Reach.THIS
    )
    first = await held(alice, "Garde", monday())
    sent = put(monday() + timedelta(1), 9, at=first["at"], reach="all", version="2")
    answer = await move(alice, made.object_id, sent)
    assert answer.status == 200
    assert await days_of(world, "Garde") == [1, 4, 11, 15, 18]
    assert (await taken_back(alice, answer)).status == 200
    assert await days_of(world, "Garde") == [0, 3, 10, 14, 17]


async def test_a_rule_that_names_its_days_otherwise_moves_one_date_alone(
    alice: Visitor, world: World
) -> None:
    by = await world.alice.actor()
    number = (monday().day - 1) // 7 + 1
    rule = f"FREQ=MONTHLY;BYDAY={number if number < 5 else -1}MO;COUNT=2"
    made = await actions.create_event(
        world.calendar, by=by, draft=draft("Bureau", monday(), rule=rule)
    )
    hold = await held(alice, "Bureau", monday())
    sent = put(monday() + timedelta(1), 10, at=hold["at"])
    refused = await move(alice, made.object_id, sent | {"reach": "all"})
    assert refused.status == 422
    assert "nomme ses jours" in unescape(refused.body.decode())
    assert (await move(alice, made.object_id, sent | {"reach": "this"})).status == 200
    at_noon = put(monday(), 12, reach="all", version="2")
    assert (await move(alice, made.object_id, at_noon)).status == 200, "its day stays"


async def test_a_date_that_was_put_back_moves_with_all_and_one_put_elsewhere_stays(
    alice: Visitor, world: World
) -> None:
    days = [monday() + timedelta(7 * it) for it in range(10)]
    for number, hour in ((1, 14), (2, 8)):
        hold = await held(alice, "Point", days[number])
        sent = put(days[number], 9, at=hold["at"], reach="this", version=hold["version"])
        assert (await move(alice, world.series, sent)).status == 200
        sent = put(days[number], hour, at=hold["at"], reach="this")
        sent["version"] = (await held(alice, "Point", days[number]))["version"]
        assert (await move(alice, world.series, sent)).status == 200
    hold = await held(alice, "Point", days[1])
    sent = put(days[1], 16, at=hold["at"], reach="all", version=hold["version"])
    answer = await move(alice, world.series, sent)
    assert answer.status == 200
    assert await times(world, "Point") == [
        (it, time(8 if number == 2 else 16)) for number, it in enumerate(days)
    ]
    assert (await taken_back(alice, answer)).status == 200
    assert await times(world, "Point") == [
        (it, time(8 if number == 2 else 14)) for number, it in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("rule", "days", "after"),
    [
        ("", 3, ""),
        ("FREQ=MONTHLY;BYDAY=2TU", 0, "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=WEEKLY;BYDAY=SU", 1, "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 2, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 5, None),
        ("FREQ=DAILY;UNTIL=20261220", -1, "FREQ=DAILY;UNTIL=20261219"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", 1, None),
    ],
)
def test_rules_go_along(rule: str, days: int, after: str | None) -> None:
    if after is None:
        with pytest.raises(Malformed):
            carried(rule, days)
    else:
        assert carried(rule, days) == after
        assert carried(after, -days) == rule


async def test_a_copy_is_an_event_of_its_own(alice: Visitor, world: World) -> None:
    before = await events(world.calendar)
    hold = await held(alice, "Point", monday())
    answer = await move(alice, world.series, put(monday(), 17, at=hold["at"], copy="1"))
    assert answer.status == 200
    assert await events(world.calendar) == before + 1
    there = await times(world, "Point")
    assert len(there) == 11, "once, whatever is copied"
    assert (monday(), time(17)) in there
    await taken_back(alice, answer)
    assert await events(world.calendar) == before


async def test_a_copy_invites_nobody(alice: Visitor, world: World) -> None:
    made = await _invited(world)
    assert (await move(alice, made, put(monday(), 17, copy="1"))).status == 200
    rows = await read("SELECT ics FROM calendar_object WHERE summary = 'Invités' ORDER BY id")
    assert ["ATTENDEE" in row["ics"] for row in rows] == [True, False]


async def test_a_guest_moves_nothing_of_what_somebody_else_organizes(
    alice: Visitor, world: World
) -> None:
    for it, email in ((world.alice, ALICE), (world.bob, BOB)):
        await Person.filter(id=it.id).update(email=email)
    made = await _invited(world, organizer=BOB, guest=ALICE)
    answer = await move(alice, made, put(DAY, 17))
    assert answer.status == 403
    assert "l’organisateur qui décide" in unescape(answer.body.decode())
    assert await times(world, "Invités") == [(DAY, time(16))]
    assert (await move(alice, made, put(DAY, 17, copy="1"))).status == 200


async def test_whole_days_move_by_days(alice: Visitor, world: World) -> None:
    by = await world.alice.actor()
    made = await actions.create_event(
        world.calendar, by=by, draft=EventDraft("Congrès", monday(), monday() + timedelta(2))
    )
    hold = await held(alice, "Congrès", monday())
    assert (hold["starts"], hold["ends"]) == (str(monday()), str(monday() + timedelta(2)))
    days = {"starts": str(monday() + timedelta(1)), "ends": str(monday() + timedelta(4))}
    assert (await move(alice, made.object_id, days | {"version": "1"})).status == 200
    found = await queries.event(made.object_id, by=by)
    assert found.draft.starts == monday() + timedelta(1)
    assert found.draft.ends == monday() + timedelta(4)
    refused = await move(alice, made.object_id, put(monday(), 9, version="2"))
    assert refused.status == 422


async def test_over_the_change_of_clocks_the_hour_stays(alice: Visitor, world: World) -> None:
    """From Saturday to the Sunday of 25 hours: as long by the clock on the wall."""
    by = await world.alice.actor()
    saturday, sunday = date(2027, 10, 30), date(2027, 10, 31)
    made = await actions.create_event(world.calendar, by=by, draft=draft("Nuit", saturday, 1, 180))
    assert (await move(alice, made.object_id, put(sunday, 1, 180))).status == 200
    found = await queries.event(made.object_id, by=by)
    assert (found.draft.starts, found.draft.ends) == (
        datetime.combine(sunday, time(1)), datetime.combine(sunday, time(4)),
    )  # fmt: skip
    assert found.ends_at - found.starts_at == timedelta(hours=4)


async def test_clocks_elsewhere_are_kept(alice: Visitor, world: World) -> None:
    by = await world.alice.actor()
    made = await actions.create_event(
        world.calendar, by=by,
        draft=draft("Mayotte", date(2027, 1, 5), 10, timezone="Indian/Mayotte"),
    )  # fmt: skip
    assert (await held(alice, "Mayotte", date(2027, 1, 5)))["starts"] == "2027-01-05T08:00:00"
    assert (await move(alice, made.object_id, put(date(2027, 1, 6), 9))).status == 200
    found = await queries.event(made.object_id, by=by)
    assert found.draft.timezone == "Indian/Mayotte"
    assert found.draft.starts == datetime(2027, 1, 6, 11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": "x"}, {"starts": ""}, {"starts": "2026-12-08T10:00:00Z"},
        {"ends": "1800-01-01"}, {"ends": "2026-01-01T00:00:00"}, {"reach": "some"},
        {"version": "-1"}, {"starts": "2026-W50"},
    ],
)  # fmt: skip
async def test_bad_input_moves_nothing(alice: Visitor, world: World, wrong: dict[str, str]) -> None:
    answer = await move(alice, world.event, put(monday(), 15) | wrong)
    assert answer.status == 422
    assert await times(world, "Chantier") == [(monday(), time(10))]


async def _invited(
    world: World, organizer: str = "chef@ailleurs.example", guest: str = "guest@ailleurs.example"
) -> int:
    """An event in Alice's calendar that somebody organizes and somebody is invited to."""
    by = await world.alice.actor()
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:invites@x",
        "DTSTAMP:20261101T000000Z", f"DTSTART;TZID=Europe/Paris:{DAY:%Y%m%d}T160000",
        f"DTEND;TZID=Europe/Paris:{DAY:%Y%m%d}T170000", "SUMMARY:Invités",
        f"ORGANIZER:mailto:{organizer}", f"ATTENDEE:mailto:{guest}",
        "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    stored = await actions.put_object(world.calendar, "invites.ics", text, by=by)
    return stored.object_id
