"""A card says how to reach somebody and who is there instead; of who left it says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.actor import Actor
from hub.app import Hub
from hub.domain import panels
from hub.domain.ports import Line, Panel
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Group
from hub_directory import queries
from hub_directory.vcards import vcard
from tests.directory.conftest import away, browsing, colleague, person_of, unit_of
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit, outsider, somebody

pytestmark = pytest.mark.anyio


async def test_how_to_reach_somebody(demo: Hub) -> None:
    site = await people.create_site(
        by=ADMINISTRATOR, name="Hôtel de ville", address="1, place Foch", town="Montvaray"
    )
    ines = await colleague(
        "Inès", "agent", phone="0199001234", mobile="0639981207", email="i.aubrac@orbelle.example"
    )
    body = await new_group("Comité social", kind="body")
    await people.start_position(
        ines.id, body.id, by=ADMINISTRATOR, title="Titulaire", starts_on=today()
    )
    unit = await Group.get(id=await unit_of("agent"))
    await people.change_unit(unit.id, by=ADMINISTRATOR, site_id=site.id)
    async with browsing(demo, "official") as browser:
        text = await browser.get(f"/people/{ines.id}")
        told = await browser.words(f"/people/{ines.id}")
    assert 'href="tel:+33199001234"' in text
    assert 'href="mailto:i.aubrac@orbelle.example"' in text
    assert f'href="/units/{unit.id}"' in text
    for said in (
        "01 99 00 12 34",
        "06 39 98 12 07",
        "Gestionnaire des ATSEM, Vie scolaire",
        "Hôtel de ville, 1, place Foch, Montvaray",
        "Titulaire, Comité social",
    ):
        assert said in told
    assert "Signaler une absence" not in told


async def test_who_is_there_instead(demo: Hub) -> None:
    ines, luc = await colleague("Inès", "agent"), await colleague("Luc", "agent")
    await away(ines, 0, 3, replacement_id=luc.id, message="Pour les écoles : poste 4512")
    day = today() + timedelta(3)
    async with browsing(demo, "agent") as browser:
        told = await browser.words(f"/people/{ines.id}")
        assert "Voir Luc d’Aubrac" in told
        assert "Pour les écoles : poste 4512" in told
        assert str(day.day) in told
        told = await browser.words(f"/people/{luc.id}")
        assert "Remplace Inès d’Aubrac" in told
        part = await browser.get(f"/people/{ines.id}", **{"hx-request": "true"})
    assert "<html" not in part
    assert 'id="card"' in part


async def test_the_chain_leads_from_the_top_to_the_person(hub: Hub) -> None:
    top = await new_unit("Pôle")
    unit = await new_unit("Service", parent=top)
    head, agent = await new_person("Sylvie", "Delmas"), await new_person("Inès", "Charpin")
    await people.start_position(head.id, top.id, by=ADMINISTRATOR, is_head=True, starts_on=today())
    await people.start_position(agent.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    card = await queries.card(agent.id, by=somebody(head))
    assert [(it.name, it.head) for it in card.chain] == [("Pôle", head.name), ("Service", "")]
    school = await queries.card(agent.id, by=outsider(agent))
    assert (school.chain, school.person) == ((), agent)


async def test_who_has_left_is_reached_nowhere(demo: Hub) -> None:
    ines = await colleague("Inès", "agent", phone="0199001234", email="i@orbelle.example")
    await away(ines, 0, 5)
    await people.leave_person(ines.id, by=ADMINISTRATOR)
    async with browsing(demo, "agent") as browser:
        told = await browser.words(f"/people/{ines.id}")
        card = await browser.get(f"/people/{ines.id}/card.vcf")
    assert "A quitté la collectivité" in told
    for gone in ("01 99 00", "i@orbelle", "Voir", "Appeler"):
        assert gone not in told
    assert "TEL" not in card
    assert "EMAIL" not in card


async def test_a_position_to_come_is_said_with_its_day(hub: Hub) -> None:
    ines, unit = await new_person("Inès"), await new_unit("Voirie")
    day = today() + timedelta(days=40)
    await people.start_position(
        ines.id, unit.id, by=ADMINISTRATOR, title="Directrice", starts_on=day
    )
    card = await queries.card(ines.id, by=ADMINISTRATOR)
    assert card.main is None
    assert [(it.title, it.starts_on, it.is_coming) for it in card.posts] == [
        ("Directrice", day, True)
    ]


async def test_the_domains_add_what_the_reader_may_know(demo: Hub) -> None:
    asked: list[tuple[int, int | None]] = []

    async def meetings(person_id: int, /, *, by: Actor) -> Panel | None:
        asked.append((person_id, by.person_id))
        return Panel("Réunions", (Line("Conseil <1>", "/meetings/1", "jeudi"),))

    async def nothing(person_id: int, /, *, by: Actor) -> Panel | None:
        return None

    ines, reader = await colleague("Inès", "agent"), somebody(await new_person("Luc"))
    with panels.current.bound([meetings, nothing]):
        card = await queries.card(ines.id, by=reader)
    assert [it.title for it in card.panels] == ["Réunions"]
    assert asked == [(ines.id, reader.person_id)]


async def test_a_vcard_is_what_rfc_6350_says(hub: Hub) -> None:
    ines = await new_person("Inès\\;", "d’Aubrac, née Été", phone="0199001234", email="i@x.example")
    unit = await new_unit("Éducation; jeunesse, sports " + "é" * 60)
    await people.start_position(ines.id, unit.id, by=ADMINISTRATOR, title="Chef", starts_on=today())
    text = vcard(await queries.card(ines.id, by=ADMINISTRATOR), "https://hub.example/people/7")
    assert text.endswith("\r\nEND:VCARD\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded[:3] == ["BEGIN:VCARD", "VERSION:4.0", "UID:https://hub.example/people/7"]
    assert "N:d’Aubrac\\, née Été;Inès\\\\\\;;;;" in unfolded
    assert f"ORG:Éducation\\; jeunesse\\, sports {'é' * 60}" in unfolded
    assert "TEL;TYPE=work,voice;VALUE=uri:tel:+33199001234" in unfolded
    assert "EMAIL;TYPE=work:i@x.example" in unfolded
    broken = replace(await queries.card(ines.id, by=ADMINISTRATOR), posts=())
    assert "ORG" not in vcard(broken, "https://hub.example/people/7")


async def test_ones_own_card_is_there_without_a_unit(demo: Hub) -> None:
    guest = await person_of("guest")
    async with browsing(demo, "guest") as browser:
        told = await browser.words(f"/people/{guest.id}")
        assert guest.name in told
        assert "Mes absences" in told
        assert "BEGIN:VCARD" in await browser.get(f"/people/{guest.id}/card.vcf")
