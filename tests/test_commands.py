"""What the command line asks of a hub."""

from __future__ import annotations

import base64

import pytest

from hub.app import Hub
from hub.audit.models import Entry
from hub.console import perform
from hub.database import transaction, write
from hub.errors import NotFound
from hub.evidence.sealing import seal_all
from hub.people.models import Person, Unit

pytestmark = pytest.mark.anyio

STAFF = (
    "Matricule;Nom;Prénom;Service;Fonction\n1;Sorel;Maud;Vie scolaire;Responsable\n2;Dupont;;;\n"
)


def staff(**options: bool) -> dict[str, object]:
    chosen = {"dry_run": False, "create_units": False} | options
    return {"content": base64.b64encode(STAFF.encode()).decode(), **chosen}


async def test_a_dry_run_says_what_it_would_do_and_writes_nothing(hub: Hub) -> None:
    told = await perform("import.people", staff(dry_run=True, create_units=True))
    assert told["counts"] == {"create": 1, "change": 0, "unchanged": 0, "error": 1}
    assert await Person.all().count() == await Entry.all().count() == 0


async def test_a_unit_is_made_only_when_asked(hub: Hub) -> None:
    assert (await perform("import.people", staff()))["counts"]["error"] == 2
    assert await Unit.all().count() == 0
    assert (await perform("import.people", staff(create_units=True)))["counts"]["create"] == 1
    assert (await perform("import.people", staff(create_units=True)))["counts"]["unchanged"] == 1
    assert await Unit.all().count() == 1


async def test_an_account_is_made_given_a_device_and_suspended(hub: Hub) -> None:
    names = {"given_name": "Léa", "family_name": "Morvan", "login": "", "email": ""}
    made = await perform("account.add", names | {"is_administrator": True})
    assert made["login"] == "lea.morvan"
    assert len(made["password"]) >= 16
    device = await perform("account.app_password", {"login": "lea.morvan", "name": "Mobile"})
    assert device["password"]
    await perform("account.suspend", {"login": "lea.morvan"})
    with pytest.raises(NotFound):
        await perform("account.suspend", {"login": "nobody"})


async def test_verify_names_the_entry_that_was_changed(hub: Hub) -> None:
    await perform("import.people", staff(create_units=True))
    await seal_all()
    assert (await perform("verify", {}))["faults"] == []
    first = await Entry.all().order_by("seq").first()
    assert first is not None
    async with transaction():
        await write("UPDATE audit_entry SET actor_name = 'mallory' WHERE id = :id", id=first.id)
    faults = (await perform("verify", {}))["faults"]
    assert faults[0].startswith(f"{first.seq}:")
