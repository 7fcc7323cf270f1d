"""A list is looked at, then written; written again it changes nothing."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, NotFound
from hub.language import using
from hub.people import queries
from hub.people.days import today
from hub.people.models import (
    GroupKind,
    GroupPerson,
    Membership,
    Person,
    Position,
    Source,
    Unit,
)
from hub.people.staff_csv import Outcome, apply, plan
from tests.people import oracle
from tests.people.conftest import new_group, new_person, new_unit, somebody
from tests.people.staff_csv.lists import (
    BY,
    changes,
    look,
    outcomes,
    sheet,
    told,
    write,
)

pytestmark = pytest.mark.anyio

SIZES = [100, 9_000] if os.environ.get("HUB_TEST_SIZE") == "full" else [100, 800]


async def test_a_first_list(hub: Hub) -> None:
    enfance = await new_unit("Enfance")
    ecoles = await new_unit("Écoles", enfance)
    project = await new_group("Sobriété", kind=GroupKind.PROJECT)
    done = await write(
        '="004187";CHARPIN;INÈS;I.Charpin@orbelle.example;Enfance > Écoles;Cheffe de service;oui;'
        "01/09/2020;31/12/2999;Sobriété;199001234",
        "4188;DE LA TOUR;Jean-Pierre;;Écoles;ATSEM;Charpin Inès;2024-09-01;31/08/2027;;",
        "4189;Dumas;Tiphaine;;Enfance;;4188;;;;",
        ";Garnier;Luc;l.garnier@orbelle.example;;;;;;;",
    )
    assert outcomes(done) == ["create"] * 4
    ines = await Person.get(employee_number="004187")
    assert (ines.name, ines.email, ines.phone, ines.source) == (
        "Inès Charpin", "i.charpin@orbelle.example", "+33199001234", Source.IMPORT,
    )  # fmt: skip
    head = await Position.get(person_id=ines.id)
    assert (head.group_id, head.is_head, head.starts_on, head.ends_on, head.source) == (
        ecoles.id, True, date(2020, 9, 1), None, Source.IMPORT,
    )  # fmt: skip
    jean = await Position.get(person__family_name="de La Tour")
    assert (jean.title, jean.manager_id, jean.ends_on) == ("ATSEM", None, date(2027, 8, 31))
    tiphaine = await Position.get(person__family_name="Dumas")
    assert (tiphaine.manager_id, tiphaine.starts_on) == (jean.person_id, today())
    assert [row.member_id for row in await Membership.filter(group_id=project.id)] == [ines.id]
    assert [p.id for p in await queries.members_of(enfance.id, today(), **BY)] == [
        ines.id, tiphaine.person_id, jean.person_id,
    ]  # fmt: skip
    assert await Position.filter(person__family_name="Garnier").count() == 0


async def test_each_person_that_changes_has_a_journal_row(hub: Hub) -> None:
    await new_unit("Eau")
    await write("1;Charpin;Inès;;Eau;;;;;;", "2;Dumas;Tiphaine;;Eau;;;;;;")
    await Entry.all().delete()
    await write(
        "1;Charpin;Inès;;Eau;;;;;;0199001234", "2;Dumas;Tiphaine;;Eau;;;;;;", "3;Petit;Loïc;;;;;;;;"
    )
    rows = [(entry.action, json.loads(entry.detail)) for entry in await Entry.all().order_by("id")]
    assert [action for action, _detail in rows] == [
        "people.person.created",
        "people.person.changed",
        "people.staff.imported",
    ]
    assert rows[1][1] == {"phone": [None, "+33199001234"]}
    assert rows[2][1]["counts"] == {"create": 1, "change": 1, "unchanged": 1, "error": 0}


async def test_a_change_tells_before_and_after(hub: Hub) -> None:
    await new_unit("Eau")
    await new_unit("Voirie")
    await write("1;Charpin;Inès;i.charpin@orbelle.example;Eau;Agente;;01/09/2025;;;0199001234")
    done = await look(
        "1;Dumas;Inès;i.dumas@orbelle.example;Voirie;Cheffe;oui;;31/08/2027;;0199001235"
    )
    assert changes(done) == {
        "family_name": ("Charpin", "Dumas"),
        "email": ("i.charpin@orbelle.example", "i.dumas@orbelle.example"),
        "phone": ("01 99 00 12 34", "01 99 00 12 35"),
        "unit": ("Eau", "Voirie"),
        "title": ("Agente", "Cheffe"),
        "manager": ("", "heads the unit"),
        "starts_on": ("1 September 2025", f"{today():%-d %B %Y}"),
        "ends_on": ("", "31 August 2027"),
    }
    assert done.moves == 1
    with using("fr"):
        told_in_french = await plan(sheet("1;Dumas;Inès;;;;;;31/08/2027;;"), **BY)
        assert [c.label for c in told_in_french.verdicts[0].changes] == ["Nom", "Fin"]
    assert changes(told_in_french)["ends_on"] == ("", "31 août 2027")


async def test_empty_cells_and_capitals_say_nothing(hub: Hub) -> None:
    await new_unit("Eau")
    await write(
        "1;de La Tour;Inès;i@orbelle.example;Eau;Cheffe de projet;oui;01/01/2020;31/12/2030;;4512"
    )
    done = await write("1;DE LA TOUR;INES;;Eau;CHEFFE DE PROJET;;;;;", "1000;x;y;;;;;;;;")
    assert outcomes(done) == ["unchanged", "create"]
    assert outcomes(await look("1;DE LA TOUR;Inès;;;;;;;;")) == ["unchanged"]


async def test_what_is_wrong_is_said_in_its_place_and_the_rest_is_written(hub: Hub) -> None:
    await new_unit("Finances")
    north, south = await new_unit("Nord"), await new_unit("Sud")
    await new_unit("Accueil", north)
    await new_unit("Accueil", south)
    await new_group("Sobriété")
    await new_group("Double")
    await new_group("DOUBLE")
    done = await write(
        "1;Dumas;Tiphaine;;Fiances;;;;;;",
        "2;Garnier;Franck;f.garnier@val-orbelle;;;;;;;",
        "3;Le Goff;Solène;;Finances;;;;31/02/2027;;",
        "4;;Luc;;;;;;;;",
        "5;Petit;Loïc;;Accueil;;;;;;",
        "6;Petit;Zoé;;Finances;;;01/09/2026;31/08/2026;;",
        "7;Petit;Ana;;;Agente;;;;;",
        "8;Petit;Eva;;;;;;;Sobrieté|Double|Administrateurs;",
        "9;Petit;Max;;Finances;;Personne Dutout;;;;",
        "10;Petit;Tom;;Finances;;;;30/11/2020;;",
        "11;Bon;Jean;;Sud > Accueil;;;;;;;;;;en trop",
        "12;Bon;Jules;;Sud > Accueil;;;;;Sobriété;",
    )
    assert outcomes(done) == ["error"] * 11 + ["create"]
    assert told(done) == [
        (2, "unit", "There is no unit Fiances. Is it Finances?"),
        (3, "email", "This address is not complete."),
        (4, "ends_on", "There is no such day."),
        (5, "family_name", "A name is needed."),
        (6, "unit", "Several units are called so: Nord > Accueil, Sud > Accueil."),
        (7, "ends_on", "The end is before the beginning."),
        (8, "unit", "Say in which unit."),
        (9, "groups", "Several groups are called Double."),
        (9, "groups", "There is no group Administrateurs."),
        (10, "manager", "Nobody is called Personne Dutout."),
        (11, "ends_on", "This contract is over: nobody is created for it."),
        (12, "", "This line has more cells than there are columns."),
    ]
    assert done.verdicts[0].fault("unit") == done.verdicts[0].faults[0]
    assert done.verdicts[0].fault("email") is None
    assert done.verdicts[0].cells["unit"] == "Fiances"
    assert [person.name for person in await Person.all()] == ["Jules Bon"]
    assert await Position.all().count() == 1


async def test_units_that_are_not_there_may_come_with_the_list(hub: Hub) -> None:
    await new_unit("Enfance")
    lines = [
        "1;Charpin;Inès;;Enfance > Écoles > Accueil;;;;;;",
        "2;Dumas;Tiphaine;;enfance > ecoles;;;;;;",
        "3;Garnier;Luc;;Technique > Eau;;;;;;",
        "4;Petit;Loïc;;Culture;;demain;;;;",
    ]
    refused = await look(*lines)
    assert outcomes(refused) == ["error"] * 4
    done = await write(*lines, with_new_units=True)
    assert done.new_units == (
        "Enfance > Écoles", "Enfance > Écoles > Accueil", "Technique", "Technique > Eau",
    )  # fmt: skip
    assert ["/".join(place.path) for place in await queries.chart(**BY)] == [
        "Enfance", "Enfance/Écoles", "Enfance/Écoles/Accueil", "Technique", "Technique/Eau",
    ]  # fmt: skip
    assert await Unit.all().count() == 5


async def test_the_plan_that_was_looked_at_is_the_one_that_is_written(hub: Hub) -> None:
    line = "1;Charpin;Inès;;;;;;;;0199001234"
    planned = await look(line)
    await new_person("Inès", "Charpin", employee_number="1")
    entries = await Entry.all().count()
    with pytest.raises(Conflict):
        await apply(sheet(line), **BY, digest=planned.digest)
    assert await Entry.all().count() == entries
    planned = await look(line)
    await new_person("Luc", "Petit")  # of no concern to the list
    assert (await apply(sheet(line), **BY, digest=planned.digest)).counts["change"] == 1


async def test_administrators_alone_import(hub: Hub) -> None:
    alice = somebody(await new_person("Alice"))
    for call in (plan, apply):
        with pytest.raises(Forbidden):
            await call(sheet("1;Charpin;Inès;;;;;;;;"), by=alice)
    from hub.actor import NOBODY

    with pytest.raises(NotFound):
        await plan(sheet("1;Charpin;Inès;;;;;;;;"), by=NOBODY)
    assert await Person.all().count() == 1


async def test_looking_writes_nothing(hub: Hub) -> None:
    await new_unit("Eau")
    before = await Entry.all().count()
    report = await look("1;Charpin;Inès;;Eau;;;;;;", "2;x;y;;Gaz;;;;;;", with_new_units=True)
    assert await Entry.all().count() == before
    assert await Person.all().count() == 0
    told_to_programs = json.loads(json.dumps(report.as_json()))
    assert told_to_programs["counts"] == {"create": 2, "change": 0, "unchanged": 0, "error": 0}
    assert told_to_programs["verdicts"][0]["changes"][0]["after"] == "1"
    assert told_to_programs["columns"][0] == {
        "header": "Matricule", "field": "employee_number", "sample": "1",
    }  # fmt: skip


def large_list(people: int, faults: int) -> list[str]:
    lines = [
        f"{at:06};Nom{at};Prénom{at};p{at}@orbelle.example;Direction {at % 12} > Service {at % 60};"
        f"Agent;{'oui' if at < 60 else f'{at % 60:06}'};01/09/2020;;Projet;"
        for at in range(people)
    ]
    for at in range(faults):
        lines[7 * at + 61] = lines[7 * at + 61].replace("01/09/2020", "31/02/2020")
    return lines


@pytest.mark.parametrize("people", SIZES)
async def test_a_list_of_a_whole_authority(hub: Hub, statements: list[str], people: int) -> None:
    await new_group("Projet", kind=GroupKind.PROJECT)
    for at in range(12):
        direction = await new_unit(f"Direction {at}")
        for number in range(at, 60, 12):
            await new_unit(f"Service {number}", direction)
    lines = large_list(people, faults=5)
    statements.clear()
    await apply(sheet(*lines), **BY)
    # As many for 100 people as for 800: they come, take up posts and join together.
    assert len(statements) <= (33 if people < 5_000 else 40)
    done = await write(*lines)
    assert done.counts == {"create": 0, "change": 0, "unchanged": people - 5, "error": 5}
    assert [v.line for v in done.of(Outcome.ERROR)] == [63, 70, 77, 84, 91]
    days = [date(2020, 8, 31), date(2020, 9, 1), today()]
    assert await oracle.actual(days) == await oracle.expected(days)
    assert await GroupPerson.all().count() == 4 * (people - 5)
    per_person = Counter(e.object_id for e in await Entry.filter(action="people.person.created"))
    assert len(per_person) == people - 5
