"""Aujourd’hui: who of one’s own units is away, whom to see instead, in few reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest

from hub.actor import ANYONE, SIGNED_IN, STAFF, Actor, Via
from hub.app import Hub
from hub.demo import load
from hub.language import _, using
from hub.people import actions
from hub.people.days import today
from hub.people.models import Absence, Person, Position
from hub.settings import Settings
from hub.web.formats import day, local, now
from hub_calendar import actions as calendars
from hub_calendar.ics.drafts import EventDraft
from tests.home.counting import counting
from tests.home.reader import reader
from tests.people.conftest import ADMINISTRATOR, new_person

pytestmark = pytest.mark.anyio

MOST_READS = 12


async def one(client: httpx2.AsyncClient) -> str:
    answer = await client.get("/today")
    assert answer.status_code == 200
    return answer.text


async def person_of(login: str) -> Person:
    return await Person.get(account__login=login)


async def colleague(name: str, of: str) -> Person:
    """Somebody new in every unit where `of` holds a position now."""
    person = await new_person(name, "d’Aubrac")
    for held in await Position.filter(person_id=(await person_of(of)).id):
        await actions.start_position(
            person.id, held.group_id, by=ADMINISTRATOR, title="Agent", starts_on=held.starts_on
        )
    return person


async def away(person: Person, first: int, last: int, **more: object) -> None:
    """Absent from `first` to `last` days from now."""
    begun = today()
    await actions.declare_absence(
        person.id, by=ADMINISTRATOR, starts_on=begun + timedelta(first),
        ends_on=begun + timedelta(last), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
async def demo(hub: Hub) -> Hub:
    await load.load("s", today())
    await Absence.all().delete()  # those of the demo
    return hub


async def test_a_colleague_away_is_shown_with_whom_to_see(demo: Hub) -> None:
    ines, luc = await colleague("Inès-Lou", "agent"), await new_person("Luc-Henri", "Serre")
    await away(ines, -1, 2, replacement_id=luc.id, message="Poste 4512 <urgent>")
    async with reader(demo, "agent") as client:
        text = await one(client)
    assert "Inès-Lou d’Aubrac" in text
    with using("fr"):
        assert _("See {name}.", name="Luc-Henri Serre") in text
    assert "Poste 4512 &lt;urgent&gt;" in text


async def test_other_units_and_other_days_are_not_shown(demo: Hub) -> None:
    stranger = await colleague("Étienne-Marie", "secretary")
    before, after = await colleague("Hier", "agent"), await colleague("Demain", "agent")
    await away(stranger, 0, 0)
    await away(before, -3, -1)
    await away(after, 1, 3)
    await away(await person_of("agent"), 0, 0)
    async with reader(demo, "agent") as client:
        text = await one(client)
    with using("fr"):
        assert _("Nobody has said that they are away.") in text
    for name in ("Étienne-Marie", "Hier d’Aubrac", "Demain d’Aubrac"):
        assert name not in text


async def test_who_has_left_a_unit_no_longer_sees_it(demo: Hub) -> None:
    ines = await colleague("Inès-Lou", "agent")
    await away(ines, 0, 0)
    for held in await Position.filter(person_id=(await person_of("agent")).id):
        await actions.end_position(held.id, by=ADMINISTRATOR, on=today() - timedelta(1))
    async with reader(demo, "agent") as client:
        assert "Inès-Lou" not in await one(client)


async def test_somebody_without_a_unit_has_a_page_too(demo: Hub) -> None:
    async with reader(demo, "guest") as client:
        assert "Rémi" in await one(client)


async def test_a_school_is_told_of_no_colleague(demo: Hub) -> None:
    """Who else teaches there is a matter of the school's own, not of the directory."""
    await away(await colleague("Inès-Lou", "school"), 0, 0)
    async with reader(demo, "school") as client:
        text = await one(client)
    assert "Inès-Lou" not in text
    with using("fr"):
        assert _("Away from my service today") not in text


async def reads(hub: Hub) -> list[str]:
    """What one GET of the page sends to the database, with six colleagues away."""
    for number in range(6):
        await away(await colleague(f"Absent {number}", "agent"), 0, number)
    async with reader(hub, "agent") as client:
        with counting() as sent:
            assert (await one(client)).count("Absent ") == 6
    return sent


async def test_the_page_costs_few_reads_however_many_people_there_are(
    demo: Hub, new_settings: Callable[[], Settings]
) -> None:
    few = await reads(demo)
    async with Hub(new_settings()).running() as large:
        await load.load("l", today())
        assert await Person.all().count() > 800
        many = await reads(large)
    assert len(few) == len(many)
    assert 0 < len(few) <= MOST_READS


async def test_a_day_without_anything_shows_the_next_one(demo: Hub) -> None:
    """A weekend is no empty page: Monday stands there."""
    agent = await person_of("agent")
    by = Actor(
        frozenset({agent.id, SIGNED_IN, ANYONE, STAFF}), Via.SESSION, agent.name,
        person_id=agent.id,
    )  # fmt: skip
    soon = (local(now()) + timedelta(2)).replace(hour=9, minute=30, second=0, microsecond=0)
    calendar = await calendars.create_calendar(by=by, name="Moi")
    wall = soon.replace(tzinfo=None)
    draft = EventDraft("Réunion <de rentrée>", wall, wall + timedelta(hours=1))
    await calendars.create_event(calendar.id, by=by, draft=draft)
    async with reader(demo, "agent") as client:
        with counting() as sent:
            text = await one(client)
    with using("fr"):
        assert _("Nothing in your calendars today.") in text
        assert _("Next: {day}", day=day(soon)) in text
    assert "Réunion &lt;de rentrée&gt;" in text
    assert f'href="/calendars/day?day={soon.date()}"' in text
    assert len(sent) <= MOST_READS


@pytest.mark.parametrize(("login", "path"), [("agent", "/today"), ("school", "/schools")])
async def test_everybody_begins_with_what_they_are_here_for(
    demo: Hub, login: str, path: str
) -> None:
    async with reader(demo, login) as client:
        answer = await client.get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
