"""A list is looked at, then written; written again it changes nothing; in doubt it asks."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Forbidden, NotFound
from hub.language import using
from hub.people import actions, queries
from hub.people.days import today
from hub.people.models import (
    GroupKind,
    GroupPerson,
    Membership,
    Person,
    PersonStatus,
    Position,
    Source,
    Unit,
)
from hub.people.staff_csv import Outcome, Report, apply, plan, read
from tests.people import oracle
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit, somebody

pytestmark = pytest.mark.anyio

BY: Any = {"by": ADMINISTRATOR}
DAY = timedelta(days=1)
SIZES = [100, 9_000] if os.environ.get("HUB_TEST_SIZE") == "full" else [100, 800]
HEADER = "Matricule;Nom;Prénom;Courriel;Service;Fonction;Responsable;Début;Fin;Groupes;Téléphone"


def sheet(*lines: str, header: str = HEADER) -> Any:
    return read("\n".join([header, *lines, ""]).encode("cp1252"))


async def look(*lines: str, **options: Any) -> Report:
    with using("en"):
        return await plan(sheet(*lines), **BY, **options)


async def write(*lines: str, **options: Any) -> Report:
    """Applies the list, checks that it does what was planned, and nothing the second time."""
    planned = await look(*lines, **options)
    with using("en"):
        done = await apply(sheet(*lines), **BY, digest=planned.digest, **options)
    assert done == planned
    entries = await Entry.all().count()
    again = await look(*lines, **options)
    assert not again.is_writing, [v for v in again.verdicts if v.changes]
    assert len(again.of(Outcome.ERROR)) == len(done.of(Outcome.ERROR))
    await apply(sheet(*lines), **BY, **options)
    assert await Entry.all().count() == entries
    return done


def outcomes(report: Report) -> list[str]:
    return [verdict.outcome.value for verdict in report.verdicts]


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(v.line, fault.field, fault.reason) for v in report.verdicts for fault in v.faults]


def changes(report: Report, at: int = 0) -> dict[str, tuple[str, str]]:
    return {c.field: (c.before, c.after) for c in report.verdicts[at].changes}


async def held_by(name: str) -> list[tuple[str, str, date, date | None]]:
    person = await Person.get(family_name=name)
    rows = await queries.positions_of(person.id, **BY)
    return [(row.group.name, row.title, row.starts_on, row.ends_on) for row in rows]


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


async def test_empty_cells_and_capitals_say_nothing(hub: Hub) -> None:
    await new_unit("Eau")
    await write(
        "1;de La Tour;Inès;i@orbelle.example;Eau;Cheffe de projet;oui;01/01/2020;31/12/2030;;4512"
    )
    done = await write("1;DE LA TOUR;INES;;Eau;CHEFFE DE PROJET;;;;;", "1000;x;y;;;;;;;;")
    assert outcomes(done) == ["unchanged", "create"]
    assert outcomes(await look("1;DE LA TOUR;Inès;;;;;;;;")) == ["unchanged"]


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


async def test_nobody_is_twice_in_a_list(hub: Hub) -> None:
    await new_person("Luc", "Petit", employee_number="7", email="l.petit@orbelle.example")
    done = await write(
        "1;Charpin;Inès;;;;;;;;",
        "1;Dumas;Tiphaine;;;;;;;;",
        ";Garnier;Franck;garnier@orbelle.example;;;;;;;",
        ";Garnier;Fanny;GARNIER@orbelle.example;;;;;;;",
        "7;Petit;Luc;;;;;;;;",
        ";Petit;Luc;l.petit@orbelle.example;;;;;;;",
    )
    assert told(done) == [
        (3, "employee_number", "The same as in line 2."),
        (5, "email", "The same as in line 4."),
        (7, "family_name", "The same person as in line 6."),
    ]


async def test_namesakes_are_asked_for_a_number(hub: Hub) -> None:
    done = await write(
        ";Martin;Marie;;;;;;;;",
        ";MARTIN;Marie;m.martin@orbelle.example;;;;;;;",
        ";Durand;Paul;p.durand@orbelle.example;;;;;;;",
        ";Durand;Paul;p.durand2@orbelle.example;;;;;;;",
        "1;Morel;Anne;;;;;;;;",
        "2;Morel;Anne;;;;;;;;",
    )
    asked = "Lines 2, 3 have the same name: give employee numbers, or an address each."
    assert told(done) == [(2, "employee_number", asked), (3, "employee_number", asked)]
    assert outcomes(done)[2:] == ["create"] * 4


async def test_a_line_finds_its_person_or_asks(hub: Hub) -> None:
    eau = await new_unit("Eau")
    await new_unit("Voirie")
    one = await new_person("Marie", "Martin", email="m.martin@orbelle.example")
    two = await new_person("Paul", "Durand")
    await actions.start_position(two.id, eau.id, **BY, starts_on=date(2020, 1, 1))
    await new_person("Anne", "Morel", employee_number="9")

    async def found(line: str) -> Any:
        (verdict,) = (await look(line)).verdicts
        return (
            verdict.person_id if verdict.outcome is not Outcome.ERROR else verdict.faults[0].reason
        )

    # By number, through a marriage, but not into somebody else.
    assert await found("9;Dupont;Anne;;;;;;;;") == (await Person.get(employee_number="9")).id
    assert await found("9;Dupont;Jeanne;;;;;;;;") == "This is the number of Anne Morel."
    # A number for somebody who has none, if the address says that it is the one.
    assert await found("5;Martin;Marie;m.martin@orbelle.example;;;;;;;") == one.id
    assert "without a number" in await found("5;Martin;Marie;;;;;;;;")
    assert "without a number" in await found("5;Martin;Marie;m.m@orbelle.example;;;;;;;")
    assert "without a number" in await found("5;Durand;Paul;;Eau;;;;;;")
    # By address and name.
    assert await found(";Martin;MARIE;M.Martin@orbelle.example;;;;;;;") == one.id
    assert await found(";Petit;Luc;m.martin@orbelle.example;;;;;;;") == (
        "This is the address of Marie Martin."
    )
    asked = "There is already a Marie Martin: give the employee number."
    assert await found(";Martin;Marie;m.martin2@orbelle.example;;;;;;;") == asked
    # By name, in the same service only.
    assert await found(";Durand;Paul;;Eau;;;;;;") == two.id
    assert await found(";Durand;Paul;p.durand@orbelle.example;Eau;;;;;;") == two.id
    asked = "There is already a Paul Durand: give the employee number."
    assert await found(";Durand;Paul;;Voirie;;;;;;") == asked
    assert await found(";Durand;Paul;;;;;;;;") == asked
    for _twin in range(2):
        twin = await new_person("Lucie", "Blanc")
        await actions.start_position(twin.id, eau.id, **BY, starts_on=date(2020, 1, 1))
    asked = "There is already a Lucie Blanc: give the employee number."
    assert await found(";Blanc;Lucie;;Eau;;;;;;") == asked
    # Who has left does not lend name and address to whoever comes next.
    await actions.leave_person(one.id, **BY)
    assert await found(";Martin;Marie;m.martin@orbelle.example;;;;;;;") is None


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


async def test_people_who_share_an_address_are_told_apart_by_number(hub: Hub) -> None:
    done = await write(
        "1;Charpin;Inès;mairie@orbelle.example;;;;;;;",
        "2;Dumas;Tiphaine;mairie@orbelle.example;;;;;;;",
    )
    assert outcomes(done) == ["create", "create"]
