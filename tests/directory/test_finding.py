"""Finding people by whatever one knows of them, at a price that no size changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub.app import Hub
from hub.demo import load
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Group, GroupKind, Person
from hub.settings import Settings
from hub_directory import queries
from hub_directory.queries import PAGE, Wanted
from tests.directory.conftest import away, browsing, colleague, person_of, unit_of
from tests.home.counting import counting
from tests.people.conftest import ADMINISTRATOR, new_person, new_unit

pytestmark = pytest.mark.anyio

MOST_READS = 12


async def names(text: str, **more: int) -> list[str]:
    found = await queries.find(Wanted(text, **more), by=ADMINISTRATOR)
    return [line.name for line in found.lines]


FOUND = (
    "Éloïse", "eloise", "AUBRAC", "aubr elo", "éloïse d’aubrac", "gestionnaire", "atsem eloise",
    "école maternelle", "place-des-fetes", "01 99 00 12 34", "0199001234", "+33 1 99 00 12",
    "19900 12", "06 39 98 12 07", "maternelle atsem aubrac", "aubrac%",
)  # fmt: skip
NOT_FOUND = ("oise", "zzz", "0299", "gestionnaire serre", "99 00 99", "aubrac voirie")
NOTHING_SAID = ("", "%", "_", "'", "\\", "+")


async def test_by_whatever_one_knows(hub: Hub) -> None:
    eloise = await new_person("Éloïse", "d’Aubrac", phone="0199001234", mobile="0639981207")
    luc = await new_person("Luc", "Serre")
    site = await people.create_site(by=ADMINISTRATOR, name="Place des Fêtes")
    unit = await new_unit("École maternelle", site_id=site.id)
    await people.start_position(
        eloise.id, unit.id, by=ADMINISTRATOR, title="Gestionnaire ATSEM", starts_on=today()
    )
    for text in FOUND:
        assert await names(text) == [eloise.name], text
    for text in NOT_FOUND:
        assert await names(text) == [], text
    for text in NOTHING_SAID:
        assert await names(text) == [eloise.name, luc.name], text


async def test_those_of_that_name_come_first(hub: Hub) -> None:
    unit = await new_unit("Marine")
    first, named = await new_person("Aude", "Abel"), await new_person("Marine", "Zola")
    await people.start_position(first.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    assert await names("marine") == [named.name, first.name]
    found = await queries.find(Wanted("marine"), by=ADMINISTRATOR)
    assert [(it.name, it.people) for it in found.units] == [("Marine", 1)]


async def test_who_has_left_or_is_to_come_is_not_found_by_it(hub: Hub) -> None:
    left, unit = await new_person("Inès", "Partie"), await new_unit("Voirie")
    await people.leave_person(left.id, by=ADMINISTRATOR)
    assert await names("Inès") == []
    coming = await new_person("Luc", "Futur")
    await people.start_position(
        coming.id,
        unit.id,
        by=ADMINISTRATOR,
        title="Cantonnier",
        starts_on=today().replace(year=2030),
    )
    assert await names("cantonnier") == []
    assert await names("luc futur") == [coming.name]


async def test_pages_and_units_narrow_it(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.lists, "PAGE", 2)
    unit = await new_unit("Voirie")
    for number in range(3):
        person = await new_person(f"Agent {number}", "Martin")
        await people.start_position(person.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    await new_person("Agent 9", "Martin")
    assert await names("", unit_id=unit.id) == ["Agent 0 Martin", "Agent 1 Martin"]
    assert await names("", unit_id=unit.id, page=2) == ["Agent 2 Martin"]
    found = await queries.find(Wanted("martin", page=2), by=ADMINISTRATOR)
    assert ([it.name for it in found.lines], found.total) == (
        ["Agent 2 Martin", "Agent 9 Martin"],
        4,
    )


async def test_the_page_says_who_is_away_and_whom_to_see(demo: Hub) -> None:
    eloise = await colleague("Éloïse", "agent")
    luc = await new_person("Luc", "Serre<b>")
    await away(eloise, -1, 3, replacement_id=luc.id)
    async with browsing(demo, "agent") as browser:
        told = await browser.words("/people?q=eloise")
        assert "1 personne" in told
        assert "Éloïse d’Aubrac Gestionnaire des ATSEM" in told
        assert "Voir Luc Serre<b>." in told
        assert "absence jusqu’au" in told
        text = await browser.get("/people?q=eloise")
        assert "Serre&lt;b&gt;" in text
        assert f'hx-get="/people/{eloise.id}"' in text
        part = await browser.get("/people?q=eloise", **{"hx-request": "true"})
        assert part.lstrip().startswith("<div id=")
        assert "<html" not in part
        assert "Personne" in await browser.words("/people?q=zzz")


async def test_units_are_found_beside_people(demo: Hub) -> None:
    unit = await Group.get(id=await unit_of("agent"))
    async with browsing(demo, "official") as browser:
        text = await browser.get(f"/people?q={unit.name}")
    assert f'href="/units/{unit.id}"' in text


async def test_a_question_that_is_none_is_refused(demo: Hub) -> None:
    async with browsing(demo, "agent") as browser:
        for query in ("page=0", "page=x", "unit=x", "q=" + "x" * 201, "unit=" + "9" * 19):
            await browser.get(f"/people?{query}", 422)


async def test_a_page_beyond_the_last_is_empty(demo: Hub) -> None:
    async with browsing(demo, "agent") as browser:
        assert "Personne" in await browser.words("/people?page=9999")


async def test_outside_there_is_no_directory(demo: Hub) -> None:
    other, unit = await person_of("agent"), await unit_of("agent")
    card = f"/people/{other.id}"
    paths = ("/people", "/people?q=maud", "/units", f"/units/{unit}", card, f"{card}/card.vcf")
    for login in ("mairie", "school", "guest"):
        async with browsing(demo, login) as browser:
            assert 'href="/people"' not in await browser.get("/today")
            for path in (*paths, f"{card}/absences/new"):
                assert "Maud Sorel" not in await browser.get(path, 404)
            own = await person_of(login)
            assert own.name in await browser.words(f"/people/{own.id}")


async def reads(hub: Hub, path: str) -> int:
    async with browsing(hub, "agent") as browser:
        await browser.get(path)
        with counting() as sent:
            await browser.get(path)
    return len(sent)


async def test_pages_cost_few_reads_however_many_people_there_are(
    demo: Hub, new_settings: Callable[[], Settings]
) -> None:
    async def all_pages(hub: Hub) -> list[int]:
        person, unit = await person_of("manager"), await unit_of("manager")
        paths = ("/people", "/people?q=mar", f"/people/{person.id}", "/units", f"/units/{unit}")
        return [await reads(hub, path) for path in paths]

    few = await all_pages(demo)
    async with Hub(new_settings()).running() as large:
        await load.load("l", today())
        assert await Person.all().count() > 10 * PAGE
        assert await Group.filter(kind=GroupKind.UNIT).count() > 20
        many = await all_pages(large)
    assert few == many
    assert all(0 < number <= MOST_READS for number in few), few
