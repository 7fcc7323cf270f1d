"""Fills an empty hub with the demo."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from tortoise.models import Model

from hub.accounts.models import Account, AccountStatus, AppPassword
from hub.accounts.passwords import HASHER
from hub.accounts.secret import app_password_digest
from hub.database import transaction
from hub.demo.draw import Draw
from hub.demo.people import People, draw_people
from hub.demo.sizes import SIZES
from hub.people import closure
from hub.people.models import Person

PASSWORD = "parvis-demo-2026"  # noqa: S105  # printed by `make run`; only with HUB_DEMO=1
DEVICE = "parvis-demo-device"
SIGN_INS = (
    "admin", "agent", "manager", "secretary", "official",
    "substitute", "councillor", "mairie", "school", "guest",
)  # fmt: skip
SEED = 20260710
BATCH = 2000


async def is_empty() -> bool:
    return not await Person.exists()


async def load(size: str, today: date, seed: int = SEED) -> dict[str, int]:
    """Fills the bound hub in one transaction; how many rows each table got.

    Args:
        size: a key of `SIZES`.
        today: the day on which the demo plays.
    """
    draw = Draw(seed, today)
    people = draw_people(draw, SIZES[size])
    accounts = draw_accounts(draw, people)
    async with transaction():
        counts = [await insert(rows) for rows in (*_in_order(people), *accounts)]
        missing, _wrong = await closure.rebuild()
    return dict(counts) | {"group_person": missing}


async def insert(rows: Sequence[Model]) -> tuple[str, int]:
    """Inserts rows of one table; its name and their number."""
    table = type(rows[0])
    await table.bulk_create(rows, batch_size=BATCH)
    return table._meta.db_table, len(rows)


def draw_accounts(draw: Draw, people: People) -> tuple[Sequence[Model], ...]:
    """An account for each demo sign-in, and its device's password."""
    made_at = datetime.combine(draw.today, time(8), UTC)
    # A salt of the seed: the same demo has the same rows.
    salt = hashlib.sha256(str(draw.random.random()).encode()).digest()[:16]
    password_hash = HASHER.hash(PASSWORD, salt=salt)
    accounts = [
        Account(
            id=draw.key(), person_id=people.cast[login].id, login=login,
            status=AccountStatus.ACTIVE, password_hash=password_hash,
            password_changed_at=made_at, created_at=made_at,
        )
        for login in SIGN_INS
    ]  # fmt: skip
    devices = [_device(draw, account, made_at) for account in accounts]
    return accounts, devices


def _device(draw: Draw, account: Account, made_at: datetime) -> AppPassword:
    return AppPassword(
        id=draw.key(), account_id=account.id, name="Téléphone",
        secret_hash=app_password_digest(DEVICE), scopes="caldav carddav webdav",
        is_read_only=False, created_at=made_at,
    )  # fmt: skip


def _in_order(people: People) -> tuple[Sequence[Any], ...]:
    """Tables in the order of their foreign keys."""
    return (
        people.principals, people.persons, people.groups, people.communes, people.sites,
        people.units, people.positions, people.memberships,
    )  # fmt: skip
