"""Events written on the page: what is sent is what is kept, and bad input changes nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from hub.app import Hub
from hub.database import read
from hub.language import using
from hub.web.forms import Fields
from hub_calendar import actions, forms, queries
from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.pages import repetition
from tests.access.asking import Visitor
from tests.calendar import worlds
from tests.calendar.test_page_access import filled
from tests.calendar.worlds import World, draft, monday, visitor
from tests.home.counting import counting

pytestmark = pytest.mark.anyio

MOST_READS = 12
VIEWS = (
    "/calendars", "/calendars/day", "/calendars/team", "/calendars/month", "/calendars/list",
)  # fmt: skip


@pytest.fixture
async def world(hub: Hub) -> World:
    return await worlds.build()


@pytest.fixture
async def alice(hub: Hub, world: World) -> Visitor:
    return await visitor(hub, world, "alice")


async def text(who: Visitor, path: str, query: str = "") -> str:
    answer = await who.get(path, query)
    assert answer.status == 200, f"{path}: {answer.status}"
    return unescape(answer.body.decode())


async def events(calendar: int) -> int:
    rows = await read(
        "SELECT COUNT(*) AS number FROM calendar_object WHERE calendar_id = :id", id=calendar
    )
    return int(rows[0]["number"])


async def times(world: World, title: str) -> list[tuple[date, time]]:
    """When the events of a title are, in ten weeks, by the clocks of Paris."""
    by = await world.alice.actor()
    start = datetime.combine(monday(), time(), worlds.PARIS)
    found = await queries.occurrences([world.calendar], start, start + timedelta(70), by=by)
    own = [it.starts_at.astimezone(worlds.PARIS) for it in found if it.summary == title]
    return [(it.date(), it.time()) for it in own]


async def test_an_event_is_made_on_the_page_and_seen_there(alice: Visitor, world: World) -> None:
    day = monday() + timedelta(2)
    sent = filled(
        world.calendar, summary="Bilan <em>1</em>", day=day.isoformat(), location="Moulin"
    )
    answer = await alice.post("/events/new", sent)
    assert (answer.status, answer.header("location")) == (303, f"/calendars?day={day}")
    for path in VIEWS:
        page = (await alice.get(path, f"day={day}")).body.decode()
        assert "Bilan &lt;em&gt;1&lt;/em&gt;" in page, path
        assert "<em>1</em>" not in page
    assert await times(world, "Bilan <em>1</em>") == [(day, time(10))]


async def test_a_refresh_fetches_the_agenda_alone(alice: Visitor, world: World) -> None:
    for path in VIEWS:
        answer = await alice.get(path, f"day={monday()}", **{"hx-request": "true"})
        part = answer.body.decode()
        assert answer.status == 200, path
        assert part.lstrip().startswith('<div id="agenda"'), path
        assert "Chantier" in part
        assert "<html" not in part


async def test_the_first_page_tells_of_the_day(alice: Visitor, world: World) -> None:
    by = await world.alice.actor()
    today = datetime.now(worlds.PARIS).date()
    for title, rule in (("Une fois", ""), ("Chaque jour", "FREQ=DAILY")):
        await actions.create_event(world.calendar, by=by, draft=draft(title, today, 10, rule=rule))
    page = await text(alice, "/today")
    assert "Une fois" in page
    address = re.search(r'href="(/events/\d+)\?(at=[^"]+)">Chaque jour', page)
    assert address is not None
    assert "Tous les jours" in await text(alice, address[1], address[2])


async def test_whole_days(alice: Visitor, world: World) -> None:
    last = monday() + timedelta(3)
    sent = filled(world.calendar, summary="Congrès", all_day="1", last_day=last.isoformat())
    assert (await alice.post("/events/new", sent)).status == 303
    page = await text(alice, "/calendars", f"day={monday()}")
    bar = re.search(r'style="(--from:\d+;--to:\d+;--row:\d+)"[^>]*>\s*Congrès', page)
    assert bar is not None
    assert bar[1] == "--from:2;--to:6;--row:1"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"summary": " "}, "Remplissez"),
        ({"summary": "a" * 201}, "200"),
        ({"day": "2026-02-31"}, "date"),
        ({"day": ""}, "Remplissez"),
        ({"start": "25:00"}, "heure"),
        ({"end": "09:00"}, "finit avant"),
        ({"all_day": "1", "last_day": "1999-01-01"}, "finit avant"),
        ({"repeat": "HOURLY"}, "réponses"),
        ({"repeat": "DAILY", "interval": "0"}, "entre 1 et 99"),
        ({"repeat": "DAILY", "until": "1999-01-01"}, "finit avant"),
        ({"repeat": "DAILY", "count": "-3"}, "entre 1"),
        ({"repeat": "WEEKLY", "days": "x"}, "réponses"),
        ({"calendar": "seven"}, "réponses"),
        ({"sight": "nobody"}, "réponses"),
    ],
)
async def test_bad_input_is_said_and_changes_nothing(
    alice: Visitor, world: World, wrong: dict[str, str], told: str
) -> None:
    before = await events(world.calendar)
    answer = await alice.post("/events/new", filled(world.calendar, location="Gardé") | wrong)
    page = unescape(answer.body.decode())
    assert answer.status == 422
    assert told in page
    assert 'value="Gardé"' in page, "the rest of the form is kept"
    assert await events(world.calendar) == before


async def test_a_weekly_event_is_said_in_a_sentence(alice: Visitor, world: World) -> None:
    until = monday() + timedelta(30)
    sent = filled(world.calendar, summary="Point", repeat="WEEKLY", until=until.isoformat())
    assert (await alice.post("/events/new", sent | {"days": "2"})).status == 303
    found = await read("SELECT id FROM calendar_object WHERE summary = 'Point' ORDER BY id DESC")
    page = await text(alice, f"/events/{found[0]['id']}")
    assert "Toutes les semaines, le mardi, jusqu’au" in page


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("FREQ=DAILY", "Tous les jours."),
        ("FREQ=DAILY;INTERVAL=3;COUNT=4", "Tous les 3 jours, 4 fois."),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", "Toutes les 2 semaines, le lundi et le jeudi."),
        ("FREQ=MONTHLY;BYDAY=2TU", "Tous les mois, le deuxième mardi."),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Tous les mois, le dernier vendredi."),
        ("FREQ=YEARLY;UNTIL=20991231", "Tous les ans, jusqu’au 31 décembre 2099."),
    ],
)
async def test_sentences(hub: Hub, rule: str, sentence: str) -> None:
    with using("fr"):
        assert repetition.sentence(Repeat.parse(rule)) == sentence


async def test_a_rule_that_the_form_cannot_say_is_kept(alice: Visitor, world: World) -> None:
    by = await world.alice.actor()
    rule = "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=6"
    made = await actions.create_event(
        world.calendar, by=by, draft=draft("Paie", monday(), rule=rule)
    )
    page = await text(alice, f"/events/{made.object_id}")
    assert "règle particulière" in page
    sent = filled(world.calendar, summary="Paye", repeat="as-it-is", version="1")
    assert (await alice.post(f"/events/{made.object_id}/edit", sent)).status == 303
    found = await queries.event(made.object_id, by=by)
    assert (found.draft.rule, found.draft.summary) == (rule, "Paye")


async def third(world: World) -> tuple[str, date]:
    """The address of the third time of the series, and its day."""
    by = await world.alice.actor()
    start = datetime.combine(monday() + timedelta(14), time(), worlds.PARIS)
    found = await queries.occurrences([world.calendar], start, start + timedelta(7), by=by)
    it = next(it for it in found if it.event_id == world.series)
    return f"/events/{world.series}", it.starts_at.astimezone(worlds.PARIS).date()


async def form_of(who: Visitor, path: str, query: str) -> dict[str, str]:
    """What the form that is open would send as it is."""
    page = await text(who, path, query)
    form = page[page.index("event-form") :]
    fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>', form)
    kept = {name: value for name, value in fields if not re.search("days|reach|sight", name)}
    for box in re.findall(r"<input[^>]*type=.checkbox[^>]*>", form):
        if "checked" not in box and (name := re.search('name="([^"]+)"', box)):
            kept.pop(name[1], None)
    repeat = re.search(r'<option value="([^"]*)" selected', form)
    return kept | {"repeat": repeat[1] if repeat else "once", "sight": "open"}


@pytest.mark.parametrize(
    ("reach", "moved"), [("this", {2}), ("following", set(range(2, 10))), ("all", set(range(10)))]
)
async def test_a_change_of_a_series_reaches_as_far_as_is_said(
    alice: Visitor, world: World, reach: str, moved: set[int]
) -> None:
    path, day = await third(world)
    at = await _recurrence(world, day)
    sent = await form_of(alice, f"{path}/edit", f"at={at}")
    sent |= {"start": "16:00", "end": "17:00", "reach": reach}
    sent |= {} if reach == "this" else {"repeat": "WEEKLY"}
    answer = await alice.ask("POST", f"{path}/edit", query=f"at={at}", sends=sent)
    assert answer.status == 303, answer.body.decode()[-2000:]
    expected = [(monday() + timedelta(7 * it), time(16 if it in moved else 14)) for it in range(10)]
    assert await times(world, "Point") == expected


@pytest.mark.parametrize(("reach", "left"), [("this", 9), ("following", 2), ("all", 0)])
async def test_deleting_reaches_as_far_as_is_said(
    alice: Visitor, world: World, reach: str, left: int
) -> None:
    path, day = await third(world)
    at = await _recurrence(world, day)
    assert "Cette date seulement" in await text(alice, f"{path}/delete", f"at={at}")
    sent = {"version": "1", "reach": reach}
    answer = await alice.ask("POST", f"{path}/delete", query=f"at={at}", sends=sent)
    assert answer.status == 303
    assert len(await times(world, "Point")) == left


async def _recurrence(world: World, day: date) -> str:
    by = await world.alice.actor()
    start = datetime.combine(day, time(), worlds.PARIS)
    found = await queries.occurrences([world.calendar], start, start + timedelta(1), by=by)
    return next(it.recurrence_id for it in found if it.event_id == world.series)


async def test_what_somebody_else_changed_is_not_overwritten(alice: Visitor, world: World) -> None:
    sent = filled(world.calendar, summary="Un", version="1")
    assert (await alice.post(f"/events/{world.event}/edit", sent)).status == 303
    late = await alice.post(f"/events/{world.event}/edit", sent | {"summary": "Deux"})
    assert late.status == 409
    assert (await alice.post(f"/events/{world.event}/delete", {"version": "1"})).status == 409
    found = await queries.event(world.event, by=await world.alice.actor())
    assert found.draft.summary == "Un"


async def test_a_time_that_is_not_of_the_series_is_not_there(alice: Visitor, world: World) -> None:
    for at in ("20990101T000000Z", "x", "<script>"):
        assert (await alice.get(f"/events/{world.series}", f"at={at}")).status == 404


async def test_a_calendar_is_hidden_and_shown(alice: Visitor, world: World) -> None:
    listed = {"listed": str(world.calendar)}
    assert "Chantier" in await text(alice, "/calendars", f"day={monday()}")
    answer = await alice.post("/calendars/shown", listed | {"next": "//evil.example"})
    assert (answer.status, answer.header("location")) == (303, "/")
    assert "Chantier" not in await text(alice, "/calendars", f"day={monday()}")
    shown = listed | {"shown": str(world.calendar)}
    ticked = await alice.ask(
        "POST", "/calendars/shown", sends=shown, headers={"hx-request": "true"}
    )
    assert ticked.status == 204
    assert "Chantier" in await text(alice, "/calendars", f"day={monday()}")


async def test_the_first_visit_opens_a_calendar_of_ones_own(hub: Hub, world: World) -> None:
    denise = await visitor(hub, world, "denise")
    assert "Moi" in await text(denise, "/calendars")
    rows = await read("SELECT slug FROM calendar WHERE owner_id = :id", id=world.denise.id)
    assert [row["slug"] for row in rows] == ["personal"]


@pytest.mark.parametrize(
    "day", ["2026-03-29", "2026-10-25", "1900-01-01", "2200-12-31", "2024-02-29", "2026-11-11"]
)
async def test_any_day_has_its_pages(alice: Visitor, day: str) -> None:
    for path in VIEWS:
        page = await text(alice, path, f"day={day}")
        assert ("Armistice" in page) == (day == "2026-11-11"), path
    assert (await alice.get("/calendars", "day=31/02/2026")).status == 422


async def test_the_week_costs_few_reads_however_much_there_is(alice: Visitor, world: World) -> None:
    few = await reads(alice)
    by = await world.alice.actor()
    for number in range(12):
        it = await actions.create_calendar(by=by, name=f"Agenda {number}")
        for hour in range(8, 12):
            await actions.create_event(it.id, by=by, draft=draft(f"{number}", monday(), hour))
    many = await reads(alice)
    assert len(few) == len(many), "\n".join(many)
    assert 0 < len(few) <= MOST_READS, "\n".join(few)
    assert "+ 10" in await text(alice, "/calendars", f"day={monday()}")


async def reads(who: Visitor) -> list[str]:
    await text(who, "/calendars")
    with counting() as sent:
        await text(who, "/calendars", f"day={monday()}")
    return sent


titles = st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=40).filter(
    lambda it: it.strip() == it == unicodedata.normalize("NFC", it)
)
rules = st.sampled_from(
    ["", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "FREQ=MONTHLY;COUNT=3",
     "FREQ=YEARLY;UNTIL=21001231"]
)  # fmt: skip
wall = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda it: it.replace(second=0, microsecond=0)
)
timed = st.builds(
    lambda title, start, minutes, rule: EventDraft(
        title, start, start + timedelta(minutes=minutes), rule=rule
    ),
    titles, wall, st.integers(0, 4000), rules,
)  # fmt: skip
whole = st.builds(
    lambda title, start, days, rule: EventDraft(
        title, start.date(), start.date() + timedelta(days), rule=rule
    ),
    titles, wall, st.integers(1, 30), rules,
)  # fmt: skip


@given(timed | whole, st.booleans(), st.booleans(), st.booleans())
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(
    made: EventDraft, is_private: bool, is_free: bool, is_tentative: bool
) -> None:
    made = replace(made, is_private=is_private, is_free=is_free, is_tentative=is_tentative)
    shown = forms.values(made, Repeat.parse(made.rule) if made.rule else None)
    pairs = [("calendar", "7"), ("version", "1")]
    for name, value in shown.items():
        pairs += [(name, it) for it in ([value] if isinstance(value, str) else value)]
    fields = Fields(FormData(pairs))
    written = forms.event(fields)
    fields.check()
    assert written.draft == made
