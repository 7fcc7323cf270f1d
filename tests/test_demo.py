"""The demo: a function of its arguments, whose rows are such as the actions write."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tortoise.models import Model

from hub import demonstration
from hub.access import actors
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus, AppPassword
from hub.accounts.passwords import HASHER
from hub.accounts.visitor import Visitor
from hub.actor import ADMINISTRATORS, ANYONE, NOBODY, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.database import read, transaction
from hub.demo import load, words
from hub.demo.draw import Draw
from hub.demo.people import draw_people
from hub.demo.sizes import SIZES
from hub.people import actions, closure
from hub.people.models import Group, GroupKind, Person, Position, Site, Source, Unit
from hub.settings import Settings, SettingsError

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 23)
SHARE = 0.01
HERE = Visitor("127.0.0.1", "")
TABLES = (
    "principal", "person", "people_group", "commune", "site", "unit", "position", "membership",
    "absence", "group_person", "account", "app_password", "external_identity",
)  # fmt: skip
BY = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier")
CLOSURE = (
    "SELECT group_id, person_id, starts_on, ends_on FROM group_person"
    " ORDER BY group_id, person_id, starts_on"
)


async def rows() -> dict[str, Any]:
    """Every row that the demo writes; keys of the closure are made when it is worked out."""
    every = {name: await read(f"SELECT * FROM {name} ORDER BY id") for name in TABLES}
    return every | {"group_person": await read(CLOSURE)}


async def test_the_same_arguments_give_the_same_rows(new_settings: Callable[[], Settings]) -> None:
    seen = []
    for _time in range(2):
        async with Hub(new_settings()).running():
            counts = await load.load("s", TODAY)
            seen.append(await rows())
            assert {name: len(seen[-1][name]) for name in counts} == counts | {
                "principal": counts["principal"] + 8,  # those of every hub
                "people_group": counts["people_group"] + 6,
            }
    assert seen[0] == seen[1]


def test_another_seed_or_day_gives_others() -> None:
    drawn = [
        [(row.id, row.name) for row in draw_people(Draw(seed, day), SIZES["s"]).persons]
        for seed, day in ((1, TODAY), (2, TODAY), (1, date(2027, 11, 23)))
    ]
    assert drawn[0] != drawn[1]
    assert [name for _key, name in drawn[0]] == [name for _key, name in drawn[2]]
    assert drawn[0] != drawn[2]


@pytest.mark.parametrize("size", SIZES)
def test_every_size_has_what_it_says(size: str) -> None:
    people, counted = draw_people(Draw(load.SEED, TODAY), SIZES[size]), SIZES[size]
    assert set(people.cast) == set(load.SIGN_INS)
    assert len(people.schools) == counted.schools
    assert len(people.communes) == counted.communes
    assert len(people.units) == 1 + counted.directions * (1 + counted.services)
    keys = [row.id for row in people.principals]
    assert keys == sorted(set(keys))
    emails = [row.email for row in people.persons if row.email]
    assert len(emails) == len(set(emails))


async def test_the_closure_is_what_the_actions_would_keep(hub: Hub) -> None:
    await load.load("s", TODAY)
    async with transaction():
        assert await closure.rebuild() == (0, 0)


async def test_names_that_break_things_are_there(hub: Hub) -> None:
    await load.load("s", TODAY)
    names = [(row.given_name, row.family_name) for row in await Person.all()]
    for nasty in words.NASTY_NAMES:
        assert names.count(nasty) >= words.NASTY_NAMES.count(nasty)


async def test_a_share_of_it_is_as_the_actions_write(hub: Hub) -> None:
    """One per cent of each table, and every name that breaks things, made again by hand."""
    await load.load("s", TODAY)
    for row in await _some(Person):
        await _check_person(row)
    for row in await _some(
        Group, kind__not_in=[GroupKind.UNIT, GroupKind.COMMUNE, GroupKind.SYSTEM]
    ):
        again = await actions.create_group(by=BY, name=row.name, kind=row.kind)
        assert _told(again) == _told(row)
    for row in await _some(Position):
        await _check_position(row)
    for row in await _some(Site):
        site = await actions.create_site(
            by=BY, name=row.name, address=row.address, town=row.town, commune_id=row.commune_id
        )
        assert _told(site) == _told(row)
    for row in await _some(Unit):
        await _check_unit(row)


async def _some(model: type[Model], **which: Any) -> list[Any]:
    """One per cent of a table, at least five rows."""
    every = await model.filter(**which).order_by("id")
    nasty = [
        row for row in every if getattr(row, "family_name", "") in dict(words.NASTY_NAMES).values()
    ]
    return nasty + random.Random(load.SEED).sample(every, max(5, round(len(every) * SHARE)))


async def _check_person(row: Person) -> None:
    again = await actions.create_person(
        by=BY, source=Source.DEMO, given_name=row.given_name, family_name=row.family_name,
        email=row.email, phone=row.phone, language=row.language,
    )  # fmt: skip
    again = await Person.get(id=again.id)
    assert _told(again) == _told(row)


async def _check_position(row: Position) -> None:
    person = await actions.create_person(by=BY, given_name="Une", family_name="Autre")
    again = await actions.start_position(
        person.id, row.group_id, by=BY, source=Source.DEMO, title=row.title, is_head=row.is_head,
        starts_on=row.starts_on,
    )  # fmt: skip
    again = await Position.get(id=again.id)
    assert _told(again, "person_id") == _told(row, "person_id")


async def _check_unit(row: Unit) -> None:
    """Under another parent, since two units of one parent have different names."""
    group = await Group.get(id=row.id)
    parent = await actions.create_unit(by=BY, name=f"Au-dessus de {group.name}")
    again = await actions.create_unit(by=BY, name=group.name, parent_id=parent.id, rank=row.rank)
    assert _told(await Unit.get(id=again.id), "parent_id") == _told(row, "parent_id")
    assert _told(await Group.get(id=again.id)) == _told(group)


def _told(row: Model, *but: str) -> dict[str, Any]:
    """What a row says, beside its key."""
    return {
        name: getattr(row, name)
        for name in row._meta.fields_db_projection
        if name not in {"id", *but}
    }


async def test_the_sign_ins_are_opened_accounts(hub: Hub) -> None:
    await load.load("s", TODAY)
    person = await actions.create_person(by=BY, given_name="Une", family_name="Autre")
    made = await accounts.create_account(person.id, by=BY)
    for login in load.SIGN_INS:
        row = await Account.get(login=login)
        assert row.status is AccountStatus.ACTIVE
        assert HASHER.verify(row.password_hash or "", load.PASSWORD)
        assert not HASHER.check_needs_rehash(row.password_hash or "")
        assert set(_told(row)) == set(_told(made))
    opened = await accounts.sign_in("agent", load.PASSWORD, by=NOBODY, visitor=HERE)
    assert opened.token


async def test_a_device_signs_in_with_what_is_printed(hub: Hub) -> None:
    await load.load("s", TODAY)
    actor = await actors.of_app_password("agent", load.DEVICE, visitor=HERE)
    assert actor is not None
    assert actor.name == "Maud Sorel"
    assert await AppPassword.all().count() == len(load.SIGN_INS)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_known_passwords_stay_on_this_machine(host: str) -> None:
    with pytest.raises(SettingsError, match="HUB_DEMO=1 listens beyond loopback only behind"):
        demonstration.settings(host=host, public_url="http://hub.example.fr")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_demo_runs_on_loopback(host: str) -> None:
    assert demonstration.settings(host=host).demo


def test_the_demo_runs_behind_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PUBLIC_URL", "https://demo.example.fr")
    assert demonstration.settings(host="0.0.0.0").public_url == "https://demo.example.fr"
