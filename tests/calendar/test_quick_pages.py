"""Quick add on the page: what is understood is said, what is sent is in one's own calendar."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from hub.app import Hub
from hub.database import read, transaction, write
from hub_calendar import actions
from hub_calendar.ics.objects import read_object
from hub_calendar.models import CalendarObject
from tests.access.asking import Visitor
from tests.calendar import worlds
from tests.calendar.test_event_pages import MOST_READS, VIEWS
from tests.calendar.worlds import World, visitor
from tests.conformance.test_rfc6638_implicit import told as settle
from tests.home.counting import counting

pytestmark = pytest.mark.anyio

QUICK = "/events/quick"


@pytest.fixture
async def world(hub: Hub) -> World:
    return await worlds.build()


@pytest.fixture
async def alice(hub: Hub, world: World) -> Visitor:
    made = await visitor(hub, world, "alice")
    await made.get("/calendars")
    return made


async def live(who: Visitor, line: str) -> str:
    answer = await who.get(QUICK, urlencode({"q": line}), **{"hx-request": "true"})
    assert answer.status == 200
    return " ".join(unescape(answer.body.decode()).split())


async def made(title: str) -> list[dict[str, object]]:
    return await read(
        "SELECT o.id, o.version, c.owner_id, c.slug FROM calendar_object o"
        " JOIN calendar c ON c.id = o.calendar_id WHERE o.summary = :title",
        title=title,
    )


async def test_what_is_written_is_said_in_words_before_it_is_sent(alice: Visitor) -> None:
    with counting() as statements:
        told = await live(alice, "le 25 décembre 2050 14h réunion avec Léa salle Vercors")
    assert "Dimanche 25 décembre 2050, 14 h – 15 h" in told
    assert "réunion avec Léa · salle Vercors" in told
    assert "personne n’est prévenu" in told
    assert "<html" not in told
    assert "<form" not in told
    assert len(statements) <= MOST_READS
    assert "Toutes les semaines, le lundi" in await live(alice, "tous les lundis 9h point")
    assert "Ce moment est passé" in await live(alice, "hier 9h point")
    assert "encore compris" in await live(alice, "acheter du pain")
    assert await live(alice, "") == ""


async def test_what_was_written_is_shown_as_text(alice: Visitor) -> None:
    answer = await alice.get(QUICK, "q=demain+9h+%3Cscript%3Ealert(1)%3C/script%3E")
    assert b"<script>alert(1)" not in answer.body
    assert b"&lt;script&gt;" in answer.body


async def test_it_is_put_into_one_s_own_calendar_and_taken_back(
    alice: Visitor, world: World
) -> None:
    tomorrow = datetime.now(worlds.PARIS).date() + timedelta(1)
    await actions.personal_calendar(world.alice.id, by=await world.alice.actor())
    answer = await alice.post(QUICK, {"q": "demain 10h point <b>eau</b>"})
    found = await made("point <b>eau</b>")
    assert [(it["owner_id"], it["slug"]) for it in found] == [(world.alice.id, "personal")]
    address = answer.header("location")
    assert (answer.status, address) == (303, f"/calendars?day={tomorrow}&added={found[0]['id']}")
    for path in VIEWS:
        with counting() as statements:
            shown = await alice.get(path, f"day={tomorrow}&added={found[0]['id']}")
        page = unescape(shown.body.decode())
        assert "C’est dans votre agenda." in page, path
        assert f"/events/{found[0]['id']}/edit" in page
        assert len(statements) <= MOST_READS, path
        assert b"<b>eau</b>" not in shown.body
    undo = re.search(r'action="(/events/\d+/delete)".*?name="version" value="(\d+)"', page, re.S)
    assert undo is not None
    answer = await alice.post(undo[1], {"version": undo[2], "reach": "all"})
    assert answer.status == 303
    assert await made("point <b>eau</b>") == []


async def test_what_the_agenda_does_not_draw_is_shown_on_its_own_page(
    alice: Visitor, world: World
) -> None:
    mine = str((await actions.personal_calendar(world.alice.id, by=await world.alice.actor())).id)
    await alice.post("/calendars/shown", {"listed": mine})
    answer = await alice.post(QUICK, {"q": "demain 10h point"})
    assert answer.header("location") == f"/events/{(await made('point'))[0]['id']}"


async def test_undo_takes_back_nothing_that_was_changed_since(alice: Visitor) -> None:
    await alice.post(QUICK, {"q": "demain 10h point"})
    event = (await made("point"))[0]["id"]
    day = (datetime.now(worlds.PARIS).date() + timedelta(1)).isoformat()
    changed = {
        "summary": "point", "day": day, "start": "11:00", "end": "12:00", "repeat": "once",
        "sight": "open", "calendar": "1", "version": "1",
    }  # fmt: skip
    assert (await alice.post(f"/events/{event}/edit", changed)).status == 303
    answer = await alice.post(f"/events/{event}/delete", {"version": "1", "reach": "all"})
    assert answer.status == 409
    assert len(await made("point")) == 1


async def test_a_series_comes_back(alice: Visitor) -> None:
    assert (await alice.post(QUICK, {"q": "tous les jours 8h café 3 fois"})).status == 303
    found = (await made("café"))[0]
    rows = await read("SELECT id FROM occurrence WHERE object_id = :id", id=found["id"])
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("acheter du pain", "Dites quand"),
        ("", "Dites quand"),
        ("demain 10h", "de quoi il s’agit"),
        ("le 31/02 visite", "Dites quand"),
        ("demain 10h " + "a" * 300, "300"),
        ("demain\n10h point", "sur une seule ligne"),
    ],
)
async def test_bad_input_is_said_and_changes_nothing(alice: Visitor, line: str, told: str) -> None:
    before = await read("SELECT COUNT(*) AS n FROM calendar_object")
    answer = await alice.post(QUICK, {"q": line})
    assert answer.status == 422
    assert told in unescape(answer.body.decode())
    assert await read("SELECT COUNT(*) AS n FROM calendar_object") == before


async def test_schools_and_those_signed_out_add_nothing(hub: Hub, world: World) -> None:
    school = await visitor(hub, world, "school")
    assert (await school.get(QUICK, "q=demain+9h+point")).status == 404
    assert (await school.post(QUICK, {"q": "demain 9h point"})).status == 404
    nobody = await visitor(hub, world, "nobody")
    assert (await nobody.get(QUICK)).status == 303
    assert await made("point") == []


async def test_what_was_added_is_told_to_nobody_else(
    hub: Hub, alice: Visitor, world: World
) -> None:
    """The address is a key that anybody could try: what is not drawn is not told either."""
    await alice.post(QUICK, {"q": "demain 10h secret"})
    event = (await made("secret"))[0]["id"]
    day = datetime.now(worlds.PARIS).date() + timedelta(1)
    charlie = await visitor(hub, world, "charlie")
    plain = await charlie.get("/calendars", f"day={day}")
    page = (await charlie.get("/calendars", f"day={day}&added={event}")).body.decode()
    assert "secret" not in page
    assert "C’est dans votre agenda" not in unescape(page)
    assert plain.status == 200


async def test_a_list_of_tasks_is_offered_for_no_event(alice: Visitor, world: World) -> None:
    """A telephone makes one, and it may be all that somebody has of their own to write in."""
    by = await world.alice.actor()
    only = "UPDATE calendar SET components = 'VTODO' WHERE owner_id = :me"
    async with transaction():
        await write(only, me=world.alice.id)
    tasks = await actions.create_calendar(by=by, name="Courses", components="VTODO")
    answer = await alice.post(QUICK, {"q": "demain 10h point"})
    assert answer.status == 403
    events = await actions.create_calendar(by=by, name="Rendez-vous")
    await alice.post(QUICK, {"q": "demain 10h point"})
    assert [it["slug"] for it in await made("point")] == ["rendez-vous"]
    form = (await alice.get("/events/new")).body.decode()
    assert f'value="{events.id}"' in form
    assert f'value="{tasks.id}"' not in form


async def test_who_is_named_is_offered_and_invited_when_it_is_meant(
    hub: Hub, alice: Visitor, world: World
) -> None:
    await (await visitor(hub, world, "bob")).get("/calendars")  # opens his calendar
    await settle()  # whose times all agents see
    told = await live(alice, "demain 10h point avec Bob")
    [address] = re.findall(r'name="guest" value="([^"]+)" form="quick-form" checked', told)
    assert "Inviter Bob Martin" in told
    assert "personne n’est prévenu" not in told
    await alice.post(QUICK, {"q": "demain 10h point avec Bob", "guest": address})
    await alice.post(QUICK, {"q": "demain 11h café avec Bob"})
    assert await invited("point avec Bob") == [address]
    assert await invited("café avec Bob") == []


async def test_of_several_of_a_name_none_is_meant(hub: Hub, alice: Visitor, world: World) -> None:
    for name in ("bob", "charlie"):
        await (await visitor(hub, world, name)).get("/calendars")
    await settle()
    told = await live(alice, "demain 10h point avec Martin")
    assert told.count('name="guest"') >= 2
    assert "checked" not in told


async def invited(title: str) -> list[str]:
    [row] = await CalendarObject.filter(summary=title)
    parsed = read_object(row.ics, worlds.PARIS)
    return [it.address for it in parsed.attendees if it.address != parsed.organizer]
