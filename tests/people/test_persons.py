"""People come, change, leave and come back; each change is one journal row that says what."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.errors import Conflict, Invalid, NotFound
from hub.people import actions, queries
from hub.people.days import today
from hub.people.models import Membership, Person, PersonStatus, Position, Principal, PrincipalKind
from tests.people.conftest import ADMINISTRATOR, new_group, new_person, new_unit

pytestmark = pytest.mark.anyio


async def last_entry() -> tuple[str, Any]:
    entry = await Entry.all().order_by("-id").first()
    assert entry is not None
    return entry.action, json.loads(entry.detail)


async def test_a_new_person_is_a_principal_with_tidy_values(hub: Hub) -> None:
    made = await actions.create_person(
        by=ADMINISTRATOR,
        given_name="  Jean-Pierre ",
        family_name="de  La Tour",
        email="JP.delaTour@Orbelle.example",
        phone="01.99.00.12.34",
        mobile="",
        employee_number=" 004187 ",
    )
    found = await Person.get(id=made.id)
    assert (await Principal.get(id=made.id)).kind == PrincipalKind.PERSON
    assert (found.name, found.email) == ("Jean-Pierre de La Tour", "jp.delatour@orbelle.example")
    assert (found.phone, found.mobile, found.employee_number) == ("+33199001234", None, "004187")
    assert (found.language, found.status, found.version) == ("fr", PersonStatus.ACTIVE, 1)
    assert await last_entry() == ("people.person.created", {"name": "Jean-Pierre de La Tour"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", " "),
        ("given_name", "…"),
        ("family_name", "x" * 101),
        ("family_name", "Bou\x00vier"),
        ("family_name", "Bou\ufffdvier"),
        ("email", "f.garnier@val-orbelle"),
        ("email", "f garnier@orbelle.example"),
        ("email", "f@orbelle.example\nBcc: x@y.example"),
        ("phone", "01 99 00 12"),
        ("phone", "néant"),
        ("mobile", "06 39 98 00 00 / 06 39 98 00 01"),
        ("employee_number", "=1+1"),
        ("language", "de"),
    ],
)
async def test_bad_values_are_named_and_change_nothing(hub: Hub, field: str, value: str) -> None:
    details: Any = {"given_name": "Inès", "family_name": "Charpin", field: value}
    with pytest.raises(Invalid) as refusal:
        await actions.create_person(by=ADMINISTRATOR, **details)
    assert list(refusal.value.fields) == [field]
    assert refusal.value.fields[field]
    assert await Person.all().count() == 0
    assert await Principal.filter(kind=PrincipalKind.PERSON).count() == 0


async def test_two_people_have_not_one_employee_number(hub: Hub) -> None:
    await new_person(employee_number="12")
    with pytest.raises(Conflict):
        await new_person(employee_number="12")
    other = await new_person(employee_number="13")
    with pytest.raises(Conflict):
        await actions.change_person(other.id, by=ADMINISTRATOR, employee_number="12")


async def test_a_change_says_before_and_after_and_keeps_what_it_does_not_name(hub: Hub) -> None:
    ines = await new_person("Inès", "Charpin", phone="0199001234")
    await actions.change_person(ines.id, by=ADMINISTRATOR, family_name="Dumas", email=None)
    assert await last_entry() == ("people.person.changed", {"family_name": ["Charpin", "Dumas"]})
    found = await Person.get(id=ines.id)
    assert (found.name, found.phone, found.version) == ("Inès Dumas", "+33199001234", 2)
    assert [p.id for p in await queries.find_people("dumas", by=ADMINISTRATOR)] == [ines.id]
    before = await Entry.all().count()
    await actions.change_person(ines.id, by=ADMINISTRATOR, family_name="Dumas ")
    assert await Entry.all().count() == before


async def test_a_change_of_what_was_not_shown_is_refused(hub: Hub) -> None:
    ines = await new_person()
    await actions.change_person(ines.id, by=ADMINISTRATOR, version=1, email="a@orbelle.example")
    with pytest.raises(Conflict):
        await actions.change_person(ines.id, by=ADMINISTRATOR, version=1, email="b@orbelle.example")


async def test_of_two_changes_at_once_none_is_lost_unsaid(hub: Hub) -> None:
    ines = await new_person()
    asked = [
        actions.change_person(ines.id, by=ADMINISTRATOR, version=1, employee_number=str(number))
        for number in range(8)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 7
    assert (await Person.get(id=ines.id)).version == 2


async def test_leaving_ends_what_holds_and_withdraws_what_was_to_come(hub: Hub) -> None:
    ines, unit, group, other = (
        await new_person(), await new_unit(), await new_group(), await new_group()
    )  # fmt: skip
    day = timedelta(days=1)
    by: Any = {"by": ADMINISTRATOR}
    held = await actions.start_position(ines.id, unit.id, **by, starts_on=today() - 90 * day)
    past = await actions.start_position(
        ines.id, unit.id, **by, title="Stagiaire",
        starts_on=today() - 400 * day, ends_on=today() - 300 * day,
    )  # fmt: skip
    member = await actions.add_member(group.id, ines.id, **by, ends_on=today() + 300 * day)
    await actions.add_member(other.id, ines.id, **by, starts_on=today() + 9 * day)
    await actions.leave_person(ines.id, by=ADMINISTRATOR)
    found = await Person.get(id=ines.id)
    assert (found.status, found.left_on) == (PersonStatus.LEFT, today())
    ends = {row.id: row.ends_on for row in await Position.all()}
    assert ends == {held.id: today(), past.id: today() - 300 * day}
    assert {row.id: row.ends_on for row in await Membership.all()} == {member.id: today()}
    assert unit.id in await queries.principals_of(ines.id, today())
    assert unit.id not in await queries.principals_of(ines.id, today() + day)
    assert await queries.find_people(ines.name, by=ADMINISTRATOR) == []
    assert len(await queries.find_people(ines.name, by=ADMINISTRATOR, with_left=True)) == 1


async def test_who_left_takes_nothing_up_before_coming_back(hub: Hub) -> None:
    ines, unit, group = await new_person(), await new_unit(), await new_group()
    await actions.leave_person(ines.id, by=ADMINISTRATOR, on=date(2026, 1, 31))
    with pytest.raises(Conflict):
        await actions.start_position(ines.id, unit.id, by=ADMINISTRATOR, starts_on=today())
    with pytest.raises(Conflict):
        await actions.add_member(group.id, ines.id, by=ADMINISTRATOR)
    await actions.return_person(ines.id, by=ADMINISTRATOR)
    await actions.add_member(group.id, ines.id, by=ADMINISTRATOR)
    assert (await Person.get(id=ines.id)).left_on is None


async def test_nobody_leaves_in_advance(hub: Hub) -> None:
    ines = await new_person()
    with pytest.raises(Invalid):
        await actions.leave_person(ines.id, by=ADMINISTRATOR, on=today() + timedelta(days=1))


async def test_who_is_not_there_is_not_found(hub: Hub) -> None:
    with pytest.raises(NotFound):
        await actions.change_person(5, by=ADMINISTRATOR, email=None)
    with pytest.raises(NotFound):
        await actions.leave_person(5, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.return_person(5, by=ADMINISTRATOR)
