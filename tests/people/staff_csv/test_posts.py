"""What a line says of a post: where it begins, when it ends, who manages whom."""

from __future__ import annotations

from datetime import date

import pytest

from hub.app import Hub
from hub.people import actions, queries
from hub.people.days import today
from hub.people.models import (
    Person,
    PersonStatus,
    Position,
)
from tests.people.conftest import new_person, new_unit
from tests.people.staff_csv.lists import (
    BY,
    DAY,
    changes,
    held_by,
    look,
    outcomes,
    told,
    write,
)

pytestmark = pytest.mark.anyio


async def test_a_change_of_service_ends_the_post_before(hub: Hub) -> None:
    await new_unit("Eau")
    await new_unit("Voirie")
    hired = "01/01/2020"
    await write(f"1;Charpin;Inès;;Eau;Agente;;{hired};;;")
    await write(f"1;Charpin;Inès;;Voirie;Agente;;{hired};;;")
    assert await held_by("Charpin") == [
        ("Voirie", "Agente", today(), None),
        ("Eau", "Agente", date(2020, 1, 1), today() - DAY),
    ]
    # Announced for a day to come.
    later = today() + 30 * DAY
    await write(f"1;Charpin;Inès;;Eau;Agente;;{later:%d/%m/%Y};;;")
    assert (await held_by("Charpin"))[:2] == [
        ("Eau", "Agente", later, None),
        ("Voirie", "Agente", today(), later - DAY),
    ]


async def test_a_change_of_service_of_somebody_who_came_today(hub: Hub) -> None:
    await new_unit("Eau")
    await new_unit("Voirie")
    await write("1;Charpin;Inès;;Eau;Agente;;;;;")
    await write("1;Charpin;Inès;;Voirie;Agente;;;;;")
    assert await held_by("Charpin") == [
        ("Voirie", "Agente", today() + DAY, None),
        ("Eau", "Agente", today(), today()),
    ]


async def test_a_post_does_not_begin_before_the_last_one_is_over(hub: Hub) -> None:
    await new_unit("Eau")
    await new_unit("Voirie")
    await write("1;Charpin;Inès;;Eau;Agente;;01/01/2020;;;")
    await write("1;Charpin;Inès;;Eau;Agente;;01/01/2020;30/06/2026;;")
    await write("1;Charpin;Inès;;Voirie;Agente;;01/01/2020;;;")
    assert await held_by("Charpin") == [
        ("Voirie", "Agente", date(2026, 7, 1), None),
        ("Eau", "Agente", date(2020, 1, 1), date(2026, 6, 30)),
    ]


async def test_what_would_contradict_other_positions_is_left_out(hub: Hub) -> None:
    eau = await new_unit("Eau")
    await new_unit("Voirie")
    ines, luc = [
        await new_person(given, "Charpin", employee_number=number)
        for given, number in (("Inès", "1"), ("Luc", "2"))
    ]
    for person, first, last in (
        (ines, date(2020, 1, 1), date(2021, 12, 31)),
        (ines, date(2023, 1, 1), None),
        (luc, date(2020, 1, 1), date(2026, 6, 30)),
    ):
        await actions.start_position(
            person.id, eau.id, **BY, title="Agent", starts_on=first, ends_on=last
        )
    await write("3;Petit;Ana;;Eau;;;01/01/2020;;;")
    await write("3;Petit;Ana;;Eau;;;01/01/2020;30/06/2026;;")
    held, over = (
        "This position is already held on some of these days.",
        "The end is before the beginning.",
    )
    for line, reason in (
        ("1;Charpin;Inès;;Eau;Agent;;01/06/2021;;;", held),
        ("1;Charpin;Inès;;Eau;Agent;;;31/12/2022;;", over),
        ("2;Charpin;Luc;;Eau;Agent;;01/01/2026;;;", held),
        ("3;Petit;Ana;;Voirie;;;01/01/2020;01/03/2026;;", over),
    ):
        assert [fault[2] for fault in told(await write(line))] == [reason]


async def test_another_title_is_the_same_post_unless_it_begins_later(hub: Hub) -> None:
    await new_unit("Eau")
    await write("1;Charpin;Inès;;Eau;Agente;;01/01/2020;;;")
    await write("1;Charpin;Inès;;Eau;Technicienne;;01/01/2020;;;")
    assert await held_by("Charpin") == [("Eau", "Technicienne", date(2020, 1, 1), None)]
    await write("1;Charpin;Inès;;Eau;Cheffe;;01/06/2026;;;")
    assert await held_by("Charpin") == [
        ("Eau", "Cheffe", date(2026, 6, 1), None),
        ("Eau", "Technicienne", date(2020, 1, 1), date(2026, 5, 31)),
    ]


async def test_what_hand_wrote_is_completed_and_not_ended(hub: Hub) -> None:
    eau, voirie = await new_unit("Eau"), await new_unit("Voirie")
    ines = await new_person("Inès", "Charpin", employee_number="1")
    await actions.start_position(ines.id, eau.id, **BY, title="Agente", starts_on=date(2020, 1, 1))
    await write("1;Charpin;Inès;;Voirie;Renfort;;;;;")
    assert await held_by("Charpin") == [
        ("Voirie", "Renfort", today(), None),
        ("Eau", "Agente", date(2020, 1, 1), None),
    ]
    assert voirie.id in await queries.principals_of(ines.id, today())


async def test_an_end_takes_rights_away_on_its_day(hub: Hub) -> None:
    eau = await new_unit("Eau")
    await write("1;Charpin;Inès;;Eau;;;01/01/2020;;;")
    end = today() + 3 * DAY
    await write(f"1;Charpin;Inès;;Eau;;;01/01/2020;{end:%d/%m/%Y};;")
    ines = await Person.get(employee_number="1")
    assert eau.id in await queries.principals_of(ines.id, end)
    assert eau.id not in await queries.principals_of(ines.id, end + DAY)
    done = await look("1;Charpin;Inès;;Eau;;;01/01/2020;31/12/2999;;")
    assert changes(done) == {"ends_on": (f"{end:%-d %B %Y}", "")}


async def test_who_had_left_comes_back(hub: Hub) -> None:
    await new_unit("Eau")
    line = "1;Charpin;Inès;;Eau;Agente;;01/01/2020;;;"
    await write(line)
    ines = await Person.get(employee_number="1")
    await actions.leave_person(ines.id, **BY)
    gone = f"1;Charpin;Inès;;Eau;Agente;;01/01/2020;{today() - DAY:%d/%m/%Y};;"
    assert outcomes(await look(gone)) == ["unchanged"]
    await actions.leave_person((await new_person("Luc", "Petit")).id, **BY)
    done = await look(line)
    assert changes(done)["status"] == ("has left", "is back")
    await Position.all().update(ends_on=today() - 9 * DAY)
    await Person.filter(id=ines.id).update(left_on=today() - 9 * DAY)
    await write(line)
    assert (await Person.get(id=ines.id)).status == PersonStatus.ACTIVE
    assert (await held_by("Charpin"))[0] == ("Eau", "Agente", today(), None)


async def test_managers(hub: Hub) -> None:
    await new_unit("Eau")
    await new_unit("Voirie")
    chief = await new_person("Rémi", "Chef", email="chef@orbelle.example")
    done = await write(
        "1;Charpin;Inès;;Eau;;chef@orbelle.example;;;;",
        "2;Dumas;Tiphaine;;Eau;;Rémi CHEF;;;;",
        "3;Garnier;Luc;;Eau;;5;;;;",
        "4;Petit;Loïc;;Voirie;;Le Goff Solène;;;;",
        "5;Le Goff;Solène;;Voirie;;oui;;;;",
        "6;Bon;Jean;;Voirie;;6;;;;",
        "7;Bon;Jules;;Voirie;;Jean Bon;;;;",
        "8;Bon;Zoé;;Voirie;;Bon Jules;;;;",
    )
    assert told(done) == [
        (7, "manager", "Nobody manages oneself."),
        (8, "manager", "Nobody is called Jean Bon."),
        (9, "manager", "Nobody is called Bon Jules."),
    ]
    managers = {
        row.person.employee_number: row.manager_id
        for row in await Position.all().prefetch_related("person")
    }
    head = await Person.get(employee_number="5")
    # Whoever heads the unit is not written down a second time.
    assert managers == {"1": chief.id, "2": chief.id, "3": head.id, "4": None, "5": None}
