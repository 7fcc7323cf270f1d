"""The commands that need the database; `hub.console` runs them in the server or beside it."""

from __future__ import annotations

import base64
from typing import Any

from hub.access import actors
from hub.accounts import commands as accounts
from hub.console import command
from hub.evidence.verification import verify as verify_journal
from hub.people import staff_csv


@command("account.add")
async def add_account(**given: Any) -> dict[str, Any]:
    made = await accounts.add(**given, by=actors.of_command("hub account add"))
    return {"login": made.login, "password": made.password}


@command("account.link")
async def link_account(login: str, issuer: str, subject: str) -> dict[str, Any]:
    await accounts.link(login, issuer, subject, by=actors.of_command("hub account link"))
    return {"login": login}


@command("account.suspend")
async def suspend_account(login: str) -> dict[str, Any]:
    await accounts.suspend(login, by=actors.of_command("hub account suspend"))
    return {"login": login}


@command("account.app_password")
async def add_app_password(login: str, name: str) -> dict[str, Any]:
    by = actors.of_command("hub account app-password")
    return {"login": login, "password": await accounts.add_app_password(login, name, by=by)}


@command("import.people")
async def import_people(content: str, dry_run: bool, create_units: bool) -> dict[str, Any]:
    """`content` is the file in base64: the server may not be allowed to open it."""
    by = actors.of_command("hub import people")
    sheet = staff_csv.read(base64.b64decode(content))
    if dry_run:
        report = await staff_csv.plan(sheet, by=by, with_new_units=create_units)
    else:
        report = await staff_csv.apply(sheet, by=by, with_new_units=create_units)
    return report.as_json()


@command("verify")
async def verify() -> dict[str, Any]:
    """Faults of the journal, the first bad entry first."""
    return {"faults": [f"{fault.seq}: {fault.message}" for fault in await verify_journal()]}
