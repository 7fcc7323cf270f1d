"""A line finds its person, or asks which one is meant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.app import Hub
from hub.people import actions
from hub.people.models import (
    Person,
)
from hub.people.staff_csv import Outcome
from tests.people.conftest import new_person, new_unit
from tests.people.staff_csv.lists import (
    BY,
    look,
    outcomes,
    told,
    write,
)

pytestmark = pytest.mark.anyio


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


async def test_people_who_share_an_address_are_told_apart_by_number(hub: Hub) -> None:
    done = await write(
        "1;Charpin;Inès;mairie@orbelle.example;;;;;;;",
        "2;Dumas;Tiphaine;mairie@orbelle.example;;;;;;;",
    )
    assert outcomes(done) == ["create", "create"]
