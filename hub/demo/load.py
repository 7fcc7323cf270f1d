"""Fills an empty hub with the demo."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from tortoise.models import Model

from hub import settings
from hub.accounts.models import Account, AccountStatus, AppPassword
from hub.accounts.passwords import HASHER
from hub.accounts.relying_party.models import ExternalIdentity
from hub.accounts.secret import app_password_digest
from hub.actor import NOBODY, Actor
from hub.database import transaction
from hub.demo import sso
from hub.demo.draw import Draw
from hub.demo.people import People, draw_people
from hub.demo.sizes import SIZES
from hub.demo.world import World, insert
from hub.domain.ports import Demo
from hub.people import closure
from hub.people.models import Person

PASSWORD = "parvis-demo-2026"  # noqa: S105  # printed by `make run`; only with HUB_DEMO=1
DEVICE = "parvis-demo-device"
SIGN_INS = (
    "admin", "agent", "manager", "secretary", "official",
    "substitute", "councillor", "mairie", "school", "guest",
)  # fmt: skip
SEED = 20260710


async def is_empty() -> bool:
    return not await Person.exists()


async def load(
    size: str, today: date, seed: int = SEED, demos: Sequence[Demo] = (), by: Actor = NOBODY
) -> dict[str, int]:
    """Fills the bound hub: people and accounts in one transaction, then what the `demos` of the
    domains add; how many rows each table got.

    Args:
        size: a key of `SIZES`.
        today: the day on which the demo plays.
        by: the job that fills it, for the demos.
    """
    draw = Draw(seed, today)
    people = draw_people(draw, SIZES[size])
    accounts = draw_accounts(draw, people)
    counts: Counter[str] = Counter()
    async with transaction():
        for rows in (*_in_order(people), *accounts):
            counts.update(await insert(rows))
        missing, _wrong = await closure.rebuild()
    counts["group_person"] = missing
    for demo in demos:
        counts.update(await demo(World(SIZES[size], draw, people), by=by))
    return dict(counts)


def draw_accounts(draw: Draw, people: People) -> tuple[Sequence[Model], ...]:
    """An account for each demo sign-in, its device's password, and its identity elsewhere."""
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
    return accounts, devices, [_identity(draw, account, made_at) for account in accounts]


def _device(draw: Draw, account: Account, made_at: datetime) -> AppPassword:
    return AppPassword(
        id=draw.key(), account_id=account.id, name="Téléphone",
        secret_hash=app_password_digest(DEVICE), scopes="caldav carddav webdav",
        is_read_only=False, created_at=made_at,
    )  # fmt: skip


def _identity(draw: Draw, account: Account, made_at: datetime) -> ExternalIdentity:
    """What the account is called at the demo's own sign-on."""
    return ExternalIdentity(
        id=draw.key(), account_id=account.id, issuer=sso.issuer(settings.current.get()),
        subject=account.login, linked_at=made_at,
    )  # fmt: skip


def _in_order(people: People) -> tuple[Sequence[Any], ...]:
    """Tables in the order of their foreign keys."""
    return (
        people.principals, people.persons, people.groups, people.communes, people.sites,
        people.units, people.positions, people.memberships, people.absences,
    )  # fmt: skip
